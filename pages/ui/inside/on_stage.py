"""Inside the network on the stage: one neuron's weights, all of them, and their history."""

import numpy as np
import streamlit as st

from nn.figures import look
from nn.functions import Array
from pages.ui.app import networks, pictures, runs
from pages.ui.app.html import Html, div
from pages.ui.app.state.session import Session
from pages.ui.inside import maps, moments

MOST = 30  # neurons


def show(visitor: Session) -> None:
    """Show the chosen neuron's weights beside all neurons', at a moment of the run."""
    view, inside = runs.view_of(visitor.training), visitor.views.inside
    weights = networks.in_use(visitor).network.weights[0]
    with st.container(horizontal=True, vertical_alignment="center", key="talk_maps_choice"):
        maps.choose_neuron(inside, len(weights))
        if view and view.checkpoints and visitor.network.choice == "run":
            st.markdown(runs.reached(view, visitor.network.moment))
    chosen = div("tn-talk-seen", _map(weights[inside.neuron]))
    st.html(div("tn-talk-two", chosen, div("tn-talk-maps", *map(_map, weights[:MOST]))))
    with st.container(key="talk_time"):
        moments.slider(visitor)


def _map(w: Array) -> Html:
    return pictures.signed_picture(w, np.zeros((28, 28)), look.limit(w), f"Weights: {look.span(w)}")
