"""The canvas with its pen, eraser, Undo and Clear: the surface on which one draws.

The strokes come from the component beside it (`reader`), which hears the same pen.
"""

from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit_drawable_canvas import st_canvas

from pages.ui.app import html, pictures, widgets
from pages.ui.app.state.drawing import INK, Drawing, Picture
from pages.ui.live.pen import sent_strokes
from pages.ui.live.reading.reader import hear

PENS = (8, 60)  # canvas pixels
TOOLS = {False: ":material/edit: Pen", True: ":material/ink_eraser: Eraser"}


def uploaded(picture: Picture | None) -> html.Html:
    """Return a picture that somebody has loaded, for the canvas's place."""
    if picture is None:
        return html.div("tn-no-picture", "No picture yet")
    if not picture.shown:
        return pictures.picture(picture.ink, picture.name)
    source = pictures.data_url(picture.shown, "image/jpeg")
    height, width = picture.ink.shape
    alt = f"{picture.name}: a picture of {width} by {height} pixels"
    return html.tag("img", kind="tn-loaded", src=source, alt=alt)


def show(drawing: Drawing) -> None:
    """Show a drawing on its canvas, with the tools for it, in the container "drawing"."""
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
        update_streamlit=False,  # `reader` hears the pen
        key="canvas",
    )
    _tools(drawing)


def _tools(drawing: Drawing) -> None:
    def change(act: Callable[..., None], *args: bool) -> None:
        hear(drawing)  # what was drawn just before
        act(*args)

    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="tools"):
        take = partial(change, drawing.take)
        widgets.choice(drawing, "erasing", "Pen or eraser", TOOLS, key="erasing", then=take)
        # reader.js keeps both from whoever has nothing to take back.
        widgets.button("Undo", "undo", change, drawing.undo, key="undo", shortcut="Ctrl+Z")
        widgets.button("Clear", "delete", change, drawing.clear, key="clear")
    widgets.bound_to(
        drawing,
        "pen",
        st.slider,
        "Pen width",
        *PENS,
        key="pen",
        format="%d pixels",
        help=f"The canvas is {drawing.size[0]} pixels wide. Pen width makes no difference: every "
        "drawing is redrawn with strokes as thick as MNIST's. The eraser is a little wider.",
    )
