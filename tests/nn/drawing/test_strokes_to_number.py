"""Rows of made digits are read: which strokes belong together, and as which number."""

from dataclasses import replace

import numpy as np
import pytest

from nn.answers import Reader
from nn.drawing.strokes_to_number import (
    MOST_IN_ROW,
    ReadDigit,
    least_sure,
    read_number,
    text_of,
)
from nn.errors import Refused
from nn.functions import Array
from nn.network import Network
from nn.storage.network_files import open_network
from tests.rows import HEIGHT, row

DOT = np.array([[37.0, 41.0]])
DRAW = open_network("draw").reader


@pytest.fixture(params=[True, False], ids=["tells no digit", "does not"])
def reader(request: pytest.FixtureRequest) -> Reader:
    """Return the network draw, with a least energy or without."""
    return DRAW if request.param else Reader(DRAW.network)


def grouped(number: tuple[ReadDigit, ...]) -> list[tuple[int, ...]]:
    return [digit.strokes for digit in number]


ROWS = {
    "digits apart": row("407"),
    "ten digits": row("1234567890"),
    "the bar of a 5 last": row("5219", late=[0]),
    "a 4 and a crossed 7 in two strokes": row("4747", odd=True),
    "a crossing stroke that comes last": row("71470", late=[0, 2], odd=True),
    "boxes that overlap": row("3520", gaps=[-0.1, -0.1, -0.1]),
    "a 0 close to a 1": row("2011", gaps=[0.3, 0.06, 0.06]),
    "an 8 of two rings": row("808", odd=True),
    "large and small": row("4257", heights=[0.8, 1.2, 1.0, 0.85]),
    "a row of the same": row("5555", late=[1]),
}


@pytest.mark.parametrize("kind", ROWS)
def test_the_strokes_of_a_digit_are_found(kind: str, reader: Reader) -> None:
    strokes, digits = ROWS[kind]
    assert grouped(read_number(reader, strokes)) == digits


def test_a_number_is_read_wherever_and_however_large(reader: Reader) -> None:
    strokes, _ = row("40752")
    number = read_number(reader, strokes)
    assert text_of(number) == "40752" and 0 < least_sure(number) <= 1
    elsewhere = read_number(reader, [stroke * 3.7 - 250 for stroke in strokes], pen=20)
    assert text_of(elsewhere) == "40752" and grouped(elsewhere) == grouped(number)
    for digit, moved in zip(number, elsewhere, strict=True):
        assert np.allclose(digit.low * 3.7 - 250, moved.low)
        assert np.allclose(digit.high * 3.7 - 250, moved.high)
        assert np.allclose(digit.image, moved.image, atol=1e-3)


def test_digits_are_told_from_left_to_right_whenever_they_were_written(reader: Reader) -> None:
    strokes, digits = row("4072")
    number = read_number(reader, strokes[::-1])
    last = len(strokes) - 1
    assert text_of(number) == "4072"
    assert grouped(number) == [tuple(sorted(last - k for k in digit)) for digit in digits]


def test_what_the_network_saw_and_said_is_told() -> None:
    strokes, _ = row("57")
    for digit in read_number(DRAW, strokes):
        points = np.concatenate([strokes[k] for k in digit.strokes])
        assert digit.low.tolist() == points.min(axis=0).tolist()
        assert digit.high.tolist() == points.max(axis=0).tolist()
        assert digit.image.shape == (28, 28) and digit.image.dtype == np.float32
        outputs = DRAW.network.feedforward(digit.image.reshape(1, 784))[0]
        assert np.allclose(digit.outputs, outputs, atol=1e-5)


def test_a_dot_changes_nothing(reader: Reader) -> None:
    strokes, digits = row("402")
    number = read_number(reader, strokes)
    for dot in DOT, DOT + (0, HEIGHT), DOT + (900, 0), np.repeat(DOT, 5, axis=0) + [[0, 2]] * 5:
        with_dot = read_number(reader, [*strokes, dot])
        assert text_of(with_dot) == text_of(number) and grouped(with_dot) == digits
        for one, other in zip(number, with_dot, strict=True):
            assert np.array_equal(one.image, other.image)
    assert [k - 1 for k in read_number(reader, [DOT, *strokes])[1].strokes] == [2]


@pytest.mark.parametrize(
    ("strokes", "sentence"),
    [
        ([], "Nothing is written"),
        ([np.empty((0, 2))], "Nothing is written"),
        ([DOT, DOT + 50], "only a dot"),
        (row("12345678901")[0], "11 digits, and a number has at most 10"),
        (row("1" * (MOST_IN_ROW + 1))[0], "61 strokes, more than a number of 10 digits has"),
        (row("1")[0] * 52, "Too many strokes lie on top of one another"),
        ([np.full((2, 2), np.nan)], "outside any canvas"),
        ([np.array([[x, y] for x in range(0, 560, 9) for y in (0, 560)])], "ink everywhere"),
        ([np.zeros((4, 3))], r"shape \(p, 2\)"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_what_cannot_be_read_is_refused(strokes: list[Array], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_number(DRAW, strokes)


@pytest.mark.parametrize("value", [0.0, 1e38, np.nan])
def test_with_a_network_of_odd_weights_the_shapes_decide(value: float) -> None:
    weights: list[Array] = [np.full(shape, value, np.float32) for shape in ((30, 784), (10, 30))]
    biases = [np.zeros(len(w), np.float32) for w in weights]
    strokes, digits = row("4072")
    for least_energy in None, 0.0:
        number = read_number(Reader(Network(weights, biases), least_energy), strokes)
        assert grouped(number) == digits
        if np.isnan(value):
            assert text_of(number) == "????" and least_sure(number) == 0.0


def test_a_number_is_as_sure_as_its_least_sure_digit() -> None:
    def digit(output: float, grouped: float) -> ReadDigit:
        corner, image = np.zeros(2), np.zeros((28, 28))
        return ReadDigit((0,), corner, corner, image, np.eye(10)[3] * output, grouped)

    assert least_sure(()) == 0.0
    assert least_sure((digit(0.9, 1.0), digit(0.8, 1.0))) == 0.8
    assert least_sure((digit(0.9, 0.7), digit(0.8, 1.0))) == 0.7
    none = replace(digit(0.9, 1.0), no_digit=True)
    assert least_sure((none, digit(0.8, 1.0))) == 0.0


def test_a_doubtful_grouping_is_less_sure() -> None:
    # A 1 moves out of a 0: first it is a line through the 0, in the end a digit of its own.
    zero, one = row("01")[0]
    one = one + (zero.mean(axis=0)[0] - one.mean(axis=0)[0], 0)
    certain, digits = [], []
    for apart in np.linspace(0, 1, 21) * HEIGHT:
        number = read_number(DRAW, [zero, one + (apart, 0)])
        certain.append(number[0].grouped)
        digits.append(len(number))
    assert digits[0] == 1 and digits[-1] == 2
    assert min(certain) < 0.8 and certain[-1] > 0.99
