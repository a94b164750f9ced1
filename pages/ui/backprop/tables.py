"""Numbers as small pieces of HTML: tables, squares, sums written out.

A number is shown with four digits; pointing at it says all that it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from nn.explain.source import Excerpt
from nn.functions import Array
from pages.ui.app.numbers import full, short
from pages.ui.app.pictures import FIRING, NEGATIVE

MOST_NUMBERED = 64

LEAST = 1e-4  # of a cost: a smaller one is called so, since a float32 may have become 0


@dataclass(frozen=True)
class Long:
    """A number that is written to so many places, for differences that four digits hide."""

    value: float
    places: int


Cell = str | float | np.floating | Long | None


@dataclass(frozen=True)
class Bar:
    """A number with a bar from the middle: to the right where positive; `limit` is a full bar."""

    value: float
    limit: float


def cost(value: float) -> str:
    """Return a cost for a person to read."""
    return "below 0.0001" if value < LEAST else short(value)


def number(value: float) -> str:
    """Return a number that says all its digits where one points."""
    return f'<span class="tn-bp-num" title="{full(value)}">{short(value)}</span>'


def cost_number(value: float) -> str:
    """Return a cost that says all its digits where one points."""
    return f'<span class="tn-bp-num" title="{full(value)}">{cost(value)}</span>'


def table(
    head: Sequence[str], rows: Sequence[Sequence[Cell | Bar]], marked: int | None = None
) -> str:
    """Return a table; `head` and texts in `rows` are HTML, `marked` is a row, from 0."""
    titles = "".join(f"<th>{title}</th>" for title in head)
    lines = []
    for k, row in enumerate(rows):
        kind = ' class="tn-bp-marked"' if k == marked else ""
        lines.append(f"<tr{kind}>{''.join(map(_cell, row))}</tr>")
    return (
        f'<div class="tn-bp-scroll"><table class="tn-bp-table"><thead><tr>{titles}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _cell(value: Cell | Bar) -> str:
    if isinstance(value, Bar):
        share = 50.0 * min(1.0, abs(value.value) / value.limit) if value.limit else 0.0
        side, colour = ("left", FIRING) if value.value > 0 else ("right", NEGATIVE)
        return (
            f'<td class="tn-bp-swing" title="{full(value.value)}"><span style="{side}:50%;'
            f'width:{share:.1f}%;background:{colour}"></span></td>'
        )
    if isinstance(value, str):
        return f"<td>{value}</td>"
    if value is None:
        return "<td></td>"
    if isinstance(value, Long):
        text = f"{value.value:.{value.places}f}".replace("-", "−")
        return f'<td class="tn-bp-num" title="{value.value:.15g}">{text}</td>'
    return f'<td class="tn-bp-num" title="{full(float(value))}">{short(float(value))}</td>'


def squares(
    values: Array,
    names: Sequence[str],
    chosen: int | None = None,
    labels: Sequence[str] | None = None,
) -> str:
    """Return a square for each value, warm where positive and blue where negative.

    Parameters
    ----------
    values : (n,)
    names : sequence of str
        What each is, said with the exact value where one points.
    chosen : int or None
        The square that gets a frame.
    labels : sequence of str or None
        What stands in each; the last words of the names when None.
    """
    limit = float(np.abs(values).max()) or 1.0
    cells = []
    for k, value in enumerate(values):
        colour = FIRING if value >= 0 else NEGATIVE
        label = labels[k] if labels else names[k].split(" ")[-1]
        label = label if len(values) <= MOST_NUMBERED else ""
        frame = " tn-bp-chosen" if k == chosen else ""
        cells.append(
            f'<span class="tn-square{frame}" title="{names[k]}: {full(value)}">'
            f'<span class="tn-fill" style="background:{colour};'
            f'opacity:{abs(value) / limit:.3f}"></span>'
            f'<span class="tn-number">{label}</span></span>'
        )
    columns = 15 if len(values) > 10 else 10
    columns = columns if len(values) <= MOST_NUMBERED else 25
    return (
        f'<div class="tn-squares tn-bp-flat" style="grid-template-columns:repeat({columns},1fr)">'
        f"{''.join(cells)}</div>"
    )


def sentence(*parts: str | float, centred: bool = False) -> str:
    """Return a line of text and numbers, such as a product written out."""
    said: list[str] = []
    for part in parts:
        if isinstance(part, str):
            said.append(part)
        else:
            factor = part < 0 and bool(said) and said[-1].endswith(("×", "−"))
            said.append(f"({number(part)})" if factor else number(part))
    style = ' style="text-align:center"' if centred else ""
    return f'<div class="tn-bp-sum"{style}>{" ".join(said)}</div>'


def code(excerpts: Sequence[Excerpt]) -> str:
    """Return lines of source, each statement with where it stands."""
    lines = [
        f'<div class="tn-bp-line"><pre>{escape(one.text)}</pre>'
        f'<div class="tn-bp-from">{escape(one.file)}, line {one.line}</div></div>'
        for one in excerpts
    ]
    return f'<div class="tn-bp-code">{"".join(lines)}</div>'
