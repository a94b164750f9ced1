"""The canvas that digits are drawn on, with its pen, its eraser, Clear and Undo."""

from collections.abc import Mapping
from contextlib import suppress

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from nn.drawing.strokes import PAPER, from_canvas
from pages.ui.app import session
from pages.ui.app.session import Session
from pages.ui.draw import canvas_toolbar

SIDE = 560  # pixels; style.py makes it as large as the window allows
INK = "#14213d"
PENS = (8, 60)  # canvas pixels
# The eraser is that much wider than the pen, so that no rim of a stroke is left over.
ERASER_MORE = 26
TOOLS = {False: ":material/edit: Pen", True: ":material/ink_eraser: Eraser"}
_KEY = "canvas"


def show() -> None:
    """Show the canvas; the strokes drawn on it arrive in the session."""
    visitor = session.get()
    shown = [stroke.to_canvas(INK) for stroke in visitor.digit.drawing.canvas_shows]
    canvas_toolbar.take_away()
    with st.container(key="drawing"):
        # By the time it stumbles over something that its browser's side cannot have sent, the
        # canvas is on the page; what it returns is not used.
        with suppress(AttributeError, KeyError, TypeError):
            st_canvas(
                stroke_width=visitor.digit.drawing.pen
                + (ERASER_MORE if visitor.digit.drawing.erasing else 0),
                stroke_color=PAPER if visitor.digit.drawing.erasing else INK,
                background_color=_paper(visitor.digit.drawing.canvas_told),
                width=SIDE,
                height=SIDE,
                initial_drawing={"objects": shown},
                key=_KEY,
                on_change=_received,
            )
        _tools(visitor)


def _tools(visitor: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="tools"):
        st.session_state["erasing"] = visitor.digit.drawing.erasing
        st.segmented_control(
            "Pen or eraser",
            list(TOOLS),
            format_func=TOOLS.__getitem__,
            key="erasing",
            on_change=lambda: setattr(
                visitor.digit.drawing, "erasing", st.session_state["erasing"]
            ),
            required=True,
            label_visibility="collapsed",
        )
        st.button(
            "Undo",
            icon=":material/undo:",
            on_click=visitor.digit.drawing.undo,
            disabled=not visitor.digit.drawing.past,
            shortcut="Ctrl+Z",
        )
        st.button(
            "Clear",
            icon=":material/delete:",
            on_click=_clear,
            disabled=not visitor.digit.drawing.strokes,
        )
    st.session_state["pen"] = visitor.digit.drawing.pen
    st.slider(
        "Pen width",
        *PENS,
        key="pen",
        format="%d pixels",
        on_change=lambda: setattr(visitor.digit.drawing, "pen", st.session_state["pen"]),
        help=f"Of the canvas's {SIDE}. It is for your eyes: the network gets every drawing with "
        "strokes as wide as MNIST's. The eraser is somewhat wider than the pen.",
    )


def _paper(told: int) -> str:
    """Return a white that nobody can tell from any other, and that says what the canvas shows.

    The canvas answers a moment after it was told to show another drawing, and names its
    background: so an answer that is about the drawing before can be told apart.
    """
    red, green, blue = (255 - (told >> bit) % 2 for bit in range(3))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _received() -> None:
    """Take over what the canvas has sent, unless it is about a drawing that is gone."""
    visitor = session.get()
    sent = st.session_state.get(_KEY)
    drawing = sent.get("drawing") if isinstance(sent, Mapping) else None
    raw = drawing.get("raw") if isinstance(drawing, Mapping) else None
    if isinstance(raw, Mapping) and raw.get("background") == _paper(
        visitor.digit.drawing.canvas_told
    ):
        visitor.digit.drawing.receive(from_canvas(raw))


def _clear() -> None:
    visitor = session.get()
    visitor.digit.drawing.past.append(visitor.digit.drawing.strokes)
    visitor.digit.drawing.erasing = False
    visitor.digit.drawing.put_on_canvas(())
