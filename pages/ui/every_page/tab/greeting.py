"""The first words between a browser tab and the server: whose tab it is, and what it still has.

the page asks -> greeting.js names its token and what it has kept -> the visitor is back
"""

import secrets
from typing import Any

import streamlit as st

from pages.ui.app import streamlit_internals
from pages.ui.app.server.scripts import component
from pages.ui.app.state import session
from pages.ui.app.state.drawing import Drawing
from pages.ui.every_page.tab import kept_by_tab
from pages.ui.every_page.tab.whose_tab import VISITORS
from pages.ui.live.pen.sent_strokes import strokes_of

BROWSER = "tn-browser"  # the cookie by which all tabs of a browser wait in line as one visitor
_KEY = "greeting"


def enter() -> None:
    """Find out whose tab this is.

    A browser that has been here is asked, and so is a visitor who was forgotten: this run of the
    page ends here, until the tab has said so. A browser that is new, or keeps no cookie, has a page
    at once.
    """
    if not session.is_there():
        if _browser() or session.was_there():
            _say({"asks": secrets.token_hex(4)})  # each page asks anew
            st.stop()
        session.put(_new_visitor())
    visitor = session.get()
    token, browser = visitor.visit.token, visitor.training.owner
    _say({"token": token, "browser": browser, "kept": kept_by_tab.of(visitor)})


def _browser() -> str | None:
    return st.context.cookies.get(BROWSER)


def _say(words: dict[str, Any]) -> None:
    # style.css gives it no room
    component("greeting")(key=_KEY, data=words, on_hello_change=_hear)


def _hear() -> None:
    # What a tab says on a page that it leaves at once is lost; the next page asks again.
    if hello := (st.session_state.get(_KEY) or {}).get("hello"):
        session.put(_visitor_of(hello))


def _visitor_of(hello: dict[str, Any]) -> session.Session:
    """Return the visitor of a tab; what it has kept, if the server does not know its token."""
    token, session_id = hello.get("token"), streamlit_internals.session_id()
    drawings = hello.get("drawing"), hello.get("number")
    if token and (visitor := VISITORS.back(token, session_id, bool(hello.get("reloaded")))):
        for sheet, drawn in zip(visitor.sheets, drawings, strict=True):
            _add_last_strokes(sheet.drawing, drawn)
            sheet.drawing.put_again()
        return visitor
    visitor = session.get() if session.is_there() else _new_visitor()
    if token and (kept := hello.get("kept")):
        kept_by_tab.give_back(visitor, kept, drawings)
    return visitor


def _new_visitor() -> session.Session:
    visitor = session.Session()
    visitor.training.owner = _browser() or secrets.token_hex(16)
    VISITORS.add(visitor, streamlit_internals.session_id())
    return visitor


def _add_last_strokes(known: Drawing, kept: Any) -> None:
    """Add the strokes that the tab had not sent when it was reloaded."""
    if kept and kept["told"] == known.canvas_told:
        of_tab = strokes_of(kept["strokes"]) or ()
        before = () if known.carried else known.strokes
        known.receive((*before, *of_tab[len(before) :]) or known.strokes)
