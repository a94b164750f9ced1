"""Inside the network on the stage: one neuron's weights, all of them, and their history."""

import numpy as np
import streamlit as st

from nn.functions import Array
from nn.mnist import Bytes
from pages.ui.app import networks, pictures, runs
from pages.ui.app.html import div
from pages.ui.app.state.session import Session
from pages.ui.how_it_works import pieces as story
from pages.ui.inside import moments
from pages.ui.talk.scenes import pieces

MOST = 30  # neurons
COLUMNS = 6
GAP = 3  # pixels between two maps
WAITS = 0.4  # seconds between two looks at a run that the film waits for


def show(visitor: Session) -> None:
    """Show the chosen neuron's weights beside all neurons', at a moment of the run."""
    pieces.offer_recording(visitor)
    view = runs.view_of(visitor.training)
    if visitor.network.choice == "run" and view and runs.unsettled(view):
        # The film begins when all of it is there.
        st.fragment(_wait, run_every=WAITS)(visitor)
        return
    network = networks.in_use(visitor).network
    with st.container(horizontal=True, vertical_alignment="center", key="talk_maps_choice"):
        neuron = story.choose_neuron(visitor.views.inside, network)
        if view and view.checkpoints:
            checkpoint = view.at(visitor.network.moment or 0)
            newest = visitor.network.moment is None
            st.html(pieces.accuracy_so_far(view.checkpoints[-1] if newest else checkpoint))
    weights = network.weights[0]
    paper = np.zeros((28, 28))
    limit = float(np.abs(weights[neuron]).max()) or 1.0
    large = pictures.signed_picture(weights[neuron], paper, limit, f"Neuron {neuron + 1}")
    st.html(div("tn-talk-two", div("tn-talk-seen", large), div("tn-talk-maps", _all(weights))))
    with st.container(key="talk_time"):
        moments.slider(visitor)


def _wait(visitor: Session) -> None:
    view = runs.view_of(visitor.training)
    if view is None or not runs.unsettled(view):
        st.rerun()
    st.html(div("tn-talk-words", "It trains once more, for the film …"))


def _all(weights: Array) -> str:
    """Return the maps of the first neurons in one picture."""
    shown = weights[:MOST]
    rows = -(-len(shown) // COLUMNS)
    side = 28 + GAP
    board = np.full((rows * side - GAP, COLUMNS * side - GAP, 4), 0, np.uint8)
    for k, w in enumerate(shown):
        top, left = k // COLUMNS * side, k % COLUMNS * side
        board[top : top + 28, left : left + 28] = _coloured(w)
    return pictures.pixels(board, f"The weights of {len(shown)} neurons")


def _coloured(w: Array) -> Bytes:
    paper = np.zeros((28, 28))
    colours = pictures.signed_colours(w, paper, float(np.abs(w).max()) or 1.0)
    return np.concatenate([colours, np.full((28, 28, 1), 255, np.uint8)], axis=2)
