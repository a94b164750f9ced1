import io
from typing import Any

import numpy as np
import pytest

from nn.mnist import Images
from nn.storage import drawing_files
from nn.storage.drawing_files import MOST_DRAWINGS, CorrectionsError, from_bytes, gathered, to_bytes


def drawings(n: int = 3) -> Images:
    rng = np.random.default_rng(1)
    return Images(
        rng.integers(0, 256, (n, 784), dtype=np.uint8), rng.integers(0, 10, n, dtype=np.uint8)
    )


def npz(**arrays: Any) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def valid() -> dict[str, Any]:
    return {"images": np.zeros((2, 28, 28), np.uint8), "labels": np.array([4, 9], np.uint8)}


@pytest.mark.parametrize("n", [1, 3, MOST_DRAWINGS])
def test_what_is_saved_comes_back(n: int) -> None:
    saved = drawings(n)
    loaded = from_bytes(to_bytes(saved))
    assert np.array_equal(loaded.images, saved.images)
    assert np.array_equal(loaded.labels, saved.labels)
    assert loaded.images.dtype == loaded.labels.dtype == np.uint8


def test_the_file_is_as_mnist_s() -> None:
    with np.load(io.BytesIO(to_bytes(drawings())), allow_pickle=False) as arrays:
        assert sorted(arrays) == ["images", "labels"]
        assert arrays["images"].shape == (3, 28, 28)
        assert arrays["labels"].shape == (3,)


def test_the_same_drawings_make_the_same_file() -> None:
    assert to_bytes(drawings()) == to_bytes(drawings())


def test_numpy_s_compressed_files_are_read_too() -> None:
    stream = io.BytesIO()
    np.savez_compressed(stream, **valid())
    assert from_bytes(stream.getvalue()).labels.tolist() == [4, 9]


def test_drawings_are_gathered_in_256_shades() -> None:
    x = np.zeros(784, np.float32)
    x[:3] = 1.0, 0.5, 0.001
    images = gathered([(x, 4), (1 - x, 9)])
    # 127.5 goes to the even neighbour, 0.255 to 0.
    assert images.images[0, :4].tolist() == [255, 128, 0, 0]
    assert images.labels.tolist() == [4, 9]
    assert images.images.shape == (2, 784)


@pytest.mark.parametrize(
    ("x", "digit", "message"),
    [
        (np.zeros((28, 28)), 4, "drawings of 784 pixels"),
        (np.full(784, 1.1), 4, "pixels from 0 to 1"),
        (np.full(784, -0.1), 4, "pixels from 0 to 1"),
        (np.full(784, np.nan), 4, "pixels from 0 to 1"),
        (np.zeros(784), 10, "a digit from 0 to 9, got 10"),
        (np.zeros(784), -1, "a digit from 0 to 9, got -1"),
    ],
)
def test_only_drawings_are_gathered(x: Any, digit: int, message: str) -> None:
    with pytest.raises(CorrectionsError, match=message):
        gathered([(x, digit)])


def test_neither_none_nor_too_many() -> None:
    with pytest.raises(CorrectionsError, match="1 to 10,000 drawings, got 0"):
        gathered([])
    for n in (0, MOST_DRAWINGS + 1):
        with pytest.raises(CorrectionsError, match=f"got {n:,}"):
            to_bytes(Images(np.zeros((n, 784), np.uint8), np.zeros(n, np.uint8)))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"labels": np.array([4, 10], np.uint8)}, "a drawing with the label 10"),
        ({"labels": np.array([4], np.uint8)}, r"images has shape \(2, 28, 28\), expected \(1, 28"),
        ({"labels": np.array([[4, 9]], np.uint8)}, "labels have shape"),
        ({"labels": np.array(4, np.uint8)}, "labels have shape"),
        ({"labels": np.array([4, 9])}, "labels has type int64"),
        ({"labels": np.array(["4", None])}, "pickled|plain numbers"),
        ({"labels": np.zeros(0, np.uint8)}, "1 to 10,000 drawings, got 0"),
        ({"labels": np.zeros(10_001, np.uint8)}, "got 10,001"),
        ({"images": np.zeros((2, 784), np.uint8)}, r"images has shape \(2, 784\)"),
        ({"images": np.zeros((2, 28, 28))}, "images has type float64"),
        ({"more": np.zeros(1)}, "also contains 'more'"),
    ],
)
def test_another_file_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(CorrectionsError, match=message) as caught:
        from_bytes(npz(**{**valid(), **changes}))
    assert str(caught.value).startswith("The file holds no drawings saved by Thirty Neurons: ")


def test_a_file_without_labels_is_refused() -> None:
    with pytest.raises(CorrectionsError, match="lacks 'labels'"):
        from_bytes(npz(images=valid()["images"]))


@pytest.mark.parametrize("content", [b"", b"no zip", npz(**valid())[:-30]])
def test_a_damaged_file_is_refused(content: bytes) -> None:
    with pytest.raises(CorrectionsError, match="The file holds no drawings"):
        from_bytes(content)


def test_a_file_that_is_too_large_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing_files, "MOST_BYTES", 100)
    with pytest.raises(CorrectionsError, match="larger than 100 bytes"):
        from_bytes(npz(**valid()))


def test_any_byte_of_a_file_may_be_wrong() -> None:
    good = npz(**valid())
    rng = np.random.default_rng(0)
    for at in rng.integers(0, len(good), 300):
        bad = bytearray(good)
        bad[at] ^= int(rng.integers(1, 256))
        try:
            assert len(from_bytes(bytes(bad))) == 2
        except CorrectionsError:
            pass
