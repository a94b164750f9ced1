"""The browser's modules one by one, in an empty page: the pen, and the numbers of the picture."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import JSHandle

from nn.answers import Reader
from nn.functions import ACTIVATIONS, OUTPUTS
from nn.storage.network_files import open_network
from pages.ui.app.formats import as_printed
from pages.ui.app.pictures import MOST_IN_COLUMN
from tests.browser.modules import Import
from tests.browser.test_reading import packed
from tests.nn.reference import initialised

# A canvas of 200 x 100 pixels, twice as large on the screen, at (10, 20). `hear` is what happens on
# it, as [kind, x, y] or with more of an event; return the strokes that ended, and one that did not.
DRAW = """({listen_to_pen}, [tool, hear]) => {
    document.body.innerHTML = `<canvas class="upper-canvas" width="200" height="100"
        style="position: fixed; left: 10px; top: 20px; width: 400px; height: 200px"></canvas>`;
    const canvas = document.body.firstChild, ended = [];
    const act = {begun() {}, moved() {}, ended: stroke => ended.push(stroke)};
    const pen = listen_to_pen(() => tool, act);
    for (const [kind, x, y, more] of hear)
        (kind === "pointerdown" ? canvas : window).dispatchEvent(new PointerEvent(kind, {
            clientX: 10 + 2 * x, clientY: 20 + 2 * y, isPrimary: true, bubbles: true,
            pointerType: "touch", buttons: /up|cancel/.test(kind) ? 0 : 1, ...more}));
    return {ended, drawn: pen.drawn(), is_down: pen.is_down()};
}"""
TAKE_CONSTANTS = """({unpack}, packed) =>
    unpack(Uint8Array.from(atob(packed), character => character.charCodeAt(0)).buffer)"""
# Draw the curve of neuron 0 of the layer that is next to the pixels; return its points and axes.
CURVE = """({unpack, what_is_shown, activation}, [packed, image]) => {
    const network = (TAKE_CONSTANTS)({unpack}, packed);
    const asked = {zoom: "activation", neuron: 0, output: 0};
    const at = what_is_shown({network, image, outputs: Array(10).fill(0)}, asked, {});
    const theme = {ink: [0, 0, 0], positive: [0, 0, 0], negative: [0, 0, 0], here: [0, 0, 0]};
    const write = (key, x, y, text) => ({key, x, y, text});
    const drawn = activation({...at, theme, letter: 10, width: 900, write}, {
        W: 900, H: 430, f: 10, top: 20, low: 400, column: 800});
    return Object.fromEntries(drawn.map(item => [item.key, item]));
}""".replace("TAKE_CONSTANTS", TAKE_CONSTANTS)
HALF = Decimal("0.005")  # of the last place in which a sum is printed
TOOL = {"width": 10, "erases": False}


@pytest.fixture(scope="module")
def pen(modules: Import) -> JSHandle:
    return modules("live/pen/pen.js")


@pytest.fixture(scope="module")
def numbers(modules: Import) -> JSHandle:
    of_picture = "live/picture/arithmetic.js", "live/picture/zooms/pixels.js"
    numbers = modules("live/reading/forward_pass.js", *of_picture)
    numbers.evaluate(TAKE_CONSTANTS, packed(open_network("book").reader))
    return numbers


def draw(pen: JSHandle, *hear: Sequence[Any], tool: Any = TOOL) -> dict[str, Any]:
    return pen.evaluate(DRAW, [tool, hear])


def test_a_stroke_is_in_pixels_of_the_canvas_and_a_little_longer_at_both_ends(
    pen: JSHandle,
) -> None:
    said = draw(pen, ("pointerdown", 5, 5), ("pointermove", 20, 5), ("pointerup", 20, 5))
    [stroke] = said["ended"]
    assert stroke == {"points": [[4.99, 5], [5, 5], [20.01, 5]], **TOOL}
    assert not said["is_down"] and said["drawn"] == []


def test_a_dot_is_a_line(pen: JSHandle) -> None:
    said = draw(pen, ("pointerdown", 50, 40), ("pointerup", 50, 40))
    assert said["ended"][0]["points"] == [[49.99, 40], [50.01, 40]]


def test_the_line_that_is_drawn_is_there_before_it_ends(pen: JSHandle) -> None:
    said = draw(pen, ("pointerdown", 5, 5), ("pointermove", 20, 5), ("pointermove", 40, 9))
    assert said["ended"] == [] and said["is_down"]
    assert said["drawn"][0]["points"][-1] == [40.01, 9]


@pytest.mark.parametrize(
    "hear",
    [
        [("pointerdown", 5, 5), ("pointermove", 9, 9), ("pointercancel", 9, 9)],
        [("pointerdown", 5, 5, {"isPrimary": False}), ("pointerup", 9, 9, {"isPrimary": False})],
        [("pointerdown", 5, 5, {"button": 2}), ("pointermove", 9, 9), ("pointerup", 9, 9)],
        [("pointermove", 9, 9), ("pointerup", 9, 9)],
    ],
    ids=["taken away", "a second finger", "another button", "begun elsewhere"],
)
def test_what_is_no_stroke_leaves_none(pen: JSHandle, hear: list[Sequence[Any]]) -> None:
    assert draw(pen, *hear) == {"ended": [], "drawn": [], "is_down": False}


def test_without_a_tool_nothing_is_drawn(pen: JSHandle) -> None:
    said = draw(pen, ("pointerdown", 5, 5), ("pointerup", 9, 9), tool=None)
    assert said["ended"] == said["drawn"] == []


def test_no_corner_is_lost_where_the_app_itself_draws(pen: JSHandle) -> None:
    hear = ("pointerdown", 5, 5), ("pointermove", 5, 90), ("pointermove", 60, 90)
    for is_ours in (False, True):
        said = draw(pen, *hear, ("pointerup", 60, 90), tool=TOOL | {"is_ours": is_ours})
        assert ([5, 90] in said["ended"][0]["points"]) == is_ours


def test_with_shift_the_line_is_straight(pen: JSHandle) -> None:
    straight = {"shiftKey": True}
    moves = [("pointermove", x, y, straight) for x, y in ((20, 30), (40, 8), (60, 5))]
    said = draw(pen, ("pointerdown", 5, 5), *moves, ("pointerup", 60, 5))
    assert {y for _, y in said["ended"][0]["points"]} == {5}


def test_the_window_opens_where_the_greys_differ_most(numbers: JSHandle) -> None:
    image = np.zeros((28, 28))
    image[9:15, 17:20] = 1  # the left half of a window of 6 x 6
    assert numbers.evaluate("it => it.busiest(Array(784).fill(0))") == 0
    assert numbers.evaluate("(it, image) => it.busiest(image)", image.ravel().tolist()) in (
        9 * 28 + 14,
        9 * 28 + 17,
    )


def test_parts_of_a_sum_are_printed_so_that_they_add_up(numbers: JSHandle) -> None:
    draws = np.random.default_rng(3).normal(0, 4, (200, 3)).tolist()
    printed = numbers.evaluate(
        "(it, draws) => draws.map(parts => it.adding_up(parts, parts[0] + parts[1] + parts[2]))",
        draws,
    )
    for parts, texts in zip(draws, printed, strict=True):
        assert all(text[0] in "+−" for text in texts)
        total, printed_total = Decimal(f"{sum(parts):.2f}"), sum(map(as_printed, texts))
        assert abs(printed_total - total) <= HALF


@pytest.mark.parametrize(
    ("value", "text"), [(0.125, "0.13"), (-0.001, "0.00"), (-1.5, "−1.50"), (0, "0.00")]
)
def test_a_number_as_it_is_written(value: float, text: str, numbers: JSHandle) -> None:
    assert numbers.evaluate("(it, value) => it.fixed(value)", value) == text


def test_the_neurons_that_count_most_stand_in_their_order(numbers: JSHandle) -> None:
    counts = np.random.default_rng(3).normal(size=MOST_IN_COLUMN + 5)
    shown = numbers.evaluate("(it, counts) => it.in_column(counts)", counts.tolist())
    assert shown == sorted(np.argsort(-np.abs(counts))[:MOST_IN_COLUMN])
    assert numbers.evaluate("it => it.in_column([3, -9, 0])") == [0, 1, 2]


@pytest.mark.parametrize("weight", [0.001, 1.0])
@pytest.mark.parametrize(
    ("sizes", "functions"),
    [
        *(((784, 3, 10), {"activation": name}) for name in ACTIVATIONS),
        *(((784, 10), {"output": name}) for name in OUTPUTS),
    ],
    ids=str,
)
def test_every_curve_lies_in_its_box(
    sizes: tuple[int, ...], functions: dict[str, Any], weight: float, modules: Import
) -> None:
    network = initialised(*sizes, **functions)
    network.weights[0][:] = weight
    module = modules(
        "live/reading/forward_pass.js",
        "live/picture/what_is_shown.js",
        "live/picture/zooms/neuron.js",
    )
    drawn = module.evaluate(CURVE, [packed(Reader(network)), [1.0] * 784])
    axis_z, axis_a, ball = drawn["axis_z"], drawn["axis_a"], drawn["ball"]
    points = np.array([*drawn["sigma"]["points"], (ball["x"], ball["y"])])
    assert points.shape == (102, 2) and np.isfinite(points).all()
    lowest = axis_z["x"], axis_a["y"]
    highest = axis_z["to_x"], axis_a["to_y"]
    assert (points >= np.subtract(lowest, 1e-9)).all() and (points <= np.add(highest, 1e-9)).all()
    name = next(iter(functions.values()))
    ends = float(drawn["low"]["text"].replace("−", "-")), float(drawn["high"]["text"])
    assert ends == tuple(map(round, ends))
    assert ("→" in drawn["at_z"]["text"]) is (
        weight == 1.0 and ends[1] == 1.0 and "softmax" not in name
    )
    assert np.ptp(points[:, 1]) > 0.4 * (axis_a["to_y"] - axis_a["y"])
    said = (ACTIVATIONS if len(sizes) > 2 else OUTPUTS)[name].said
    assert drawn["curve"]["text"].startswith(said.title)


EXAMPLE_AT = """({play}, kind) => [0, 2_900, 5_700, 9_000].map((time) => {
    performance.now = () => time;
    return play(() => {}, {example: kind, pen: {width: 34}}, []);
})"""


@pytest.mark.parametrize("kind", ["example", "number", "heart"])
def test_where_nothing_is_to_move_an_example_stands_there_whole(kind: str, modules: Import) -> None:
    first, *later = modules("live/example.js").evaluate(EXAMPLE_AT, kind)
    assert first and later == [first] * 3
