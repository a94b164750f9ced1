"""One step of backpropagation on the stage: what came out, what was wanted, and what changed."""

import numpy as np
import streamlit as st

from nn.answers import answer_of
from nn.functions import Array
from pages.ui.app import numbers, pictures, readout
from pages.ui.app.html import Html, div, join, tag
from pages.ui.app.state.session import Session
from pages.ui.backprop.material import material_for


def show(visitor: Session) -> None:
    """Show a digit, the outputs before and after one step that makes its cost smaller."""
    material = material_for(visitor)
    trace, label = material.trace, material.examples.labels[0]
    before, after = trace.forward.activations[-1][0], trace.forward_after.activations[-1][0]
    image = material.examples.x[0].reshape(28, 28)
    costs = [numbers.output(float(c[0])) for c in (trace.cost_before, trace.cost_after)]
    cells = [
        div(
            "",
            _head(f"It is {numbers.a_digit(label)}"),
            pictures.picture(image, numbers.a_digit(label).capitalize()),
        ),
        div("", _head(f"Before: {_said(before)}"), readout.output_bars(before)),
        div("", _head(f"After one step: {_said(after)}"), readout.output_bars(after)),
    ]
    st.html(div("tn-talk-three tn-talk-outputs", *cells))
    moved = sum(
        int(np.count_nonzero(new != old))
        for new, old in zip(trace.after.parameters, trace.before.parameters, strict=True)
    )
    words = [f"How wrong, as one number: the cost falls from {costs[0]} to {costs[1]}"]
    words.append(
        f"{moved:,} of {sum(p.size for p in trace.before.parameters):,} weights and biases moved a "
        "little; those of white pixels did not"
    )
    st.html(join(div("tn-talk-words", text) for text in words))


def _head(text: str) -> Html:
    return tag("p", text, kind="tn-talk-head")


def _said(outputs: Array) -> str:
    answer = answer_of(outputs)
    return "no answer" if answer.all_equal else str(answer.digit)
