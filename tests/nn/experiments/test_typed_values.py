"""Values as a person types them."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nn.errors import Refused
from nn.experiments import typed_values
from nn.settings.config import SETTING
from nn.settings.setting import Value
from tests.nn.experiments.made import VARYING, patiently, seeds, values_of


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("eta", "0.1,0.5, 3", (0.1, 0.5, 3.0)),
        ("eta", "0.5,3,0.5", (0.5, 3.0)),  # once
        ("eta", "0.01..10*7", (0.01, 0.0316, 0.1, 0.316, 1.0, 3.16, 10.0)),
        ("eta", "1..5*5", (1.0, 2.0, 3.0, 4.0, 5.0)),  # equal steps
        ("lmbda", "0..10*3", (0.0, 5.0, 10.0)),  # no ratio from 0
        ("eta", "0.1,1..2*2,7", (0.1, 1.0, 2.0, 7.0)),
        ("epochs", "1-4", (1, 2, 3, 4)),
        ("epochs", "1..3*9", (1, 2, 3)),  # whole numbers that fall together
        ("mini_batch_size", "1..1000*4", (1, 10, 100, 1000)),
        ("sizes", "30,100x50", ((784, 30, 10), (784, 100, 50, 10))),
        ("sizes", "none, 30", ((784, 10), (784, 30, 10))),
        ("sizes", "784,784x100x50x10", ((784, 784, 10), (784, 100, 50, 10))),
        ("cost", "quadratic,cross-entropy", ("quadratic", "cross-entropy")),
    ],
)
def test_a_text_stands_for_values(name: str, text: str, expected: tuple[Value, ...]) -> None:
    assert typed_values.parse(SETTING[name], text) == expected


def test_values_may_repeat_where_they_are_paired() -> None:
    assert typed_values.parse(SETTING["eta"], "3,0.5,3", twice=True) == (3.0, 0.5, 3.0)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("eta", "0.1-3", "expected a number"),  # a hyphen is a range of whole numbers only
        ("eta", "3..0.1*5", "from a smaller to a larger number, got 3 to 0.1"),
        ("eta", "0.1..3*1", "expected two values of a range or more, got 1"),
        ("eta", "1..2*10001", "expected at most 10,000 values, got 10,001"),
        ("epochs", "1..3*9999," * 2, "expected at most 10,000 values, got 19,998"),
        ("eta", "0.1," + "." * 100_000, "expected at most 40 characters a value, got '..."),
        ("eta", "0,001", "expected 0.00001 to 1,000, got 0.0"),
        ("training_images", "100,1,000", "expected 1000 (a comma ends a value), got 1,000"),
        ("epochs", "5-2", "from a smaller to a larger number, got 5 to 2"),
        ("sizes", "30-50", "expected layers such as 30, 100x50 or none, got '30-50'"),
    ],
)
def test_a_text_that_stands_for_none(name: str, text: str, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        typed_values.parse(SETTING[name], text)
    assert sentence in str(refusal.value)
    assert SETTING[name].label in str(refusal.value)


@patiently
@given(some.data())
def test_values_are_read_back_as_they_were_written(data: some.DataObject) -> None:
    setting = data.draw(some.sampled_from(VARYING))
    several = tuple(data.draw(some.lists(values_of(setting), min_size=1, unique=True)))
    assert typed_values.parse(setting, typed_values.format(setting, several)) == several


@patiently
@given(seeds)
def test_seeds_are_read_back_as_they_were_written(seeds: tuple[int, ...]) -> None:
    assert typed_values.parse_seeds(typed_values.format_seeds(seeds)) == seeds


@patiently
@given(some.data(), some.integers(2, 50))
def test_a_span_goes_from_its_start_to_its_end(data: some.DataObject, count: int) -> None:
    setting = data.draw(some.sampled_from([s for s in VARYING if s.between[1] < float("inf")]))
    start, end = sorted(float(str(data.draw(values_of(setting)))) for _ in range(2))
    several = [float(str(value)) for value in typed_values.span(setting, start, end, count)]
    assert len(several) == count and several == sorted(several)
    assert several[0] == pytest.approx(start, rel=0.005)
    assert several[-1] == pytest.approx(end, rel=0.005)
    for value in typed_values.span(setting, start, end, count):
        setting.check(value)
