"""The stage: one step of the talk, as large as the window, without anything else of the app."""

import time
from contextlib import suppress
from pkgutil import resolve_name

import streamlit as st

from nn.errors import Refused
from nn.runs.host import HOST
from nn.runs.run_view import RunState
from pages.ui.app import fragments
from pages.ui.app.html import div, tag
from pages.ui.app.places import go_to
from pages.ui.app.server.scripts import component
from pages.ui.app.state.session import Session
from pages.ui.app.state.talk import Step
from pages.ui.app.visitor import runs
from pages.ui.class_room import steering, store
from pages.ui.class_room.guessing.questions import of_epoch
from pages.ui.every_page import frame
from pages.ui.talk import director
from pages.ui.talk.script import SCENES, picture_of

HOST_SECONDS = 30.0  # between two looks at the room
STANDS_STILL = RunState.FAILED, RunState.QUEUED


def show(visitor: Session) -> None:
    """Show the step that the talk is at."""
    talk, steps = visitor.talk, director.steps_of(visitor.talk)
    step, *following = steps[talk.step : talk.step + 2]
    # What changes with the page is built anew: a canvas shows the drawing as it is.
    visitor.enter(talk.page)
    frame.name_the_window(f"Step {talk.step + 1} of the talk: {step.line}")
    st.html(frame.STAGE)
    _remote(visitor, steps)
    is_of_digit, visit, key = SCENES[step.show].is_of_digit, visitor.visit, f"talk_{step.show}"
    with st.container(key=key) if is_of_digit else st.container():
        st.html(tag("h1", step.line, kind="tn-talk-line"))
        for sentence in dict.fromkeys(filter(None, [*visit.trouble, visit.done])):
            st.html(div("tn-talk-trouble", sentence))
        visit.trouble, visit.done = [], ""
        view = runs.view_of(visitor.training)
        if view and visitor.network.choice == "run" and view.state in STANDS_STILL:
            st.html(div("tn-talk-words", f"{runs.state_in_words(view)}."))
    # The drawn digit has a place where all stays from step to step; all else has two, in turn.
    # Until this run ends, what was there is seen in place of the new (stage.css).
    with st.container(key="talk_places"):
        places = [st.container() for _ in range(3)]
    here = places[0 if is_of_digit else 1 + visit.entered % 2]
    with here, st.container(key="talk_digit" if is_of_digit else key):
        try:
            resolve_name(f"pages.ui.{SCENES[step.show].shown_by}")(visitor)
        except Refused as error:
            st.html(div("tn-talk-words", str(error)))
    if visitor.room.host and step.show != "room":
        fragments.show(visitor.visit, _stay_in_room, visitor, every=HOST_SECONDS)
    if following and following[0].run:
        HOST.prepare()


def _stay_in_room(visitor: Session) -> None:
    """Let the room know that its host is there."""
    with suppress(store.StoreGone):
        steering.own_room(visitor)


def _remote(visitor: Session, steps: tuple[Step, ...]) -> None:
    """Listen to the keys, and tell the speaker's view where the talk is."""
    talk = visitor.talk
    step, *following = steps[talk.step : talk.step + 2]
    here = talk.step, talk.step + 1

    def hear() -> None:
        # After Esc the stage may be gone by now.
        wishes = (st.session_state.get("remote") or {}).get("wishes") or {}
        if isinstance(guess := wishes.get("guess"), int):
            visitor.guesses[of_epoch(visitor.training.config)] = float(min(max(guess, 0), 100))
        if isinstance(to := wishes.get("step"), int):
            director.go(visitor, to)
        if wishes.get("leave") and (page := director.leave(visitor)):
            go_to(page)

    component("remote")(
        key="remote",  # stage.css gives it no room
        data={
            "step": talk.step,
            "count": len(steps),
            "line": step.line,
            "note": step.note,
            "next": following[0].line if following else "",
            "next_shows": picture_of(director.step_of(steps, talk.step + 1)) if following else "",
            "began": talk.began,
            "now": time.time(),  # another one with each answer: so the browser hears of all
            # When the step begins and ends as planned, in seconds after the first one.
            "planned": [60 * sum(step.minutes for step in steps[1:k]) for k in here],
        },
        on_wishes_change=hear,
    )
