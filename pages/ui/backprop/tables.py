"""Small pieces of HTML: tables, squares, sums written out, lines of code.

A number is shown with four digits, or with more where the numbers of a sum would not add up
otherwise; pointing at it shows nine.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

from nn.explain.source_code import Excerpt
from nn.functions import Array
from nn.in_words import counted, spoken
from pages.ui.app.html import Html, div, tag
from pages.ui.app.numbers import full, short, written_out
from pages.ui.app.pictures import FIRING, NEGATIVE, picture
from pages.ui.app.readout import MOST_NUMBERED, square


class Written(NamedTuple):
    """A number, and how it is written."""

    value: float
    text: str


class Bar(NamedTuple):
    """A bar from the middle, to the right where the value is positive."""

    value: float
    longest: float | None = None  # the value of the longest bar; None for the table's largest


Number = float | np.floating[Any]
Cell = str | Number | Written | Bar | None
Row = Sequence[Cell]


def table(head: Sequence[str], rows: Sequence[Row], marked: int | None = None) -> Html:
    """Return a table; `marked` is the row that stands out, from 0."""
    bars = [cell for row in rows for cell in row if isinstance(cell, Bar)]
    longest = max((abs(bar.value) for bar in bars), default=0.0)
    titles = tag("tr", *(tag("th", title) for title in head))
    lines = [
        tag("tr", *(_cell(cell, longest) for cell in row), kind="tn-bp-marked" * (k == marked))
        for k, row in enumerate(rows)
    ]
    body = tag("table", tag("thead", titles), tag("tbody", *lines), kind="tn-bp-table")
    return div("tn-bp-scroll", body)


def _cell(cell: Cell, longest: float) -> Html:
    if isinstance(cell, Bar):
        longest = cell.longest or longest
        share = 50.0 * abs(cell.value) / longest if longest else 0.0
        side, colour = ("left", FIRING) if cell.value > 0 else ("right", NEGATIVE)
        bar = tag("span", style=f"{side}:50%;width:{share:.1f}%;background:{colour}")
        return tag("td", bar, kind="tn-bp-swing", title=full(cell.value))
    if cell is None or isinstance(cell, str):
        return tag("td", cell or "")
    return _number(cell, "td")


def _number(number: Number | Written, name: str = "span") -> Html:
    if not isinstance(number, Written):
        number = Written(float(number), short(float(number)))
    return tag(name, number.text, kind="tn-bp-num", title=full(number.value))


def adding_up(
    values: Sequence[Number], result: str, rule: Callable[..., Decimal] | None = None
) -> list[Written]:
    """Return numbers as `numbers.written_out` writes them."""
    floats = [float(value) for value in values]
    return list(map(Written, floats, written_out(floats, result, rule)))


def products(
    head: Sequence[str],
    names: Sequence[str],
    left: Array,
    right: Array,
    places: Sequence[int],
    others: Sequence[tuple[str, Number]] = (),
    total: tuple[str, Number] | None = None,
) -> Html:
    """Return a table of the products, left times right, at some `places`, named by `names`.

    With a `total` the table is a sum: the rest of the products and the `others` follow.
    """
    products = left * right
    rest = np.delete(products, places)
    if total and len(rest):
        others = [(f"{len(rest)} others", rest.sum()), *others]
    numbers = [*products[places], *(number for _, number in others)]
    factors: list[Row] = [(names[k], left[k], right[k]) for k in places]
    factors += [(name, None, None) for name, _ in others]
    parts = adding_up(numbers, short(float(total[1]))) if total else numbers
    columns = zip(factors, parts, numbers, strict=True)
    rows: list[Row] = [[*factor, part, Bar(number)] for factor, part, number in columns]
    if total:
        rows.append([total[0], None, None, total[1], None])
    return table(head, rows, marked=len(rows) - 1 if total else None)


def squares(
    values: Array, names: Sequence[str], chosen: int, notes: Sequence[str] | None = None
) -> Html:
    """Return a square for each neuron's value, red where positive and blue where negative.

    `notes` follow the names where somebody points at a square; `chosen` gets a frame.
    """
    are_numbered = len(values) <= MOST_NUMBERED
    shares = np.abs(values) / (np.abs(values).max() or 1.0)
    cells = []
    for k, value in enumerate(values):
        title = f"{names[k]}{notes[k] if notes else ''}: {full(value)}"
        label = names[k].split(" ")[-1] if are_numbered else ""
        cells.append(square(title, value, shares[k], label, "tn-bp-chosen" * (k == chosen)))
    columns = 10 if len(values) <= 10 else 15 if are_numbered else 52
    style = f"grid-template-columns:repeat({columns},1fr)"
    kind = "tn-squares tn-bp-flat" if are_numbered else "tn-squares tn-bp-flat tn-bp-many"
    what = names[0].rpartition(" ")[0] or "value"
    words = f"{counted(len(values), what)}, from {spoken(min(values))} to {spoken(max(values))}"
    return div(kind, *cells, style=style, role="img", aria_label=words)


def sentence(
    *parts: str | Number,
    about: str = "",
    rule: Callable[..., Decimal] | None = None,
    centred: bool = False,
) -> Html:
    """Return a line of text and numbers, such as a product written out, `about` something.

    With a `rule`, the last number is the result of the others by this rule, as they are printed.
    """
    numbers: list[Any] = [part for part in parts if not isinstance(part, str)]
    if rule:
        numbers[:-1] = adding_up(numbers[:-1], short(numbers[-1]), rule)
    pieces: list[str] = [tag("b", about.capitalize()), ": "] if about else []
    for part in parts:
        if isinstance(part, str):
            pieces += [part, " "]
            continue
        brackets = part < 0 and len(pieces) > 1 and pieces[-2].endswith(("×", "−"))
        number = _number(numbers.pop(0))
        pieces += ["(", number, ") "] if brackets else [number, " "]
    return div("tn-bp-sum", *pieces[:-1], style="text-align:center" if centred else None)


def ten(x: Array, captions: Sequence[str]) -> Html:
    """Return images (m, 784) side by side, with a line under each."""
    pairs = zip(x, captions, strict=True)
    cells = [
        div("tn-bp-image", picture(image.reshape(28, 28), f"Image {k}"), text)
        for k, (image, text) in enumerate(pairs, start=1)
    ]
    return div("tn-bp-ten", *cells)


def code(excerpts: Sequence[Excerpt]) -> Html:
    """Return lines of source, each statement with its place."""
    lines = []
    for excerpt in excerpts:
        place = div("tn-bp-from", f"{excerpt.file}, line {excerpt.line}")
        lines.append(div("tn-bp-line", tag("pre", excerpt.text), place))
    return div("tn-bp-code", *lines)
