"""The browser reads a drawing as the server does: forward_pass.js against `nn`, in Chromium."""

import base64
import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import JSHandle

from nn.answers import NO_ANSWER, Reader, answer_of, energy
from nn.drawing.mnist_pen import DrawingError
from nn.drawing.strokes import MOST_STROKES, Stroke, visible_pieces
from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.functions import ACTIVATIONS, OUTPUTS, Array
from nn.making.draw import rounded
from nn.network import Network
from nn.storage.network_files import SHIPPED, open_network
from pages.ui.app import answer_in_words
from pages.ui.app.server import sent_network
from pages.ui.app.state.drawing import CANVAS_SIDE, ERASER_MORE
from pages.ui.app.state.drawing import Drawing as OnCanvas
from pages.ui.live.pen import sent_strokes
from pages.ui.live.reading.reader import on_canvas
from tests.browser.driving import STROKES
from tests.browser.modules import Import
from tests.nn.reference import initialised
from tests.thorough import THOROUGH, some
from tests.verdicts import verdict

Drawing = list[Stroke]

PICTURE, OUTPUT = 1e-6, 1e-5  # how far the browser's numbers may be off
CASES = 300 if THOROUGH else 75

# Read drawings with a network: an image, ten outputs and words, or the sentence why not.
READ = """(twin, [packed, drawings, size]) => {
    const bytes = Uint8Array.from(atob(packed), character => character.charCodeAt(0));
    const network = twin.unpack(bytes.buffer);
    return drawings.map(strokes => {
        const read = twin.digit_read(network, {size, several: false}, strokes);
        const words = read.words.slice(0, 2).join("|");
        if (!read.outputs) return {words};
        const {activations} = twin.forward_pass(network, read.image);
        const layers = activations.map(a => a.map(String));
        return {...read, image: [...read.image], layers, words};
    });
}"""


WEIGHTS = """(twin, packed) => {
    const bytes = Uint8Array.from(atob(packed), character => character.charCodeAt(0));
    return twin.unpack(bytes.buffer).layers.map(({w}) => [...w]);
}"""


@pytest.fixture(scope="module")
def twin(modules: Import) -> JSHandle:
    return modules(
        "live/reading/preparation.js",
        "live/reading/forward_pass.js",
        "live/digit_parts.js",
        "live/reading/reader.js",
    )


def packed(reader: Reader) -> str:
    return base64.b64encode(sent_network.packed(reader)).decode()


def read(twin: JSHandle, reader: Reader, drawings: Sequence[Drawing]) -> list[dict[str, Any]]:
    """Return what the browser reads."""
    sent = [sent_strokes.as_sent(drawing) for drawing in drawings]
    return twin.evaluate(READ, [packed(reader), sent, [CANVAS_SIDE, CANVAS_SIDE]])


def assert_alike(twin: JSHandle, reader: Reader, drawings: Sequence[Drawing]) -> int:
    """Compare what the browser and the server read; return how many drawings are digits."""
    digits = 0
    for drawing, said in zip(drawings, read(twin, reader, drawings), strict=True):
        pen = max((stroke.width for stroke in drawing if not stroke.erases), default=0.0)
        try:
            image = prepare_strokes(visible_pieces(drawing, CANVAS_SIDE), pen)
        except DrawingError as error:
            assert said == {"words": f"?|{error}"}
            continue
        digits += 1
        assert np.abs(np.array(said["image"]).reshape(image.shape) - image).max() <= PICTURE
        hidden, outputs, no_digit = reader.see(image)
        for its, layer in zip(said["layers"], hidden, strict=False):
            size = max(1.0, float(np.abs(layer).max()))
            finite = np.nan_to_num([float(a) for a in its], posinf=0.0, neginf=0.0)
            assert np.abs(finite - layer).max() <= OUTPUT * size
        if is_near_the_least_energy(reader, image):
            continue
        assert said["no_digit"] is no_digit
        assert_same_answer(said, outputs, no_digit)
    return digits


def is_near_the_least_energy(reader: Reader, image: Array) -> bool:
    """Tell whether rounding decides if the network sees a digit."""
    if reader.least_energy is None:
        return False
    z = reader.network.forward(image.reshape(1, -1)).zs[-1]
    return bool(abs(energy(z)[0] - reader.least_energy) < OUTPUT * max(1.0, np.abs(z).max()))


