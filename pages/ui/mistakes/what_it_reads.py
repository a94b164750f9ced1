"""The network that Mistakes looks at, and what it reads."""

import streamlit as st

from nn.answers import NO_ANSWER
from nn.explain import confusion
from nn.explain.confusion import Readings
from nn.explain.diagnosis import on_equal_outputs
from nn.mnist import load
from pages.ui.app import networks, runs
from pages.ui.app.networks import InUse
from pages.ui.app.numbers import counted, percent
from pages.ui.app.state.session import Session, Visit


def looked_at(visitor: Session) -> InUse:
    """Return the network in use; if it is learning, as it was when the page opened.

    Otherwise its mistakes would change every second, before anybody could look at them.
    """
    used, run = networks.in_use(visitor), visitor.training.run
    if not runs.network_learns(visitor.network, visitor.training):
        return used
    changes = tuple(visitor.network.changes.items())
    key = (run, visitor.visit.entered, visitor.views.mistakes.looks, changes)
    return visitor.visit.keep("mistakes_network", key, lambda: used)


def readings_of(visit: Visit, used: InUse) -> Readings:
    """Return what the network reads on the test images."""
    return visit.keep("readings", used.reader, lambda: confusion.read(used.reader, load().test))


def show(visitor: Session, used: InUse, readings: Readings) -> None:
    """Say what the network is, how well it reads, and whether it is still learning."""
    total = len(readings)
    st.markdown(
        f"{used.layers_and_story} It reads **{percent(readings.correct / total)}** of the "
        f"{total:,} test images and misreads **{total - readings.correct:,}**."
    )
    if refused := int(readings.no_digit.sum()):
        st.caption(
            f"It sees no digit in {counted(refused, 'image')}. Here what counts is the digit that "
            "it would name if it had to."
        )
    if (readings.answers == NO_ANSWER).any():
        st.warning(
            "Some of its outputs are not numbers, because its weights have grown too large. They "
            "count as no answer.",
            icon=":material/info:",
        )
    if sentence := on_equal_outputs(readings):
        st.warning(sentence, icon=":material/info:")
    if runs.network_learns(visitor.network, visitor.training):
        view = visitor.views.mistakes
        with st.container(horizontal=True, vertical_alignment="center", key="learning"):
            st.markdown(
                "The network is still learning. These are its mistakes at the moment named above.",
                width="content",
            )
            st.button(
                "Take the newest",
                icon=":material/refresh:",
                on_click=setattr,
                args=(view, "looks", view.looks + 1),
            )
