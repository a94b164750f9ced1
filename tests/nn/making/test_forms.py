"""Digits that nobody wrote: each family is read as its digit, and neighbours keep apart."""

import numpy as np
import pytest

from nn.explain import confusion
from nn.making import forms
from nn.making.forms import FAMILIES, drawn
from nn.making.pen_images import form_images
from nn.storage.network_files import open_network

SEEDS = range(40)


def test_all_digits_have_families() -> None:
    assert {label for label, _ in FAMILIES.values()} == set(range(10))
    assert all(family.startswith(str(label)) for family, (label, _) in FAMILIES.items())


@pytest.mark.parametrize("family", FAMILIES)
def test_a_form_is_strokes_of_a_digit_s_size_and_no_two_are_alike(family: str) -> None:
    made = [drawn(family, np.random.default_rng(seed)) for seed in SEEDS]
    for strokes in made:
        assert all(p.shape[1:] == (2,) and len(p) >= 2 for p in strokes)
        points = np.concatenate(strokes)
        low, high = points.min(axis=0), points.max(axis=0)
        assert np.isfinite([low, high]).all()
        assert 0.8 < high[1] - low[1] < 1.5 and high[0] - low[0] < 2.5
    assert len({strokes[0].tobytes() for strokes in made}) == len(SEEDS)


def test_a_line_that_is_the_flag_of_a_one_is_never_the_bar_of_a_seven() -> None:
    steep = np.linspace(0.0, 80.0, 200)
    flag, bar = (
        np.interp(steep, forms.STEEP, lengths)
        for lengths in (forms.LONGEST_FLAG, forms.SHORTEST_BAR)
    )
    assert (flag < 0.75 * bar).all()


def test_form_images_take_the_families_in_turn_and_the_same_seed_gives_the_same() -> None:
    count = 2 * len(FAMILIES)
    images = form_images(count, seed=3)
    assert images.labels.tolist() == 2 * [label for label, _ in FAMILIES.values()]
    assert np.array_equal(images.images, form_images(count, seed=3).images)
    assert not np.array_equal(images.images, form_images(count, seed=4).images)


def test_draw_reads_forms_that_it_has_not_seen() -> None:
    """A wrong family, or one that takes from a neighbour, would be misread."""
    images = form_images(50 * len(FAMILIES), seed=1_000_000)
    right = confusion.read(open_network("draw").reader, images).right
    rows = np.arange(len(images)) % len(FAMILIES)
    shares = {family: right[rows == k].mean() for k, family in enumerate(FAMILIES)}
    assert {family for family, share in shares.items() if share < 0.85} == set(), shares
