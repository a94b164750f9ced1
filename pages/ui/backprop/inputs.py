"""Backprop, the first step: which images go in."""

from functools import partial

import streamlit as st

from nn.mnist import load
from pages.ui.app.formats import a_digit
from pages.ui.app.glossary import marked
from pages.ui.app.state.drawing import Source
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import BATCH, BackpropView, GoesIn
from pages.ui.app.visitor import digits
from pages.ui.app.widgets import bound, bound_to, button, choice
from pages.ui.backprop import tables
from pages.ui.backprop.material import Material

SMALL_COST = 0.001  # little can be learnt from such an image


def what_goes_in(material: Material) -> None:
    """Ask for the images."""
    view, cost = material.view, material.trace.cost_before[0]
    names = {mode: mode.value for mode in GoesIn}
    then = partial(_open, material.visitor)
    with st.container():
        with st.container(horizontal=True, vertical_alignment="bottom"):
            now = {"value": material.goes_in, "then": then}
            choice(view, "goes_in", "What goes in", names, "backprop_mode", **now)
            if material.goes_in is GoesIn.BATCH:
                _choose_batch(view)
            elif material.goes_in is GoesIn.MISREAD:
                button("Another misread one", "error", then, GoesIn.MISREAD)
        if material.goes_in is GoesIn.MISREAD:
            here = f"Here {material.examples.name} goes in, on this page alone."
            st.markdown(material.examples.why or here)
        elif material.goes_in is GoesIn.ONE:
            _choose_example(material)
            if cost < SMALL_COST:
                st.markdown(
                    marked(
                        "The network reads this one well: its cost is tiny, and so is every number "
                        "on the way back. There is more to see with a digit that it misreads."
                    )
                )


def all_images(material: Material) -> None:
    """Show the images of a mini-batch, and say which network reads them."""
    examples = material.examples
    if material.trace.m > 1:
        st.html(tables.ten(examples.x, [f"y: {label}" for label in examples.labels]))
        st.markdown(
            "A mini-batch is a handful of training images; their average decides one step. A "
            "network that trains picks them at random; here they are ten in a row."
        )
    st.markdown(material.used.layers_and_story)


def _open(visitor: Session, goes_in: GoesIn) -> None:
    """Let other images go in; a misread one is another one each time."""
    view = visitor.views.backprop
    if goes_in is GoesIn.MISREAD:
        number = digits.misread(visitor, view.misread[1])
        if number is None:
            return
        view.misread = (digits.key(visitor.digit), number)
    view.goes_in = goes_in


def _choose_batch(view: BackpropView) -> None:
    last = len(load().train) - BATCH
    label, options = "First training image", {"step": BATCH, "width": 170}
    bound_to(view, "start", st.number_input, label, 0, last, key="backprop_start", **options)
    following = min((view.start + BATCH) % (last + BATCH), last)
    button("Another ten", "", setattr, view, "start", following)


def _choose_example(material: Material) -> None:
    visitor, examples = material.visitor, material.examples
    digits.choose(visitor.digit)
    if visitor.digit.source is Source.TEST:
        digits.choose_test_digit(visitor)
    if examples.why:
        st.markdown(examples.why)
    if examples.asks:
        key = digits.key(visitor.digit)
        bound(
            st.segmented_control,
            f"What is it? Until you say, it counts as {a_digit(examples.labels[0])}",
            range(10),
            key="backprop_label",
            value=examples.labels[0],
            then=lambda digit: setattr(material.view, "said", (key, digit)),
            required=True,
        )
