"""The canvas with its pen, eraser, Undo and Clear: the surface on which one draws.

The strokes come from the component beside it (`reader`), which hears the same pen.
"""

from collections.abc import Callable

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from pages.ui.app import pictures
from pages.ui.app.canvas import sent_strokes
from pages.ui.app.canvas.reader import hear
from pages.ui.app.html import Html, div, tag
from pages.ui.app.state.digit import Drawing, Picture
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
        return pictures.picture(picture.ink, picture.name)
    source = pictures.data_url(picture.shown, "image/jpeg")
    height, width = picture.ink.shape
    alt = f"{picture.name}: a picture of {width} by {height} pixels"
    return tag("img", kind="tn-loaded", src=source, alt=alt)


def show(drawing: Drawing, show_over: Callable[[], None] = lambda: None) -> None:
    """Show a drawing on its canvas, with the tools for it; `show_over` shows what lies over it."""
    with st.container(key="drawing"):
        show_over()
        st_canvas(
            stroke_width=drawing.stroke_width,
            stroke_color=sent_strokes.ERASER if drawing.erasing else INK,
            background_color=sent_strokes.ERASER,
            width=drawing.size[0],
            height=drawing.size[1],
            # The canvas loads what it is to show whenever this changes.
            initial_drawing={
                "objects": sent_strokes.for_canvas(drawing.canvas_shows, INK),
                "told": drawing.canvas_told,
            },
            update_streamlit=drawing.canvas_speaks,
            key=_KEY,
            on_change=lambda: _hear_canvas(drawing),
        )
        _tools(drawing)


def _hear_canvas(drawing: Drawing) -> None:
    """Take over what the canvas itself says, where the browser cannot look into it."""
    raw = st.session_state[_KEY]["drawing"]["raw"]
    strokes = sent_strokes.strokes_of_canvas(raw["objects"]) if drawing.canvas_speaks else None
    if strokes is not None:
        drawing.receive(strokes)


def _take(drawing: Drawing, eraser: bool) -> None:
    hear(drawing)
    drawing.take(eraser)


def _undo(drawing: Drawing) -> None:
    hear(drawing)
    drawing.undo()


def _clear(drawing: Drawing) -> None:
    hear(drawing)
    drawing.clear()


def _tools(drawing: Drawing) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="tools"):
        choice(
            drawing,
            "erasing",
            "Pen or eraser",
            TOOLS,
            key="erasing",
            then=lambda eraser: _take(drawing, eraser),
        )
        st.button(
            "Undo",
            icon=":material/undo:",
            on_click=_undo,
            args=(drawing,),
            disabled=not drawing.past,
            shortcut="Ctrl+Z",
            key="undo",
        )
        st.button(
            "Clear",
            icon=":material/delete:",
            on_click=_clear,
            args=(drawing,),
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
