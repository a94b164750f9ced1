"""What several scenes have: the accuracy in words and as a curve, and that a run was cut off."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from nn.drawing.pen import SIDE
from nn.figures import Curve, look
from nn.functions import Array
from nn.in_words import added
from nn.runs.run_view import Checkpoint, RunState, when
from pages.ui.app import numbers, pictures, runs
from pages.ui.app.html import Html, div, tag
from pages.ui.app.state.session import Session
from pages.ui.talk.scenes import lines

LEFT, RIGHT, TOP, BOTTOM = 22.0, 3.0, 7.0, 12.0  # around a curve, in the picture's own units
PAPER = np.zeros((SIDE, SIDE))  # no ink under the colours
HIGH = 75  # per cent: a guess that the curve does not reach in the first part of the epoch


def weights_picture(values: Array, alt: str) -> Html:
    """Return 784 weights or products as a picture: red is positive, blue negative."""
    return pictures.signed_picture(values, PAPER, look.limit(values), f"{alt}, {look.span(values)}")


def accuracy_so_far(checkpoint: Checkpoint) -> Html:
    """Return how well a run's network reads, in a line."""
    share = numbers.percent(checkpoint.test.accuracy)
    return div("tn-talk-words", tag("b", share), f" read right, {moment_of(checkpoint)}")


def moment_of(checkpoint: Checkpoint) -> str:
    """Return when a checkpoint was, in words."""
    return when(checkpoint.position, checkpoint.step).lower()


def say_if_it_stands_still(visitor: Session) -> None:
    """Say why the run does not go on, where its network is in use: cut off, or others' turn."""
    view = runs.view_of(visitor.training)
    stands_still = view and view.state in (RunState.FAILED, RunState.QUEUED)
    if view and stands_still and visitor.network.choice == "run":
        st.html(div("tn-talk-words", f"{runs.state_in_words(view)}."))


def accuracy_curve(
    points: Sequence[tuple[float, float]], guess: float | None, room: Curve | None = None
) -> Html:
    """Return the accuracy over the training as a curve, and that on the room's digits as another.

    The points are (epochs, share of the test images read right); `guess` is in per cent.
    """
    epochs = max([1.0, *(position for position, _ in points)])

    def x(position: float) -> float:
        return LEFT + (lines.WIDE - LEFT - RIGHT) * position / epochs

    def y(share: float) -> float:
        return TOP + (lines.TALL - TOP - BOTTOM) * (1 - share)

    grid = "".join(f"M{x(0)} {y(share)}H{x(epochs)}" for share in (0.0, 0.5, 1.0))
    shown = [lines.line(grid, look.GREY, 0.3)]
    words = [
        lines.word(numbers.percent(share, 0), LEFT, y(share), "tn-talk-before")
        for share in (0, 0.5, 1)
    ]
    ends = "1 epoch" if epochs == 1 else f"{epochs:g} epochs"
    words.append(lines.word(ends, x(epochs), lines.TALL - BOTTOM + 2, "tn-talk-ends"))
    if guess is not None:
        level = y(guess / 100)
        shown.append(lines.line(f"M{x(0)} {level}H{x(epochs)}", look.OTHER, 0.8, dash="3 2"))
        # Where no curve goes: it is steep at first, and then above a low guess or below a high one.
        place, kind = (x(0), "tn-talk-over") if guess >= HIGH else (x(epochs), "tn-talk-ends")
        words.append(lines.word("the room's guess", place, level, kind))
    curves = [(points, look.ACCENT, "")]
    if room:
        curves.insert(0, (room.points, look.THIRD, "1.2 1.6"))
    for curve, colour, dash in curves:
        if curve:
            path = "L".join(f"{x(position):.2f} {y(share):.2f}" for position, share in curve)
            shown.append(lines.line(f"M{path}", colour, 1.6, dash=dash))
            shown.append(lines.dot(x(curve[-1][0]), y(curve[-1][1]), colour))
    now = f", by now {points[-1][1]:.1%}" if points else ": nothing is measured yet"
    alt = added(f"The share of test digits read right{now}.", room.in_words() if room else "")
    if guess is not None:
        alt = added(alt, f"the room's guess is {guess:g} %")
    return lines.picture(shown, words, alt)
