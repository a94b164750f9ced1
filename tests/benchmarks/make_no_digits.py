"""Make drawings that are no digits, to measure in how many of them a network sees none.

    python tests/benchmarks/make_no_digits.py PENDIGITS_FILE --out no-digits.npz
        [--writers 24-29] [--drawings 8000] [--seed 1]
    python -m nn evaluate draw --not-digits no-digits.npz

They are scribbles, simple shapes, signs of lines and arcs, 4s without their stem, and what pen
digits give when they are turned, mirrored, cut in half, mixed, or put in a row
(`nn/making/no_digits.py`); as many of each.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from nn.making.no_digits import no_digits
from nn.making.pen_strokes import NoDigit, load_digits
from tests.benchmarks import report


def save(path: Path, drawings: Sequence[NoDigit]) -> None:
    """Write the file that `pen_strokes.load_not_digits` reads."""
    strokes = [points for drawing, _ in drawings for points in drawing]
    np.savez(
        path,
        points=np.concatenate(strokes),
        stroke_start=np.cumsum([0, *map(len, strokes)]),
        digit_start=np.cumsum([0, *(len(drawing) for drawing, _ in drawings)]),
        kind=np.array([kind for _, kind in drawings]),
    )


if __name__ == "__main__":
    options = report.strokes_parser(__doc__)
    options.add_argument("--drawings", type=report.at_least(1), default=8000, help="8000")
    chosen = options.parse_args()
    with report.told():
        data = load_digits(chosen.pen_digits, chosen.writers)
        drawings = no_digits(data, chosen.drawings, chosen.seed)
    save(chosen.out, drawings)
