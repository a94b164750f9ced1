"""Save and load a network, with where it came from.

A saved network is one .npz file, and `np.load` opens it without pickles:

    format      the text "thirty-neurons 1", as bytes
    about       JSON, as bytes: sizes, activation, output, input_scale, provenance
    weights_1   (n_1, n_0), float16, float32 or float64
    biases_1    (n_1,)
    weights_2   and so on, up to the output layer

The same network and provenance give the same bytes, and the same network comes back: where
float16 holds every number of a float32 network, as after `half.halved`, it is stored as float16 and
loaded as float32. A file that is loaded may come from anyone: what it claims is checked before an
array is made (`npz.py`).
"""

import io
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from nn.errors import Refused, shown
from nn.functions import Array
from nn.mnist import PATH as MNIST
from nn.network import Network
from nn.storage import files
from nn.storage.half import HALF, holds
from nn.storage.npz import Npz, NpzError
from nn.storage.provenance import Provenance, StorageError

FORMAT = "thirty-neurons 1"
MOST_BYTES = 64 * 2**20
MOST_ABOUT_BYTES = 65_536
MOST_LAYERS = 10  # the input layer is one of them
MOST_PARAMETERS = 8_000_000
MOST_INPUT_SCALE = 1_000_000.0

DTYPES = (HALF, np.dtype("<f4"), np.dtype("<f8"))
# The fields of `about` and the types that JSON may give them.
ABOUT: dict[str, tuple[type, ...]] = {
    "sizes": (list,),
    "activation": (str,),
    "output": (str,),
    "input_scale": (int, float),
    "provenance": (dict,),
}

# By name and not by what is in the folder: a file that is gone is still one that belongs there.
SHIPPED: dict[str, Path] = {name: MNIST.parent / f"{name}.npz" for name in ("draw", "book")}


@dataclass(frozen=True)
class Saved:
    """A network and where it came from."""

    network: Network
    provenance: Provenance


def save(path: Path | BinaryIO, network: Network, provenance: Provenance) -> None:
    """Write a network to a file, named as `path` says, or to a stream.

    A file is replaced at once: whoever reads it meanwhile gets the old one or the new one.

    Raises
    ------
    StorageError
        If the network has weights that are not finite or more than `load` would read, or if the
        file cannot be written.
    """
    try:
        content = _content(network, provenance)
    except NpzError as error:
        raise StorageError(f"The network cannot be saved: {error}.") from error
    try:
        if isinstance(path, Path):
            files.write(path, content)
        else:
            path.write(content)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        name = path if isinstance(path, Path) else "the file"
        raise StorageError(
            f"The network cannot be saved as {name}: {files.reason(error)}. Choose a folder that "
            "exists and that you may write to."
        ) from error


def load(source: Path | BinaryIO | bytes) -> Saved:
    """Return the network in a file, a stream, or the bytes of one.

    Raises
    ------
    StorageError
        If it cannot be read or is no network that `save` wrote; says what is wrong with it.
    """
    label = source if isinstance(source, Path) else getattr(source, "name", None)
    name = str(label) if isinstance(label, (str, Path)) else "The file"
    try:
        content = _read(source)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise StorageError(
            f"{name} cannot be read: {files.reason(error)}. Choose a file that exists and that you "
            "may read."
        ) from error
    try:
        return _parse(content)
    except (Refused, RecursionError) as error:
        wrong = str(error) if isinstance(error, Refused) else "its description is nested too deeply"
        raise StorageError(
            f"{name} is not a network saved by Thirty Neurons: {wrong.removesuffix('.'):.400}. "
            "Choose an .npz file that was saved here, or save the network again."
        ) from error


def open_network(name_or_path: str) -> Saved:
    """Return a network that comes with the project, by its name, or one in a file.

    The names are those in `SHIPPED`; for a file in this folder that has one of them as its
    name, write ./ before it.

    Raises
    ------
    StorageError
        If there is neither, or the file is no network that `save` wrote; for one that comes with
        the project, says how to restore it.
    """
    if name_or_path in SHIPPED:
        path = SHIPPED[name_or_path]
        try:
            return load(path)
        except StorageError as error:
            raise StorageError(
                f"The network {name_or_path!r}, which is part of the project, is missing or "
                f"damaged: {path} cannot be used. Restore it with `git checkout -- "
                f"nn/assets/{path.name}`, or clone the project again."
            ) from error
    if os.path.isfile(name_or_path):  # unlike Path.is_file, False for whatever cannot be a path
        return load(Path(name_or_path))
    raise StorageError(
        f"There is no network {shown(repr(name_or_path))}: expected {', '.join(SHIPPED)} or the "
        "path of an .npz file."
    )


def _content(network: Network, provenance: Provenance) -> bytes:
    _check_description(network.sizes, network.input_scale)
    for array in (*network.weights, *network.biases):
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
    half = holds(network)
    for l, (w, b) in enumerate(zip(network.weights, network.biases, strict=True), start=1):
        for name, array in (f"weights_{l}", w), (f"biases_{l}", b):
            dtype = HALF if half else array.dtype.newbyteorder("<")
            arrays[name] = np.ascontiguousarray(array, dtype)
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **arrays)  # gives every member the date 1980-01-01
    return stream.getvalue()


def _read(source: Path | BinaryIO | bytes) -> bytes:
    """Return the content, or one byte more than it may have."""
    if isinstance(source, bytes):
        return source
    if not isinstance(source, Path):
        return source.read(MOST_BYTES + 1)
    with source.open("rb") as stream:
        return stream.read(min(os.fstat(stream.fileno()).st_size, MOST_BYTES + 1))


def _parse(content: bytes) -> Saved:
    if len(content) > MOST_BYTES:
        raise NpzError(f"it is larger than {MOST_BYTES:,} bytes")
    archive = Npz(content)
    form = archive.text("format", most=64)
    if form != FORMAT.encode():
        raise NpzError(
            f"its format is {form.decode('ascii', 'replace')!r}, and this version reads {FORMAT!r}"
        )
    about = _about(archive)
    sizes = about["sizes"]
    _check_description(sizes, about["input_scale"])
    shapes: dict[str, tuple[int, ...]] = {}
    for l, (n_in, n_out) in enumerate(pairwise(sizes), start=1):
        shapes |= {f"weights_{l}": (n_out, n_in), f"biases_{l}": (n_out,)}
    archive.expect(("format", "about"), shapes, DTYPES)
    network = Network(
        [_at_least_float32(archive.array(f"weights_{l}")) for l in range(1, len(sizes))],
        [_at_least_float32(archive.array(f"biases_{l}")) for l in range(1, len(sizes))],
        about["activation"],
        about["output"],
        float(about["input_scale"]),
    )
    _check_finite(network)
    return Saved(network, Provenance.from_dict(about["provenance"]))


def _at_least_float32(array: Array) -> Array:
    return array.astype(np.float32) if array.dtype == HALF else array


def _about(archive: Npz) -> dict[str, Any]:
    """Return the description: all its fields, each of the right type but of any value."""
    text = archive.text("about", MOST_ABOUT_BYTES)
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


def _check_description(sizes: Sequence[Any], input_scale: float) -> None:
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


def _check_finite(network: Network) -> None:
    for l, (w, b) in enumerate(zip(network.weights, network.biases, strict=True), start=2):
        if not (np.isfinite(w).all() and np.isfinite(b).all()):
            raise NpzError(
                f"layer {l} has weights or biases that are infinite or not numbers, as after "
                "training with too large a learning rate"
            )
