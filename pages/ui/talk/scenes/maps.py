"""Inside the network on the stage: one neuron's weights, all of them, and their history."""

import numpy as np
import streamlit as st

from nn.figures import look
from nn.functions import Array
from nn.in_words import counted
from nn.mnist import Bytes
from nn.network import Network
from pages.ui.app import frame, networks, pictures, runs
from pages.ui.app.html import Html, div
from pages.ui.app.state.session import Session
from pages.ui.how_it_works.one_neuron import choose_neuron
from pages.ui.inside import moments
from pages.ui.talk.scenes import pieces

MOST = 30  # neurons
COLUMNS = 6
GAP = 3  # pixels between two maps


def show(visitor: Session) -> None:
    """Show the chosen neuron's weights beside all neurons', at a moment of the run.

    While it learns, they are its first weights; the film begins when all of it is there.
    """
    pieces.say_if_it_stands_still(visitor)
    view = runs.view_of(visitor.training)
    if visitor.network.choice == "run" and view and runs.unsettled(view):
        frame.part(visitor.visit, _as_it_learns, visitor, every=lambda: pieces.pace(visitor))
        return
    if visitor.talk.film_due and view and view.checkpoints:
        visitor.talk.film_due = False
        visitor.use("run", view.checkpoints[0].step)
        visitor.views.inside.playing, visitor.views.inside.advance_now = True, False
    words = Html("")
    if view and view.checkpoints and visitor.network.choice == "run":
        moment = visitor.network.moment
        words = pieces.accuracy_so_far(view.final if moment is None else view.at(moment))
    _board(visitor, networks.in_use(visitor).network, words)
    with st.container(key="talk_time"):
        moments.slider(visitor)


def _as_it_learns(visitor: Session) -> None:
    if view := runs.view_of(visitor.training):
        first = view.checkpoints[0].network if view.checkpoints else view.newest
        _board(visitor, first, div("tn-talk-words", "It learns: the film begins soon"))


def _board(visitor: Session, network: Network, words: Html) -> None:
    """Show the choice of neuron, some words, and the weights."""
    with st.container(horizontal=True, vertical_alignment="center", key="talk_maps_choice"):
        neuron = choose_neuron(visitor.views.inside, network)
        if words:
            st.html(words)
    weights = network.weights[0]
    large = pieces.weights_picture(weights[neuron], f"The weights of neuron {neuron + 1}")
    st.html(div("tn-talk-two", div("tn-talk-seen", large), div("tn-talk-maps", _all(weights))))


def _all(weights: Array) -> str:
    """Return the maps of the first neurons in one picture."""
    shown = weights[:MOST]
    rows = -(-len(shown) // COLUMNS)
    side = 28 + GAP
    board = np.full((rows * side - GAP, COLUMNS * side - GAP, 4), 0, np.uint8)
    for k, w in enumerate(shown):
        top, left = k // COLUMNS * side, k % COLUMNS * side
        board[top : top + 28, left : left + 28] = _coloured(w)
    return pictures.pixels(
        board, f"The weights of {counted(len(shown), 'neuron')}, {look.span(shown)}"
    )


def _coloured(w: Array) -> Bytes:
    colours = pictures.signed_colours(w, pieces.PAPER, look.limit(w))
    return np.concatenate([colours, np.full((28, 28, 1), 255, np.uint8)], axis=2)
