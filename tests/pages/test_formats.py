"""How the pages write shares, numbers and moments of a run."""

import math
import operator
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nn.runs.run_view import when
from pages.ui.app import formats


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (formats.percent(0.9925), "99.2\xa0%"),
        (formats.fixed(-0.001), "0.00"),
        (formats.fixed(-1234.5), "−1,234.50"),
        (formats.short(-0.97886), "−0.9789"),
        (formats.short(-1234.5), "−1234"),
        (formats.short(-4.13e-9), "−4.13·10⁻⁹"),
        (formats.short(2.5e7), "2.50·10⁷"),
        (formats.short(float("nan")), "–"),
        (formats.output(0.003), "below\xa00.01"),
    ],
)
def test_shares_and_numbers_as_they_are_written(written: str, said: str) -> None:
    assert written == said


@pytest.mark.parametrize(
    ("position", "step", "said"),
    [
        (0.0, 0, "Before the first mini-batch"),
        (1 / 6, 1000, "After 1,000 mini-batches"),
        (1.0, 6000, "After epoch 1"),
        (1.24, 7440, "After 1.2 epochs"),
        (30.0, 180_000, "After epoch 30"),
    ],
)
def test_a_moment_of_the_first_epoch_is_told_in_mini_batches(
    position: float, step: int, said: str
) -> None:
    assert when(position, step) == said


# From 1e-9 to 10, and far smaller ones; but a product below 1e-300 is not exact any more.
SIZES = st.floats(-100, 100).map(lambda x: x**5 / 1e9).filter(lambda x: not 0 < abs(x) < 1e-150)


@example([4.182119424, 3.125e-11, -4.182119424])  # `sum` is off where parts cancel
@example([3.125e-11] * 3)  # which is halfway between two results of three digits
@given(st.lists(SIZES, min_size=1, max_size=12))
def test_the_parts_of_a_sum_add_up_as_they_are_printed(parts: list[float]) -> None:
    total = formats.short(math.fsum(parts))
    texts = formats.written_out(parts, total)
    goal = formats.as_printed(total)
    unit = Decimal(1).scaleb(int(goal.as_tuple().exponent))
    assert 2 * abs(sum(map(formats.as_printed, texts)) - goal) <= unit
    for value, text in zip(parts, texts, strict=True):
        printed = formats.as_printed(text)
        last = Decimal(1).scaleb(int(printed.as_tuple().exponent))
        assert abs(printed - Decimal(value)) <= last / 2
        assert (printed == 0) == (value == 0)


@given(SIZES, SIZES)
def test_the_factors_of_a_product_give_it_as_it_is_printed(left: float, right: float) -> None:
    product = formats.short(left * right)
    texts = formats.written_out([left, right], product, operator.mul)
    goal = formats.as_printed(product)
    difference = operator.mul(*map(formats.as_printed, texts)) - goal
    assert 2 * abs(difference) <= Decimal(1).scaleb(int(goal.as_tuple().exponent))
