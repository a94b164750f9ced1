"""Measure how many digits are read right on rendered photos of real pen strokes.

    python tests/benchmarks/photos.py NETWORK PENDIGITS_FILE [--writers 24-29] [--photos 1000]

NETWORK is a shipped name or a file; the file of strokes is as in nn/assets/README.md. Photos are
rendered by tests/photos.py: papers, lights, pens, blur and JPEG quality by chance, the same each
time. What the strokes give without a photo is the most that a photo can give.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Run by its path, Python looks beside this file and not in the repository.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import numpy.typing as npt

from nn.answers import answers_of
from nn.cli.predict import open_digit_network
from nn.drawing.pen import DrawingError
from nn.drawing.picture_files import open_picture
from nn.drawing.picture_to_pixels import prepare_picture
from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.functions import Array
from nn.network import Network
from nn.pen_digits import recordings
from tests import photos
from tests.benchmarks import report
from tests.photos import Conditions

GROUPS: dict[str, Callable[[Conditions], str]] = {
    "paper": lambda made: made.paper,
    "light": lambda made: made.light,
    "pen, pixels": lambda made: made.pens,
    "ink": lambda made: made.ink,
    "blur, pixels": lambda made: "up to 1" if made.blur <= 1 else "1 to 2.5",
    "JPEG quality": lambda made: "30 to 59" if made.quality < 60 else "60 to 95",
}


@dataclass(frozen=True)
class Read:
    """One photo, and whether its digit was read right."""

    conditions: Conditions
    label: int
    right: bool
    strokes_right: bool  # from the strokes, without a photo


def main() -> None:
    """Measure and print."""
    parser = report.parser(
        "Measure how many digits on rendered photos are read right.",
        ("photos", 1, 1000, "photos to render"),
    )
    parser.add_argument("network", metavar="NETWORK")
    parser.add_argument("strokes", metavar="PENDIGITS_FILE", type=Path)
    parser.add_argument("--writers", help="such as 24-29; else all in the file")
    arguments = parser.parse_args()
    network = open_digit_network(arguments.network)
    data = recordings.load(arguments.strokes, arguments.writers)
    measured = summary(read(network, data, arguments.photos))
    report.show(measured, table(measured), arguments.json)


def read(network: Network, data: recordings.PenDigits, count: int) -> list[Read]:
    """Render photos of as many of the digits, by chance, and read them."""
    order = np.random.default_rng(0).permutation(len(data))
    made, labels, seen, plain = [], [], [], []
    for number in range(count):
        if number % 100 == 0:
            report.progress(f"{number} of {count} photos")
        digit = order[number % len(data)]
        conditions = photos.any_conditions(number)
        strokes = photos.turned(data.digits[digit], conditions.turn)
        ink = photos.drawn(strokes, conditions.height, conditions.pen)
        file = photos.jpeg(photos.photo(ink, conditions), conditions.quality)
        made.append(conditions)
        labels.append(int(data.labels[digit]))
        seen.append(_or_empty(prepare_picture, open_picture(file).ink))
        plain.append(_or_empty(prepare_strokes, strokes))
    right, ceiling = (_answers(network, images) == np.array(labels) for images in (seen, plain))
    results = zip(made, labels, right.tolist(), ceiling.tolist(), strict=True)
    return [Read(*result) for result in results]


def _or_empty(prepare: Callable[[Any], Array], given: object) -> Array:
    try:
        return prepare(given)
    except DrawingError:
        return np.zeros((28, 28), np.float32)


def _answers(network: Network, images: list[Array]) -> npt.NDArray[np.intp]:
    pixels = np.reshape(images, (len(images), -1)).astype(network.weights[0].dtype)
    return answers_of(network.feedforward(pixels))


def summary(results: list[Read]) -> dict[str, Any]:
    """Return how many are right, in all and per condition, as JSON."""
    conditions: dict[str, dict[str, dict[str, int]]] = {}
    for name, group in GROUPS.items():
        kinds = sorted({group(result.conditions) for result in results})
        conditions[name] = {
            kind: _count([result for result in results if group(result.conditions) == kind])
            for kind in kinds
        }
    return {
        "machine": {"cpu": report.cpu_model()},
        **_count(results),
        "strokes_correct": sum(result.strokes_right for result in results),
        "conditions": conditions,
        "misread_seeds": [result.conditions.seed for result in results if not result.right],
    }


def _count(results: list[Read]) -> dict[str, int]:
    return {"correct": sum(result.right for result in results), "total": len(results)}


def table(measured: dict[str, Any]) -> report.Table:
    """Return the measurements as rows."""
    total = measured["total"]
    rows: report.Table = [
        ("", "read right", "of photos"),
        ("all", _percent(measured["correct"], total), str(total)),
        ("the strokes without a photo", _percent(measured["strokes_correct"], total), str(total)),
    ]
    for name, kinds in measured["conditions"].items():
        for kind, count in kinds.items():
            share = _percent(count["correct"], count["total"])
            rows.append((f"{name}: {kind}", share, str(count["total"])))
    return rows


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"


if __name__ == "__main__":
    main()
