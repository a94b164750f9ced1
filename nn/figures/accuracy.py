"""The accuracy over the epochs of a run, as SVG: light enough to be drawn anew at every look.

The axes are those of the whole run, so all that a new point changes is the end of a curve. Places
are in per cent of the picture's width and height. Whoever shows it gives its classes their colours,
`tn-curve-test` and so on, and its letters their size.
"""

from collections.abc import Callable, Sequence
from html import escape
from typing import NamedTuple

from nn.in_words import added

# (position in epochs, share of images read right, from 0 to 1)
Points = Sequence[tuple[float, float]]
# (where on the x axis, what was changed there)
Changes = Sequence[tuple[float, str]]

FIRST = 40.0  # per cent of the width at least, for the first epoch: most is learnt in it
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # epochs between two numbers below the axis
MOST_STEPS = 5


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


def accuracy_curves(
    epochs: int,
    test: Points,
    train: Points,
    room: Curve | None = None,
    guess: float | None = None,
    changes: Changes = (),
) -> str:
    """Return the legend and the picture of a run's accuracy; `guess` is in per cent."""
    curves = [Curve("test", "test images", test), Curve("train", "training images", train)]
    curves += [room] if room else []
    if guess is not None:
        ends = [(at, guess / 100) for at in (0.0, float(epochs))]
        curves.append(Curve("guess", f"guess {guess:g} %", ends))
    first = max(FIRST, 100 / epochs)

    def x_of(at: float) -> float:
        return first * at if at <= 1 else first + (100 - first) * (at - 1) / (epochs - 1)

    legend = [f'<span class="tn-curve-{it.kind}">{escape(it.name)}</span>' for it in curves]
    drawn = [
        *_axes(epochs, x_of),
        *(_change(x_of(at), text) for at, text in changes),
        *(_curve(it, x_of) for it in reversed(curves)),  # the first on top
    ]
    alt = escape(accuracy_in_words(test, train, room, guess))
    return (
        f"<div>Read right: {''.join(legend)}</div>"
        f'<svg role="img" aria-label="{alt}">{"".join(drawn)}</svg>'
    )


def _axes(epochs: int, x_of: Callable[[float], float]) -> list[str]:
    """Return the lines and numbers of both axes."""
    left = 'dx="-0.5em" dy="0.35em" text-anchor="end"'
    drawn = [
        _line(0, share, 100, share, "grid") + _text(0, share, left, f"{100 - share} %")
        for share in range(0, 101, 20)
    ]
    step = next((step for step in STEPS if epochs / step <= MOST_STEPS), STEPS[-1])
    below = 'dy="1.3em" text-anchor="middle"'
    moments = [0, 0.5, 1, *(at for at in range(step, epochs + 1, step) if at > 1)]
    drawn += [_text(x_of(at), 100, below, f"{at:g}") for at in moments]
    title = "epochs; the first is drawn wider" if 100 / epochs < FIRST else "epochs"
    drawn.append(_text(100, 100, 'dy="2.6em" text-anchor="end"', title))
    return [*drawn, _line(x_of(1), 0, x_of(1), 100, "grid")]


def _curve(curve: Curve, x_of: Callable[[float], float]) -> str:
    """Return a curve with a dot at each point, which says its numbers."""
    dots, places = [], []
    for at, share in curve.points:
        x, y = f"{x_of(at):.2f}", f"{100 * (1 - share):.2f}"
        moment = f"{at:.4g} epoch{'s' * (at != 1)}"
        said = f"{escape(curve.name)}: {100 * share:.2f} % after {moment}"
        places.append(f"{x},{y}")
        dots.append(f'<circle cx="{x}%" cy="{y}%" r="0.28em"><title>{said}</title></circle>')
    line = f'<polyline points="{" ".join(places)}"/>'
    return (
        f'<g class="tn-curve-{curve.kind}">'
        f'<svg viewBox="0 0 100 100" preserveAspectRatio="none">{line}</svg>{"".join(dots)}</g>'
    )


def _change(x: float, text: str) -> str:
    """Return a line where the settings were changed, with what was changed along it."""
    words = f'<text transform="rotate(-90)" dx="0.5em" dy="1em">{escape(text)}</text>'
    return _line(x, 0, x, 100, "change") + f'<svg x="{x:.2f}%" y="100%">{words}</svg>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    ends = f'x1="{x1:.2f}%" y1="{y1}%" x2="{x2:.2f}%" y2="{y2}%"'
    return f'<line {ends} class="tn-curve-{kind}"/>'


def _text(x: float, y: float, place: str, text: str) -> str:
    return f'<text x="{x:.2f}%" y="{y}%" {place}>{text}</text>'


def accuracy_in_words(test: Points, train: Points, room: Curve | None, guess: float | None) -> str:
    """Say how the share of images read right has come out, and what was guessed, 0 to 100."""
    said = "Images read right over the epochs: nothing is measured yet."
    if test:
        position, share = test[-1]
        said = f"Images read right up to epoch {position:.4g}: at the end {100 * share:.2f} % of "
        said += "the test images" + (
            f" and {100 * train[-1][1]:.2f} % of the training images." if train else "."
        )
    said = added(said, room.in_words() if room else "")
    return added(said, "" if guess is None else f"the guess is {guess:g} %")
