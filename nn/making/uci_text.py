"""UCI's text of "Pen-Based Recognition of Handwritten Digits".

Alpaydin and Alimoglu (1998) let 44 people write some 250 digits each on a tablet, in boxes of
500 x 500 points. UCI keeps the strokes as text, in `pendigits-orig.tra` (30 people) and `.tes`
(14 others), each packed as a `.Z` file, which `gzip -d` unpacks:

    .SEGMENT DIGIT 0 ? "8"     a digit, and which one
    .COMMENT  8 1 21           the digit again, who wrote it, and how many that person wrote
    .PEN_DOWN                  a stroke begins
      267 333                  x to the right, y upwards
    .PEN_UP
"""

import re

import numpy as np

from nn.answers import Indices
from nn.errors import Refused, shown
from nn.functions import Array

TABLET_SIDE = 500
PACKED = b"\x1f\x9d"  # how a .Z file begins
# A line of UCI's text, with single spaces.
LINE = re.compile(
    r'\.SEGMENT DIGIT.*?"?(?P<label>[0-9])"?'
    r"|\.COMMENT (?P<again>[0-9]) (?P<writer>[0-9]{1,4})( [0-9]{1,6})?"
    r"|(?P<x>[0-9]{1,3}) (?P<y>[0-9]{1,3})"
    r"|\.PEN_(?P<pen>DOWN|UP)"
    r"|(\.(?!SEGMENT|COMMENT).*)?"  # .DT and the like, or nothing
)
EXPECTED = "a digit, its writer, or a point of two numbers, as UCI writes them"


def digits_in_text(content: bytes) -> tuple[list[list[Array]], Indices, Indices]:
    """Return the strokes of each digit, (p, 2) each, y downwards, with labels and writers, (n,).

    Writers are numbered from 0, in the order of the file's own numbers. Raises `Refused` with a
    clause about "it".
    """
    if content.startswith(PACKED):
        raise Refused("it is packed. Unpack it first with `gzip -d`, and use the file without .Z")
    digits: list[list[list[tuple[int, int]]]] = []
    labels, writers = list[int](), list[int]()
    down = False
    for number, line in enumerate(content.decode("latin-1").splitlines(), 1):
        match = LINE.fullmatch(" ".join(line.split()))
        if match and match["label"]:
            digits.append([])
            labels.append(int(match["label"]))
            writers.append(-1)
            down = False
        elif not digits and not line.lstrip().startswith(".SEGMENT"):
            pass  # the file begins with lines about itself
        elif (
            not match
            or (match["x"] and not down)
            or (match["again"] and int(match["again"]) != labels[-1])
        ):
            raise Refused(f"line {number}: expected {EXPECTED}, got {shown(line.strip())}")
        elif match["writer"]:
            writers[-1] = int(match["writer"])
        elif match["pen"]:
            down = match["pen"] == "DOWN"
            digits[-1] += [[]] if down else []
        elif match["x"]:
            digits[-1][-1].append((int(match["x"]), TABLET_SIDE - int(match["y"])))
    if not digits:
        raise Refused("no digit begins in it, expected lines such as .SEGMENT DIGIT")
    if -1 in writers:
        raise Refused(f"digit {writers.index(-1) + 1} has no .COMMENT with its writer")
    arrays: list[list[Array]] = [
        [np.array(points, np.float64) for points in strokes if points] for strokes in digits
    ]
    order = np.unique(np.array(writers), return_inverse=True)[1]
    return arrays, np.array(labels), order
