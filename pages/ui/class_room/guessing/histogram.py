"""The picture of a room's guesses: bars in letters for the back row."""

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pages.ui.app.formats import plain
from pages.ui.app.html import Html, div, span
from pages.ui.app.state.room import Question
from pages.ui.class_room.guessing.guess_in_words import in_words, middle

STYLE = Path(__file__).with_name("guess.css")
LETTERS = 34  # for which there is room below the columns
MOST_BINS = 12


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
    named = [("tn-mark-middle", "middle guess", middle(guesses))]
    named += [("tn-mark-truth", "truth", truth) for truth in question.truth]
    edges = edges_around([*guesses, *question.truth])

    def at(value: float) -> str:
        return f"left:{100 * (value - edges[0]) / (edges[-1] - edges[0]):.2f}%"

    counts = np.histogram(guesses, edges)[0].tolist()
    columns = [
        div(
            "tn-bin",
            span("tn-bin-count", f"{count or ''}"),
            span("tn-bin-bar", style=f"--share:{count / max(counts):.3f}"),
        )
        for count in counts
    ]
    legend = [span(kind, f"{name} {in_words(question, value)}") for kind, name, value in named]
    lines = [span(f"tn-mark {kind}", style=at(value)) for kind, _, value in named]
    every = 1 + sum(len(plain(edge)) for edge in edges) // LETTERS
    ticks = [span("tn-tick", plain(edge), style=at(edge)) for edge in edges[::every]]
    return div(
        "tn-histogram",
        div("tn-legend", *legend),
        div("tn-columns", *columns, *lines),
        div("tn-ticks", *ticks),
    )


def edges_around(values: Sequence[float]) -> list[float]:
    """Return the edges of a few round bins, all of one width, that hold all values."""
    low, high = min(values), max(values)
    across = high - low or MOST_BINS
    power = 10.0 ** math.floor(math.log10(across / MOST_BINS))
    step = next(width * power for width in (1, 2, 5, 10) if across / (width * power) < MOST_BINS)
    first, last = math.floor(low / step), math.floor(high / step) + 1
    # Written with a dozen digits, 0.30000000000000004 is 0.3.
    return [float(f"{k * step:.12g}") for k in range(first, last + 1)]
