from pathlib import Path

import numpy as np
import pytest

from nn import mnist
from nn.mnist import load, to_floats
from nn.project import Damaged
from nn.sgd import one_hot

# As published, digits 0 to 9.
TRAINING_DIGITS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
TEST_DIGITS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


@pytest.mark.parametrize(("part", "digits"), [("train", TRAINING_DIGITS), ("test", TEST_DIGITS)])
def test_there_are_as_many_images_of_each_digit_as_in_mnist(part: str, digits: list[int]) -> None:
    images, n = getattr(load(), part), {"train": 60_000, "test": 10_000}[part]
    assert len(images) == n
    assert images.images.shape == (n, 784)
    assert images.images.dtype == images.labels.dtype == np.uint8
    assert np.bincount(images.labels).tolist() == digits


def test_ink_is_255_on_paper_that_is_0_and_stands_upright() -> None:
    images = load().train.images
    assert (images.min(), images.max()) == (0, 255)
    assert 0.75 < (images == 0).mean() < 0.85
    # Line by line from the top: a seven has its bar above and its foot below.
    sevens = images[load().train.labels == 7].reshape(-1, 28, 28).mean(axis=0)
    assert sevens[7:9].sum() > 2 * sevens[20:22].sum()


def test_the_arrays_are_shared_and_read_only() -> None:
    assert load() is load()
    for part in (load().train, load().test, load().train[:10]):
        for array in (part.images, part.labels):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 1


def check_refused(path: Path, *words: str) -> None:
    with pytest.raises(Damaged) as refusal:
        load(path)
    for word in (*words, f"`git checkout -- {path.name}`"):
        assert word in str(refusal.value)
    assert str(path.parent) not in str(refusal.value)


WHOLE = mnist.PATH.read_bytes()


def test_a_missing_file_says_which_and_what_to_do_and_put_back_is_read(tmp_path: Path) -> None:
    for path in tmp_path, tmp_path / "mnist.npz":  # a folder in its place, and no file
        check_refused(path, "missing", f"{path.name} cannot be read", "clone the project again")
    path.write_bytes(WHOLE)
    assert np.array_equal(load(path).test.labels, load().test.labels)
    mnist._loaded.cache_clear()


DAMAGED = {
    "one byte changed": WHOLE[:1000] + bytes([WHOLE[1000] ^ 1]) + WHOLE[1001:],
    "cut short": WHOLE[: len(WHOLE) // 2],
    "empty": b"",
    # What is there when Git's large files were not fetched.
    "pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:06af5d\nsize 11490434\n",
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_says_which_and_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mnist.npz"
    path.write_bytes(content)
    check_refused(path, "damaged", path.name, f"{len(content):,} bytes")


def test_bytes_become_floats_from_0_to_1_and_the_bytes_that_they_were() -> None:
    floats = to_floats(np.array([[0, 51, 255]], np.uint8))
    assert floats.dtype == np.float32
    np.testing.assert_allclose(floats, [[0.0, 0.2, 1.0]], rtol=1e-7)
    assert to_floats(np.array([[255]], np.uint8), np.float64).dtype == np.float64
    shades = np.arange(256, dtype=np.uint8)
    assert np.array_equal(mnist.to_bytes(to_floats(shades)), shades)
    assert mnist.to_bytes(np.array([0.4 / 255, 0.6 / 255])).tolist() == [0, 1]


def test_the_desired_output_is_1_at_the_digit() -> None:
    assert np.array_equal(one_hot(np.array([3, 0, 9], np.uint8)), np.eye(10)[[3, 0, 9]])
    assert one_hot(np.zeros(0, np.uint8)).shape == (0, 10)
