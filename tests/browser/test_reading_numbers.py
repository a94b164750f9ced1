"""The browser reads a number as the server does: strokes_to_number.js against `nn`, in Chromium."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import JSHandle

from nn.answers import Reader
from nn.drawing.mnist_pen import DrawingError
from nn.drawing.strokes_to_number import MOST_IN_ROW, read_number
from nn.functions import Array
from nn.storage.network_files import open_network
from tests.browser.driving import STROKES
from tests.browser.modules import Import
from tests.browser.test_reading import OUTPUT, PICTURE, packed, with_weights
from tests.rows import row, some_rows
from tests.thorough import THOROUGH

PEN = 6.0
CERTAIN = 1e-4  # how far a likelihood may be off: a score is a sum of numbers times up to 20
# Read each number twice, as from frame to frame: the second time much is remembered.
READ = """(twin, [packed, numbers]) => {
    const bytes = Uint8Array.from(atob(packed), character => character.charCodeAt(0));
    const network = twin.unpack(bytes.buffer);
    return numbers.map(strokes => {
        try {
            const once = twin.read_number(network, strokes, PEN);
            const again = twin.read_number(network, strokes, PEN);
            const same = JSON.stringify(once) === JSON.stringify(again);
            const digits = once.map(digit => ({
                ...digit, image: [...digit.image], outputs: [...digit.outputs].map(String)
            }));
            return {digits, same};
        } catch (error) {
            return {trouble: error.message};
        }
    });
}""".replace("PEN", str(PEN))


@pytest.fixture(scope="module")
def twin(modules: Import) -> JSHandle:
    return modules("live/reading/forward_pass.js", "live/reading/strokes_to_number.js")


def assert_alike(twin: JSHandle, reader: Reader, numbers: Sequence[Sequence[Array]]) -> int:
    """Compare what the browser and the server read; return how many digits there are."""
    as_lists = [[stroke.tolist() for stroke in strokes] for strokes in numbers]
    digits = 0
    for strokes, said in zip(numbers, twin.evaluate(READ, [packed(reader), as_lists]), strict=True):
        try:
            number = read_number(reader, strokes, PEN)
        except DrawingError as error:
            assert said == {"trouble": str(error)}
            continue
        assert said["same"]
        for its, digit in zip(said["digits"], number, strict=True):
            assert_same_digit(its, digit)
        digits += len(number)
    return digits


def assert_same_digit(its: dict[str, Any], digit: Any) -> None:
    assert its["strokes"] == list(digit.strokes)
    assert np.allclose([its["low"], its["high"]], [digit.low, digit.high], atol=1e-9)
    assert np.abs(np.array(its["image"]).reshape(28, 28) - digit.image).max() <= PICTURE
    outputs = np.array([float(output) for output in its["outputs"]])
    assert np.allclose(outputs, digit.outputs, rtol=0, atol=OUTPUT, equal_nan=True)
    assert abs(its["grouped"] - digit.grouped) <= CERTAIN


@pytest.mark.parametrize("least_energy", [None, 1.0])
@pytest.mark.parametrize("name", ["draw", "book"])
def test_numbers_are_read_alike(name: str, least_energy: float | None, twin: JSHandle) -> None:
    reader = Reader(open_network(name).reader.network, least_energy)
    rows = 50 if THOROUGH else 12
    assert assert_alike(twin, reader, some_rows(rows)) > 2 * rows


def test_a_network_without_an_answer(twin: JSHandle) -> None:
    reader = Reader(with_weights(np.nan), 1.0)
    assert assert_alike(twin, reader, some_rows(3)) > 3


DOT = np.array([[37.0, 41.0]])
DASH = np.array([[10.0, 50.0], [90.0, 50.0]])
ODD: dict[str, list[Array]] = {
    "nothing": [],
    "a dot": [DOT],
    "dots": [DOT, DOT + 50, DOT + [[0, 1], [1, 0]]],
    "a dot beside digits": [*row("402")[0], DOT],
    "a dash": [DASH],
    "dashes": [DASH, DASH + [100, 0], DASH + [0, 100]],
    "the same stroke twice": [*row("1")[0], *row("1")[0]],
    "ten digits": row("1234567890", late=[4])[0],
    "eleven digits": row("12345678901")[0],
    "too many strokes": row("1" * (MOST_IN_ROW + 1))[0],
    "strokes on one another": row("1")[0] * 52,
    "ink everywhere": [np.array([[x, y] for x in range(0, 560, 9) for y in (0, 560)], float)],
}


@pytest.mark.parametrize("kind", ODD)
def test_odd_numbers(kind: str, twin: JSHandle) -> None:
    assert_alike(twin, open_network("draw").reader, [ODD[kind]])


SEVERAL = """(twin, [packed, drawings]) => {
    const bytes = Uint8Array.from(atob(packed), character => character.charCodeAt(0));
    const network = twin.unpack(bytes.buffer);
    return drawings.map(strokes => twin.several_drawn(network, strokes, 20));
}"""


def drawn(digit: int, across: float = 0.0) -> list[Array]:
    return [300 * np.array(stroke) + (across, 0) for stroke in STROKES[digit]]


def test_two_digits_where_one_is_expected_are_noticed_and_one_in_two_strokes_is_one(
    twin: JSHandle,
) -> None:
    pairs = [(1, 3), (4, 2), (7, 5), (0, 0)]
    several = [[*drawn(first), *drawn(second, 180)] for first, second in pairs]
    one = [drawn(digit) for digit in range(10)]
    dot = np.array([[290.0, 250.0], [291.0, 251.0]])
    odd = [[], [np.zeros((0, 2)), *drawn(3)], [*drawn(3), dot]]
    drawings = [[stroke.tolist() for stroke in each] for each in (*several, *one, *odd)]
    said = twin.evaluate(SEVERAL, [packed(open_network("draw").reader), drawings])
    assert said == [True] * len(several) + [False] * (len(one) + len(odd))
