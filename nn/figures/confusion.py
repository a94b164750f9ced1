"""Which digits are read as which."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from nn.answers import NO_ANSWER, Indices
from nn.explain.confusion import COLUMNS
from nn.figures import colours, look
from nn.mnist import DIGITS

# The cells are as light in a dark room as in a bright one, like all pictures, so that what is
# written on them can be read. The diagonal is grey: it would drown the mistakes.
PAPER, MUTED = "#f4f4f4", "#d4d7dc"
SEAM = 2  # pixels between two cells


def confusion_matrix(
    counts: Indices, chosen: tuple[int | None, int | None] = (None, None)
) -> go.Figure:
    """Draw how many images of each digit, a row, are read as each digit, a column.

    The colours are for the mistakes alone, from none to the most frequent one. An invisible marker
    lies over every cell: pointing at it says the cell in words, clicking it selects the point whose
    customdata is (digit, answer).

    `counts` are (10, 11); the column of NO_ANSWER is drawn only if it is not empty. The `chosen`
    (digit, answer) gets a frame: a cell, or a whole row or column where the other of the two is
    None.
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
    _add_cells(figure, counts, diagonal)
    places = np.ndindex(*counts.shape)
    every = zip(places, cells, words, strict=True)
    dots = [look.Dot(x, y, cell, text) for (y, x), cell, text in every]
    look.add_unseen_dots(figure, dots)
    _frame(figure, chosen, columns)
    _name_axes(figure, len(columns))
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


def _add_cells(figure: go.Figure, counts: Indices, diagonal: npt.NDArray[np.bool_]) -> None:
    """Draw the mistakes and then the diagonal, each with its own colours; 0 is not written."""
    for drawn, none, most in (~diagonal, PAPER, colours.WORST), (diagonal, MUTED, MUTED):
        largest = int(counts[drawn].max())
        # Four digits in large type do not fit a cell on a phone.
        large = drawn is not diagonal and largest < 1_000
        figure.add_heatmap(
            z=np.where(drawn, counts, np.array(None)).tolist(),
            text=np.where(drawn & (counts > 0), counts.astype(str), "").tolist(),
            texttemplate="%{text}",
            textfont={"size": look.LARGE if large else look.SMALL, "color": colours.INK},
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
    look.frame(figure, x, y, colours.ACCENT)
