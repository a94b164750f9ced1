"""MNIST, the handwriting that the book's network learns to read (chapter 1).

The data set is part of the project, `nn/assets/mnist.npz`, so nothing is downloaded. Images stay
bytes, one image a row, as in the file: as floats they would take four times the memory in every
training run.
"""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from nn.errors import Damaged
from nn.functions import Array

PATH = Path(__file__).parent / "assets" / "mnist.npz"
SHA256 = "06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64"

IMAGE_SIDE = 28  # pixels
IMAGE_PIXELS = IMAGE_SIDE**2
DIGITS = 10
TRAINING_IMAGES = 60_000
TEST_IMAGES = 10_000

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Images:
    """Digits with their labels."""

    images: Bytes  # (n, 784), line by line from the top; 0 is paper, 255 is ink
    labels: Bytes  # (n,)

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, rows: slice | npt.NDArray[Any]) -> "Images":
        return Images(self.images[rows], self.labels[rows])

    def in_blocks(self, size: int) -> "Iterator[Images]":
        """Yield the images, up to `size` at a time."""
        for start in range(0, len(self), size):
            yield self[start : start + size]

    def and_also(self, others: "Images") -> "Images":
        """Return these images followed by the others."""
        return Images(
            np.concatenate([self.images, others.images]),
            np.concatenate([self.labels, others.labels]),
        )


@dataclass(frozen=True, eq=False)
class Mnist:
    """The 60,000 images to learn from and the 10,000 to test on."""

    train: Images
    test: Images


_one_at_a_time = Lock()


def load(path: Path = PATH) -> Mnist:
    """Return MNIST; all callers share its arrays, which are read-only.

    Raises `Damaged` if the file is missing or has another digest; it says how to restore it.
    """
    with _one_at_a_time:  # at first many visitors may ask at once, and each would make a copy
        return _loaded(path)


@lru_cache(maxsize=4)
def _loaded(path: Path) -> Mnist:
    try:
        content = path.read_bytes()
    except OSError as error:
        trouble = f"cannot be read ({error.strerror})"
        raise Damaged("The MNIST images are missing", path, trouble) from error
    if hashlib.sha256(content).hexdigest() != SHA256:
        trouble = f"({len(content):,} bytes) is not the project's file"
        raise Damaged("The MNIST images are damaged", path, trouble)
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return Mnist(
            train=_images(arrays["x_train"], arrays["y_train"]),
            test=_images(arrays["x_test"], arrays["y_test"]),
        )


def _images(images: Bytes, labels: Bytes) -> Images:
    rows = images.reshape(len(images), -1)
    rows.flags.writeable = False
    labels.flags.writeable = False
    return Images(rows, labels)


def to_floats(images: Bytes, dtype: Any = np.float32) -> Array:
    """Return bytes 0..255 as floats in [0, 1], same shape; 1 is ink."""
    return images.astype(dtype) / dtype(255.0)


def to_bytes(images: Array) -> Bytes:
    """Return floats in [0, 1] as the nearest of the bytes 0..255, same shape."""
    return np.rint(images * 255.0).astype(np.uint8)


def one_hot(labels: Bytes, dtype: Any = np.float32, outputs: int = DIGITS) -> Array:
    """Return the desired outputs for labels (n,): (n, outputs), 1 at the label and 0 elsewhere."""
    return np.eye(outputs, dtype=dtype)[labels]
