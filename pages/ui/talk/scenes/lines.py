"""Curves on the stage: a picture of lines that fits any window, with words laid over it in HTML."""

from pages.ui.app import pictures
from pages.ui.app.html import Html, div, span, tag

WIDE, TALL = 160.0, 100.0  # of a picture, in units of its own


def line(path: str, colour: str, width: float, dash: str = "") -> Html:
    """Return a line along an SVG path; its width is in the picture's own units."""
    return tag(
        "path", d=path, fill="none", stroke=colour, stroke_width=width, stroke_dasharray=dash
    )


def dot(x: float, y: float, colour: str) -> Html:
    """Return a point that is seen from the back row."""
    return tag("circle", cx=f"{x:.2f}", cy=f"{y:.2f}", r=2.6, fill=colour)


def word(text: str, x: float, y: float, kind: str = "") -> Html:
    """Return words over the picture; `kind` says to which side of the point they stand."""
    place = f"left:{100 * x / WIDE:.1f}%;top:{100 * y / TALL:.1f}%"
    return span(f"tn-talk-word {kind}".strip(), text, style=place)


def picture(lines: list[Html], words: list[Html], alt: str) -> Html:
    """Return the lines as a picture, and the words over it; `alt` says what it shows."""
    box = {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDE:g} {TALL:g}"}
    svg = tag("svg", *lines, width=10 * int(WIDE), height=10 * int(TALL), **box)
    source = pictures.data_url(svg.encode("ascii"), "image/svg+xml")
    return div("tn-talk-curve", tag("img", src=source, alt=alt), *words)
