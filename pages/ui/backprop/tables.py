"""Small pieces of HTML: tables, sums written out, images side by side.

A number is shown with four digits, or with more where the numbers of a sum would not add up
otherwise; pointing at it shows ten.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from nn.functions import Array
from pages.ui.app.formats import plain, short, written_out
from pages.ui.app.html import Html, div, span, tag
from pages.ui.app.pictures import figures, picture

Row = Sequence[str | float]


def number(value: float, text: str = "") -> Html:
    """Return a number as `text`, or with four digits."""
    return span("tn-bp-num", text or short(value), title=plain(value))


def table(head: Sequence[str], rows: Iterable[Row], marked: int | None = None) -> Html:
    """Return a table; the row `marked` stands out."""
    lines = []
    for k, row in enumerate(rows):
        cells = [tag("td", cell if isinstance(cell, str) else number(cell)) for cell in row]
        lines.append(tag("tr", *cells, kind="tn-bp-marked" * (k == marked)))
    titles = tag("tr", *(tag("th", title) for title in head))
    parts = tag("thead", titles), tag("tbody", *lines)
    return div("tn-bp-scroll", tag("table", *parts, kind="tn-bp-table"))


def adding_up(
    values: Sequence[float], result: str, rule: Callable[..., Decimal] | None = None
) -> list[Html]:
    """Return numbers as `formats.written_out` writes them."""
    return list(map(number, values, written_out(values, result, rule)))


def products(
    head: Sequence[str],
    names: Sequence[str],
    left: Array,
    right: Array,
    places: Sequence[int],
    others: Sequence[tuple[str, float]] = (),
    total: tuple[str, float] | None = None,
) -> Html:
    """Return a table of the products, left times right, at some `places`, named by `names`.

    With a `total` the table is a sum: the rest of the products and the `others` follow.
    """
    products = left * right
    rest = np.delete(products, places)
    if total and len(rest):
        others = [(f"{len(rest)} others", rest.sum()), *others]
    numbers = [*products[places], *(value for _, value in others)]
    factors: list[Row] = [(names[k], left[k], right[k]) for k in places]
    factors += [(name, "", "") for name, _ in others]
    parts = adding_up(numbers, short(total[1])) if total else numbers
    rows: list[Row] = [[*factor, part] for factor, part in zip(factors, parts, strict=True)]
    if total:
        rows.append([total[0], "", "", total[1]])
    return table(head, rows, len(rows) - 1 if total else None)


def sentence(
    *parts: str | float, about: str = "", rule: Callable[..., Decimal] | None = None
) -> Html:
    """Return a line of text and numbers, such as a product written out, `about` something.

    With a `rule`, the last number is the result of the others by this rule, as they are printed.
    """
    values: list[Any] = [part for part in parts if not isinstance(part, str)]
    written = [number(value) for value in values]
    if rule:
        written[:-1] = adding_up(values[:-1], short(values[-1]), rule)
    pieces: list[str] = [tag("b", about.capitalize()), ": "] if about else []
    for part in parts:
        if isinstance(part, str):
            pieces += [part, " "]
            continue
        brackets = part < 0 and len(pieces) > 1 and pieces[-2].endswith(("×", "−"))
        value = written.pop(0)
        pieces += ["(", value, ") "] if brackets else [value, " "]
    return div("tn-bp-sum", *pieces[:-1])


def ten(x: Array, captions: Sequence[str]) -> Html:
    """Return images (m, 784) side by side, with a line above each."""
    images = [picture(image.reshape(28, 28), f"Image {k}") for k, image in enumerate(x, start=1)]
    return figures([(*cell, "") for cell in zip(captions, images, strict=True)], "tn-small")
