"""Inside the network on the stage: one neuron's weights, all of them, and their history."""

import numpy as np
import streamlit as st

from nn.figures import look
from nn.figures.matrices import MOST_NEURONS
from nn.functions import Array
from pages.ui.app import pictures
from pages.ui.app.html import Html, div
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import networks, runs
from pages.ui.inside import maps, moments

MOST = 30  # neurons


def show(visitor: Session) -> None:
    """Show the chosen neuron's weights beside all neurons', at a moment of the run."""
    view, inside = runs.view_of(visitor.training), visitor.views.inside
    network = networks.in_use(visitor).network
    inside.layer = min(inside.layer, max(len(network.weights) - 2, 0))
    weights = network.weights[inside.layer]
    with st.container(horizontal=True, vertical_alignment="center", key="talk_maps_choice"):
        if inside.layer == 0:
            maps.choose_neuron(inside, len(weights))
        if view and view.checkpoints and visitor.network.choice == "run":
            st.markdown(runs.reached(view, visitor.network.moment))
    if inside.layer:
        later, earlier = weights.shape
        words = f"A row: one of {later} neurons. A column: one of {earlier} before them."
        large, beside = weights[:MOST_NEURONS, :MOST_NEURONS], div("tn-talk-words", words)
    else:
        squares = weights.reshape(-1, 28, 28)
        large, beside = squares[inside.neuron], div("tn-talk-maps", *map(_map, squares[:MOST]))
    st.html(div("tn-talk-two", div("tn-talk-seen", _map(large)), beside))
    with st.container(key="talk_time"):
        moments.slider(visitor)


def _map(w: Array) -> Html:
    alt = f"Weights: {look.span(w)}"
    return pictures.signed_picture(w, np.zeros_like(w), look.limit(w), alt)
