"""Backpropagation on the stage: what was read, and whom the error reaches."""

import streamlit as st

from nn.answers import answer_of
from pages.ui.app.formats import a_digit
from pages.ui.app.html import div, join, tag
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import GoesIn
from pages.ui.backprop import backwards, reach
from pages.ui.backprop.material import material_for
from pages.ui.live.picture import picture


def show(visitor: Session) -> None:
    """Show how the error of a digit runs back through the network."""
    visitor.views.backprop.goes_in = GoesIn.ONE  # the page may show a mini-batch
    material = material_for(visitor)
    trace = material.trace
    answer, sees = answer_of(trace.forward.output[0]), material.used.reader.sees_digit
    is_read = sees(trace.forward.zs[-1][0]) and not answer.all_equal
    said = a_digit(answer.digit) if is_read else "no digit"
    words = f"{a_digit(material.label)}, read as {said}"
    if trace.last:
        reached = reach.reach_of(material, trace.before, trace.cost).reached
        number = tag("p", f"{reached.sum()} of {reached.size}", kind="tn-talk-number")
        words = join([number, tag("p", f"neurons hear of it: {words}")])
    st.html(div("tn-talk-large tn-talk-beside", words))
    says = backwards.view(visitor, trace, 0, "back")
    picture.show(visitor, material.used, material.examples.x[0], says)
