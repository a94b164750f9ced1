"""Which digits are read as which, and what comes of answering only when sure."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from nn.answers import NO_ANSWER, Indices
from nn.explain.confusion import COLUMNS, Cautious
from nn.figures import look
from nn.mnist import DIGITS

# The cells are as light in a dark room as in a bright one, like all pictures, so that what is
# written on them can be read. The diagonal is grey: it would drown the mistakes.
PAPER, MUTED = "#f4f4f4", "#d4d7dc"
INK = "#0d0d0d"
SEAM = 2  # pixels between two cells


def confusion_matrix(
    counts: Indices, shares: bool = False, chosen: tuple[int | None, int | None] = (None, None)
) -> go.Figure:
    """Draw how many images of each digit, a row, are read as each digit, a column.

    The colours are for the mistakes alone, from none to the most frequent one. An invisible marker
    lies over every cell: pointing at it says the cell in words, clicking it selects the point whose
    customdata is (digit, answer).

    `counts` are (10, 11); the column of NO_ANSWER is drawn only if it is not empty. `shares` writes
    percentages of a row instead. The `chosen` (digit, answer) gets a frame: a cell, or a whole row
    or column where the other of the two is None.
    """
    columns = COLUMNS[: DIGITS + int(counts[:, NO_ANSWER].any())]
    counts = counts[:, : len(columns)]
    diagonal = np.eye(*counts.shape, dtype=np.bool_)
    mistakes = np.where(diagonal, 0, counts)
    cells = list(product(range(DIGITS), columns))
    words = [_in_words(counts, *cell) for cell in cells]
    most = words[int(mistakes.argmax())].replace("<br>", ", ")
    figure = look.canvas(
        f"Which digit is read as which: {counts[diagonal].sum():,} of {counts.sum():,} images are "
        f"read right; the most frequent mistake is {most}."
        if mistakes.any()
        else f"Which digit is read as which: all {counts.sum():,} images are read right."
    )
    _add_cells(figure, counts, diagonal, _cell_text(counts, shares))
    y, x = zip(*np.ndindex(*counts.shape), strict=True)
    look.add_markers(figure, x, y, customdata=cells, text=words)
    _frame(figure, chosen, columns)
    _name_axes(figure, len(columns))
    return figure


def caution_curve(levels: Sequence[float], results: Sequence[Cautious], chosen: float) -> go.Figure:
    """Draw how much a network answers, and how much of that is right, the surer it has to be.

    The `levels` are the smallest outputs that count as an answer, 0 to 1, rising, with a result for
    each. A line marks the `chosen` level. Where nothing is answered, there is no accuracy to draw.
    """
    at_chosen = results[int(np.abs(np.subtract(levels, chosen)).argmin())]
    figure = look.canvas(
        "How many images are answered, and how many of these are right, the larger an output has "
        f"to be: at {chosen:.2f} or more, {at_chosen.answered:,} of {at_chosen.total:,} images are "
        f"answered, {at_chosen.right:,} of them right."
    )
    for name, shares, colour, dash in (
        ("right, of those answered", [result.accuracy for result in results], look.ACCENT, "solid"),
        ("answered", [result.share for result in results], look.OTHER, "dash"),
    ):
        figure.add_scatter(
            x=list(levels),
            y=[100 * share if np.isfinite(share) else None for share in shares],
            name=name,
            mode="lines",
            line={"color": colour, "width": 3, "dash": dash},
            cliponaxis=False,
            hovertemplate=f"%{{y:.2f}} % {name}<br>at an output of %{{x:.2f}} or more"
            "<extra></extra>",
        )
    figure.add_vline(x=chosen, line={"color": look.GREY, "width": 2})
    look.label_axes(figure, "answers if the largest output is at least", "images (%)")
    figure.update_xaxes(range=[0, 1])
    figure.update_yaxes(range=[_bottom(results), 100.5])
    look.legend_inside(figure, 0.3, 0.02, "left")
    return figure


def _name_axes(figure: go.Figure, answers: int) -> None:
    """Write the digits beside the rows and above the `answers` columns."""
    look.label_axes(figure, "read as", "it is")
    ticks = {"showgrid": False, "zeroline": False, "ticks": "", "tickfont_size": look.LARGE}
    figure.update_xaxes(
        side="top",
        range=[-0.5, answers - 0.5],
        tickvals=list(range(answers)),
        ticktext=[*map(str, range(DIGITS)), "none"][:answers],
        **ticks,
    )
    figure.update_yaxes(range=[9.5, -0.5], dtick=1, title_standoff=16, **ticks)
    figure.update_layout(margin={"l": 0, "r": 4, "t": 4, "b": 4})


def _bottom(results: Sequence[Cautious]) -> int:
    """Return the percentage that the curves' axis begins at: few mistakes need a close look."""
    least = min((100 * result.accuracy for result in results if result.answered), default=0.0)
    return 80 if least > 85 else 50 if least > 55 else 0


def _cell_text(counts: Indices, shares: bool) -> npt.NDArray[np.str_]:
    """Return the text of each cell: nothing for 0, a percentage without a decimal at 100."""
    text = counts.astype(str)
    if shares:
        percentages = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        one_decimal, none = (np.char.mod(pattern, percentages) for pattern in ("%.1f", "%.0f"))
        text = np.where(percentages < 99.95, one_decimal, none)
    return np.where(counts > 0, text, "")


def _add_cells(
    figure: go.Figure, counts: Indices, diagonal: npt.NDArray[np.bool_], text: npt.NDArray[np.str_]
) -> None:
    """Draw the mistakes and then the diagonal, each with its own colours."""
    for drawn, none, most in (~diagonal, PAPER, look.WORST), (diagonal, MUTED, MUTED):
        largest = int(counts[drawn].max())
        # Four digits in large type do not fit a cell on a phone.
        large = drawn is not diagonal and largest < 1_000
        figure.add_heatmap(
            z=np.where(drawn, counts, np.array(None)).tolist(),
            text=np.where(drawn, text, "").tolist(),
            texttemplate="%{text}",
            textfont={"size": look.LARGE if large else look.SMALL, "color": INK},
            zmin=0,
            zmax=max(largest, 1),
            colorscale=[[0, none], [1, most]],
            showscale=False,
            xgap=SEAM,
            ygap=SEAM,
            hoverinfo="skip",
        )


def _in_words(counts: Indices, digit: int, answer: int) -> str:
    count, total = int(counts[digit, answer]), int(counts[digit].sum())
    reading = "without an answer" if answer == NO_ANSWER else f"read as {answer}"
    share = f"<br>{count / total:.1%} of the {total:,}" if total else ""
    return f"{digit} {reading}: {count:,}{share}"


def _frame(
    figure: go.Figure, chosen: tuple[int | None, int | None], columns: Sequence[int]
) -> None:
    """Frame a cell, a row or a column, if one is chosen and drawn."""
    digit, answer = chosen
    if chosen == (None, None) or answer not in (None, *columns):
        return
    x = (-0.5, len(columns) - 0.5)
    if answer is not None:
        x = columns.index(answer) - 0.5, columns.index(answer) + 0.5
    y = (-0.5, 9.5) if digit is None else (digit - 0.5, digit + 0.5)
    look.frame(figure, x, y, look.ACCENT, 4)
