"""Inside the network on the stage: the weights of all neurons, and their history."""

import numpy as np
import streamlit as st

from nn.figures import look
from nn.figures.maps import MOST_NEURONS
from nn.functions import Array
from nn.in_words import uncapitalised
from nn.runs.run_view import when
from pages.ui.app import formats, pictures
from pages.ui.app.html import Html, div, tag
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import networks, runs
from pages.ui.inside import moments

MOST = 30  # neurons


def show(visitor: Session) -> None:
    """Show the neurons' weights at a moment of the run, and how well the network reads then."""
    view, inside = runs.view_of(visitor.training), visitor.views.inside
    network = networks.in_use(visitor).network
    inside.layer = min(inside.layer, max(len(network.weights) - 2, 0))
    weights = network.weights[inside.layer]
    if view and view.checkpoints and visitor.network.choice == "run":
        moment = visitor.network.moment
        then = view.final if moment is None else view.at(moment)
        number = tag("p", formats.percent(then.test.accuracy), kind="tn-talk-number")
        words = f"read right, {uncapitalised(when(then.position, then.step))}"
        st.html(div("tn-talk-large tn-talk-beside", number, tag("p", words)))
    if inside.layer:
        later, earlier = weights.shape
        words = f"A row: one of {later} neurons. A column: one of {earlier} before them."
        large = div("tn-talk-seen", _map(weights[:MOST_NEURONS, :MOST_NEURONS]))
        st.html(div("tn-talk-two", large, div("tn-talk-words", words)))
    else:
        st.html(div("tn-talk-maps", *map(_map, weights[:MOST].reshape(-1, 28, 28))))
    with st.container(key="talk_time"):
        moments.slider(visitor)


def _map(w: Array) -> Html:
    alt = f"Weights: {look.span(w)}"
    return pictures.signed_picture(w, np.zeros_like(w), look.limit(w), alt)
