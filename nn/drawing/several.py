"""More than one digit at once, which a network reads as one all the same."""

import numpy as np

from nn.drawing.blobs import Mask
from nn.functions import Array

INK = 0.3  # pixels from here on are the digit's
# Both sides of a gap have to be that tall, as a share of all the ink: the bar of a five is not.
TALL = 0.6


def side_by_side(image: Array) -> bool:
    """Tell whether the ink falls into two tall parts with a column of paper between them.

    One digit seldom does: 73 of MNIST's 70,000, and none of the 7,494 pen digits that the draw
    network learnt from. Two of MNIST's digits, half a digit's width apart or more, nearly always
    do.

    Parameters
    ----------
    image : (28, 28) in [0, 1]
        As the network sees it; 1 is ink.
    """
    ink = image >= INK
    columns = np.flatnonzero(ink.any(axis=0))
    tall = TALL * _height(ink)
    gaps = columns[1:][np.diff(columns) > 1]  # where ink begins again
    return any(min(_height(ink[:, :x]), _height(ink[:, x:])) >= tall for x in gaps)


def _height(ink: Mask) -> int:
    """Return how many rows lie between the uppermost ink and the lowest, both counted."""
    rows = np.flatnonzero(ink.any(axis=1))
    return int(rows[-1] - rows[0] + 1) if len(rows) else 0
