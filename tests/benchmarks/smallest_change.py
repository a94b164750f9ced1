"""Measure how little it takes that a network answers another digit.

    python tests/benchmarks/smallest_change.py [--images N]

For `book` and `draw` and MNIST's first test images: from each image to the runner-up of its answer,
and from an empty page to each digit. Beside it stands how large random changes are that lead to any
other answer: the same amounts on other pixels, made larger until the answer changes.
"""

import sys
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import argparse

import numpy as np

from nn.answers import Reader, answers_of
from nn.explain.smallest_change import PRINTED_AS_ONE, Changed, shuffled, smallest_change
from nn.mnist import load, to_floats
from nn.storage.network_files import SHIPPED, open_network
from tests.benchmarks import report

LARGER = np.arange(1.0, 30.0, 0.25)  # times the amounts


def measure(options: argparse.Namespace) -> dict[str, Any]:
    images = to_floats(load().test.images[: options.images])
    return {name: of_network(open_network(name).reader, name, images) for name in SHIPPED}


def of_network(reader: Reader, name: str, images: Any) -> dict[str, Any]:
    report.progress(name)
    found = [smallest_change(reader.network, x, reader.see(x).answer.runner_up) for x in images]
    there = [changed for changed in found if changed.succeeded]
    sees = open_network("draw").reader.see
    kept = [
        answers_of(reader.network.feedforward(shuffled(it))) == answer(reader, it) for it in there
    ]
    ink = [100 * changed.ink / float(changed.before.sum()) for changed in there]
    random = [random_ink(reader, changed) for changed in there]
    times = [theirs / ours for theirs, ours in zip(random, ink, strict=True) if theirs]
    empty = [smallest_change(reader.network, np.zeros(784), d, PRINTED_AS_ONE) for d in range(10)]
    return {
        "images": len(images),
        "that flip": len(there),
        "ink that changed (%)": report.summary(ink),
        "largest change of a pixel": report.summary([changed.largest for changed in there]),
        "that a random change flips": len(times),
        "ink of random changes that flip (%)": report.summary([it for it in random if it]),
        "times as much ink": median(times),
        "same amounts on other pixels that keep the answer (%)": 100 * float(np.mean(kept)),
        "in which draw sees no digit": sum(sees(changed.after).no_digit for changed in there),
        "from an empty page": {
            "digits with output 1.00": sum(changed.succeeded for changed in empty),
            "black pixels in all": report.summary([changed.ink for changed in empty]),
            "largest change of a pixel": report.summary([changed.largest for changed in empty]),
            "in which draw sees no digit": sum(sees(changed.after).no_digit for changed in empty),
        },
    }


def answer(reader: Reader, changed: Changed) -> int:
    return reader.see(changed.before).answer.digit


def random_ink(reader: Reader, changed: Changed) -> float:
    """Return how much ink, in % of the digit's, random changes take that flip it every other time.

    0 if they do not, however large they are.
    """
    drawings = shuffled(changed) - changed.before
    for times in LARGER:
        images = (changed.before + np.float32(times) * drawings).clip(0, 1)
        flips = answers_of(reader.network.feedforward(images)) != answer(reader, changed)
        if flips.mean() >= 0.5:
            ink = np.abs(images - changed.before).sum(axis=1)
            return 100 * float(np.median(ink) / changed.before.sum())
    return 0.0


if __name__ == "__main__":
    report.run(report.parser(__doc__, ("images", 1, 100, "of MNIST's test images")), measure)
