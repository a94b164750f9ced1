"""The first words between a browser tab and the server: whose tab it is, and what it still has.

the page asks -> greeting.js names its token and what it has kept -> the visitor is back
"""

import secrets
from pathlib import Path
from typing import Any

import streamlit as st

from pages.ui.app import html, streamlit_internals
from pages.ui.app.state import session
from pages.ui.app.state.digit import Drawing
from pages.ui.app.state.session import Session
from pages.ui.app.tab import browsers, saved
from pages.ui.app.tab.visitors import VISITORS

SCRIPTS = [Path(__file__).with_name(f"{name}.js") for name in ("connection", "greeting")]
STARTED = secrets.token_hex(8)  # of this start of the server
_KEY = "greeting"
AWAY = "This page was away for more than ten minutes."
CROWDED = "This page was away, and so were too many others for the server to remember."
RESTARTED = "The server was started again."


def enter() -> None:
    """Find out whose tab this is. The first run of a page ends here, until the tab has said so."""
    if not session.is_there():
        _say({"asks": secrets.token_hex(4)})  # each page asks anew
        st.stop()
    visitor = session.get()
    VISITORS.see(visitor, streamlit_internals.session_id())
    _say({"token": visitor.visit.token, "started": STARTED, "kept": saved.of(visitor)})


def _say(words: dict[str, Any]) -> None:
    base = st.get_option("server.baseUrlPath").strip("/")
    where = {
        "connection": streamlit_internals.CONNECTION,
        "health": f"/{base}/_stcore/health" if base else "/_stcore/health",
    }
    html.component("greeting", *SCRIPTS)(
        key=_KEY,  # style.css gives it no room
        data=words | where,
        on_hello_change=_hear,
        on_back_change=lambda: None,  # the run of the page is all that it is for
    )


def _hear() -> None:
    # What a tab says on a page that it leaves at once is lost; the next page asks again.
    hello = (st.session_state.get(_KEY) or {}).get("hello")
    if hello is not None and not session.is_there():
        session.put(_visitor_of(hello if isinstance(hello, dict) else {}))


def _visitor_of(hello: dict[str, Any]) -> Session:
    """Return the visitor of a tab; what it says may be anything."""
    token, session_id = str(hello.get("token") or ""), streamlit_internals.session_id()
    drawings = hello.get("drawing"), hello.get("number")
    if token and (found := VISITORS.back(token, session_id, hello.get("reloaded") is True)):
        new_token, visitor = found
        visitor.visit.token = new_token
        visitor.training.owner = browsers.owner(hello.get("browser"), new_token)
        for sheet, drawn in zip(visitor.sheets, drawings, strict=True):
            _add_last_strokes(sheet.drawing, drawn)
            sheet.drawing.put_on_canvas(sheet.drawing.strokes)  # on the new canvas
        return visitor
    visitor = Session()
    visitor.visit.token = VISITORS.add(visitor, session_id)
    visitor.training.owner = browsers.owner(hello.get("browser"), visitor.visit.token)
    if token and (said := saved.give_back(visitor, hello.get("kept"), *drawings)):
        reason = RESTARTED
        if hello.get("started") == STARTED:
            reason = CROWDED if VISITORS.forgot_early(token) else AWAY
        visitor.visit.trouble.append(f"{reason} {said}")
    return visitor


def _add_last_strokes(known: Drawing, kept: Any) -> None:
    """Add the strokes that the tab had not told the server of when it was reloaded."""
    of_tab = saved.strokes_of(kept)
    same_paper = isinstance(kept, dict) and kept.get("told") == known.canvas_told
    if same_paper and len(of_tab) > len(known.strokes):
        known.receive((*known.strokes, *of_tab[len(known.strokes) :]))
