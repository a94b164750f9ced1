"""What several scenes have: pictures of weights, the accuracy, and that a run was cut off."""

import numpy as np
import streamlit as st

from nn.drawing.mnist_pen import SIDE
from nn.figures import look
from nn.functions import Array
from nn.runs.run_view import Checkpoint, RunState, when
from pages.ui.app import numbers, pictures, runs
from pages.ui.app.html import Html, div, tag
from pages.ui.app.state.session import Session

SECONDS = 0.4  # between two looks at a run
PAPER = np.zeros((SIDE, SIDE))  # no ink under the colours


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


def pace(visitor: Session) -> float | None:
    """Return the seconds between two looks at the run, None where nothing will change."""
    view = runs.view_of(visitor.training)
    return SECONDS if view and runs.unsettled(view) else None


def say_if_it_stands_still(visitor: Session) -> None:
    """Say why the run does not go on, where its network is in use: cut off, or others' turn."""
    view = runs.view_of(visitor.training)
    stands_still = view and view.state in (RunState.FAILED, RunState.QUEUED)
    if view and stands_still and visitor.network.choice == "run":
        st.html(div("tn-talk-words", f"{runs.state_in_words(view)}."))
