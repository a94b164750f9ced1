"""The accuracy over the epochs of a run: as SVG while it goes on, as a chart once it stands.

Both have the same axes, those of the whole run, so all that a new point changes is the end of a
curve. On the page the chart lies over the picture, and nothing moves.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from nn.figures import colours, look, svg
from nn.in_words import added

# (position in epochs, share of images read right, from 0 to 1)
Points = Sequence[tuple[float, float]]
# (where on the x axis, what was changed there)
Changes = Sequence[tuple[float, str]]

FIRST = 40.0  # per cent of the width at least, for the first epoch: most is learnt in it
MOST_STEPS = 5  # between the numbers below the axis

# What style.css says of the picture, for the chart: around it, and of each kind of curve.
EM = 16  # pixels
MARGIN = {"l": 62, "r": 14, "t": 14, "b": 46}
SOLID, DASHED, DOTTED = "solid", "9.6px,6.4px", "3.2px,4px"
LOOKS = {
    "test": (colours.ACCENT, SOLID),
    "train": (colours.OTHER, DASHED),
    "room": (colours.THIRD, DOTTED),
    "guess": (colours.GREY, DASHED),
}
MEANINGS = {"train": ", learnt from"}  # what the legend on the page adds
GRID = "rgba(128,128,128,0.35)"
# Of what is saved; the page's own ground and colour of letters take their place (style.css).
PAPER, LETTERS = "#ffffff", "#26272f"


class Curve(NamedTuple):
    """The share of some images read right over the epochs."""

    kind: str  # its class: "test", "train", "room" or "guess"
    name: str  # such as "the room's digits"
    points: Points

    def in_words(self) -> str:
        """Return its last point in words, to be added to a sentence; "" without a point."""
        if not self.points:
            return ""
        position, share = self.points[-1]
        return f"of {self.name}, {100 * share:.1f} % are read right at epoch {position:.3g}"


class Accuracy(NamedTuple):
    """What is known of a run's accuracy."""

    epochs: int  # of the whole run
    test: Points
    train: Points
    room: Curve | None = None
    guess: float | None = None  # in per cent
    changes: Changes = ()

    @property
    def curves(self) -> list[Curve]:
        """The curves, the most important first; that of the guess is a level line."""
        curves = [
            Curve("test", "test images", self.test),
            Curve("train", "training images", self.train),
        ]
        curves += [self.room] if self.room else []
        if self.guess is not None:
            ends = [(at, self.guess / 100) for at in (0.0, float(self.epochs))]
            curves.append(Curve("guess", f"guess {self.guess:g} %", ends))
        return curves

    def x_of(self, at: float) -> float:
        """Return where a moment, in epochs, is on the x axis, from 0 to 100."""
        first = max(FIRST, 100 / self.epochs)
        return first * at if at <= 1 else first + (100 - first) * (at - 1) / (self.epochs - 1)

    @property
    def moments(self) -> list[tuple[float, str]]:
        """The numbers below the x axis and where they stand."""
        step = int(look.round_up(max(self.epochs / MOST_STEPS, 1)))
        epochs = [0, 0.5, 1, *(at for at in range(step, self.epochs + 1, step) if at > 1)]
        return [(self.x_of(at), f"{at:g}") for at in epochs]

    @property
    def title(self) -> str:
        """What the x axis counts."""
        return "epochs; the first is drawn wider" if 100 / self.epochs < FIRST else "epochs"

    def in_words(self) -> str:
        """Say how the share of images read right has come out, and what was guessed."""
        said = "Images read right over the epochs: nothing is measured yet."
        if self.test:
            position, share = self.test[-1]
            said = (
                f"Images read right up to epoch {position:.4g}: at the end {100 * share:.2f} % of "
            )
            said += "the test images" + (
                f" and {100 * self.train[-1][1]:.2f} % of the training images."
                if self.train
                else "."
            )
        said = added(said, self.room.in_words() if self.room else "")
        return added(said, "" if self.guess is None else f"the guess is {self.guess:g} %")


