"""MNIST, the handwriting that the book's network learns to read (chapter 1).

The data set is part of the project, `nn/assets/mnist.npz`, so nothing is downloaded. Images stay
bytes, one image a row, as in the file: as floats they would take four times the memory in every
training run.
"""

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from nn.errors import Refused
from nn.functions import Array
from nn.project import Damaged
from nn.sgd import Config, Images

PATH = Path(__file__).parent / "assets" / "mnist.npz"
SHA256 = "06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64"

IMAGE_SIDE = 28  # pixels
IMAGE_PIXELS = IMAGE_SIDE**2
DIGITS = 10
NONE = DIGITS  # the label of a drawing that is no digit; its output is an eleventh one
TRAINING_IMAGES = 60_000
TEST_IMAGES = 10_000

Bytes = npt.NDArray[np.uint8]


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


def images_for(config: Config, data: Mnist, extra: Images | None = None) -> tuple[Images, Images]:
    """Return the images to learn from, and those held back for early stopping.

    `extra` are more to learn from, which the setting `training_images` leaves out. Raises `Refused`
    if the settings ask for more images than there are.
    """
    if len(data.train) < config.training_images:
        raise Refused(
            f"The settings ask for {config.training_images:,} training images, but the data set "
            f"has {len(data.train):,}."
        )
    images = data.train[: config.images_to_learn_from]
    held_back = data.train[config.images_to_learn_from : config.training_images]
    return (joined(images, extra) if extra else images), held_back


def joined(*parts: Images) -> Images:
    """Return the images of all parts, one part after the other."""
    return Images(
        np.concatenate([part.images for part in parts]),
        np.concatenate([part.labels for part in parts]),
    )


def to_floats(images: Bytes, dtype: Any = np.float32) -> Array:
    """Return bytes 0..255 as floats in [0, 1], same shape; 1 is ink."""
    return images.astype(dtype) / dtype(255.0)


def to_bytes(images: Array) -> Bytes:
    """Return floats in [0, 1] as the nearest of the bytes 0..255, same shape."""
    return np.rint(images * 255.0).astype(np.uint8)
