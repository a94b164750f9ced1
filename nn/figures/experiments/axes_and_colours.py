"""The axes and the colours of a map: where a setting's values lie, and how good they are."""

import math
from collections.abc import Sequence
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from nn.experiments.experiment import Cell, Experiment, Varied, in_words
from nn.experiments.summary import Summary
from nn.experiments.typed_values import has_equal_ratios
from nn.figures import colours, look
from nn.figures.experiments import measures
from nn.in_words import capitalised, counted
from nn.settings.config import SETTING
from nn.settings.setting import Value

# The better, the darker, and dark letters can be read on all.
COLOURS = [[0.0, "#fdf0c0"], [0.5, "#86cdbb"], [1.0, colours.ACCENT]]
COLOUR_STEPS = (95, 90, 80, 60, 0)
MOST_TICKS = 8
FRAME = 0.01  # of a grid, around it: room for the frame of a chosen cell
ROOM = 0.08  # of an axis of numbers, beyond its first and last value


class Scale(NamedTuple):
    """An axis for the values of a setting."""

    title: str
    places: dict[Value, float]  # of the values, in the units of the axis
    words: dict[Value, str]
    is_numeric: bool
    is_log: bool


def scale_of(varied: Varied, to_scale: bool) -> Scale:
    """Return the axis of a setting: its values side by side, or numbers `to_scale`.

    Values that are not numbers are always side by side. A scale is logarithmic where the numbers
    lie at equal ratios.
    """
    name, values = varied
    words = {value: in_words(name, value) for value in values}
    numbers = [value for value in values if isinstance(value, int | float)]
    if not to_scale or len(numbers) < len(values):
        places = {value: float(k) for k, value in enumerate(values)}
        return Scale(SETTING[name].short_label, places, words, False, False)
    places = {value: float(value) for value in numbers}
    return Scale(SETTING[name].short_label, places, words, True, _are_at_equal_ratios(numbers))


def _are_at_equal_ratios(numbers: Sequence[float]) -> bool:
    """Tell whether numbers lie at ratios rather than at steps, by the middle one of them."""
    low, middle, high = min(numbers), median(numbers), max(numbers)
    if not has_equal_ratios(low, high):
        return False
    ratios, steps = math.log(middle / low) / math.log(high / low), (middle - low) / (high - low)
    return len(numbers) < 3 or abs(ratios - 0.5) < abs(steps - 0.5)


def axis_of(scale: Scale) -> dict[str, Any]:
    """Return the range and the ticks of a plotly axis; its title is set apart."""
    places = np.array(list(scale.places.values()))
    shown = {"tickvals": places.tolist(), "ticktext": list(scale.words.values())}
    if len(places) > MOST_TICKS:
        step = -(-len(places) // MOST_TICKS)
        shown = {key: values[::step] for key, values in shown.items()}
    axis = {"zeroline": False, "ticks": ""}
    if not scale.is_numeric:
        edge = 0.5 + FRAME * len(places)
        return {**axis, **shown, "range": [-edge, len(places) - 1 + edge]}
    at = np.sort(np.log10(places) if scale.is_log else places)
    room = ROOM * (at[-1] - at[0]) or 0.5
    axis["range"] = [at[0] - room, at[-1] + room]
    axis["type"] = "log" if scale.is_log else "linear"
    if np.diff(at).min(initial=np.inf) >= (at[-1] - at[0]) / MOST_TICKS:
        return {**axis, **shown}
    if scale.is_log:
        return {**axis, "dtick": 1, "exponentformat": "none"}
    return {**axis, "nticks": MOST_TICKS}


def lowest_colour(means: Sequence[float]) -> int:
    """Return the accuracy in per cent that has the palest colour, for some means in per cent.

    It is for all that is worse than most cells by far: the good ones would look alike otherwise.
    """
    return measures.bottom([float(np.median(means))] if means else [], COLOUR_STEPS)


def colours_of(means: Sequence[float]) -> dict[str, Any]:
    """Return the colours from `lowest_colour` to 100 %, and a bar that says what they mean."""
    low = lowest_colour(means)
    ticks = np.linspace(low, 100, 5 if low in (60, 80) else 6)
    words = [f"{tick:g}" for tick in ticks]
    if min(means, default=100) < low:
        words[0] = f"≤ {words[0]}"
    bar = look.colour_bar("%", tickvals=ticks.tolist(), ticktext=words)
    return {"colorscale": COLOURS, "colorbar": bar}


def cell_in_words(experiment: Experiment, cell: Cell, summary: Summary | None) -> str:
    """Return the settings of a cell, and below them what its runs reached."""
    seeds, name = len(experiment.seeds), capitalised(experiment.named(cell.number))
    if summary is None:
        return f"{name}<br>no run has ended yet, of {seeds}"
    said = f"{name}<br>{100 * summary.mean:.2f} %"
    if summary.runs > 1:
        said += f", the mean of {summary.runs} runs,"
        said += f"<br>which reach {100 * summary.lowest:.2f} to {100 * summary.highest:.2f} %"
    if summary.runs < seeds:
        said += f"<br>{summary.runs} of {counted(seeds, 'run')} ended"
    return said + (f"<br>{summary.diverged} diverged" if summary.diverged else "")
