"""The stage: one step of the talk, as large as the window, without anything else of the app."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from nn.errors import Refused
from pages.ui.app import html, places
from pages.ui.app.html import div
from pages.ui.app.places import Place
from pages.ui.app.state.session import Session
from pages.ui.talk import director
from pages.ui.talk.scenes import backprop, drawing, maps, mistakes, story, teaching, training

STYLE = Path(__file__).with_name("talk.css")
REMOTE = Path(__file__).with_name("remote.js")


class Scene(NamedTuple):
    """What can be on the stage."""

    show: Callable[[Session], None]
    page: Place  # where the app shows more of it


SCENES = {
    "drawing": Scene(drawing.show, places.DRAW),
    "pixels": Scene(story.pixels, places.HOW_IT_WORKS),
    "sum": Scene(story.weighted_sum, places.HOW_IT_WORKS),
    "sigmoid": Scene(story.activation, places.HOW_IT_WORKS),
    "neurons": Scene(story.neurons, places.HOW_IT_WORKS),
    "guess": Scene(training.guess, places.TRAIN),
    "training": Scene(training.show, places.TRAIN),
    "maps": Scene(maps.show, places.INSIDE),
    "backprop": Scene(backprop.show, places.BACKPROP),
    "mistakes": Scene(mistakes.show, places.MISTAKES),
    "teaching": Scene(teaching.show, places.DRAW),
}
NAMES = tuple(SCENES)


def show(visitor: Session) -> None:
    """Show the step that the talk is at."""
    talk = visitor.talk
    step = director.now(talk)
    # What changes with the step is built anew: a canvas shows the drawing as it is.
    visitor.enter(f"talk {talk.given} {talk.step}")
    st.html(STYLE)
    _remote(visitor)
    theme = st.context.theme.type or "light"
    with st.container(key=f"talk_in_{theme}"), st.container(key=f"talk_{step.show}"):
        st.html(div("tn-talk-line", step.line))
        for sentence in dict.fromkeys(visitor.visit.trouble):
            st.html(div("tn-talk-trouble", sentence))
        visitor.visit.trouble = []
        try:
            SCENES[step.show].show(visitor)
        except Refused as error:
            st.html(div("tn-talk-trouble", str(error)))


def _remote(visitor: Session) -> None:
    """Listen to the keys, and tell the speaker's view where the talk is."""
    talk = visitor.talk
    steps = director.steps_of(talk)
    step, following = steps[talk.step], steps[talk.step + 1 : talk.step + 2]
    data: dict[str, Any] = {
        "given": talk.given,
        "step": talk.step,
        "count": len(steps),
        "line": step.line,
        "note": step.note,
        "next": following[0].line if following else "",
        "planned": sum(before.minutes for before in steps[: talk.step]),
    }

    def told(event: str) -> Any:
        return st.session_state["remote"].get(event)

    def go() -> None:
        to = told("go")
        if isinstance(to, int):
            director.go(visitor, to)

    def leave() -> None:
        if told("leave"):
            director.leave(visitor, {name: scene.page for name, scene in SCENES.items()})

    html.component("remote", REMOTE)(
        key="remote",  # talk.css gives it no room
        data=data,
        on_go_change=go,
        on_leave_change=leave,
    )
