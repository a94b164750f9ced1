"""Drawings and what they were, in a file that a visitor takes home and brings back.

An .npz with `images`, (n, 28, 28) uint8, 0 paper and 255 ink, and `labels`, (n,) uint8, as in
the MNIST file. It is read with the same care as a network's: see `nn.storage.npz`.
"""

import io
from collections.abc import Iterable

import numpy as np

from nn import mnist
from nn.errors import Refused
from nn.functions import Array
from nn.mnist import DIGITS, IMAGE_PIXELS, IMAGE_SIDE, Images
from nn.storage.npz import Npz, NpzError

MOST_DRAWINGS = 10_000
MOST_BYTES = MOST_DRAWINGS * (IMAGE_PIXELS + 1) + 4_096  # the rest is headers


class CorrectionsError(Refused):
    """Drawings that cannot be saved, or a file that none can be loaded from."""


def gathered(drawings: Iterable[tuple[Array, int]]) -> Images:
    """Return drawings, each (784,) in [0, 1] with its digit, as images of 256 shades.

    Raises
    ------
    CorrectionsError
        If there is none, or one has another shape, other values or another label.
    """
    images, labels = [], []
    for x, digit in drawings:
        if x.shape != (IMAGE_PIXELS,):
            raise CorrectionsError(
                f"Expected drawings of {IMAGE_PIXELS} pixels, got an array of shape {x.shape}."
            )
        if not ((x >= 0.0) & (x <= 1.0)).all():  # also refuses NaN
            raise CorrectionsError("Expected drawings with pixels from 0 to 1.")
        if not 0 <= digit < DIGITS:
            raise CorrectionsError(f"Expected a digit from 0 to 9, got {digit}.")
        images.append(mnist.to_bytes(x))
        labels.append(digit)
    _check_count(len(images))
    return Images(np.stack(images), np.array(labels, np.uint8))


def to_bytes(drawings: Images) -> bytes:
    """Return the content of a file with these drawings.

    Raises
    ------
    CorrectionsError
        If there is none, or more than `from_bytes` would read.
    """
    _check_count(len(drawings))
    stream = io.BytesIO()
    images = drawings.images.reshape(-1, IMAGE_SIDE, IMAGE_SIDE)
    np.savez(stream, allow_pickle=False, images=images, labels=drawings.labels)
    return stream.getvalue()


def from_bytes(content: bytes) -> Images:
    """Return the drawings in a file of which this is the content.

    Raises
    ------
    CorrectionsError
        If it is no file that `to_bytes` made; says what is wrong with it.
    """
    try:
        return _parse(content)
    except Refused as error:
        raise CorrectionsError(
            "The file holds no drawings saved by Thirty Neurons: "
            f"{str(error).removesuffix('.'):.400}. Choose an .npz file that was saved here."
        ) from error


def _parse(content: bytes) -> Images:
    if len(content) > MOST_BYTES:
        raise NpzError(f"it is larger than {MOST_BYTES:,} bytes")
    archive = Npz(content)
    # The number of drawings is the labels' claim, and the images have to agree.
    n = _claimed(archive)
    archive.expect((), {"images": (n, IMAGE_SIDE, IMAGE_SIDE), "labels": (n,)}, [np.dtype("u1")])
    labels = archive.array("labels")
    if labels.max() >= DIGITS:
        raise NpzError(f"it has a drawing with the label {labels.max()}, expected 0 to 9")
    return Images(archive.array("images").reshape(n, IMAGE_PIXELS), labels)


def _claimed(archive: Npz) -> int:
    """Return how many drawings there are said to be, having made no array."""
    archive.expect(("images", "labels"), {}, [])
    shape = archive.header("labels").shape
    if len(shape) != 1:
        raise NpzError(f"its labels have shape {shape}, expected one for each drawing")
    _check_count(shape[0])
    return shape[0]


def _check_count(n: int) -> None:
    if not 1 <= n <= MOST_DRAWINGS:
        raise CorrectionsError(f"Expected 1 to {MOST_DRAWINGS:,} drawings, got {n:,}.")
