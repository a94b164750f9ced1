"""Curves as SVG: light enough to be drawn anew at every look at a run.

Places are in per cent of the picture's width and height. Whoever shows it gives its classes their
colours, `tn-curve-test` and so on, and its letters their size.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

# (x, y, what pointing at it says)
Dot = tuple[float, float, str]


def picture(alt: str, title: str, names: Mapping[str, str], drawn: Iterable[str]) -> str:
    """Return a legend, the name of each kind of curve after a title, and a picture with its alt."""
    legend = [f'<span class="tn-curve-{kind}">{escape(it)}</span>' for kind, it in names.items()]
    return (
        f"<div>{title}: {''.join(legend)}</div>"
        f'<svg role="img" aria-label="{escape(alt)}">{"".join(drawn)}</svg>'
    )


def curve(kind: str, dots: Sequence[Dot], joined: bool = True) -> str:
    """Return the dots that say something, and a line through all of them if they are `joined`."""
    places = " ".join(f"{x:.2f},{y:.2f}" for x, y, _ in dots)
    line = f'<polyline points="{places}"/>' if joined else ""
    drawn = [
        f'<circle cx="{x:.2f}%" cy="{y:.2f}%" r="0.28em"><title>{escape(said)}</title></circle>'
        for x, y, said in dots
        if said
    ]
    return (
        f'<g class="tn-curve-{kind}">'
        f'<svg viewBox="0 0 100 100" preserveAspectRatio="none">{line}</svg>{"".join(drawn)}</g>'
    )


def level(y: float, number: str) -> str:
    """Return a line across the picture with its number on the left."""
    place = 'dx="-0.5em" dy="0.35em" text-anchor="end"'
    return _line(0, y, 100, y, "grid") + _text(0, y, place, number)


def upright(x: float) -> str:
    """Return a line from the bottom to the top of the picture."""
    return _line(x, 0, x, 100, "grid")


def moments(numbers: Iterable[tuple[float, str]], title: str) -> str:
    """Return numbers below the picture, (x, number), and what they count."""
    below = 'dy="1.3em" text-anchor="middle"'
    written = [_text(x, 100, below, number) for x, number in numbers]
    return "".join([*written, _text(100, 100, 'dy="2.6em" text-anchor="end"', title)])


def change(x: float, text: str) -> str:
    """Return a line where the settings were changed, with what was changed along it."""
    words = f'<text transform="rotate(-90)" dx="0.5em" dy="1em">{escape(text)}</text>'
    return _line(x, 0, x, 100, "change") + f'<svg x="{x:.2f}%" y="100%">{words}</svg>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    ends = f'x1="{x1:.2f}%" y1="{y1:.2f}%" x2="{x2:.2f}%" y2="{y2:.2f}%"'
    return f'<line {ends} class="tn-curve-{kind}"/>'


def _text(x: float, y: float, place: str, text: str) -> str:
    return f'<text x="{x:.2f}%" y="{y:.2f}%" {place}>{text}</text>'
