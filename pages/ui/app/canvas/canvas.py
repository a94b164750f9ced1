"""The canvas with its pen, eraser, Undo and Clear."""

from collections.abc import Callable

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from pages.ui.app import pictures
from pages.ui.app.canvas.payload import CANVAS, ERASER, drawing_of, paper, strokes_sent
from pages.ui.app.html import Html, div, tag
from pages.ui.app.state.digit import Drawing, Picture
from pages.ui.app.streamlit_internals import or_else
from pages.ui.app.widgets import bound_to, choice

INK = "#14213d"
PENS = (8, 60)  # canvas pixels
TOOLS = {False: ":material/edit: Pen", True: ":material/ink_eraser: Eraser"}
_KEY = "canvas"


def uploaded(picture: Picture | None) -> Html:
    """Return a picture that somebody has loaded, for the canvas's place."""
    if picture is None:
        return div("tn-no-picture", "No picture yet")
    if not picture.shown:
        return pictures.picture(picture.ink)
    source = pictures.data_url(picture.shown, "image/jpeg")
    height, width = picture.ink.shape
    alt = f"{picture.name}: a picture of {width} by {height} pixels"
    return tag("img", kind="tn-loaded", src=source, alt=alt)


def show(drawing: Drawing, show_over: Callable[[], None] = lambda: None) -> None:
    """Show a drawing on its canvas, with the tools for it; `show_over` shows what lies over it."""
    with st.container(key="drawing"):
        show_over()
        # Junk from a browser can make the canvas fail, but only after it is on the page.
        with or_else("nobody can draw, or a browser has sent what is no drawing.", CANVAS):
            st_canvas(
                stroke_width=drawing.stroke_width,
                stroke_color=ERASER if drawing.erasing else INK,
                background_color=paper(drawing.canvas_told),
                width=drawing.size[0],
                height=drawing.size[1],
                initial_drawing=drawing_of(drawing.canvas_shows, INK),
                key=_KEY,
                on_change=lambda: _receive(drawing),
            )
        _tools(drawing)


def _receive(drawing: Drawing) -> None:
    strokes = strokes_sent(st.session_state.get(_KEY), paper(drawing.canvas_told))
    if strokes is not None:
        drawing.receive(strokes)


def _tools(drawing: Drawing) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="tools"):
        choice(drawing, "erasing", "Pen or eraser", TOOLS, key="erasing", then=drawing.take)
        st.button(
            "Undo",
            icon=":material/undo:",
            on_click=drawing.undo,
            disabled=not drawing.past,
            shortcut="Ctrl+Z",
            key="undo",
        )
        st.button(
            "Clear",
            icon=":material/delete:",
            on_click=drawing.clear,
            disabled=not drawing.strokes,
            key="clear",
        )
    bound_to(
        drawing,
        "pen",
        st.slider,
        "Pen width",
        *PENS,
        key="pen",
        format="%d pixels",
        help=f"The canvas is {drawing.size[0]} pixels wide. The network does not see the width of "
        "the pen: it gets every drawing with strokes as wide as MNIST's. The eraser is a little "
        "wider than the pen.",
    )
