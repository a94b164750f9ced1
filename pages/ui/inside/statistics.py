"""Look inside, below: what one neuron fires for on the test images, and which is dead."""

from functools import lru_cache

import numpy as np
import streamlit as st

from nn.answers import Indices
from nn.explain import neurons
from nn.figures.neurons import activation_by_digit, lost_chart, lost_in_words
from nn.functions import ACTIVATIONS, Array
from nn.in_words import counted, listed
from nn.mnist import load
from nn.network import Network
from pages.ui.app import charts
from pages.ui.app.formats import a_digit, percent
from pages.ui.app.html import div
from pages.ui.app.pictures import picture
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import digits, networks

MOST_NAMED = 12  # dead neurons


def show_costs(visitor: Session) -> None:
    """Show how many test images are lost without each neuron; a click chooses one."""
    view, network = visitor.views.inside, networks.without_changes(visitor).network
    lost, last = _lost(network), len(network.weights) - 2
    chosen = view.neuron if view.layer == last else None

    def choose(neuron: int) -> None:
        view.layer, view.neuron = last, neuron

    st.header("Which neuron costs most?", anchor=False)
    st.markdown(f"{lost_in_words(lost)} Each is off alone here, whatever you have changed above.")
    key = network, chosen
    figure = visitor.visit.keep("inside.lost", key, lambda: lost_chart(lost, chosen))
    charts.show_clickable(visitor.visit, figure, "lost", 280, charts.Click(choose, "picture"))


def show(used: networks.InUse, layer: int, neuron: int) -> None:
    """Show how the neuron responds to each digit, and which images it fires for."""
    test = load().test
    activations = _activations(used.network, layer)[:, neuron]
    function = ACTIVATIONS[used.network.activation]
    most, least = neurons.extremes(activations)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.markdown("**Its activation for each digit**, over the 10,000 test images")
        figure = activation_by_digit(neurons.quantiles_by_digit(activations, test.labels))
        charts.show(figure, height=320, key="by_digit")
        st.caption(
            "The box holds the middle half of the images of a digit, and the dot is the one in the "
            "middle. The line leaves out the 5 % at either end."
        )
    with right:
        firing = _firing(used.network, layer)
        fires = firing.fires[neuron]
        if fires:
            st.markdown("**Fires most for**")
            _gallery(most)
        else:
            st.markdown("**It never fires** for any of the test images.")
        if fires or function.between[0] < function.fires_above:
            st.markdown("**Fires least for**" if fires else "**Its activation is highest for**")
            _gallery(least if fires else most)
        st.markdown(
            f"For **{percent(firing.flat[neuron], 0)}** of the test images it is "
            f"{function.flat_name}: its activation hardly changes with z."
            f"{' It is dead.' if firing.dead[neuron] else ''}"
        )


def show_layer(used: networks.InUse, layer: int) -> None:
    """Say which neurons of the layer are dead, and what that is."""
    activation = ACTIVATIONS[used.network.activation]
    dead = f"One that is {activation.flat_name} for every image is dead: it hardly learns."
    st.header("Which neuron is dead?", anchor=False)
    verdict = _verdict(_firing(used.network, layer))
    st.markdown(f"{verdict} {neurons.meaning(activation)} {dead}")


def _verdict(firing: neurons.Firing) -> str:
    """Say which neurons are dead, and how many fire for every test image."""
    dead = [str(k + 1) for k in np.flatnonzero(firing.dead)]
    always = int((firing.fires == 1.0).sum())
    said = "**None**: each neuron of this layer has a slope for some of the test images."
    if dead:
        more = [f"{len(dead) - MOST_NAMED} more"] if len(dead) > MOST_NAMED else []
        which = "neuron" if len(dead) == 1 else "neurons"
        named = listed([*dead[:MOST_NAMED], *more])
        said = f"**{len(dead)} of {len(firing.fires)}**: {which} {named}."
    digit = f" Always firing, whatever the digit: {counted(always, 'neuron')}."
    return f"{said}{digit if always else ''}"


def _gallery(images: Indices) -> None:
    shown = [digits.test_digit(k) for k in images.tolist()]
    cells = [picture(it.image, f"{it.name.capitalize()}, {a_digit(it.label or 0)}") for it in shown]
    st.html(div("tn-gallery", *cells))


@lru_cache(maxsize=4)  # shared by all visitors: most of them look at the same networks
def _activations(network: Network, layer: int) -> Array:
    """Return the activations of a layer on the test images, (10_000, n_l)."""
    return neurons.layer_activations(network, load().test, layer)


@lru_cache(maxsize=4)
def _lost(network: Network) -> Indices:
    return neurons.lost_without(network, load().test)


@lru_cache(maxsize=4)
def _firing(network: Network, layer: int) -> neurons.Firing:
    return neurons.firing_of(_activations(network, layer), network.activation)
