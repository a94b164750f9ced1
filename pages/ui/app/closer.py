"""Opens another page with a digit: the buttons for it, and the way there.

A click is heard before the page runs, and only a run of the page can open another one.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from pages.ui.app import places
from pages.ui.app.places import Place
from pages.ui.app.state.session import Session, Visit

LARGE = 10  # screen pixels for each pixel of a digit
PAGES = (places.DRAW, places.HOW_IT_WORKS, places.BACKPROP)  # they show a digit closely


def send(
    visitor: Session, key: str, take: Callable[[Place], None], pages: Sequence[Place] = PAGES
) -> None:
    """Show a button for each page that can open with the digit; `take` makes it the one read."""
    with st.container(horizontal=True, key=f"{key}_send"):
        for place in pages:
            st.button(
                place.title,
                key=f"{key}_{place.title}",
                icon=place.icon,
                on_click=_send,
                args=(visitor, place, take),
            )


def _send(visitor: Session, place: Place, take: Callable[[Place], None]) -> None:
    take(place)
    # Backprop starts at its first step with this digit, not half-way through a mini-batch.
    backprop = visitor.views.backprop
    backprop.batch, backprop.step, backprop.misread = False, "in", None
    visitor.visit.goes_to = place.path


def follow(visit: Visit) -> None:
    """Open the page that was chosen, before this page is drawn again."""
    path, visit.goes_to = visit.goes_to, ""
    if path:
        st.switch_page(path)
