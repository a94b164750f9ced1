"""Numbers written by nobody: the digits of the browser tests in a row, stroke by stroke."""

from collections.abc import Collection, Sequence
from itertools import repeat

import numpy as np

from nn.functions import Array
from tests.browser.driving import STROKES

HEIGHT = 100.0
# A 7 with a stroke through it, and an 8 of two rings.
_RING = [(np.cos(t) / 5, np.sin(t) / 4) for t in np.linspace(0, 2 * np.pi, 24)]
MORE = {
    "7": [*STROKES[7], [(0.42, 0.52), (0.53, 0.51), (0.64, 0.5)]],
    "8": [[(x, y + 0.25) for x, y in _RING], [(x * 1.1, y + 0.75) for x, y in _RING]],
}


def row(
    text: str,
    gaps: float | Sequence[float] = 0.25,
    heights: float | Sequence[float] = 1.0,
    late: Collection[int] = (),
    odd: bool = False,
) -> tuple[list[Array], list[tuple[int, ...]]]:
    """Return the strokes of a number, and which of them are those of each digit.

    `gaps` (before each digit but the first) and `heights` are in HEIGHT. The last stroke of the
    digits at the places in `late` comes after all others. With `odd` a 7 is crossed, and an 8 is
    made of two rings.
    """
    each_gap = repeat(gaps) if isinstance(gaps, float) else iter((0.0, *gaps))
    each_height = repeat(heights) if isinstance(heights, float) else iter(heights)
    strokes: list[tuple[int, Array]] = []
    right = 0.0
    for place, name in enumerate(text):
        digit = MORE[name] if odd and name in MORE else STROKES[int(name)]
        points = np.concatenate(digit)
        low, high = points.min(axis=0), points.max(axis=0)
        scale = HEIGHT * next(each_height) / (high[1] - low[1])
        left = right + HEIGHT * next(each_gap)
        for stroke in digit:
            strokes.append((place, (np.array(stroke) - low) * scale + (left, 10.0)))
        right = left + (high[0] - low[0]) * scale
    for place in late:
        last = max(k for k, (digit_place, _) in enumerate(strokes) if digit_place == place)
        strokes.append(strokes.pop(last))
    digits = [
        tuple(k for k, (of, _) in enumerate(strokes) if of == place) for place in range(len(text))
    ]
    return [stroke for _, stroke in strokes], digits


def some_rows(count: int, seed: int = 1) -> list[list[Array]]:
    """Return numbers of all kinds: crowded or not, late strokes, crossed sevens, specks."""
    rng = np.random.default_rng(seed)
    rows: list[list[Array]] = []
    for _ in range(count):
        text = "".join(map(str, rng.integers(0, 10, rng.integers(1, 8))))
        gaps, heights = rng.uniform(-0.15, 0.6, len(text)), rng.uniform(0.7, 1.3, len(text))
        late = [place for place in range(len(text)) if rng.random() < 0.2]
        strokes, _ = row(text, gaps.tolist(), heights.tolist(), late, odd=bool(rng.random() < 0.5))
        scale, place = rng.uniform(0.2, 1.2), rng.uniform(0, 60, 2)
        rows.append([])
        for stroke in strokes:
            rows[-1].append((stroke + rng.normal(0, 0.5, stroke.shape)) * scale + place)
        if rng.random() < 0.3:
            rows[-1].insert(int(rng.integers(len(strokes))), rng.uniform(0, 100, (1, 2)))
    return rows
