"""Look inside, left: a picture of each neuron's weights, and how strongly each fires."""

from functools import partial

import numpy as np
import streamlit as st

from nn.explain.neurons import most_telling
from nn.figures.maps import MOST_NEURONS, weight_maps, weight_matrix
from pages.ui.app import charts
from pages.ui.app.formats import counted
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import InsideView
from pages.ui.app.visitor import digits, networks
from pages.ui.app.widgets import choice, menu

MANY = 60  # maps at a time


def show(visitor: Session, used: networks.InUse) -> None:
    """Show the weight maps; a click on one chooses its neuron."""
    visit, view = visitor.visit, visitor.views.inside
    weights, is_last = used.network.weights[view.layer], len(used.network.sizes) == 2
    n = len(weights)
    if view.layer:
        later, earlier = ([f"neuron {k + 1}" for k in range(size)] for size in weights.shape)
        layer = used.network, view.layer
        figure = visit.keep("inside.matrix", layer, lambda: weight_matrix(weights, later, earlier))
        charts.show(figure, height=420, key="matrix")
        few = f" Of a larger layer you see the first {MOST_NEURONS} neurons."
        st.caption(
            "A row is one neuron: its weights from the neurons of the layer before. Red ones "
            f"excite it, blue ones quiet it.{few if max(weights.shape) > MOST_NEURONS else ''}"
        )
        return
    neurons, which = _neurons(visitor, used)
    columns, tall = (10, 360) if n > MANY else (8, 310)
    chosen, key = view.neuron, (used.network, view.neuron, neurons)
    figure = visit.keep(
        "inside.maps", key, lambda: weight_maps(weights, columns, chosen, neurons, is_last)
    )
    with st.container(key="tiles-box", height=tall, border=False):
        click = charts.Click(partial(setattr, view, "neuron"), "picture")
        charts.show_clickable(visit, figure, "maps", "stretch", click)
    st.caption(
        f"{which}Each picture is one neuron: its weights from the 784 pixels. Ink on a red pixel "
        "excites it, ink on a blue one quiets it. Click one."
    )


def suggest_neuron(visitor: Session, used: networks.InUse) -> None:
    """Show the neuron that tells most about the digit, until somebody chooses another one."""
    view, image = visitor.views.inside, digits.read_or_stand_in(visitor).image
    key = image.tobytes(), visitor.network.choice, visitor.training.run

    def suggest() -> int:
        digit = max(used.reader.see(image).answer.digit, 0)
        return most_telling(used.network, image.reshape(-1), digit)

    suggested = visitor.visit.keep("inside.neuron", key, suggest)
    if view.layer == 0 and view.neuron == view.suggested:
        view.neuron = view.suggested = suggested


def choose_neuron(view: InsideView, n: int, is_last: bool) -> None:
    """Ask for one of the `n` neurons of a layer; those of the last one are the outputs."""
    view.neuron = min(view.neuron, n - 1)
    names = {k: f"Output {k}" if is_last else f"Neuron {k + 1} of {n}" for k in range(n)}
    menu("Neuron", names, "neuron", view.neuron, partial(setattr, view, "neuron"))


def choose_layer(view: InsideView, used: networks.InUse) -> None:
    """Ask for the hidden layer where there are several."""

    def choose(layer: int) -> None:
        view.layer, view.neuron = layer, 0

    sizes = used.network.sizes[1:-1]
    view.layer = min(view.layer, max(len(sizes) - 1, 0))
    if len(sizes) > 1:
        titles = {k: f"Layer {k + 1}: {counted(n, 'neuron')}" for k, n in enumerate(sizes)}
        choice(view, "layer", "Hidden layer", titles, "layer", then=choose)


def _neurons(visitor: Session, used: networks.InUse) -> tuple[tuple[int, ...], str]:
    """Return the neurons whose maps are shown, in their order, and say which they are."""
    n, chosen = used.network.sizes[1], visitor.views.inside.neuron
    if n <= MANY:
        return tuple(range(n)), ""
    first_layer = used.reader.see(digits.read_or_stand_in(visitor).image).hidden[0]
    strongest = tuple(np.argsort(-first_layer, kind="stable")[:MANY].tolist())
    which = f"{MANY} of {n} neurons: those that fire most for the digit, the strongest first"
    if chosen in strongest:
        return strongest, f"{which}. "
    return (*strongest[:-1], chosen), f"{which}; the last is the one you chose. "
