"""What the bytes of a saved network mean.

A saved network is one .npz file, and `np.load` opens it without pickles:

    format      the text "thirty-neurons 1", as bytes
    about       JSON, as bytes: sizes, activation, output, input_scale, provenance; and
                least_energy, unless it is None
    weights_1   (n_2, n_1), float16, float32 or float64
    biases_1    (n_1,)
    weights_2   and so on, up to the output layer

The same network and provenance give the same bytes, and the same network is loaded. Where float16
holds every number of a float32 network, as after `halved`, it is stored as float16 and loaded as
float32. A file may come from anyone, so it is read with care (`npz.py`).
"""

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from types import NoneType
from typing import Any

import numpy as np

from nn.answers import Reader
from nn.errors import Refused
from nn.functions import ACTIVATIONS, OUTPUTS, Array
from nn.network import Network
from nn.npz import Arrays, NpzError, arrays_in, expect, text_in
from nn.storage.provenance import Provenance

FORMAT = "thirty-neurons 1"
MOST_BYTES = 64 * 2**20
MOST_ABOUT_BYTES = 65_536
MOST_LAYERS = 10  # the input layer is one of them
MOST_PARAMETERS = 8_000_000
MOST_INPUT_SCALE = 1_000_000.0
MOST_ENERGY = 1_000_000.0

HALF = np.dtype("<f2")
DTYPES = (HALF, np.dtype("<f4"), np.dtype("<f8"))
# The fields of `about` and the types that JSON may give them.
ABOUT: dict[str, tuple[type, ...]] = {
    "sizes": (list,),
    "activation": (str,),
    "output": (str,),
    "input_scale": (int, float),
    "provenance": (dict,),
    "least_energy": (int, float, NoneType),
}


