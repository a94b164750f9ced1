"""Drawings and their digits in a file that a visitor saves and loads again.

An .npz with `images`, (n, 28, 28) uint8, 0 paper and 255 ink, and `labels`, (n,) uint8, as in
the MNIST file. A file may come from anyone, so it is read with care (`npz.py`).
"""

import io
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import numpy as np

from nn import mnist
from nn.errors import Refused, name_of
from nn.functions import Array
from nn.mnist import DIGITS, IMAGE_PIXELS, IMAGE_SIDE, Images
from nn.npz import NpzError, arrays_in, expect
from nn.storage import files

MOST_DRAWINGS = 10_000
MOST_BYTES = MOST_DRAWINGS * (IMAGE_PIXELS + 1) + 4_096  # the rest is headers


class DrawingFileError(Refused):
    """Drawings that cannot be saved, or a file that no drawings can be loaded from."""


def gathered(drawings: Iterable[tuple[Array, int]]) -> Images:
    """Return drawings, each (784,) in [0, 1] with its digit, as images of 256 shades.

    Raises `DrawingFileError` if there are none, or one has another shape, other values or another
    label.
    """
    images, labels = [], []
    for x, digit in drawings:
        if x.shape != (IMAGE_PIXELS,):
            raise DrawingFileError(
                f"Expected drawings of {IMAGE_PIXELS} pixels, got an array of shape {x.shape}."
            )
        if not ((x >= 0.0) & (x <= 1.0)).all():  # also refuses NaN
            raise DrawingFileError("Expected drawings with pixels from 0 to 1.")
        if not 0 <= digit < DIGITS:
            raise DrawingFileError(f"Expected a digit from 0 to 9, got {digit}.")
        images.append(mnist.to_bytes(x))
        labels.append(digit)
    _check_count(len(images))
    return Images(np.stack(images), np.array(labels, np.uint8))


def to_bytes(drawings: Images) -> bytes:
    """Return the content of a file with these drawings.

    Raises `DrawingFileError` if there are none, or more than `load_drawings` would read.
    """
    _check_count(len(drawings))
    stream = io.BytesIO()
    images = drawings.images.reshape(-1, IMAGE_SIDE, IMAGE_SIDE)
    np.savez(stream, allow_pickle=False, images=images, labels=drawings.labels)
    return stream.getvalue()


def load_drawings(source: Path | BinaryIO | bytes) -> Images:
    """Return the drawings in a file, a stream, or bytes.

    Raises `Refused` if it cannot be read, or is not a file that `to_bytes` made; says what is wrong
    with it.
    """
    content = files.read(source, MOST_BYTES)
    try:
        return _parse(content)
    except Refused as error:
        raise DrawingFileError(
            f"{name_of(source, 'The file')} holds no drawings saved by Thirty Neurons: "
            f"{str(error).removesuffix('.'):.400}. Choose an .npz file that was saved here."
        ) from error


def _parse(content: bytes) -> Images:
    if len(content) > MOST_BYTES:
        raise NpzError(f"it is larger than {MOST_BYTES:,} bytes")
    arrays = arrays_in(content, MOST_BYTES)
    expect(arrays, ("images", "labels"), {}, [])
    # The labels say how many drawings there are, and the images have to agree.
    labels = arrays["labels"]
    if labels.ndim != 1:
        raise NpzError(f"its labels have shape {labels.shape}, expected one for each drawing")
    _check_count(n := len(labels))
    shapes = {"images": (n, IMAGE_SIDE, IMAGE_SIDE), "labels": (n,)}
    expect(arrays, (), shapes, [np.dtype("u1")])
    if labels.max() >= DIGITS:
        raise NpzError(f"it has a drawing with the label {labels.max()}, expected 0 to 9")
    return Images(arrays["images"].reshape(n, IMAGE_PIXELS), labels)


def _check_count(n: int) -> None:
    if not 1 <= n <= MOST_DRAWINGS:
        raise DrawingFileError(f"Expected 1 to {MOST_DRAWINGS:,} drawings, got {n:,}.")
