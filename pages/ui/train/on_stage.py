"""Learning on the stage: the network trains while the room watches, beside the room's guess."""

import streamlit as st

from nn.figures.curves import accuracy_curve
from nn.runs.run import Run
from nn.runs.run_view import when
from pages.ui.app import charts, frame, numbers, sidebar
from pages.ui.app.guessing import field
from pages.ui.app.guessing.questions import of_epoch
from pages.ui.app.html import Html, div, tag
from pages.ui.app.state.session import Session
from pages.ui.train import live, on_room


def show(visitor: Session) -> None:
    """Show the accuracy as a large number and as a curve, while the network learns."""
    run = visitor.training.run
    if run is None:
        st.html(div("tn-talk-words", "There is no run yet."))
        return
    frame.part(
        visitor.visit, _look, visitor, run, every=lambda: sidebar.tick(run.snapshot(), closely=True)
    )


def _look(visitor: Session, run: Run) -> None:
    view = run.snapshot()
    guess, said = field.expected(visitor, of_epoch(view.config))
    room = on_room.follow(visitor, run, view)
    large, words = "…", [_line("It gets ready")]
    if view.checkpoints:
        latest = view.checkpoints[-1]
        large = numbers.percent(latest.test.accuracy)
        moment = when(latest.position, latest.step).lower()
        words = [_line("of 10,000 test digits"), _line(moment)]
    if guess is not None:
        words.append(_line(said or f"The room said {guess:g} %", "tn-talk-dashed"))
    if room.newest is not None:
        words.append(_line(f"{room.share} of {room.counted}", "tn-talk-dotted"))
    if room.trouble:
        words.append(_line(room.trouble))
    # The charts follow at a slower pace, as on Train.
    view, room = visitor.visit.keep("drawn", (run, live.due(view, room)), lambda: (view, room))
    points = [(c.position, c.test.accuracy) for c in view.checkpoints]
    figure = visitor.visit.keep(
        "talk_accuracy",
        (points, room.curve, guess),
        lambda: accuracy_curve(points, third=room.curve, guess=guess),
    )
    left, right = st.columns([1, 1.4], gap="large", vertical_alignment="center")
    left.html(div("tn-talk-large", tag("p", large, kind="tn-talk-number"), *words))
    with right, st.container(key="talk_curve"):
        charts.show_live(visitor.visit, "talk_accuracy", figure, "stretch")


def _line(text: str, curve: str = "") -> Html:
    """Return a line of words; `curve` is the class for what its curve looks like."""
    return tag("p", text, kind=f"tn-talk-words {curve}".strip())