def accuracy_curves(run: Accuracy) -> str:
    """Return the legend and the picture of a run's accuracy, as SVG."""
    drawn = [
        *(svg.level(100 - share, f"{share} %") for share in range(100, -1, -20)),
        svg.moments(run.moments, run.title),
        svg.upright(run.x_of(1)),
        *(svg.change(run.x_of(at), text) for at, text in run.changes),
        *(_curve(it, run.x_of) for it in reversed(run.curves)),  # the first on top
    ]
    names = {it.kind: it.name + MEANINGS.get(it.kind, "") for it in run.curves}
    return svg.picture(run.in_words(), "Read right", names, drawn)


def _curve(curve: Curve, x_of: Callable[[float], float]) -> str:
    dots = [
        (x_of(at), 100 * (1 - share), f"{curve.name}: {100 * share:.2f} % {_after(at)}")
        for at, share in curve.points
    ]
    if curve.kind == "guess":
        dots = [(x, y, "") for x, y, _ in dots]
    return svg.curve(curve.kind, dots)


def _after(at: float) -> str:
    return f"after {at:.4g} epoch{'s' * (at != 1)}"


def accuracy_chart(run: Accuracy) -> go.Figure:
    """Return the same picture as a chart: to be pointed at, to be zoomed into, and to be saved.

    Pointing at it names all curves at the nearest moment.
    """
    figure = look.canvas(run.in_words())
    for curve in reversed(run.curves):
        colour, dash = LOOKS[curve.kind]
        is_first = curve.kind == "test"
        figure.add_scatter(
            x=[run.x_of(at) for at, _ in curve.points],
            y=[100 * share for _, share in curve.points],
            name=curve.name,
            mode="lines" if curve.kind == "guess" else "lines+markers",
            line={"color": colour, "width": 0.2 * EM, "dash": dash},
            marker={"size": 0.56 * EM},
            cliponaxis=False,
            hoverinfo=None if is_first else "skip",
            text=[_said(run, at) for at, _ in curve.points] if is_first else None,
            hovertemplate="%{text}<extra></extra>" if is_first else None,
        )
    for at, text in run.changes:
        x = run.x_of(at)
        figure.add_vline(x, line={"color": colours.GREY, "width": 2, "dash": "2px,4px"})
        upright = {"textangle": -90, "xanchor": "left", "yanchor": "bottom", "yshift": 7.5}
        figure.add_annotation(x=x, y=0, yref="paper", text=text, **upright)
    grid = {"line": {"color": GRID, "width": 1}, "layer": "below"}
    figure.add_vline(run.x_of(1), **grid)
    for end in (0, 100):  # where plotly draws no line of its grid
        figure.add_hline(end, **grid)
    below = {"xref": "paper", "xanchor": "right", "yanchor": "top", "yshift": -26}
    figure.add_annotation(x=1, y=0, yref="paper", text=run.title, **below)
    letters = {"size": EM, "color": LETTERS}
    figure.update_annotations(showarrow=False, font=letters, borderpad=0, borderwidth=0)
    numbers = {"tickfont": letters, "automargin": False, "zeroline": False, "fixedrange": False}
    figure.update_xaxes(
        range=[0, 100],
        showgrid=False,
        tickvals=[x for x, _ in run.moments],
        ticktext=[number for _, number in run.moments],
        ticklabelstandoff=-4,
        **numbers,
    )
    figure.update_yaxes(
        range=[0, 100], nticks=6, ticksuffix=" %", ticklabelstandoff=-1, gridcolor=GRID, **numbers
    )
    inside = {"x": 1, "y": 0.02, "xanchor": "right", "yanchor": "bottom", "orientation": "h"}
    return figure.update_layout(
        margin=MARGIN,
        paper_bgcolor=PAPER,
        dragmode="zoom",
        hovermode="x",
        hoverdistance=-1,
        showlegend=True,  # of what is saved; on the page it stands above
        legend=inside | {"font": letters, "traceorder": "reversed"},
        modebar={"bgcolor": colours.NOTHING},
    )


def _said(run: Accuracy, at: float) -> str:
    """Return what all curves are at a moment: "after 3 epochs", and a line for each."""
    shares = [(it.name, dict(it.points).get(at)) for it in run.curves if it.kind != "guess"]
    known = [f"{name} {100 * share:.2f} %" for name, share in shares if share is not None]
    return "<br>".join([f"<b>{_after(at)}</b>", *known])
