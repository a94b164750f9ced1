"""Learning on the stage: the network trains while the room watches, beside the room's guess."""

import streamlit as st

from nn.runs.run import Run
from nn.runs.run_view import when
from pages.ui.app import formats
from pages.ui.app.html import Html, div, tag
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import runs
from pages.ui.class_room.guessing import field
from pages.ui.class_room.guessing.questions import of_epoch
from pages.ui.train import curves, live, on_room


def show(visitor: Session) -> None:
    """Show the accuracy as a large number and as a curve, while the network learns."""
    live.show(visitor, _look)


def _look(visitor: Session, run: Run) -> None:
    """Show the run as it is now."""
    view = run.snapshot()
    guess, said = field.expected(visitor, of_epoch(view.config))
    room = on_room.follow(visitor, run, view)
    large, words = "…", [_line(runs.state_in_words(view))]
    tests = curves.tests_of(visitor.visit, view)
    if tests:
        position, step, test = tests[-1]
        large = formats.percent(test.accuracy)
        words = [_line("of 10,000 test digits"), _line(when(position, step).lower())]
    if guess is not None:
        words.append(_line(said or f"The room said {guess:g} %"))
    if room.newest is not None:
        words.append(_line(f"{room.share} of {room.counted}"))
    if room.trouble:
        words.append(_line(room.trouble))
    number = tag("p", large, kind="tn-talk-number")
    head = div("tn-talk-large tn-talk-across", number, div("", *words))
    with st.container(key="curve-box"):
        curves.show_curve(head, view, tests, room.curve, guess)


def _line(text: str) -> Html:
    return tag("p", text, kind="tn-talk-words")
