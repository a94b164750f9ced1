"""Backprop, the way forwards: what goes in, each layer's z and a, the cost."""

import numpy as np
import streamlit as st

from nn import figures
from nn.explain import one_step
from nn.functions import Array
from pages.ui.app import charts, digits, numbers, pictures, readout
from pages.ui.app.digit import Source
from pages.ui.app.session import Session
from pages.ui.app.views import BATCH, LARGEST
from pages.ui.backprop import choices, tables
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import neuron_name
from pages.ui.backprop.tables import Bar

MODES = {False: "One example", True: f"A mini-batch of {BATCH}"}
HEIGHT = 300  # pixels, of the pictures
SMALL_COST = 0.001  # nothing much can be learnt from such an image


def what_goes_in(visitor: Session, material: Material) -> None:
    """Show the choice of images, and the images."""
    left, right = st.columns([1, 1], gap="medium")
    with left:
        _choose_mode(visitor)
        if visitor.views.backprop.batch:
            _choose_batch(visitor)
        else:
            _choose_example(visitor, material)
        sizes = " – ".join(map(str, material.trace.before.sizes))
        st.markdown(f"The network in use has layers of {sizes} neurons. {material.used.story}")
        _suggest(visitor, material)
    with right:
        _images(material)


def _suggest(visitor: Session, material: Material) -> None:
    """Offer a digit that has more to say, where what goes in is read well already."""
    if visitor.views.backprop.batch or float(material.trace.cost_before.mean()) >= SMALL_COST:
        return
    st.markdown(
        "The network reads this one well: its cost is tiny, and so is every number on the way "
        "back. A digit that it misreads has more to say."
    )
    st.button(
        "Take a misread one",
        icon=":material/error:",
        on_click=digits.take_misread,
        args=(visitor,),
    )


def _choose_mode(visitor: Session) -> None:
    st.session_state["backprop_mode"] = visitor.views.backprop.batch
    st.segmented_control(
        "What goes in",
        list(MODES),
        format_func=MODES.__getitem__,
        key="backprop_mode",
        on_change=lambda: _set_mode(visitor),
        label_visibility="collapsed",
    )


def _set_mode(visitor: Session) -> None:
    if st.session_state["backprop_mode"] is not None:
        visitor.views.backprop.batch = st.session_state["backprop_mode"]
        visitor.views.backprop.image = LARGEST


def _choose_batch(visitor: Session) -> None:
    last = 60_000 - BATCH
    st.session_state["backprop_start"] = visitor.views.backprop.start
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            "First training image",
            0,
            last,
            step=BATCH,
            key="backprop_start",
            on_change=lambda: _start(visitor, st.session_state["backprop_start"]),
            width=170,
        )
        following = (visitor.views.backprop.start + BATCH) % (last + BATCH)
        st.button("Another ten", on_click=_start, args=(visitor, min(following, last)))
    st.markdown(
        "A mini-batch is a handful of training images whose average decides about one step. While "
        "a network trains they are picked at random; here they are ten in a row."
    )


def _start(visitor: Session, start: int) -> None:
    visitor.views.backprop.start, visitor.views.backprop.image = start, LARGEST


def _choose_example(visitor: Session, material: Material) -> None:
    digits.choose(visitor.digit)
    shown = material.shown
    if visitor.digit.source is Source.TEST:
        digits.choose_test_digit(visitor)
    if shown.note:
        st.markdown(shown.note)
    if shown.asks is not None:
        st.session_state["backprop_label"] = shown.labels[0]
        st.segmented_control(
            "What is it? Until you say, the network's own answer",
            range(10),
            key="backprop_label",
            on_change=lambda: _say(visitor, shown.asks),
        )


def _say(visitor: Session, key: object) -> None:
    if st.session_state["backprop_label"] is not None:
        visitor.views.backprop.said = (key, st.session_state["backprop_label"])


def _images(material: Material) -> None:
    shown, trace = material.shown, material.trace
    if trace.m > 1:
        st.html(ten(shown.x, [f"y: {label}" for label in shown.labels]))
        st.markdown("Ten images, and which digit each of them is: there y is 1.")
        return
    a = trace.forward.activations[0][0]
    charts.show(figures.ink_picture(a, "pixel"), key="backprop_input", height=HEIGHT)
    ones = ", ".join(f"{y:.0f}" for y in trace.y[0])
    st.markdown(f"{shown.names[0].capitalize()}, a **{shown.labels[0]}**: y = ({ones}).")


