import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nn.errors import Refused
from nn.mnist import Images
from nn.storage.drawing_files import MOST_DRAWINGS as MOST
from nn.storage.drawing_files import load_drawings, to_bytes
from tests.nn.storage.test_network_files import at_most


def drawings(n: int = 3) -> Images:
    rng = np.random.default_rng(1)
    images = rng.integers(0, 256, (n, 784), dtype=np.uint8)
    return Images(images, rng.integers(0, 10, n, dtype=np.uint8))


VALID: dict[str, Any] = {
    "images": np.zeros((2, 28, 28), np.uint8),
    "labels": np.array([4, 9], np.uint8),
}


def npz(**changes: Any) -> bytes:
    """Return a file of two drawings with some arrays replaced, added or (None) left out."""
    stream = io.BytesIO()
    arrays = {name: array for name, array in (VALID | changes).items() if array is not None}
    np.savez(stream, **arrays)
    return stream.getvalue()


@pytest.mark.parametrize("n", [1, 3, MOST])
def test_what_is_saved_comes_back(n: int) -> None:
    saved = drawings(n)
    loaded = load_drawings(to_bytes(saved))
    assert np.array_equal(loaded.images, saved.images)
    assert np.array_equal(loaded.labels, saved.labels)
    assert loaded.images.dtype == loaded.labels.dtype == np.uint8


def test_the_file_is_always_the_same_and_has_the_arrays_of_mnist_s() -> None:
    content = to_bytes(drawings())
    assert content == to_bytes(drawings())
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        shapes = {name: arrays[name].shape for name in arrays}
    assert shapes == {"images": (3, 28, 28), "labels": (3,)}


def test_neither_none_nor_too_many() -> None:
    for n in (0, MOST + 1):
        with pytest.raises(Refused, match=f"got {n:,}"):
            to_bytes(Images(np.zeros((n, 784), np.uint8), np.zeros(n, np.uint8)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (npz(labels=np.array([4, 10], np.uint8)), "a drawing with the label 10"),
        (npz(labels=np.array([4], np.uint8)), r"images has shape \(2, 28, 28\), expected \(1, 28"),
        (npz(labels=None), "it lacks 'labels'"),
        (npz(labels=np.uint8(4)), r"images has shape \(2, 28, 28\), expected \(1, 28"),
        (
            npz(images=VALID["images"][:0], labels=VALID["labels"][:0]),
            "drawings, got 0",
        ),
        (npz(images=np.zeros((2, 784), np.uint8)), r"images has shape \(2, 784\)"),
        (npz(images=np.zeros((2, 28, 28))), "images has type float64"),
    ],
    ids=lambda part: part if isinstance(part, str) else "file",
)
def test_another_or_a_damaged_file_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(Refused, match=message) as caught:
        load_drawings(content)
    assert str(caught.value).startswith("The file holds no drawings saved by Thirty Neurons: ")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    stream = io.BytesIO()
    np.savez_compressed(stream, **VALID | {"labels": np.zeros(10_000_000, np.uint8)})
    with at_most(1), pytest.raises(Refused, match="it unpacks to 10,0"):
        load_drawings(stream.getvalue())


def test_files_are_read_and_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    for write in np.savez, np.savez_compressed:
        write(path, **VALID)
        assert load_drawings(path).labels.tolist() == [4, 9]
    path.write_text("Buy milk.")
    with pytest.raises(Refused, match=r"mine\.npz holds no drawings saved by Thirty"):
        load_drawings(path)
