"""The canvas that digits are drawn on, with Clear and Undo."""

from collections.abc import Mapping

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from pages.ui import session
from pages.ui.strokes import from_canvas

SIDE = 560  # pixels; style.py makes it as large as the window allows
INK = "#14213d"
_KEY = "canvas"


def show() -> None:
    """Show the canvas; the strokes drawn on it arrive in the session."""
    visitor = session.get()
    shown = [stroke.to_canvas(INK) for stroke in visitor.canvas_shows]
    with st.container(key="drawing"):
        st_canvas(
            stroke_width=visitor.pen,
            stroke_color=INK,
            background_color=_paper(visitor.canvas_told),
            width=SIDE,
            height=SIDE,
            initial_drawing={"objects": shown},
            key=_KEY,
            on_change=_received,
        )
        with st.container(horizontal=True):
            st.button(
                "Clear", icon=":material/delete:", on_click=_clear, disabled=not visitor.strokes
            )
            st.button(
                "Undo",
                icon=":material/undo:",
                on_click=visitor.undo,
                disabled=not visitor.past,
                shortcut="Ctrl+Z",
            )


def _paper(told: int) -> str:
    """Return a white that nobody can tell from any other, and that says what the canvas shows.

    The canvas answers a moment after it was told to show another drawing, and names its
    background: so an answer that is about the drawing before can be told apart.
    """
    return f"#ffff{255 - told % 16:02x}"


def _received() -> None:
    """Take over what the canvas has sent, unless it is about a drawing that is gone."""
    visitor = session.get()
    sent = st.session_state.get(_KEY)
    drawing = sent.get("drawing") if isinstance(sent, Mapping) else None
    raw = drawing.get("raw") if isinstance(drawing, Mapping) else None
    if isinstance(raw, Mapping) and raw.get("background") == _paper(visitor.canvas_told):
        visitor.drawn(from_canvas(raw))


def _clear() -> None:
    visitor = session.get()
    visitor.past.append(visitor.strokes)
    visitor.put_on_canvas(())