def assert_same_answer(said: dict[str, Any], outputs: Array, no_digit: bool) -> None:
    its = np.array([float(a) for a in said["layers"][-1]])
    answer = answer_of(outputs)
    if answer.digit == NO_ANSWER:
        assert said["words"] == f"?|{answer_in_words.NOT_FINITE}"
        return
    assert np.abs(its - outputs).max() <= OUTPUT
    top = np.sort(outputs)[-3:]
    if np.diff(top).min() > OUTPUT or answer.all_equal:  # which of two equal ones is the first
        words = verdict(outputs, no_digit=no_digit)
        digit, below = re.findall(r'class="tn-(?:digit|below)">(.*?)</div>', words)
        printed = np.append(outputs, outputs.max() / 2 - outputs) * 100
        if np.abs(printed - np.floor(printed) - 0.5).min() > 2e-3:  # not between two roundings
            assert said["words"] == f"{digit}|{below}"


def stroke(points: Any, width: float = 34, erases: bool = False) -> Stroke:
    """Return a stroke as the browser sends it, a dot as a very short line."""
    points = np.asarray(points, float)
    if len(points) == 1:
        points = points + [[-width / 1000, 0], [width / 1000, 0]]
    return Stroke(tuple(map(tuple, points.tolist())), width, erases)


def drawn(rng: np.random.Generator) -> Drawing:
    """Return a digit somewhere on the canvas, or partly beyond; some of it may be erased."""
    digit, width = int(rng.integers(10)), float(rng.integers(8, 61))
    turn = np.array([[1, rng.normal(0, 0.2)], [rng.normal(0, 0.2), 1]]) * rng.uniform(50, 600)
    corner, ragged = rng.uniform(-40, 300, 2), rng.choice([0, 1])
    drawing = [
        stroke(np.round(np.array(s) @ turn + corner + rng.normal(0, 2, 2) * ragged, 3), width)
        for s in STROKES[digit]
    ]
    for _ in range(rng.choice([0, 0, 0, 1, 2])):
        rubbed = rng.uniform(0, CANVAS_SIDE, (int(rng.integers(1, 6)), 2))
        place = int(rng.integers(1, len(drawing) + 1))
        drawing.insert(place, stroke(rubbed, width + ERASER_MORE, erases=True))
    return drawing


def some_drawings(count: int) -> list[Drawing]:
    rng = np.random.default_rng(1)
    return [drawn(rng) for _ in range(count)]


@pytest.mark.parametrize("name", SHIPPED)
def test_hundreds_of_drawings_are_read_alike(name: str, twin: JSHandle) -> None:
    assert assert_alike(twin, open_network(name).reader, some_drawings(CASES)) > CASES * 0.8


def test_whole_numbers_become_the_same_weights(twin: JSHandle) -> None:
    network = rounded(random_network((784, 30, 10), "relu", "softmax"))
    unpacked = twin.evaluate(WEIGHTS, packed(Reader(network)))
    for w, its in zip(network.weights, unpacked, strict=True):
        assert np.array_equal(its, w.ravel())  # to the last bit


def random_network(
    sizes: tuple[int, ...], activation: str, output: str, dtype: Any = np.float32, **more: Any
) -> Network:
    options: Any = {"activation": activation, "output": output, "dtype": dtype}
    network = initialised(*sizes, seed=sum(sizes), initialisation="sqrt-n", **options)
    network.weights[-1] *= 3  # so that the answers are of all kinds, sure and unsure
    return replace(network, **more)


@pytest.mark.parametrize(
    ("activation", "output", "hidden"),
    some([*itertools.product(ACTIVATIONS, OUTPUTS, [(), (30,), (40, 30, 20)])]),
)
def test_every_kind_of_network(
    activation: str, output: str, hidden: tuple[int, ...], twin: JSHandle
) -> None:
    network = random_network((784, *hidden, 10), activation, output)
    assert assert_alike(twin, Reader(network), some_drawings(30)) > 20


def with_weights(value: float) -> Network:
    shapes = (30, 784), (10, 30)
    weights: list[Array] = [np.full(shape, value, np.float32) for shape in shapes]
    return Network(weights, [np.zeros(len(w), np.float32) for w in weights])


