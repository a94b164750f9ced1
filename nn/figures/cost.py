"""The cost of the mini-batches of a run, as SVG."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nn.figures import look, svg
from nn.figures.accuracy import Changes
from nn.functions import Array

MOST_DOTS = 300  # each is drawn anew at every look
MOST_NUMBERS = 5  # on an axis, above 0


def cost_curve(
    steps: Sequence[int] | npt.NDArray[np.int64],
    costs: Sequence[float] | Array,
    changes: Changes = (),
    smooth: int = 50,
) -> str:
    """Return the cost of each mini-batch as a faint dot, and their moving average as a line.

    `steps` count the mini-batches from 1; costs that are not finite are left out. The line averages
    the latest `smooth` costs, but at most a tenth of all: costs of the start would lift all of a
    short curve. Where that is one cost, the line joins the dots and has no name of its own.
    """
    y = np.asarray(costs, np.float64)
    smooth = max(min(smooth, len(y) // 10), 1)
    finite = np.isfinite(y)
    x, y = np.asarray(steps, np.int64)[finite], y[finite]
    drawn = np.unique(np.linspace(0, len(y) - 1, min(len(y), MOST_DOTS)).round().astype(int))
    end = max([1, *x[-1:], *(at for at, _ in changes)])
    averages = {k: y[max(0, k + 1 - smooth) : k + 1].mean() for k in drawn}
    top = y[drawn].max(initial=0.0) or 1.0

    def dot(k: int, cost: float, words: str) -> svg.Dot:
        said = f"{words} mini-batch {x[k]:,}: {cost:.4f}" if words else ""
        return 100 * x[k] / end, 100 * (1 - cost / top), said

    dots = [dot(k, y[k], "cost of") for k in drawn]
    names, curves = {"batch": "one mini-batch"}, [svg.curve("batch", dots, joined=smooth == 1)]
    if smooth > 1:
        names["mean"] = f"mean of the latest {smooth}"
        curves.append(svg.curve("mean", [dot(k, averages[k], "") for k in drawn]))
    picture = [
        *(svg.level(100 * (1 - at / top), f"{at:g}") for at in _round(top)),
        svg.moments(
            [(100 * at / end, f"{at:,.0f}") for at in _round(end) if at == int(at)], "mini-batches"
        ),
        *(svg.change(100 * at / end, text) for at, text in changes),
        *curves,
    ]
    alt = "The cost of each mini-batch: nothing is measured yet."
    if len(x):
        alt = f"The cost of each mini-batch, up to mini-batch {x[-1]:,}: at first "
        alt += f"{averages[drawn[0]]:.4f}, at the end {averages[drawn[-1]]:.4f}."
    return svg.picture(alt, "Cost of a mini-batch", names, picture)


def _round(end: float) -> list[float]:
    """Return round numbers from 0 up to `end`, about as many as have room on an axis."""
    step = look.round_up(end / MOST_NUMBERS)
    return [step * k for k in range(int(end / step + 1e-9) + 1)]
