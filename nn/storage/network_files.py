"""Networks in files: saved, loaded, and opened by name if they come with the project.

A saved network is one .npz file, and `np.load` opens it without pickles:

    format      the text "thirty-neurons 2", as bytes
    about       JSON, as bytes: see ABOUT
    weights_1   (n_2, n_1), float32 or float64, or whole numbers, int8
    factors_1   (n_2, 1), float32, by which whole numbers are multiplied, row by row
    biases_1    (n_2,)
    weights_2   and so on, up to the output layer

The same network and provenance give the same bytes, and the same network is loaded. Weights are
stored as whole numbers where `whole_numbers.py` finds some that give them exactly, as for draw.
Files of "thirty-neurons 1", which have float16 in places, are read as well.
"""

import io
import json
import os
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from nn.answers import Reader
from nn.errors import Refused, shown
from nn.functions import ACTIVATIONS, OUTPUTS
from nn.mnist import PATH as MNIST
from nn.network import Network
from nn.project import Damaged
from nn.storage import files
from nn.storage.npz import Arrays, Kind, arrays_in, expect
from nn.storage.provenance import TABLE, TEXT, Provenance, Rule, checked, number, optional
from nn.storage.whole_numbers import if_exact, product

# By name, since a file that is missing from the folder still belongs there.
SHIPPED: dict[str, Path] = {name: MNIST.parent / f"{name}.npz" for name in ("draw", "book")}

FORMAT = b"thirty-neurons 2"
READ = b"thirty-neurons 1", FORMAT
FLOATS, FACTORS, WHOLE = (np.float16, np.float32, np.float64), (np.float32,), (np.int8,)
MOST_BYTES = 64 * 2**20
MOST_ABOUT_BYTES = 65_536
MOST_LAYERS = 10  # the input layer is one of them
MOST_PARAMETERS = 8_000_000
ABOUT: dict[str, Rule] = {
    "sizes": (
        f"the neurons of 2 to {MOST_LAYERS} layers, like [784, 30, 10]",
        lambda v: (
            isinstance(v, list)
            and 2 <= len(v) <= MOST_LAYERS
            and all(type(n) is int and n > 0 for n in v)
        ),
    ),
    "activation": TEXT,
    "output": TEXT,
    "input_scale": number(0.001, 1_000_000),
    "least_energy": optional(number(-1_000_000, 1_000_000)),
    "provenance": TABLE,
}


@dataclass(frozen=True, eq=False)
class Saved:
    """A network, with how it answers, and its provenance."""

    reader: Reader
    provenance: Provenance


def open_network(name_or_path: str) -> Saved:
    """Return the network in a file, or one that comes with the project by its name in `SHIPPED`.

    A name wins over a file with the same name: write ./ before it to open the file.

    Raises `Refused` if there is neither, or the file is not a saved network. For a network that
    comes with the project it says how to restore it.
    """
    if name_or_path in SHIPPED:
        path = SHIPPED[name_or_path]
        try:
            return load(path)
        except Refused as error:
            raise Damaged(f"The network {name_or_path!r} is missing or damaged", path) from error
    if os.path.isfile(name_or_path):  # unlike Path.is_file, False for whatever cannot be a path
        return load(Path(name_or_path))
    raise Refused(
        f"There is no network {shown(repr(name_or_path))}: expected {', '.join(SHIPPED)} or the "
        "path of an .npz file."
    )


def load(source: Path | bytes) -> Saved:
    """Return the network in a file, or in the bytes of one.

    Raises `Refused` if it cannot be read, or is not a saved network; says what is wrong with it.
    """
    return files.loaded(source, MOST_BYTES, "is not a network", _parse)


def save(path: Path, reader: Reader, provenance: Provenance) -> None:
    """Write a reader's network to a file named exactly as `path` says.

    Raises `Refused` if `to_bytes` does, or if the file cannot be written.
    """
    files.write(path, to_bytes(reader, provenance))


