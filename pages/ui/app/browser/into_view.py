"""Bring what somebody has just chosen into view, where the window does not show it."""

from pages.ui.app import html
from pages.ui.app.frame import BROWSER
from pages.ui.app.state.session import Visit

SCRIPT = BROWSER / "into_view.js"


def ask(visit: Visit, part: str) -> None:
    """Bring the container whose key is `part` into view, when the page has run again."""
    visit.into_view = (part, visit.into_view[1] + 1)


def show(visit: Visit) -> None:
    """Tell the browser what to bring into view; call it in each run of a page."""
    part, number = visit.into_view
    html.component("into_view", SCRIPT)(
        key="into_view",  # style.css gives it no room
        data={"part": part, "number": number},
    )
