"""The lesson Steps: from the drawing to the pixels that the network sees."""

import streamlit as st

from nn.drawing.picture_to_pixels import stages_of_picture
from nn.drawing.strokes_to_pixels import stages_of_strokes
from pages.ui.app import digits, pictures, readout
from pages.ui.app.html import Html
from pages.ui.app.state.digit import CANVAS_SIDE, Digit, Source
from pages.ui.app.state.session import Session

ALREADY = (
    "This is one of MNIST's own test digits. MNIST's makers have done all steps with it already: "
    "they cut it out, scaled it so that its longer side is 20 pixels, and put the point where its "
    "ink balances in the middle of 28 × 28 pixels. The network sees it as it is."
)
LESSON = (
    "MNIST is the collection of 70,000 handwritten digits that networks like this one learn from. "
    "Its makers cut out, scaled and centred every digit, and the network has only seen digits "
    "prepared in this way. So these steps are as much a part of reading as the network is."
)


def show(visitor: Session) -> None:
    """Show every stage of the preparation with a sentence."""
    digit = visitor.digit
    if digit.source is Source.TEST:
        image = digits.current(visitor).image
        st.markdown(ALREADY)
        st.html(readout.figures([("What the network sees", pictures.picture(image), "")]))
        return
    st.html(visitor.visit.keep("stages", digits.key(digit), lambda: _figures(digit)))
    st.markdown(LESSON)


def _figures(digit: Digit) -> Html:
    if digit.source is Source.PICTURE and digit.picture:
        stages = stages_of_picture(digit.picture.ink)
    else:
        stages = stages_of_strokes(*digits.visible(digit.drawing), CANVAS_SIDE)
    cells = [
        (f"{k}. {stage.title}", pictures.picture(stage.image, stage.title), stage.sentence)
        for k, stage in enumerate(stages, start=1)
    ]
    return readout.figures(cells, "tn-steps")
