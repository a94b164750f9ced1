"""In how many made drawings that are no digits a network sees none.

    python tests/benchmarks/made_no_digits.py NETWORK PENDIGITS_FILE
        [--writers 24-29] [--drawings 8000] [--seed 1]

They are scribbles, simple shapes, signs of lines and arcs, 4s without their stem, and what pen
digits give when they are turned, mirrored, cut in half, mixed, or put in a row
(`nn/making/no_digits.py`); as many of each.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from nn.cli.predict import open_digit_network
from nn.making.no_digits import no_digits
from nn.making.pen_images import prepared
from nn.making.pen_strokes import load_digits
from tests.benchmarks import report


def measure(options: argparse.Namespace) -> dict[str, Any]:
    reader = open_digit_network(options.network).reader
    data = load_digits(options.pen_digits, options.writers)
    made = no_digits(data, options.drawings, options.seed)
    images = np.array([prepared(strokes) for strokes, _ in made])
    kinds = np.array([kind for _, kind in made])
    # What cannot be prepared, such as a dot, gets a sentence instead of an answer.
    refused = ~reader.sees_digit(reader.network.forward(images).zs[-1]) | ~images.any(axis=1)
    share = {str(kind): float(refused[kinds == kind].mean()) for kind in np.unique(kinds)}
    return {"refused": int(refused.sum()), "total": len(made), "share of each kind": share}


if __name__ == "__main__":
    arguments = report.strokes_parser(__doc__, ("drawings", 1, 8000, "drawings to make"))
    report.run(arguments, measure)