def to_bytes(reader: Reader, provenance: Provenance) -> bytes:
    """Return the content of a file with a reader's network.

    Raises `Refused` if `load` would, such as for weights that are not finite.
    """
    network = reader.network
    about = {
        "sizes": network.sizes,
        "activation": network.activation,
        "output": network.output,
        "input_scale": network.input_scale,
        "least_energy": reader.least_energy,
        "provenance": asdict(provenance),
    }
    arrays: Arrays = {
        "format": np.frombuffer(FORMAT, np.uint8),
        "about": np.frombuffer(json.dumps(about, indent=1).encode(), np.uint8),
    }
    for l, (w, b) in enumerate(zip(network.weights, network.biases, strict=True), start=1):
        names = f"weights_{l}", f"factors_{l}"
        arrays |= dict(zip(names, if_exact(w), strict=False)) | {f"biases_{l}": b}
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **arrays)  # with the date 1980-01-01
    content = stream.getvalue()
    try:
        _parse(content)
    except Refused as error:
        raise Refused(f"The network cannot be saved: {error}.") from error
    return content


def _parse(content: bytes) -> Saved:
    """Return what is saved in the content of a file; raise `Refused` with a clause about "it"."""
    arrays = arrays_in(content, MOST_BYTES)
    form = _text_in(arrays, "format", 64)
    if form not in READ:
        raise Refused(
            f"its format is {form.decode('ascii', 'replace')!r}, and this version reads "
            f"{' and '.join(repr(known.decode()) for known in READ)}"
        )
    about = _described(_text_in(arrays, "about", MOST_ABOUT_BYTES))
    sizes = about["sizes"]
    kinds: dict[str, Kind] = {}
    for l, (n_in, n_out) in enumerate(pairwise(sizes), start=1):
        kinds |= {f"weights_{l}": ((n_out, n_in), FLOATS), f"biases_{l}": ((n_out,), FLOATS)}
        if f"weights_{l}" in arrays and arrays[f"weights_{l}"].dtype == np.int8:
            kinds[f"weights_{l}"] = (n_out, n_in), WHOLE
            kinds[f"factors_{l}"] = (n_out, 1), FACTORS
    expect(arrays, kinds)
    parameters = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
    if parameters > MOST_PARAMETERS:
        raise Refused(
            f"it has {parameters:,} weights and biases, expected at most {MOST_PARAMETERS:,}"
        )
    ACTIVATIONS[about["activation"]], OUTPUTS[about["output"]]  # refuse an unknown name
    one, layers = np.float32(1), range(1, len(sizes))  # times one, float16 becomes float32
    factors = [arrays.get(f"factors_{l}", one) for l in layers]
    weights = [product(arrays[f"weights_{l}"], factors[l - 1]) for l in layers]
    biases = [arrays[f"biases_{l}"] * one for l in layers]
    network = Network(weights, biases, about["activation"], about["output"], about["input_scale"])
    if not network.is_finite:
        raise Refused(
            "it has weights or biases that are infinite or not numbers, as after training with "
            "too large a learning rate"
        )
    return Saved(Reader(network, about["least_energy"]), Provenance.from_dict(about["provenance"]))


def _text_in(arrays: Arrays, name: str, most: int) -> bytes:
    """Take a text, stored as uint8, out of the arrays."""
    text = arrays.pop(name, None)
    if text is None or text.dtype != np.uint8 or text.ndim != 1 or len(text) > most:
        raise Refused(f"it has no text {name!r} of up to {most:,} bytes")
    return text.tobytes()


def _described(text: bytes) -> dict[str, Any]:
    """Return the description, with values that follow the rules of ABOUT."""
    try:
        about = json.loads(text.decode())
        json.dumps(about, ensure_ascii=False).encode()  # refuses half of a surrogate pair
    except (ValueError, RecursionError):
        about = None
    if not isinstance(about, dict):
        raise Refused("its description is not JSON of names and values")
    return checked(about, ABOUT)
