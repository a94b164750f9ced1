"""Stub."""

from dataclasses import dataclass

import numpy as np

from nn.drawing.pen import DrawingError
from nn.drawing.picture_to_pixels import prepare_picture
from nn.functions import Array


@dataclass(frozen=True, eq=False)
class PictureDigit:
    """Stub."""

    low: Array
    high: Array
    image: Array


def digits_of_picture(ink: Array) -> list[PictureDigit]:
    """Stub."""
    columns = np.flatnonzero((ink > 0.3).any(axis=0))
    if not len(columns):
        raise DrawingError("There is nothing.")
    parts = np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1)
    found = []
    for part in parts:
        piece = ink[:, part[0] : part[-1] + 1]
        rows = np.flatnonzero((piece > 0.3).any(axis=1))
        low = np.array([part[0], rows[0]], float)
        high = np.array([part[-1] + 1, rows[-1] + 1], float)
        found.append(PictureDigit(low, high, prepare_picture(np.pad(piece, 20))))
    return found
