from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nn.errors import Refused
from nn.sgd import Images
from nn.storage.drawing_files import MOST_DRAWINGS as MOST
from nn.storage.drawing_files import load_drawings, to_bytes
from tests.nn.conftest import npz

VALID: dict[str, Any] = {
    "images": np.zeros((2, 28, 28), np.uint8),
    "labels": np.array([4, 9], np.uint8),
}


@pytest.mark.parametrize("n", [1, 3, MOST])
def test_what_is_saved_comes_back(n: int) -> None:
    images = np.random.default_rng(1).integers(0, 256, (n, 784), np.uint8)
    saved = Images(images, images[:, 0] % 10)
    loaded = load_drawings(to_bytes(saved))
    assert np.array_equal(loaded.images, saved.images)
    assert np.array_equal(loaded.labels, saved.labels)
    assert loaded.images.dtype == loaded.labels.dtype == np.uint8
    assert to_bytes(loaded) == to_bytes(saved)


def test_neither_none_nor_too_many() -> None:
    for n in (0, MOST + 1):
        with pytest.raises(Refused, match=f"got {n:,}"):
            to_bytes(Images(np.zeros((n, 784), np.uint8), np.zeros(n, np.uint8)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (npz(VALID, labels=np.array([4, 10], np.uint8)), "a drawing with the label 10"),
        (
            npz(VALID, labels=np.array([4], np.uint8)),
            r"images has shape \(2, 28, 28\), expected \(1, 28",
        ),
        (npz({name: array[:0] for name, array in VALID.items()}), "drawings, got 0"),
        (npz(VALID, images=np.zeros((2, 28, 28))), "images has type float64"),
    ],
    ids=lambda part: part if isinstance(part, str) else "file",
)
def test_another_or_a_damaged_file_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(Refused, match=message) as caught:
        load_drawings(content)
    assert str(caught.value).startswith("The file holds no drawings saved by Thirty Neurons: ")


def test_files_are_read_and_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    for write in np.savez, np.savez_compressed:
        write(path, **VALID)
        assert load_drawings(path).labels.tolist() == [4, 9]
    path.write_text("Buy milk.")
    with pytest.raises(Refused, match=r"mine\.npz holds no drawings saved by Thirty"):
        load_drawings(path)