def ten(x: Array, captions: list[str]) -> str:
    """Return images (m, 784) side by side, with a line under each."""
    cells = [
        f'<div class="tn-bp-image">{pictures.picture(image.reshape(28, 28))}{caption}</div>'
        for image, caption in zip(x, captions, strict=True)
    ]
    return f'<div class="tn-bp-ten">{"".join(cells)}</div>'


def forward(visitor: Session, material: Material) -> None:
    """Show one layer's z and a, and how one neuron comes to its own."""
    trace = material.trace
    with st.container(horizontal=True, vertical_alignment="center"):
        image = choices.image(visitor, material)
        layer = choices.layer(visitor, material)
        neuron = choices.neuron(visitor, material, layer)
    weights, bias = trace.before.weights[layer][neuron], trace.before.biases[layer][neuron]
    came = trace.forward.activations[layer][image]
    z, a = trace.forward.zs[layer][image], trace.forward.activations[layer + 1][image]
    name = neuron_name(trace, layer, neuron)
    told = one_step.terms(came, weights, 5)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.html(_weighted_sum(material, layer, told, float(bias), float(z[neuron])))
        st.html(
            tables.sentence(f"{name.capitalize()}: a = σ(", z[neuron], ") =", a[neuron])
            if layer < trace.last or trace.before.output == "sigmoid"
            else tables.sentence(
                f"{name.capitalize()}: z =", z[neuron], "has the share a =", a[neuron]
            )
        )
    with right:
        _layer_answers(material, layer, neuron, z, a)
        if layer == 0:
            figure = visitor.visit.keep(
                "backprop_products",
                (trace, image, neuron),
                lambda: figures.product_picture(came, weights, ("pixel", "weight", "product")),
            )
            charts.show(figure, key="backprop_product_picture", height=200)


def _weighted_sum(
    material: Material, layer: int, told: one_step.Terms, bias: float, z: float
) -> str:
    trace = material.trace
    limit = float(np.abs(told.products).max())
    rows: list[list[tables.Cell | Bar]] = [
        [
            neuron_name(trace, layer - 1, k),
            told.left[k],
            told.right[k],
            told.products[k],
            Bar(float(told.products[k]), limit),
        ]
        for k in told.places
    ]
    if told.others:
        rows.append([f"{told.others} others", None, None, told.rest, Bar(told.rest, limit)])
    rows.append(["its bias", None, None, bias, Bar(bias, limit)])
    rows.append(["z, the sum", None, None, z, None])
    first = "from (row, column)" if layer == 0 else "from"
    return tables.table([first, "a", "× w", "= a w", ""], rows, marked=len(rows) - 1)


def _layer_answers(material: Material, layer: int, neuron: int, z: Array, a: Array) -> None:
    """Show all neurons of a layer: squares, or for the output a table."""
    trace = material.trace
    names = [neuron_name(trace, layer, j) for j in range(len(z))]
    if layer == trace.last:
        rows: list[list[tables.Cell | Bar]] = [
            [names[j], z[j], a[j], Bar(float(a[j]), 1.0)] for j in range(len(z))
        ]
        st.html(tables.table(["", "z", "a", ""], rows, marked=neuron))
        return
    said = [f"{name}: z = {numbers.full(one)}, a" for name, one in zip(names, z, strict=True)]
    st.markdown(f"All {len(z)} activations a of this layer: the darker, the stronger")
    st.html(tables.squares(a, said, neuron, labels=[str(j + 1) for j in range(len(z))]))


def cost(visitor: Session, material: Material) -> None:
    """Show the outputs, the desired ones, and what each adds to the cost."""
    trace = material.trace
    with st.container(horizontal=True, vertical_alignment="center"):
        image = choices.image(visitor, material)
        choices.cost(visitor, material)
    a, y = trace.forward.output[image], trace.y[image]
    parts = one_step.cost_parts(trace, image)
    limit = float(np.abs(parts).max())
    rows: list[list[tables.Cell | Bar]] = [
        [f"output {j}", a[j], y[j], a[j] - y[j], parts[j], Bar(float(parts[j]), limit)]
        for j in range(len(a))
    ]
    rows.append(["C, the sum", None, None, None, trace.cost_before[image], None])
    head = ["", "answer a", "desired y", "a − y", "part of C", ""]
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.html(tables.table(head, rows, marked=len(rows) - 1))
    with right:
        with st.container(key="answer"):
            st.html(readout.verdict(a))
        st.markdown(f"It is a **{material.shown.labels[image]}**.", text_alignment="center")
        if trace.m > 1:
            costs = ", ".join(map(tables.cost, trace.cost_before.tolist()))
            st.markdown(
                f"The costs of all ten images: {costs}. Their average: "
                f"**{tables.cost(float(trace.cost_before.mean()))}**."
            )
