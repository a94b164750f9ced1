"""The canvas that digits are drawn on, with Clear and Undo."""

from collections.abc import Mapping

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from pages.ui import session
from pages.ui.strokes import from_canvas

SIDE = 400  # pixels; style.py makes it fit a phone
PEN = 24
INK = "#14213d"
PAPER = "#ffffff"
_KEY = "canvas"


def show() -> None:
    """Show the canvas; the strokes drawn on it arrive in the session."""
    visitor = session.get()
    shown = [stroke.to_canvas(INK) for stroke in visitor.canvas_shows]
    with st.container(key="drawing"):
        st_canvas(
            stroke_width=PEN,
            stroke_color=INK,
            background_color=PAPER,
            width=SIDE,
            height=SIDE,
            initial_drawing={"objects": shown, "told": visitor.canvas_told},
            key=_KEY,
            on_change=_received,
        )
        with st.container(horizontal=True):
            nothing = not visitor.strokes
            st.button("Clear", icon=":material/delete:", on_click=_clear, disabled=nothing)
            st.button("Undo", icon=":material/undo:", on_click=_undo, disabled=nothing)


def _received() -> None:
    """Take over what the canvas has sent.

    Only here, not where the canvas is shown: after Clear or Undo the canvas still answers with
    its old drawing once.
    """
    sent = st.session_state.get(_KEY)
    drawing = sent.get("drawing") if isinstance(sent, Mapping) else None
    raw = drawing.get("raw") if isinstance(drawing, Mapping) else None
    session.get().strokes = from_canvas(raw)


def _clear() -> None:
    session.get().put_on_canvas(())


def _undo() -> None:
    visitor = session.get()
    visitor.put_on_canvas(visitor.strokes[:-1])
