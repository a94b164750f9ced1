"""The canvas that digits are drawn on, with its pen, its eraser, Clear and Undo."""

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from pages.ui.app import session
from pages.ui.app.canvas_payload import CANVAS, ERASER, drawing_of, paper, strokes_sent
from pages.ui.app.session import Session
from pages.ui.app.streamlit_internals import or_else
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
    canvas_toolbar.take_away()
    with st.container(key="drawing"):
        # By the time it stumbles over something that its browser's side cannot have sent, the
        # canvas is on the page; what it returns is not used.
        with or_else("nobody can draw, or a browser has sent what is no drawing.", CANVAS):
            st_canvas(
                stroke_width=visitor.digit.drawing.pen
                + (ERASER_MORE if visitor.digit.drawing.erasing else 0),
                stroke_color=ERASER if visitor.digit.drawing.erasing else INK,
                background_color=paper(visitor.digit.drawing.canvas_told),
                width=SIDE,
                height=SIDE,
                initial_drawing=drawing_of(visitor.digit.drawing.canvas_shows, INK),
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


def _received() -> None:
    """Take over what the canvas has sent, unless it is about a drawing that is gone."""
    drawing = session.get().digit.drawing
    strokes = strokes_sent(st.session_state.get(_KEY), paper(drawing.canvas_told))
    if strokes is not None:
        drawing.receive(strokes)


def _clear() -> None:
    visitor = session.get()
    visitor.digit.drawing.past.append(visitor.digit.drawing.strokes)
    visitor.digit.drawing.erasing = False
    visitor.digit.drawing.put_on_canvas(())
