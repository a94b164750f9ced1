"""Mistakes: the network that is looked at, and what it reads."""

import streamlit as st

from nn.answers import NO_ANSWER
from nn.explain import confusion
from nn.explain.confusion import Readings
from nn.mnist import load
from pages.ui.app import networks, numbers, runs
from pages.ui.app.networks import InUse
from pages.ui.app.session import Session
from pages.ui.app.views import MistakesView


def network(visitor: Session) -> InUse:
    """Return the network in use; one that is learning as it was when the page was entered.

    Its mistakes would be other ones every second, and gone before anybody has seen them.
    """
    used = networks.in_use(visitor)
    key: object = used
    if runs.network_learns(visitor.network, visitor.training):
        key = (
            visitor.training.run,
            visitor.visit.entered,
            visitor.views.mistakes.looks,
            tuple(visitor.network.changes.items()),
        )
    return visitor.visit.keep("mistakes_network", key, lambda: used)


def readings(visitor: Session, used: InUse) -> Readings:
    """Return what the network reads on the test images."""
    return visitor.visit.keep(
        "readings", used.network, lambda: confusion.read(used.network, load().test)
    )


def story(visitor: Session, used: InUse, found: Readings) -> None:
    """Say what the network is, how well it reads, and whether it is learning meanwhile."""
    sizes = " – ".join(str(size) for size in used.network.sizes)
    total = len(found)
    st.markdown(
        f"Layers of {sizes} neurons. {used.story} It reads "
        f"**{numbers.percent(found.correct / total)}** of the {total:,} test images and "
        f"misreads **{total - found.correct:,}**."
    )
    if (found.answers == NO_ANSWER).any():
        st.warning(
            "Some of its outputs are no numbers, since its weights have grown without end. That "
            "counts as no answer.",
            icon=":material/info:",
        )
    if runs.network_learns(visitor.network, visitor.training):
        with st.container(horizontal=True, vertical_alignment="center", key="learning"):
            st.markdown(
                "The network is learning. These are its mistakes as it was when you came.",
                width="content",
            )
            st.button(
                "Look again",
                icon=":material/refresh:",
                on_click=_look_again,
                args=(visitor.views.mistakes,),
            )


def _look_again(view: MistakesView) -> None:
    view.looks += 1
