"""More than one digit on Draw: Numbers reads them all, and opens with one click."""

import numpy as np
import streamlit as st

from nn.answers import Reader
from nn.drawing.several_digits import several_drawn, several_pictured
from pages.ui.app import digits
from pages.ui.app.canvas.reader import hear
from pages.ui.app.canvas.sent_strokes import stroke_through
from pages.ui.app.html import div
from pages.ui.app.places import NUMBERS, go_to
from pages.ui.app.state.digit import CANVAS_SIDE, WIDE, Digit, Drawing, Number, Source
from pages.ui.app.state.session import Session


def show(visitor: Session, reader: Reader) -> None:
    """Show a button to Numbers if the network in use sees more than one digit."""
    digit = visitor.digit
    with st.container(key="offer"):
        st.html(div("tn-offer"))  # so that there is room for the button before it comes
        key = (reader, digits.key(digit))
        if visitor.visit.keep("several", key, lambda: _are_several(reader, digit)):
            st.button(
                "Read it as a number",
                icon=NUMBERS.icon,
                key="to_numbers",
                type="primary",
                on_click=_take,
                args=(visitor,),
            )


def _are_several(reader: Reader, digit: Digit) -> bool:
    if digit.source is Source.DRAWING:
        return several_drawn(reader, *digits.visible(digit.drawing))
    if digit.source is Source.PICTURE and digit.picture and not digit.picture.ready:
        return several_pictured(reader, digit.picture.ink)
    return False


def _take(visitor: Session) -> None:
    """Put what is read on Draw on the sheet of Numbers, and open that page."""
    digit, number = visitor.digit, visitor.number
    hear(digit.drawing)
    if digit.source is Source.PICTURE:
        number.picture = digit.picture
    else:
        _copy(digit.drawing, number)
    number.source = digit.source
    go_to(NUMBERS)


def _copy(drawing: Drawing, number: Number) -> None:
    """Put a drawing into the middle of the wide canvas; Undo there brings back what was on it."""
    across = np.array([(WIDE[0] - CANVAS_SIDE) / 2, 0])
    pieces, pen = digits.visible(drawing)  # what lies beyond the edge must not come in
    number.drawing.replace_with(
        tuple(stroke_through((piece + across).tolist(), pen) for piece in pieces)
    )
