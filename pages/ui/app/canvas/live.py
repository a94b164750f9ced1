"""The live reading: the browser itself reads the drawing, at every frame, while the pen moves.

    network in use -> packed -> the scripts, one module -> the elements of the page's answer

`reading.js` and `numbers.js` are the twins of `nn/drawing` and `nn/network`, `readout.js` that of
`readout.py`, `number_readout.js` that of `number_readout.py`; `live.js` listens to the pen and
changes the answer on the page: `live_digit.js` on Draw, `live_number.js` on Numbers. The server's
own answer stays the reference. It is all there is where the browser cannot look into the canvas.
"""

import json
import logging
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import count
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import streamlit as st

from nn import answers
from nn.answers import Reader
from nn.drawing import (
    grouping,
    mnist_pen,
    several_digits,
    strokes,
    strokes_to_number,
    strokes_to_pixels,
)
from nn.drawing.strokes import Stroke
from nn.errors import Refused
from nn.functions import Array
from pages.ui.app import digits, html, networks, pictures, readout, runs
from pages.ui.app.canvas import number_readout
from pages.ui.app.html import Html
from pages.ui.app.state import digit as digit_state
from pages.ui.app.state.digit import Drawing, Source
from pages.ui.app.state.session import Session

log = logging.getLogger(__name__)

# What the twins take from Python, by the modules that it is in.
CONSTANTS = {
    mnist_pen: "SIDE BOX MIDDLE PEN SOFTNESS JOINED OFF_THE_MARK DISTANCES_AT_A_TIME MOST_INK",
    strokes: "SPACING MOST_ADDED SHORTEST DOT FAR MOST_STROKES MOST_POINTS",
    strokes_to_pixels: "OUTSIDE",
    several_digits: "INKED TALL_SHARE",
    grouping: "WEIGHTS WEIGHTS_ALONE MOST_IN_DIGIT WINDOW SPECK FARTHEST_APART WIDEST_DIGIT "
    "TALLEST_DIGIT SAMPLING MOST_SAMPLES STACKED FULL_HEIGHT FARTHEST_OFF NARROWEST",
    strokes_to_number: "MOST_DIGITS MOST_IN_ROW MOST_GROUPS ONE_ON_ANOTHER NOTHING_WRITTEN "
    "LEAST_LIKELY",
    answers: "NO_ANSWER SURE",
    readout: "ACCENT NOT_FINITE SEES_NONE SEVERAL",
    number_readout: "BOX_MARGIN LABEL_ROOM LONG WORTH_SAYING SURE_CUT",
    pictures: "FIRING NEGATIVE FIRING_RGB NEGATIVE_RGB GREY_RGB SILENT "
    "TINY TINY_GAP TINY_COLUMNS MOST_TINY",
    digit_state: "CANVAS_SIDE",
}
SECONDS = 1.0  # between two looks at a network that learns
# One module, in several files.
SCRIPTS = [
    Path(__file__).with_name(f"{name}.js")
    for name in (
        *("reading", "numbers", "readout", "number_readout"),
        *("live_digit", "live_number", "live"),
    )
]
WORD = 8  # bytes: where JavaScript may look for an array
_numbers: WeakKeyDictionary[object, int] = WeakKeyDictionary()
_next_number = count(1)


def show(visitor: Session, drawing: Drawing | None = None) -> None:
    """Send the browser the network in use; while it learns, its new weights every second.

    The `drawing` is the one on the page's canvas, None for that of the digit.
    """
    try:
        reader = networks.in_use(visitor).reader
    except Refused:  # the answer's place says why
        return
    html.component("live", *SCRIPTS)(
        key="live",  # style.css gives it no room
        data=packed(reader, _number(visitor)),
        on_unreadable_change=_say_unreadable,
        on_rebuilt_change=lambda: _tell_canvas_again(drawing or visitor.digit.drawing),
    )


def reading(visitor: Session) -> Html:
    """Return what the browser has to know of the digit, as an element that nobody sees."""
    subject = digits.current(visitor)
    says: dict[str, Any] = {"labelled": subject.label is not None}
    if visitor.digit.source is Source.DRAWING:
        says |= on_canvas(visitor.digit.drawing)
    elif subject.trouble:
        says["trouble"] = subject.trouble
    else:
        says["image"] = subject.image.reshape(-1).tolist()
    return element(visitor, "digit", says, digits.version(visitor))


def on_canvas(drawing: Drawing) -> dict[str, Any]:
    """Return what the browser has to know of a drawing that is on the canvas."""
    return {
        "pen": {"width": drawing.stroke_width, "erases": drawing.erasing},
        "told": drawing.canvas_told,
        "shown": len(drawing.canvas_shows),
        "size": drawing.size,
        "strokes": as_json(drawing.strokes),
    }


def element(visitor: Session, kind: str, says: dict[str, Any], version: int = 0) -> Html:
    """Return what the browser has to know of what is read, as an element that nobody sees.

    Its `kind` is one of those in live.js.
    """
    text = json.dumps({"kind": kind, "network": _number(visitor), **says})
    return html.div("tn-reading", data_version=version, data_reading=text)


def as_json(strokes: Iterable[Stroke]) -> list[dict[str, Any]]:
    """Return strokes as reading.js takes them."""
    return [
        {"points": stroke.points().tolist(), "width": stroke.width, "erases": stroke.erases}
        for stroke in strokes
    ]


def _number(visitor: Session) -> int:
    """Return a number for the network in use, 0 for none; it stays while the network learns."""
    network = runs.learning_or_in_use(visitor)
    return _numbers.setdefault(network, next(_next_number)) if network else 0


def _tell_canvas_again(drawing: Drawing) -> None:
    """Have a canvas that was built anew show the whole drawing."""
    drawing.put_on_canvas(drawing.strokes)
    st.rerun()  # the canvas is in another fragment


@cache
def _say_unreadable() -> None:
    log.warning(
        "A browser cannot look into the canvas, or failed to read a drawing: "
        "its answers come from the server, after each stroke."
    )


@lru_cache(maxsize=8)
def packed(reader: Reader, number: int) -> bytes:
    """Return a reader and the constants as bytes for `unpack` in reading.js.

    Four bytes say how long the header is, which is JSON. The weights of all layers and then the
    biases follow, in half the bytes where float16 holds them.
    """
    network = reader.network
    arrays = [_smallest(array) for array in network.parameters]
    header = {
        "network": {
            "number": number,
            "activation": network.activation,
            "output": network.output,
            "input_scale": network.input_scale,
            "least_energy": reader.least_energy,
        },
        "arrays": [(array.dtype.name, array.size) for array in arrays],
        "constants": {
            name: getattr(module, name)
            for module, names in CONSTANTS.items()
            for name in names.split()
        },
    }
    text = json.dumps(header).encode()
    parts = [len(text).to_bytes(4, "little") + text, *(array.tobytes() for array in arrays)]
    return b"".join(part.ljust(-(-len(part) // WORD) * WORD, b"\0") for part in parts)


def _smallest(array: Array) -> Array:
    with np.errstate(over="ignore"):
        half = array.astype(np.float16)
    return half if np.array_equal(half, array) else array
