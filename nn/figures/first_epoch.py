"""The accuracy in the first epoch as an SVG: drawn at once, where plotly takes a fifth of a second.

It is text for a page, without a script. It takes the colour of the type around it.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from html import escape

from nn.figures import look
from nn.figures.curves import Curve
from nn.in_words import added

SIZE = (640, 340)  # the units of the picture, which is drawn at any size

_TYPE = 17
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 16, 30, 46
_ROOM_FOR_GUESS = 62
_LINE = 24  # between two lines of the legend
_DOTS = "3 4"
_STEP = 20  # per cent between two lines

Point = tuple[float, float]
Place = Callable[[float, float], Point]  # of a position and a share


def accuracy_svg(
    points: Sequence[tuple[float, float, float]],
    guess: float | None = None,
    size: tuple[int, int] = SIZE,
    third: Curve | None = None,
) -> str:
    """Draw the share of images read right over the first epoch, on test and on training images.

    The `points` are (position in epochs, test, train), with shares from 0 to 1; what is not finite
    is left out. A dashed line marks a `guess`, 0 to 100. The smaller the `size`, the larger the
    type in the picture. A `third` curve is of other images; its points after the epoch are left
    out.
    """
    width, height = size
    top = _TOP + (0 if third is None else _LINE)
    right = width - (_RIGHT if guess is None else _ROOM_FOR_GUESS)
    bottom = height - _BOTTOM

    def at(position: float, share: float) -> Point:
        return _LEFT + position * (right - _LEFT), bottom - share * (bottom - top)

    test = [at(x, y) for x, y, _ in points if math.isfinite(y)]
    train = [at(x, y) for x, _, y in points if math.isfinite(y)]
    others = [at(x, y) for x, y in third.points if x <= 1] if third else []
    parts = [
        *_axes(at),
        *_legend(right, third),
        *([] if guess is None else _guess(at, guess)),
        _line(train, look.OTHER, "7 5"),
        _line(others, look.THIRD, _DOTS),
        *(
            f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="{look.THIRD}"/>'
            for x, y in others
        ),
        _line(test, look.ACCENT),
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{look.ACCENT}"/>' for x, y in test),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="100%" '
        f'height="100%" role="img" aria-label="{escape(_alt(points, guess, third))}" '
        f'data-points="{len(test)}" font-size="{_TYPE}" fill="currentColor" '
        f'style="font-family: inherit">{"".join(parts)}</svg>'
    )


def _axes(at: Place) -> Iterable[str]:
    for percent in range(0, 101, _STEP):
        (x0, y), (x1, _) = at(0, percent / 100), at(1, percent / 100)
        yield (
            f'<path d="M{x0:.1f} {y:.1f}H{x1:.1f}" stroke="currentColor" '
            f'stroke-opacity="{0.6 if percent == 0 else 0.2}"/>'
        )
        yield _text(x0 - 8, y + 6, f"{percent}\N{NO-BREAK SPACE}%", "end")
    for position, label, anchor in (
        (0, "0", "middle"),
        (0.5, "0.5", "middle"),
        (1, "1 epoch", "end"),
    ):
        x, y = at(position, 0)
        yield _text(x, y + 24, label, anchor)


def _legend(right: float, third: Curve | None) -> Iterable[str]:
    """Name the curves above the plot, where no curve goes; the third one in a line of its own."""
    rows = [[("training", look.OTHER, "7 5"), ("test images", look.ACCENT, "")]]
    if third is not None:
        rows.append([(third.name, look.THIRD, _DOTS)])
    for row, curves in enumerate(rows):
        x, y = right, row * _LINE
        for name, colour, dash in curves:
            x -= 0.53 * _TYPE * len(name)
            yield _text(x, y + 16, name)
            yield _line([(x - 36, y + 10.0), (x - 8, y + 10.0)], colour, dash)
            x -= 52


def _guess(at: Place, guess: float) -> Iterable[str]:
    (x0, y), (x1, _) = at(0, guess / 100), at(1, guess / 100)
    yield (
        f'<path d="M{x0:.1f} {y:.1f}H{x1:.1f}" stroke="currentColor" stroke-width="2.5" '
        'stroke-dasharray="10 7"/>'
    )
    yield _text(x1 + 8, y - 3, "guess")
    yield _text(x1 + 8, y + _TYPE - 2, f"{guess:g}\N{NO-BREAK SPACE}%")


def _line(points: Sequence[Point], colour: str, dash: str = "") -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="3.5"{dashes}/>'


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _alt(
    points: Sequence[tuple[float, float, float]], guess: float | None, third: Curve | None
) -> str:
    said = "Images read right in the first epoch: nothing is measured yet."
    if points:
        position, test, _ = points[-1]
        said = (
            f"Images read right in the first epoch: {100 * test:.2f} % of the test images after "
            f"{100 * position:.3g} % of the epoch."
        )
    said = added(said, third.in_words() if third else "")
    return added(said, "" if guess is None else f"the guess is {guess:g} %")
