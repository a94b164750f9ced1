"""Learning on the stage: the network trains while the room watches, beside the room's guess."""

import time

import streamlit as st

from nn.figures.curves import accuracy_curve
from pages.ui.app import charts, frame, numbers, runs
from pages.ui.app.html import div, tag
from pages.ui.app.room import learning
from pages.ui.app.room.learning import OnRoom
from pages.ui.app.state.session import Session
from pages.ui.talk.scenes import guessing, pieces

CURVE_SECONDS = 1.0


def show(visitor: Session) -> None:
    """Show the accuracy as a large number and as a curve, while the network learns."""
    guessing.close(visitor)
    pieces.say_if_it_stands_still(visitor)
    frame.part(visitor.visit, _look, visitor, every=lambda: pieces.pace(visitor))


def _look(visitor: Session) -> None:
    view = runs.view_of(visitor.training)
    if view is None:
        st.html(div("tn-talk-words", "There is no run yet."))
        return
    run, guess = visitor.training.run, visitor.views.train.guess
    room = learning.follow(visitor, run, view) if run else OnRoom()
    points = [(c.position, c.test.accuracy) for c in view.checkpoints]
    large = numbers.percent(points[-1][1]) if points else "…"
    moment = pieces.moment_of(view.checkpoints[-1]) if points else "It gets ready"
    words = [
        tag("p", large, kind="tn-talk-number"),
        tag("p", "of 10,000 test digits" if points else moment, kind="tn-talk-words"),
        tag("p", moment if points else "", kind="tn-talk-words"),
    ]
    if guess is not None:
        words.append(tag("p", f"The room said {guess:g} %", kind="tn-talk-words"))
    if room.newest:
        said = f"{numbers.percent(room.newest.share, 0)} of {room.counted}"
        words.append(tag("p", said, kind="tn-talk-words tn-talk-room"))
    elif room.trouble:
        words.append(tag("p", room.trouble, kind="tn-talk-words"))
    if result := guessing.result(visitor):
        words.append(tag("p", result, kind="tn-talk-words"))
    # A chart costs the browser a fifth of a second, so it follows at a slower pace.
    due = (
        run,
        int(time.monotonic() // CURVE_SECONDS) if runs.unsettled(view) else (points, room.curve),
    )
    newest = visitor.visit.keep("talk_drawn", due, lambda: (points, room.curve))
    figure = visitor.visit.keep(
        "talk_accuracy",
        (run, *newest, guess),
        lambda: accuracy_curve(newest[0], third=newest[1], guess=guess),
    )
    left, right = st.columns([1, 1.4], gap="large", vertical_alignment="center")
    left.html(div("tn-talk-large tn-talk-learns", *words))
    with right, st.container(key="talk_curve"):
        charts.show_live(visitor.visit, "talk_accuracy", figure, "stretch")