@pytest.mark.parametrize(
    "network",
    [
        random_network((784, 30, 10), "sigmoid", "sigmoid", np.float64),
        random_network((784, 30, 10), "relu", "softmax", input_scale=255.0),
        with_weights(0.0),
        with_weights(100.0),  # all ten outputs are 1
        with_weights(-100.0),
        with_weights(1e38),  # no output can be computed
        with_weights(np.nan),
    ],
    ids=["float64", "raw pixels", "equal", "all 1", "all 0", "too large", "NaN"],
)
def test_odd_networks(network: Network, twin: JSHandle) -> None:
    assert assert_alike(twin, Reader(network), some_drawings(20)) > 10


@pytest.mark.parametrize("output", OUTPUTS)
def test_both_see_no_digit_in_the_same_drawings(output: str, twin: JSHandle) -> None:
    network = random_network((784, 30, 10), "sigmoid", output)
    drawings = some_drawings(60 if THOROUGH else 20)
    said = read(twin, Reader(network), drawings)
    images = [np.array(s["image"], np.float32) for s in said if "image" in s]
    energies = energy(network.forward(np.stack(images)).zs[-1])
    reader = Reader(network, float(np.median(energies)))
    assert assert_alike(twin, reader, drawings) > len(drawings) / 2
    refused = sum(s.get("no_digit", False) for s in read(twin, reader, drawings))
    assert abs(refused - len(images) / 2) <= 1
    reader = Reader(network, 1e6)
    assert all(s.get("no_digit", True) for s in read(twin, reader, drawings))


LINE = stroke([(100, 280), (460, 280)])
ODD: dict[str, Drawing] = {
    "nothing": [],
    "dots and a line": [stroke([(30, 30)]), LINE, stroke([(500, 500)])],
    "one point": [Stroke(((9.0, 9.0),), 34.0), LINE],
    "over the edge and back": [stroke([(9, 9), (90, 9), (700, 9), (700, 90), (90, 90), (9, 90)])],
    "all erased": [LINE, stroke([(0, 280), (560, 280)], 60, erases=True)],
    "its end on the rim of the eraser": [LINE, stroke([(280, 250)], 60, erases=True)],
    "ink everywhere": [stroke([(x, y) for x in range(0, 560, 9) for y in (0, 560)])],
    "many strokes": [
        stroke([(k * 7 % 560, k * 3 % 560), (k * 7 % 550, k * 3 % 540)], erases=k % 3 == 2)
        for k in range(MOST_STROKES if THOROUGH else 200)
    ],
    "far out": [stroke([(100, 100), (9_999, 100), (100, 400), (400, -9_999), (300, 300)])],
    "two digits": [stroke([(90, 90), (90, 400)]), stroke([(400, 90), (400, 400)])],
}


@pytest.mark.parametrize("kind", ODD)
def test_odd_drawings(kind: str, twin: JSHandle) -> None:
    assert_alike(twin, open_network("draw").reader, [ODD[kind]])


# As React does while a page gives way to the next: the first reader is called again before it goes.
GIVES_WAY = """(twin, [bytes, told_then, told_now]) => {
    const place = () => document.body.appendChild(document.createElement("div"));
    const packed = Uint8Array.from(atob(bytes), character => character.charCodeAt(0));
    const name = new TextEncoder().encode(told_now.network);
    twin.weights({data: new Uint8Array([...name, ...packed])});
    const call = (data, parentElement) => twin.digit_reader({
        data, parentElement, setStateValue: () => {}, setTriggerValue: () => {},
    });
    const [first, next, answer] = [place(), place(), place()];
    [answer.className, answer.dataset.part] = ["tn-part", "answer"];
    const leave = call(told_then, first);
    call(told_now, next);
    leave();
    call(told_then, first)();
    return answer.innerText;
}"""


def test_the_next_page_reads_on_when_the_one_before_goes_late(twin: JSHandle) -> None:
    drawing = OnCanvas()
    network = {"network": "1" * sent_network.NAME}
    then = on_canvas(drawing) | network
    drawing.put_on_canvas((stroke([(280.0, y) for y in range(100, 460, 20)]),))
    now = on_canvas(drawing) | network
    answer = twin.evaluate(GIVES_WAY, [packed(open_network("book").reader), then, now])
    assert re.match("[0-9]", answer)
