"""Step 1 of the story: a digit is 784 numbers."""

import numpy as np
import streamlit as st

from nn import mnist
from nn.explain import forward_story
from nn.figures.pictures import pixel_picture
from pages.ui.app import charts, pictures, steps
from pages.ui.app.digits import Subject
from pages.ui.app.html import div
from pages.ui.app.networks import InUse
from pages.ui.app.numbers import fixed
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound_to
from pages.ui.how_it_works import pieces

TALL = 470
IN_EQUATION = 3  # of the 784 numbers


def show(visitor: Session, used: InUse, read: Subject) -> None:
    """Show the picture, its numbers, and all of them in one row."""
    pieces.say_stand_in(visitor, read)
    left, right = st.columns([480, 420], gap="medium")
    with left:
        view, label = visitor.views.story, "Come close: show the numbers"
        bound_to(view, "numbers", st.toggle, label, key="story_numbers")
        row, column = forward_story.ink_window(read.image)
        window = (row, column, forward_story.CROP) if view.numbers else None
        key = "story_pixels_near" if window else "story_pixels_far"
        charts.show_fitting(pixel_picture(read.image, window), key, TALL)
    with right:
        pieces.words(
            "The network does not see a shape. It sees **784 numbers**: the greys of "
            "28 × 28 pixels, 0 for paper, 1 for ink. Point at a pixel, or tap it, to read its "
            "grey.\n\n"
            "Row by row they become one long row of numbers. That is all the network gets:",
            "pixels",
        )
        st.html(
            div("tn-strip", pictures.picture(read.x.reshape(1, -1), "The same pixels as one row"))
        )
        start = min(max(int(np.argmax(read.x)) - 1, 1), read.x.size - IN_EQUATION - 1)
        three = range(start, start + IN_EQUATION)
        greys = r",\; ".join(fixed(float(read.x[pixel]), 3) for pixel in three)
        row, column = divmod(start, len(read.image))
        pieces.equation(
            rf"a^1 = x = (0,\; \ldots,\; {greys},\; \ldots,\; 0)",
            "$a^1$, or x, is the row of 784 numbers: the layers are counted from the pixels, which "
            f"are layer 1. In the middle are pixels {start + 1} to {three.stop}: row {row + 1}, "
            f"from column {column + 1} on. {np.count_nonzero(read.x)} of the 784 are not 0.",
        )
        steps.code((mnist.to_floats, "return"))
