"""One step of backpropagation on the stage: what came out, what was wanted, and what changed."""

import numpy as np
import streamlit as st

from nn.answers import answer_of
from pages.ui.app import numbers, pictures, readout
from pages.ui.app.html import Html, div, join, tag
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import GoesIn
from pages.ui.backprop.material import material_for


def show(visitor: Session) -> None:
    """Show a digit, the outputs before and after one step that makes its cost smaller."""
    visitor.views.backprop.goes_in = GoesIn.ONE  # the page may show a mini-batch
    material = material_for(visitor)
    trace, digit = material.trace, numbers.a_digit(material.examples.labels[0])
    image = pictures.picture(material.examples.x[0].reshape(28, 28), digit.capitalize())
    cells = [_cell(f"It is {digit}", image)]
    for when, forward in (("Before", trace.forward), ("After one step", trace.forward_after)):
        outputs = forward.activations[-1][0]
        answer = answer_of(outputs)
        said = "no answer" if answer.all_equal else answer.digit
        cells.append(_cell(f"{when}: {said}", readout.output_bars(outputs)))
    st.html(div("tn-talk-three", *cells))
    before, after = float(trace.cost_before[0]), float(trace.cost_after[0])
    falls = "falls" if after < before else "rises"
    pairs = zip(trace.after.parameters, trace.before.parameters, strict=True)
    moved = sum(int(np.count_nonzero(new != old)) for new, old in pairs)
    words = (
        f"How wrong, as one number: the cost {falls} from "
        f"{numbers.output(before)} to {numbers.output(after)}",
        f"{moved:,} of {sum(p.size for p in trace.before.parameters):,} weights and biases moved a "
        "little; those of white pixels did not",
    )
    st.html(join(div("tn-talk-words", text) for text in words))


def _cell(head: str, content: Html) -> Html:
    return div("", tag("p", head, kind="tn-talk-head"), content)
