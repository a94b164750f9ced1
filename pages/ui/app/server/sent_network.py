"""A network as the browser gets it, by a name that is a digest of all that it reads with.

    a network of the project -> tn/<digest>.bin, which files.py sends and a browser keeps
    a visitor's own network  -> a message: live/reading/reader.py
    one that a room's host gives to the phones -> a text that the room keeps, and an address

`unpack` in forward_pass.js takes it apart.
"""

import base64
import gzip
import hashlib
import json
import time
from contextlib import suppress
from functools import cache, lru_cache
from math import isfinite
from typing import Any

from nn import answers
from nn.drawing import (
    grouping,
    mnist_pen,
    picture_to_digits,
    strokes,
    strokes_to_number,
    strokes_to_pixels,
)
from nn.errors import Refused
from nn.explain import saturation
from nn.functions import ACTIVATIONS, OUTPUTS
from nn.network import Network
from nn.storage.network_files import SHIPPED
from nn.storage.whole_numbers import if_exact
from pages.ui.app import answer_in_words, pictures
from pages.ui.app.state import drawing
from pages.ui.app.visitor import networks

# What the twins take from Python, by the modules that it is in.
CONSTANTS = {
    mnist_pen: "SIDE BOX MIDDLE PEN SOFTNESS JOINED OFF_THE_MARK MOST_INK",
    strokes: "SPACING MOST_ADDED SHORTEST DOT FAR",
    strokes_to_pixels: "OUTSIDE",
    picture_to_digits: "TALL_SHARE LEAST_SURE",
    grouping: "WEIGHTS WEIGHTS_ALONE MOST_IN_DIGIT WINDOW SPECK FARTHEST_APART WIDEST_DIGIT "
    "TALLEST_DIGIT SAMPLING MOST_SAMPLES STACKED FULL_HEIGHT FARTHEST_OFF NARROWEST",
    strokes_to_number: "MOST_DIGITS MOST_IN_ROW MOST_GROUPS ONE_ON_ANOTHER NOTHING_WRITTEN "
    "LEAST_LIKELY",
    answers: "NO_ANSWER SURE",
    answer_in_words: "NOT_FINITE SEES_NONE SEVERAL SURE_CUT",
    pictures: "FAINT LIFT MOST_IN_COLUMN",
    saturation: "REACHED",
    drawing: "CANVAS_SIDE",
}
WORD = 8  # bytes: where JavaScript may look for an array
NAME = 16  # letters of a digest
ADDRESS = "tn/{}.bin"
LOOKED = 30.0  # seconds since a phone's last look for which a room's network is kept

given: dict[str, tuple[bytes, float]] = {}  # compressed, and when a phone looked; by address


@lru_cache(maxsize=8)
def packed(reader: answers.Reader) -> bytes:
    """Return a reader and the constants as bytes.

    Four bytes say how long the header is, which is JSON. The weights of all layers and then the
    biases follow, as the network's file has them: whole numbers and their factors, or floats.
    """
    network = reader.network
    parameters = [*map(if_exact, network.weights), *((b,) for b in network.biases)]
    header = {
        "network": {
            "activation": network.activation,
            "output": network.output,
            **_curves(network),
            "input_scale": network.input_scale,
            "least_energy": reader.least_energy,
        },
        "parameters": [[(it.dtype.name, it.size) for it in arrays] for arrays in parameters],
        "constants": {
            name: getattr(module, name)
            for module, names in CONSTANTS.items()
            for name in names.split()
        },
    }
    text = json.dumps(header).encode()
    begin = len(text).to_bytes(4, "little") + text
    sent = [begin, *(it.tobytes() for arrays in parameters for it in arrays)]
    return b"".join(it.ljust(-(-len(it) // WORD) * WORD, b"\0") for it in sent)


def _curves(network: Network) -> dict[str, Any]:
    """Return what the picture says of the hidden neurons' function, and of the outputs'."""
    hidden, output = ACTIVATIONS[network.activation], OUTPUTS[network.output]
    lowest, highest = (end if isfinite(end) else None for end in hidden.between)
    ends = {"lowest": lowest, "highest": highest, "fires_above": hidden.fires_above}
    of_output = {"lowest": 0.0, "highest": 1.0, "adds_up": output.adds_up}
    return {
        "hidden_curve": {"title": hidden.said.title, **ends},
        "output_curve": {"title": output.said.title, **of_output},
    }


@lru_cache(maxsize=8)
def name_of(reader: answers.Reader) -> str:
    """Return by which name the browser keeps a network: its address, if it is the project's."""
    digest = _digest_of(reader)
    address = ADDRESS.format(digest)
    return address if address in addresses().values() else digest


@cache
def addresses() -> dict[str, str]:
    """Return where "draw" and "book" lie, seen from any page; not one whose file is damaged."""
    found = {}
    for name in SHIPPED:
        with suppress(Refused):  # the pages that need it say so
            found[name] = ADDRESS.format(_digest_of(networks.shipped(name).reader))
    return found


@lru_cache(maxsize=4)
def as_text(reader: answers.Reader) -> str:
    """Return a network as a room keeps it, compressed."""
    return base64.b64encode(gzip.compress(packed(reader), 6, mtime=0)).decode()


def address_of(text: str) -> str:
    """Return where phones find a network of `as_text`: any process of the app may be asked."""
    content = base64.b64decode(text)
    address = ADDRESS.format(hashlib.blake2b(content, digest_size=NAME // 2).hexdigest())
    given[address] = content, time.monotonic()  # at each look of a phone
    return address


def let_go() -> None:
    """Forget the networks of rooms that no phone looks for any more; called every few seconds."""
    since = time.monotonic() - LOOKED
    for address in [address for address, (_, looked) in list(given.items()) if looked < since]:
        given.pop(address, None)


def _digest_of(reader: answers.Reader) -> str:
    return hashlib.blake2b(packed(reader), digest_size=NAME // 2).hexdigest()
