"""The picture of a room's guesses: bars in letters for the back row."""

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pages.ui.app.guessing.words import in_words, middle
from pages.ui.app.html import Html, div, span
from pages.ui.app.numbers import plain
from pages.ui.app.state.room import Question

STYLE = Path(__file__).with_name("guess.css")
LETTERS = 34  # for which there is room below the columns
MOST_BINS = 12
# A guess that is farther from the middle one than so many times the usual distance would make all
# others share one column.
FAR = 8.0
ALMOST = 1e-9  # of a bin


def of(question: Question, guesses: Sequence[float]) -> Html:
    """Return one bar a choice, or columns for numbers with the middle guess and the truth."""
    if not guesses:
        return div("tn-guessed", "Nobody has guessed.")
    return _choices(question, guesses) if question.choices else _numbers(question, guesses)


def _choices(question: Question, guesses: Sequence[float]) -> Html:
    counts = Counter(map(int, guesses))
    most = max(counts.values())
    rows = []
    for k, choice in enumerate(question.choices):
        is_right = k in question.truth
        width = f"width:{100 * counts[k] / most:.1f}%"
        rows.append(
            div(
                f"tn-choice {'tn-right' if is_right else ''}".strip(),
                span("tn-choice-name", f"✓ {choice}" if is_right else choice),
                span("tn-choice-track", span("tn-choice-bar", style=width)),
                span("tn-choice-count", f"{counts[k]}"),
            )
        )
    known = "tn-known" if question.truth else ""
    return div(f"tn-choices {known}".strip(), *rows, style=f"--rows:{len(rows)}")


def _numbers(question: Question, guesses: Sequence[float]) -> Html:
    drawn = histogram(question, guesses)
    most = max(drawn.counts)
    columns = [
        div(
            "tn-bin",
            span("tn-bin-count", f"{count or ''}"),
            span("tn-bin-bar", style=f"--share:{count / most:.3f}"),
        )
        for count in drawn.counts
    ]
    named = [("tn-mark-middle", "middle guess", middle(guesses))]
    named += [("tn-mark-truth", "truth", truth) for truth in question.truth]
    legend = [span(kind, f"{name} {in_words(question, value)}") for kind, name, value in named]
    beyond = ((drawn.below, "lower"), (drawn.above, "higher"))
    legend += [span("tn-beyond", f"{count} far {way}") for count, way in beyond if count]
    lines = [
        span(f"tn-mark {kind}", style=_left(drawn.place_of(value)))
        for kind, _, value in named
        if 0 <= drawn.place_of(value) <= 1
    ]
    every = 1 + sum(len(plain(tick)) for tick in drawn.ticks) // LETTERS
    ticks = [
        span("tn-tick", plain(tick), style=_left(drawn.place_of(tick)))
        for tick in drawn.ticks[::every]
    ]
    return div(
        "tn-histogram",
        div("tn-legend", *legend),
        div("tn-columns", *columns, *lines),
        div("tn-ticks", *ticks),
    )


def _left(place: float) -> str:
    return f"left:{100 * place:.2f}%"


class Histogram(NamedTuple):
    """How many guesses lie in each of some bins, all of one width, and beyond them."""

    edges: list[float]
    counts: list[int]
    ticks: list[float]  # what is written below: whole numbers in the middle of bins, or the edges
    below: int  # guesses that are too far off to have a bin
    above: int

    def place_of(self, value: float) -> float:
        """Return where a value lies, from 0 on the left to 1; less or more if it lies beyond."""
        return (value - self.edges[0]) / (self.edges[-1] - self.edges[0])


def histogram(question: Question, guesses: Sequence[float]) -> Histogram:
    """Return at least one guess of a number in a few round bins."""
    values, centre = np.array(guesses, float), middle(guesses)
    away = np.abs(values - centre)
    reach = FAR * (float(np.median(away)) or min(away[away > 0], default=0.0))
    near = values[away <= reach]
    # The truth has a place, too, unless it is out of all proportion.
    limit = max(reach, FAR * abs(centre))
    shown = [*near, *(truth for truth in question.truth if abs(truth - centre) <= limit)]
    low, high = min(shown), max(shown)
    step = _width(high - low or 1.0)
    one_each = step <= 1 and bool((near == near.round()).all())  # a bin for each whole number
    if one_each:
        step, start = 1.0, math.floor(low + 0.5) - 0.5
    else:
        start = math.floor(low / step + ALMOST) * step
    count = max(1, math.ceil((high - start) / step - ALMOST))
    # Written with a dozen digits, 0.30000000000000004 is 0.3.
    edges = [float(f"{start + k * step:.12g}") for k in range(count + 1)]
    ticks = [edge + 0.5 for edge in edges[:-1]] if one_each else edges
    below = int((values < centre - reach).sum())
    counts = np.histogram(near, edges)[0].tolist()
    return Histogram(edges, counts, ticks, below, len(values) - len(near) - below)


def _width(span: float) -> float:
    """Return the smallest round width with which not too many bins cover a span."""
    power = 10.0 ** math.floor(math.log10(span / MOST_BINS))
    return next(width * power for width in (1, 2, 5, 10) if span / (width * power) < MOST_BINS)
