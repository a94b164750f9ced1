"""Backprop, the first step: which images go in."""

from functools import partial

import streamlit as st

from nn.figures.pictures import pixel_picture
from nn.mnist import load
from pages.ui.app import charts, digits
from pages.ui.app.numbers import article
from pages.ui.app.state.digit import Source
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import BATCH, BackpropView
from pages.ui.app.widgets import bound, choice
from pages.ui.backprop import tables
from pages.ui.backprop.material import Material, misread

MODES = {False: "One example", True: f"A mini-batch of {BATCH}"}
SMALL_COST = 0.001  # little can be learnt from such an image


def what_goes_in(material: Material) -> None:
    """Show the choice of images, and the images."""
    view, trace, examples = material.view, material.trace, material.examples
    left, right = st.columns([1, 1], gap="medium")
    with left:
        then = partial(_begin, view, "batch")
        choice(view, "batch", "What goes in", MODES, "backprop_mode", then=then)
        if view.batch:
            _choose_batch(view)
        else:
            _choose_example(material)
        sizes = " – ".join(map(str, trace.before.sizes))
        st.markdown(f"The network in use has layers of {sizes} neurons. {material.used.story}")
        if not view.batch and trace.cost_before[0] < SMALL_COST:
            st.markdown(
                "The network reads this one well: its cost is tiny, and so is every number on the "
                "way back. There is more to see with a digit that it misreads."
            )
            take = partial(_take_misread, material.visitor)
            st.button("Take a misread one", icon=":material/error:", on_click=take)
    with right:
        if trace.m > 1:
            st.html(tables.ten(examples.x, [f"y: {label}" for label in examples.labels]))
            st.markdown("Ten images with their digits: y is 1 for that digit, 0 for the others.")
            return
        picture = pixel_picture(examples.x[0].reshape(28, 28))
        charts.show(picture, key="backprop_input", height=300)
        label, desired = examples.labels[0], ", ".join(f"{y:.0f}" for y in trace.y[0])
        name = f"{examples.name.capitalize()}, {article(label)}"
        st.markdown(f"{name} **{label}**: y = ({desired}).")


def _take_misread(visitor: Session) -> None:
    """Let a misread test digit go in on this page, while the digit in use stays what it is."""
    number = digits.misread(visitor, misread(visitor))
    if number is not None:
        visitor.views.backprop.misread = (digits.key(visitor.digit), number)


def _say_misread(material: Material) -> None:
    visitor, name = material.visitor, material.examples.name
    in_use = digits.current(visitor)
    others = "your drawing" if in_use.name == "the drawing" else in_use.name
    reads = f" The other pages still read {others}." * (not in_use.trouble)
    st.markdown(f"Here {name} goes in, on this page alone.{reads}")
    with st.container(horizontal=True):
        st.button(
            "Use the digit in use again",
            icon=":material/undo:",
            on_click=setattr,
            args=(material.view, "misread", None),
        )
        take = partial(_take_misread, visitor)
        st.button("Another misread one", icon=":material/error:", on_click=take)


def _begin(view: BackpropView, name: str, value: int) -> None:
    """Change which images go in, and begin with the one that has the largest cost."""
    setattr(view, name, value)
    view.image = None


def _choose_batch(view: BackpropView) -> None:
    last = len(load().train) - BATCH
    then = partial(_begin, view, "start")
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


def _choose_example(material: Material) -> None:
    visitor, examples = material.visitor, material.examples
    if misread(visitor) is not None:
        _say_misread(material)
        return
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
            then=lambda digit: setattr(material.view, "said", (examples.asks, digit)),
            required=True,
        )
