"""Backprop, the first step: which images go in."""

from functools import partial

import streamlit as st

from nn import figures
from nn.mnist import load
from pages.ui.app import charts, digits
from pages.ui.app.digit import Source
from pages.ui.app.numbers import article
from pages.ui.app.session import Session
from pages.ui.app.views import BATCH, LARGEST, BackpropView
from pages.ui.app.widgets import bound
from pages.ui.backprop import choices, tables
from pages.ui.backprop.material import Examples, Material

MODES = {False: "One example", True: f"A mini-batch of {BATCH}"}
SMALL_COST = 0.001  # little can be learnt from such an image


def what_goes_in(visitor: Session, material: Material) -> None:
    """Show the choice of images, and the images."""
    view = visitor.views.backprop
    left, right = st.columns([1, 1], gap="medium")
    with left:
        then = partial(_show_batch, view)
        choices.buttons("What goes in", "mode", list(MODES), MODES.__getitem__, view.batch, then)
        if view.batch:
            _choose_batch(view)
        else:
            _choose_example(visitor, material.examples)
        sizes = " – ".join(map(str, material.trace.before.sizes))
        st.markdown(f"The network in use has layers of {sizes} neurons. {material.used.story}")
        if not view.batch and float(material.trace.cost_before[0]) < SMALL_COST:
            _suggest_a_misread_one(visitor)
    with right:
        _images(material)


def _show_batch(view: BackpropView, batch: bool) -> None:
    view.batch, view.image = batch, LARGEST


def _choose_batch(view: BackpropView) -> None:
    last = len(load().train) - BATCH
    then = partial(_begin_at, view)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = partial(st.number_input, step=BATCH, width=170)
        key = "backprop_start"
        bound(first, "First training image", 0, last, key=key, value=view.start, then=then)
        following = min((view.start + BATCH) % (last + BATCH), last)
        st.button("Another ten", on_click=then, args=(following,))
    st.markdown(
        "A mini-batch is a handful of training images; their average decides one step. A network "
        "that trains picks them at random; here they are ten in a row."
    )


def _begin_at(view: BackpropView, start: int) -> None:
    view.start, view.image = start, LARGEST


def _choose_example(visitor: Session, examples: Examples) -> None:
    view = visitor.views.backprop
    digits.choose(visitor.digit)
    if visitor.digit.source is Source.TEST:
        digits.choose_test_digit(visitor)
    if examples.note:
        st.markdown(examples.note)
    if examples.asks is not None:
        bound(
            st.segmented_control,
            "What is it? Until you say, the network's own answer counts",
            range(10),
            key="backprop_label",
            value=examples.labels[0],
            then=lambda digit: setattr(view, "said", (examples.asks, digit)),
            required=True,
        )


def _suggest_a_misread_one(visitor: Session) -> None:
    st.markdown(
        "The network reads this one well: its cost is tiny, and so is every number on the way "
        "back. There is more to see with a digit that it misreads."
    )
    icon = ":material/error:"
    st.button("Take a misread one", icon=icon, on_click=digits.take_misread, args=(visitor,))


def _images(material: Material) -> None:
    examples, trace = material.examples, material.trace
    if trace.m > 1:
        st.html(tables.ten(examples.x, [f"y: {label}" for label in examples.labels]))
        st.markdown("Ten images, and which digit each of them is: its y is 1 there.")
        return
    a, label = trace.forward.activations[0][0], examples.labels[0]
    charts.show(figures.ink_picture(a, "pixel"), key="backprop_input", height=300)
    desired = ", ".join(f"{y:.0f}" for y in trace.y[0])
    name = examples.names[0].capitalize()
    st.markdown(f"{name}, {article(label)} **{label}**: y = ({desired}).")
