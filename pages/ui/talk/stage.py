"""The stage: one step of the talk, as large as the window, without anything else of the app."""

from contextlib import suppress
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import streamlit as st

from nn.errors import Refused
from nn.figures.curves import accuracy_curve
from nn.runs.host import HOST
from pages.ui.app import charts, frame, html
from pages.ui.app.html import div, tag
from pages.ui.app.places import go_to
from pages.ui.app.room import steering
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.room.store import StoreGone
from pages.ui.app.state.session import Session
from pages.ui.talk import director
from pages.ui.talk.script import SCENES

ROOM_SECONDS = 30.0  # between two looks at the room
REMOTE = Path(__file__).with_name("remote.js")


def show(visitor: Session) -> None:
    """Show the step that the talk is at."""
    talk = visitor.talk
    step = director.now(talk)
    # What changes with the step is built anew: a canvas shows the drawing as it is.
    visitor.enter(f"talk {talk.given} {talk.step}")
    frame.name_the_window(f"Step {talk.step + 1} of the talk: {step.line}")
    html.styles(director.STYLE)
    _remote(visitor)
    with st.container(key=f"talk_{step.show}"):
        st.html(tag("h1", step.line, kind="tn-talk-line"))
        for sentence in dict.fromkeys(visitor.visit.trouble):
            st.html(div("tn-talk-trouble", sentence))
        visitor.visit.trouble = []
        try:
            resolve_name(f"pages.ui.talk.scenes.{SCENES[step.show].shown_by}")(visitor)
        except Refused as error:
            st.html(div("tn-talk-words", str(error)))
    if visitor.room.host and step.show != "room":
        frame.part(visitor.visit, _stay_in_room, visitor, every=ROOM_SECONDS)
    for following in director.following(talk):
        if following.run:
            HOST.prepare()
        if following.show in ("sigmoid", "training"):
            # The browser takes seconds for its first chart: this one is not seen.
            with st.container(key="talk_ahead"):
                charts.show(accuracy_curve([]), "talk_ahead_chart", 100)


def _stay_in_room(visitor: Session) -> None:
    """Let the room know that its host is there."""
    with suppress(StoreGone):
        if visitor.room.host and ROOMS.see(visitor.room.host) is None:
            steering.forget(visitor)


def _remote(visitor: Session) -> None:
    """Listen to the keys, and tell the speaker's view where the talk is."""
    talk = visitor.talk
    step, following = director.now(talk), director.following(talk)
    data: dict[str, Any] = {
        "given": talk.given,
        "step": talk.step,
        "count": len(director.steps_of(talk)),
        "asks": step.show == "guess",
        "line": step.line,
        "note": step.note,
        "next": following[0].line if following else "",
        "planned": sum(step.minutes for step in director.steps_of(talk)[: talk.step + 1]),
    }

    def told(event: str) -> Any:
        # A key that was pressed just after Esc comes when there is no stage any more.
        return (st.session_state.get("remote") or {}).get(event)

    def go() -> None:
        to = told("go")
        if isinstance(to, int):
            # The browser may not have heard yet of the step before: its address asks for nothing.
            talk.address = st.query_params.get(director.ADDRESS)
            director.go(visitor, to)

    def guess() -> None:
        if isinstance(number := told("guess"), int):
            visitor.views.train.guess = float(min(max(number, 0), 100))

    def leave() -> None:
        if told("leave") and (page := director.leave(visitor)):
            go_to(page)

    html.component("remote", REMOTE)(
        key="remote",  # talk.css gives it no room
        data=data,
        on_go_change=go,
        on_guess_change=guess,
        on_leave_change=leave,
    )
