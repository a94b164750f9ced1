"""The living picture of the network: what it shows of the digit that is read, and how it is placed.

It is drawn in the browser, with the pen, by the files beside this one; `reading/reader.py` brings
them the digit and the weights. This module says what a page wants to see of it.
"""

from typing import Any

import streamlit as st

from nn.functions import Array
from pages.ui.app import html
from pages.ui.app.state.session import Session
from pages.ui.app.visitor.networks import InUse
from pages.ui.live.reading import reader


def view(visitor: Session, zoom: str = "answer", **more: Any) -> dict[str, Any]:
    """Return what the picture shows, for `reader`.

    `zoom` is "pixels", "neuron", "activation", "map", "neurons" or "answer". With `beside`, the
    canvas stands in the place of the pixels.
    """
    views = visitor.views
    chosen = {"zoom": zoom, "neuron": views.neuron, "layer": views.inside.layer}
    return chosen | ({"stage": True} if visitor.talk.on else {}) | more


def offer_to_show() -> None:
    """Keep a place for the button that saves the picture of this page as a file."""
    st.html(html.div("tn-part", data_part="friend"), width="content")


def show(
    visitor: Session,
    used: InUse,
    image: Array,
    says: dict[str, Any],
    neurons: dict[int, int] | None = None,
) -> None:
    """Show what a network makes of a digit, (28, 28), on a page without a canvas.

    `says` is what `view` returns; `neurons` takes the one that is chosen in a layer.
    """
    reads = {"image": image.reshape(-1).tolist(), "picture": says}
    network, drawing = reader.which(visitor, used), visitor.digit.drawing
    reader.part("picture")
    reader.read(network, reads, drawing, visitor.views, neurons=neurons)
    reader.send_network(visitor, used)
