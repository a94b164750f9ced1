"""Drawings and their digits in a file that a visitor saves and loads again.

An .npz with `images`, (n, 28, 28) uint8, 0 paper and 255 ink, and `labels`, (n,) uint8, as in
the MNIST file.
"""

import io
from pathlib import Path

import numpy as np

from nn.errors import Refused
from nn.mnist import DIGITS, IMAGE_PIXELS, IMAGE_SIDE
from nn.sgd import Images
from nn.storage import files
from nn.storage.npz import arrays_in, expect

MOST_DRAWINGS = 10_000
MOST_BYTES = MOST_DRAWINGS * (IMAGE_PIXELS + 1) + 4_096  # the rest is headers


def to_bytes(drawings: Images) -> bytes:
    """Return the content of a file with these drawings.

    Raises `Refused` if there are none, or more than `load_drawings` would read.
    """
    _check_count(len(drawings))
    stream = io.BytesIO()
    images = drawings.images.reshape(-1, IMAGE_SIDE, IMAGE_SIDE)
    np.savez(stream, allow_pickle=False, images=images, labels=drawings.labels)
    return stream.getvalue()


def load_drawings(source: Path | bytes) -> Images:
    """Return the drawings in a file, or in the bytes of one.

    Raises `Refused` if it cannot be read, or is not a file of `to_bytes`; says what is wrong with
    it.
    """
    return files.loaded(source, MOST_BYTES, "holds no drawings", _parse)


def _parse(content: bytes) -> Images:
    arrays = arrays_in(content, MOST_BYTES)
    n = arrays["labels"].size if "labels" in arrays else 0  # the images have to agree
    types = (np.uint8,)
    expect(arrays, {"images": ((n, IMAGE_SIDE, IMAGE_SIDE), types), "labels": ((n,), types)})
    _check_count(n)
    images, labels = arrays["images"], arrays["labels"]
    if labels.max() >= DIGITS:
        raise Refused(f"it has a drawing with the label {labels.max()}, expected 0 to 9")
    return Images(images.reshape(n, IMAGE_PIXELS), labels)


def _check_count(n: int) -> None:
    if not 1 <= n <= MOST_DRAWINGS:
        raise Refused(f"Expected 1 to {MOST_DRAWINGS:,} drawings, got {n:,}.")
