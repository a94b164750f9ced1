"""Step 1 of the story: a digit is 784 numbers."""

import numpy as np
import streamlit as st

from nn import figures, mnist
from nn.explain import forward_story
from pages.ui.app import charts, pictures
from pages.ui.app.digits import Subject
from pages.ui.app.networks import InUse
from pages.ui.app.session import Session
from pages.ui.how_it_works import pieces, rail

TALL = 470
SHOWN = 4  # of the 784 numbers, in the equation


def show(visitor: Session, used: InUse, read: Subject) -> None:
    """Show the picture, its numbers, and the row that they make."""
    rail.say_stand_in(visitor, read)
    left, right = st.columns([480, 420], gap="medium")
    with left:
        st.session_state["story_numbers"] = visitor.views.story.numbers
        st.toggle(
            "Come close: show the numbers",
            key="story_numbers",
            on_change=lambda: setattr(
                visitor.views.story, "numbers", st.session_state["story_numbers"]
            ),
        )
        window = (
            (*forward_story.ink_window(read.image), forward_story.CROP)
            if visitor.views.story.numbers
            else None
        )
        figure = visitor.visit.keep(
            "story_pixels", (read, window), lambda: figures.pixel_picture(read.image, window)
        )
        key = "story_pixels_near" if window else "story_pixels_far"
        with st.container(key=key, height=TALL, border=False):
            charts.show(figure, height="stretch", key=f"{key}_picture")
    with right:
        pieces.words(
            "The network does not see a shape. It sees **784 numbers**: the greys of "
            "28 × 28 pixels, 0 for paper, 1 for ink. Point at a pixel, or tap it, to read its "
            "grey.\n\n"
            "Row by row they become one long row of numbers, and that is all that goes in:",
            "pixels",
        )
        st.html(f'<div class="tn-strip">{pictures.picture(read.x.reshape(1, -1))}</div>')
        _equation(read)
        pieces.code(mnist.to_floats, "return", "pixels")


def _equation(read: Subject) -> None:
    x = read.x
    start = int(np.argmax(x > 0)) if x.any() else 0
    start = min(start, len(x) - SHOWN - 1)
    some = r",\; ".join(f"{value:.2f}" for value in x[start : start + SHOWN])
    pieces.equation(
        rf"a^1 = x = (0,\; \ldots,\; {some},\; \ldots,\; 0)",
        "$a^1$, or x, is the row of 784 numbers: the layers are counted from the pixels, which are "
        f"layer 1. The four in the middle are pixels {start + 1} to "
        f"{start + SHOWN}: row {start // 28 + 1}, from column {start % 28 + 1} on. "
        f"{int((x > 0).sum())} of the 784 are not 0.",
        "pixels",
    )
