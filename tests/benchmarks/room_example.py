"""What a run gains that learns from a room's digits too, and what it costs: made, without people.

    python tests/benchmarks/room_example.py [--seeds 3] [--epochs 5] [--digits 120] [--json]

The digits are those of people who write unlike MNIST's: a 1 with a long flag and a foot, a 7 with a
hook and a bar, a 0 with a slash, an open 4, a 9 like a g.

    outlines -> habits of handwriting -> varied as hands vary -> prepared like any drawing -> a room

The book's settings train without the room's digits and with those that are not held out. Both
networks then read the held-out digits, which neither has learnt from, and MNIST's test images.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from nn.answers import Reader
from nn.beginning import images_for
from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.evaluation import evaluate
from nn.functions import Array
from nn.making.habits import with_habits
from nn.making.pen_images import varied
from nn.mnist import DIGITS, Bytes, Images, load, to_bytes
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS
from nn.training import TrainingRun, train
from pages.ui.app.room.learning import score
from pages.ui.app.room.lesson import SHARE, Digits, Taught, repeated
from tests.benchmarks import report

PEN = 2.4  # pixels of 28 x 28
POINTS = 24  # of an arc


def _arc(x: float, y: float, wide: float, tall: float, start: float, end: float) -> Array:
    """Return an arc around (x, y); angles in degrees, 0 is right and 90 is down."""
    angle = np.deg2rad(np.linspace(start, end, POINTS))
    return np.stack([x + wide * np.cos(angle), y + tall * np.sin(angle)], axis=1)


def _line(*corners: tuple[float, float]) -> Array:
    return np.array(corners, np.float64)


def _joined(*parts: Array) -> Array:
    return np.concatenate(parts)


# How these people write each digit, in a box 1 high with y downwards.
OUTLINES: dict[int, list[Array]] = {
    0: [_arc(0.3, 0.5, 0.3, 0.5, -90, 270), _line((0.0, 0.95), (0.6, 0.05))],
    1: [_line((0.0, 0.55), (0.45, 0.0), (0.45, 1.0)), _line((0.1, 1.0), (0.8, 1.0))],
    2: [
        _joined(
            _arc(0.3, 0.28, 0.3, 0.28, -170, 50),
            _line((0.1, 0.9)),
            _arc(0.12, 0.9, 0.12, 0.1, 180, 480),
            _line((0.7, 0.95)),
        )
    ],
    3: [_line((0.0, 0.0), (0.55, 0.0), (0.22, 0.4)), _arc(0.25, 0.68, 0.32, 0.32, -95, 140)],
    4: [_line((0.05, 0.0), (0.0, 0.5), (0.6, 0.5)), _line((0.5, 0.0), (0.5, 1.0))],
    5: [
        _joined(_line((0.1, 0.0), (0.05, 0.42)), _arc(0.25, 0.68, 0.34, 0.32, -130, 150)),
        _line((0.1, 0.0), (0.75, -0.08)),
    ],
    6: [_joined(_line((0.55, 0.0), (0.1, 0.5)), _arc(0.28, 0.78, 0.28, 0.22, 180, 540))],
    7: [
        _line((0.0, 0.2), (0.02, 0.0), (0.65, 0.0), (0.25, 1.0)),
        _line((0.1, 0.5), (0.7, 0.5)),
    ],
    8: [_arc(0.3, 0.25, 0.22, 0.25, 90, 450), _arc(0.3, 0.75, 0.3, 0.25, -90, 270)],
    9: [
        _arc(0.28, 0.25, 0.28, 0.25, 0, 360),
        _joined(_line((0.56, 0.1), (0.56, 0.75)), _arc(0.26, 0.75, 0.3, 0.25, 0, 150)),
    ],
}


def written(digit: int, rng: np.random.Generator) -> Bytes:
    """Return a digit as one of these people writes it, (784,)."""
    strokes = varied(with_habits(OUTLINES[digit], digit, rng), rng)
    return to_bytes(prepare_strokes(strokes, width=PEN).ravel())


def room_of(count: int, seed: int) -> Digits:
    """Return the digits of a room; the same seed gives the same ones."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(DIGITS, size=count).astype(np.uint8)
    images = np.stack([written(int(digit), rng) for digit in labels])
    ids = tuple(rng.bytes(6).hex() for _ in range(count))
    return Digits("EXAMPLE", ids, Images(images, labels))


def trained(config: TrainingConfig, extra: Images | None) -> Network:
    images, _ = images_for(config, load(), extra)
    run = TrainingRun.begin(config, images)
    for _ in train(run, images):
        pass
    return run.network


def measure(options: argparse.Namespace) -> dict[str, Any]:
    rows = {}
    for number in report.rounds(options.seeds):
        room = room_of(options.digits, number + 1)
        config = replace(PRESETS["book"].config, seed=number + 1, epochs=options.epochs)
        learnt = repeated(Taught(room.to_learn, config.images_to_learn_from))
        row: dict[str, float] = {"held out": len(room.held_out)}
        for name, extra in ("without", None), ("with", learnt):
            network = trained(config, extra)
            row[f"read {name}"] = score(Reader(network), room.held_out).share
            row[f"MNIST {name}"] = evaluate(network, load().test).accuracy
        rows[f"seed {config.seed}"] = row
    means = {name: mean(row[name] for row in rows.values()) for name in rows["seed 1"]}
    return {"share of the room's digits": SHARE, "seeds": rows | {"mean": means}}


if __name__ == "__main__":
    numbers = (
        ("seeds", 1, 3, "how many rooms and runs"),
        ("epochs", 1, 5, "of each run"),
        ("digits", 10, 120, "in the room"),
    )
    report.run(report.parser(__doc__, *numbers), measure)
