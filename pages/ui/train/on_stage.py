"""Learning on the stage: the network trains while the room watches, beside the room's guess."""

import streamlit as st

from nn.runs.run import Run
from nn.runs.run_view import RunState, when
from pages.ui.app import formats
from pages.ui.app.html import div, tag
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import runs
from pages.ui.class_room.guessing import field, questions
from pages.ui.train import curves, live, on_room


def show(visitor: Session) -> None:
    """Show the accuracy as a large number and as a curve, while the network learns."""
    live.show(visitor, _look)


def _look(visitor: Session, run: Run) -> None:
    view = run.snapshot()
    guess, said = field.expected(visitor, questions.of_epoch(view.config))
    room = on_room.follow(visitor, run, view)
    large, words = "…", [runs.state_in_words(view)]
    if tests := curves.tests_of(visitor.visit, view):
        position, step, test = tests[-1]
        large = formats.percent(test.accuracy)
        words = ["of 10,000 test digits", when(position, step).lower()]
        far = round(guess - 100 * test.accuracy) if guess is not None else 0
        if guess is not None and view.state is RunState.FINISHED:
            by_so_much = f"{abs(far)} too {'high' if far > 0 else 'low'}" if far else "right"
            said = said or tag("b", f"The room was {by_so_much}")
    if guess is not None:
        words.append(said or f"The room said {guess:g} %")
    if room.newest is not None:
        words.append(f"{room.share} of {room.counted}")
    if room.trouble:
        words.append(room.trouble)
    number = tag("p", large, kind="tn-talk-number")
    lines = (tag("p", line, kind="tn-talk-words") for line in words)
    head = div("tn-talk-large tn-talk-across", number, div("", *lines))
    with st.container(key="curve-box"):
        curves.show_curve(head, view, tests, room.curve, guess)
