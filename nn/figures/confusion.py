"""Who is taken for whom, and what comes of answering only when sure."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from nn.answers import NO_ANSWER
from nn.explain.confusion import Cautious
from nn.figures.look import (
    ACCENT,
    GREY,
    LARGE,
    OTHER,
    SMALL,
    add_markers,
    canvas,
    frame,
    label_axes,
    legend_inside,
)

# The cells are as light in a dark room as in a bright one, like all pictures, so that what is
# written on them can be read. The diagonal is grey: it would drown the mistakes.
PAPER, MUTED, WORST = "#f4f4f4", "#d4d7dc", "#d2601a"
INK = "#1c1c1c"
SEAM = 2  # pixels between two cells
MARKER = 30  # pixels: about a cell on a phone

Counts = npt.NDArray[np.intp]


def confusion_matrix(
    counts: Counts, shares: bool = False, chosen: tuple[int | None, int | None] = (None, None)
) -> go.Figure:
    """Draw how many images of each digit, a row, are read as each digit, a column.

    The mistakes have the colours to themselves, from none to the most frequent one. Over every
    cell lies a marker that cannot be seen: pointing at it says the cell in words, clicking it
    selects the point whose customdata is (digit, answer).

    Parameters
    ----------
    counts : (10, 11)
        As `confusion_matrix` returns them. The column of NO_ANSWER is drawn only
        where there is something in it.
    shares : bool
        Write each number as a percentage of its row instead.
    chosen : (digit, answer), each int or None
        The cell that gets a frame; a whole row or column where the other one is None.
    """
    answers = NO_ANSWER + int(counts[:, NO_ANSWER].any())
    counts = counts[:, :answers]
    rows = np.arange(len(counts))
    diagonal = np.zeros(counts.shape, bool)
    diagonal[rows, rows] = True
    text = _written(counts, shares)
    figure = canvas()
    mistakes = np.where(diagonal, np.nan, counts)
    size = LARGE if np.nanmax(mistakes) < 1_000 else SMALL  # four digits fit a cell on a phone
    _add_cells(figure, mistakes, text, (PAPER, WORST), size)
    _add_cells(figure, np.where(diagonal, counts, np.nan), text, (MUTED, MUTED), SMALL)
    cells = [(digit, answer) for digit, answer in np.ndindex(*counts.shape)]
    add_markers(
        figure,
        MARKER,
        [answer for _, answer in cells],
        [digit for digit, _ in cells],
        customdata=cells,
        text=[_in_words(counts, *cell) for cell in cells],
    )
    _frame(figure, chosen, answers)
    _name_axes(figure, answers)
    return figure


def caution_curve(levels: Sequence[float], results: Sequence[Cautious], chosen: float) -> go.Figure:
    """Draw what a network answers, and how much of that is right, the surer it has to be.

    Parameters
    ----------
    levels : sequence of float
        Least outputs to answer at, 0 to 1, rising.
    results : sequence of Cautious
        At each of them. Where nothing is answered, no accuracy is drawn.
    chosen : float
        The level that a line marks.
    """
    figure = canvas()
    for name, values, colour, dash in (
        ("right, of those answered", [one.accuracy for one in results], ACCENT, "solid"),
        ("answered", [one.share for one in results], OTHER, "dash"),
    ):
        figure.add_scatter(
            x=list(levels),
            y=[100 * value if np.isfinite(value) else None for value in values],
            name=name,
            mode="lines",
            line={"color": colour, "width": 3, "dash": dash},
            cliponaxis=False,
            hovertemplate=f"%{{y:.2f}} % {name}<br>at an output of %{{x:.2f}} or more"
            "<extra></extra>",
        )
    figure.add_vline(x=chosen, line={"color": GREY, "width": 2})
    label_axes(figure, "least output to answer at", "images (%)")
    figure.update_xaxes(range=[0, 1], fixedrange=True)
    figure.update_yaxes(range=[_bottom(results), 100.5], fixedrange=True)
    legend_inside(figure, 0.3)
    figure.update_layout(legend={"x": 0.02, "xanchor": "left"})
    return figure


def _name_axes(figure: go.Figure, answers: int) -> None:
    """Write the digits beside the rows and above the `answers` columns."""
    label_axes(figure, "read as", "it is")
    ticks = {"showgrid": False, "zeroline": False, "fixedrange": True, "ticks": ""}
    ticks |= {"tickfont": {"size": LARGE}}
    figure.update_xaxes(
        side="top",
        range=[-0.5, answers - 0.5],
        tickvals=list(range(answers)),
        ticktext=[*map(str, range(NO_ANSWER)), "none"][:answers],
        **ticks,
    )
    figure.update_yaxes(range=[9.5, -0.5], dtick=1, title_standoff=16, **ticks)
    figure.update_layout(margin={"l": 0, "r": 4, "t": 4, "b": 4})


def _bottom(results: Sequence[Cautious]) -> int:
    """Return the percentage that the curves' axis begins at: few mistakes need a close look.

    What is answered may leave it, at outputs that are hardly ever reached.
    """
    reached = [100 * one.accuracy for one in results if one.answered]
    return max((low for low in (50, 80) if low + 5 < min(reached, default=0.0)), default=0)


def _written(counts: Counts, shares: bool) -> list[list[str]]:
    """Return what stands in each cell; nothing for 0."""
    totals = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    parts = 100 * counts / totals
    return [
        [
            ""
            if count == 0
            else f"{part:.1f}"
            if shares and part < 99.95
            else f"{part:.0f}"
            if shares
            else str(count)
            for count, part in zip(row, parts_of_row, strict=True)
        ]
        for row, parts_of_row in zip(counts, parts, strict=True)
    ]


def _add_cells(
    figure: go.Figure,
    values: npt.NDArray[np.float64],
    text: list[list[str]],
    colours: tuple[str, str],
    size: int,
) -> None:
    """Draw the cells that have a value, with their text, from the first colour at 0 to the last."""
    shown = np.isfinite(values)
    figure.add_heatmap(
        z=[
            [value if there else None for value, there in zip(*row, strict=True)]
            for row in zip(values.tolist(), shown.tolist(), strict=True)
        ],
        text=np.where(shown, text, "").tolist(),
        texttemplate="%{text}",
        textfont={"size": size, "color": INK},
        zmin=0,
        zmax=max(float(values[shown].max()), 1.0),
        colorscale=[[0, colours[0]], [1, colours[1]]],
        showscale=False,
        xgap=SEAM,
        ygap=SEAM,
        hoverinfo="skip",
    )


def _in_words(counts: Counts, digit: int, answer: int) -> str:
    count, total = int(counts[digit, answer]), int(counts[digit].sum())
    what = "without an answer" if answer == NO_ANSWER else f"read as {answer}"
    share = f"<br>{count / total:.1%} of the {total:,}" if total else ""
    return f"{digit} {what}: {count:,}{share}"


def _frame(figure: go.Figure, chosen: tuple[int | None, int | None], answers: int) -> None:
    """Frame a cell, a row or a column; nothing where both are None or it is not drawn."""
    digit, answer = chosen
    if (digit is None and answer is None) or (answer is not None and answer >= answers):
        return
    x = (-0.5, answers - 0.5) if answer is None else (answer - 0.5, answer + 0.5)
    y = (-0.5, 9.5) if digit is None else (digit - 0.5, digit + 0.5)
    frame(figure, x, y, ACCENT, 4)