def halved(network: Network) -> Network:
    """Return the network rounded to what float16 holds, still as float32: half the bytes in a file.

    By hand, since a network computes in float32 and only its file is halved. A number keeps three
    significant digits from 0.00006 up; smaller ones keep fewer, and the smallest become 0.

    Raises `Refused` if a weight or bias is above 65,504, the largest number in float16.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        parts = [part.astype(HALF).astype(np.float32) for part in network.parameters]
    if not all(np.isfinite(part).all() for part in parts):
        raise Refused("The network has weights that are too large for half precision.")
    n = len(network.weights)
    return replace(network, weights=parts[:n], biases=parts[n:])


def _fits_half(network: Network) -> bool:
    """Tell whether all numbers are float32 and float16 holds them."""
    with np.errstate(over="ignore"):
        return all(
            part.dtype == np.float32 and np.array_equal(part.astype(HALF), part)
            for part in network.parameters
        )


def to_bytes(reader: Reader, provenance: Provenance) -> bytes:
    """Return the content of a file.

    Raises `NpzError` if `from_bytes` would refuse it.
    """
    network = reader.network
    _check_description(network.sizes, network.input_scale, reader.least_energy)
    for array in network.parameters:
        if array.dtype not in (np.float32, np.float64):
            raise NpzError(f"it has weights of type {array.dtype}, expected float32 or float64")
    _check_finite(network)
    about = {
        "sizes": network.sizes,
        "activation": network.activation,
        "output": network.output,
        "input_scale": float(network.input_scale),
        "provenance": provenance.to_dict(),
    }
    if reader.least_energy is not None:
        about["least_energy"] = float(reader.least_energy)
    text = _json(about)
    if len(text) > MOST_ABOUT_BYTES:
        raise NpzError(
            f"its provenance takes {len(text):,} bytes and may take {MOST_ABOUT_BYTES:,}; write "
            "a shorter note"
        )
    arrays = {
        "format": np.frombuffer(FORMAT.encode(), np.uint8),
        "about": np.frombuffer(text, np.uint8),
    }
    half = _fits_half(network)
    for l, (w, b) in enumerate(zip(network.weights, network.biases, strict=True), start=1):
        for name, array in (f"weights_{l}", w), (f"biases_{l}", b):
            dtype = HALF if half else array.dtype.newbyteorder("<")
            arrays[name] = np.ascontiguousarray(array, dtype)
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **arrays)  # gives every member the date 1980-01-01
    return stream.getvalue()


def from_bytes(content: bytes) -> tuple[Reader, Provenance]:
    """Return the reader and the provenance in the content of a file.

    Raises `Refused` if `to_bytes` did not make it. The message is half a sentence, "it is ...",
    which `load` completes with the file's name.
    """
    if len(content) > MOST_BYTES:
        raise NpzError(f"it is larger than {MOST_BYTES:,} bytes")
    arrays = arrays_in(content, MOST_BYTES)
    form = text_in(arrays, "format", most=64)
    if form != FORMAT.encode():
        raise NpzError(
            f"its format is {form.decode('ascii', 'replace')!r}, and this version reads {FORMAT!r}"
        )
    about = _about(arrays)
    sizes = about["sizes"]
    least_energy = about.get("least_energy")
    _check_description(sizes, about["input_scale"], least_energy)
    shapes: dict[str, tuple[int, ...]] = {}
    for l, (n_in, n_out) in enumerate(pairwise(sizes), start=1):
        shapes |= {f"weights_{l}": (n_out, n_in), f"biases_{l}": (n_out,)}
    expect(arrays, ("format", "about"), shapes, DTYPES)
    ACTIVATIONS[about["activation"]], OUTPUTS[about["output"]]  # refuse an unknown name
    network = Network(
        [_at_least_float32(arrays[f"weights_{l}"]) for l in range(1, len(sizes))],
        [_at_least_float32(arrays[f"biases_{l}"]) for l in range(1, len(sizes))],
        about["activation"],
        about["output"],
        float(about["input_scale"]),
    )
    _check_finite(network)
    reader = Reader(network, None if least_energy is None else float(least_energy))
    return reader, Provenance.from_dict(about["provenance"])


def _at_least_float32(array: Array) -> Array:
    return array.astype(np.float32) if array.dtype == HALF else array


def _about(arrays: Arrays) -> dict[str, Any]:
    """Return the description: each field has the right type, but any value."""
    text = text_in(arrays, "about", MOST_ABOUT_BYTES)
    try:
        about = json.loads(text.decode())
    except ValueError as error:
        raise NpzError("its description is not JSON") from error
    _json(about)  # what was read can be written again
    if not isinstance(about, dict):
        raise NpzError("its description is not a table of names and values")
    for name, types in ABOUT.items():
        if type(about.get(name)) not in types:
            raise NpzError(f"its description has no {name}, or one of the wrong type")
    return about


def _json(about: Any) -> bytes:
    try:
        return json.dumps(about, ensure_ascii=False, allow_nan=False, indent=1).encode()
    except ValueError as error:  # Python reads and writes NaN, and half a surrogate pair
        raise NpzError("its description has text or numbers that JSON cannot hold") from error


def _check_description(
    sizes: Sequence[Any], input_scale: float, least_energy: float | None
) -> None:
    if not 2 <= len(sizes) <= MOST_LAYERS:
        raise NpzError(f"it has {len(sizes)} layers, expected 2 to {MOST_LAYERS}")
    if not all(type(size) is int and 1 <= size <= MOST_PARAMETERS for size in sizes):
        raise NpzError("its layers are not whole numbers of neurons from 1 up, like 784, 30, 10")
    parameters = sum(n_out * (n_in + 1) for n_in, n_out in pairwise(sizes))
    if parameters > MOST_PARAMETERS:
        raise NpzError(
            f"it has {parameters:,} weights and biases, expected at most {MOST_PARAMETERS:,}"
        )
    if not 0 < input_scale <= MOST_INPUT_SCALE:  # also refuses NaN
        raise NpzError(f"its input scale is not a number above 0 and up to {MOST_INPUT_SCALE:,}")
    if least_energy is not None and not -MOST_ENERGY <= least_energy <= MOST_ENERGY:
        raise NpzError(
            f"its least energy is not a number from {-MOST_ENERGY:,.0f} to {MOST_ENERGY:,.0f}"
        )


def _check_finite(network: Network) -> None:
    for l, (w, b) in enumerate(zip(network.weights, network.biases, strict=True), start=2):
        if not (np.isfinite(w).all() and np.isfinite(b).all()):
            raise NpzError(
                f"layer {l} has weights or biases that are infinite or not numbers, as after "
                "training with too large a learning rate"
            )
