import numpy as np
import pytest

from nn import augmentation, mnist
from nn.augmentation import KINDS, augment
from nn.functions import Array

WARPS = [kind for kind in KINDS if kind != "none"]


@pytest.fixture(scope="module")
def digits() -> Array:
    """The first 500 test images, 0 to 1."""
    return mnist.to_floats(mnist.load().test.images[:500])


def seeded(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def centres(x: Array) -> Array:
    """Where each image's ink has its centre, (n, 2): row and column in pixels."""
    images = x.reshape(-1, 28, 28)
    ink = images.sum(axis=(1, 2))
    line = np.arange(28)
    rows = (images.sum(axis=2) @ line) / ink
    columns = (images.sum(axis=1) @ line) / ink
    return np.stack([rows, columns], axis=1)


def only(monkeypatch: pytest.MonkeyPatch, **spread: float) -> None:
    """Turn every kind of warp off but those named."""
    for name in ("SHIFT", "TURN", "SCALE", "SLANT", "WOBBLE"):
        monkeypatch.setattr(augmentation, name, spread.get(name, 0.0))


def test_none_changes_nothing_and_draws_nothing(digits: Array) -> None:
    rng = seeded()
    before = digits.copy()
    assert augment(digits, rng, "none") is digits
    assert np.array_equal(digits, before)
    assert rng.random() == seeded().random()


@pytest.mark.parametrize("kind", WARPS)
def test_shape_type_and_range_are_kept(digits: Array, kind: str) -> None:
    for x in (digits, digits.astype(np.float64), digits * np.float32(255.0)):
        scale, before, warped = x.max(), x.copy(), augment(x, seeded(), kind)
        assert (warped.shape, warped.dtype) == (x.shape, x.dtype)
        assert warped.min() == 0.0
        assert 0.9 * scale < warped.max() <= scale * (1 + 1e-6)
        assert np.array_equal(x, before)
        assert augment(x[:0], seeded(), kind).shape == (0, 784)


@pytest.mark.parametrize("kind", WARPS)
def test_one_seed_warps_every_image_in_a_way_of_its_own(digits: Array, kind: str) -> None:
    copies = np.repeat(digits[:1], 50, axis=0)
    first, same, other = (augment(copies, seeded(seed), kind) for seed in (1, 1, 2))
    assert np.array_equal(first, same)
    assert len(np.unique(np.concatenate([digits[:1], first, other]), axis=0)) == 101


@pytest.mark.parametrize("kind", WARPS)
def test_the_digits_change_and_stay_recognisable(digits: Array, kind: str) -> None:
    warped = augment(digits, seeded(), kind)
    changed = np.abs(warped - digits).mean(axis=1) / digits.mean(axis=1)
    assert np.median(changed) > 0.2
    # About as much ink, about where it was.
    ink = warped.sum(axis=1) / digits.sum(axis=1)
    assert np.median(ink) == pytest.approx(1.0, abs=0.1)
    assert 0.5 < ink.min() < ink.max() < 2.0
    assert np.linalg.norm(centres(warped) - centres(digits), axis=1).max() < 5.0
    # Each still looks like the image it came from, more than like the others.
    unit = digits / np.linalg.norm(digits, axis=1, keepdims=True)
    likeness = warped @ unit.T
    assert (likeness.diagonal() > likeness.mean(axis=1)).mean() > 0.9


def test_a_shift_moves_the_whole_digit_by_at_most_its_limit(
    digits: Array, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(monkeypatch, SHIFT=1.5)
    # Only digits with two pixels of paper round them, so that no ink is lost.
    frame = digits.reshape(-1, 28, 28).copy()
    frame[:, 2:-2, 2:-2] = 0.0
    framed = digits[frame.max(axis=(1, 2)) == 0.0]
    assert len(framed) > 400
    warped = augment(framed, seeded(), "affine")
    moved = centres(warped) - centres(framed)
    assert np.abs(moved).max() == pytest.approx(1.5, abs=0.05)
    # In every direction alike.
    assert np.abs(moved.mean(axis=0)).max() < 0.15
    np.testing.assert_allclose(warped.sum(axis=1), framed.sum(axis=1), rtol=1e-4)


def test_paper_comes_in_from_outside_and_ink_never_wraps_round(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    only(monkeypatch, SHIFT=10.0)
    full = np.zeros((100, 28, 28), np.float32)
    full[:, 2:-2, 2:-2] = 1.0
    warped = augment(full.reshape(100, 784), seeded(), "affine").reshape(100, 28, 28)
    # The square of ink stays one square, wherever the window goes.
    for image in warped:
        rows, columns = image.sum(axis=1), image.sum(axis=0)
        for line in (rows, columns):
            inked = np.flatnonzero(line > 1e-3)
            assert np.array_equal(inked, np.arange(inked[0], inked[-1] + 1))
