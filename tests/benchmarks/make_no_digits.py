"""Make drawings that are no digits, to measure in how many of them a network sees none.

    python tests/benchmarks/make_no_digits.py PENDIGITS_FILE --out no-digits.npz
        [--writers 24-29] [--drawings 8000] [--seed 1]
    python -m nn evaluate draw --not-digits no-digits.npz

They are scribbles, simple shapes, signs of lines and arcs, and what pen digits give when they are
turned, mirrored, cut in half, mixed, or put in a row (`nn/pen_digits/made.py`); as many of each.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from nn.pen_digits import not_digits, recordings
from nn.pen_digits.made import no_digits
from tests.benchmarks import report

if __name__ == "__main__":
    options = report.strokes_parser(__doc__)
    options.add_argument(
        "--drawings", type=report.at_least(1), default=8000, help="how many (8000)"
    )
    chosen = options.parse_args()
    with report.told():
        data = recordings.load(chosen.pen_digits, chosen.writers)
        drawings = no_digits(data.digits, data.labels, chosen.drawings, chosen.seed)
    not_digits.save(chosen.out, drawings)
