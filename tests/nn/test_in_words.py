"""Numbers and lists in sentences."""

import pytest

from nn.in_words import a_digit, about, counted, listed, spoken


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-4.049, "−4.05"),
        (0.0, "0"),
        (3.4e-11, "nearly 0"),
        (0.0123, "0.0123"),
        (1234.4, "1,234"),
    ],
)
def test_a_number_is_written_as_one_says_it(value: float, text: str) -> None:
    assert spoken(value) == text


def test_things_are_counted_and_listed() -> None:
    assert counted(1, "neuron") == "1 neuron" and counted(1000, "neuron") == "1,000 neurons"
    assert listed(["a", "b"]) == "a and b" and listed(["a", "b", "c"]) == "a, b and c"
    assert [a_digit(digit) for digit in (4, 8)] == ["a 4", "an 8"]


def test_an_estimate_is_no_finer_than_it_deserves() -> None:
    said = [about(seconds).replace("\N{NO-BREAK SPACE}", " ") for seconds in (0.2, 23, 70, 9000)]
    assert said == ["1 s", "25 s", "1 minute", "2 hours"]
