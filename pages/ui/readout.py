"""What the network sees and answers, as small pieces of HTML.

Plain HTML and not charts: it is there at once after every stroke, does not flicker, and scales
to a stage. Only numbers go into it. Exact values show when one points at a bar or a square.
"""

import base64
import io

import numpy as np
from PIL import Image

from nn.functions import Array
from nn.mnist import Bytes

# An answer whose output is under this, or less than twice the runner-up's, is called unsure.
SURE = 0.5

ACCENT = "#3b7be0"
COLUMNS = 8  # of neurons, everywhere in the same order
MOST_NUMBERED = 64
# As on the weight maps: warm is positive, blue is negative.
FIRING = "#d6604d"
NEGATIVE = "#4393c3"
# Of a pixel that speaks for or against as strongly as any: red, green, blue.
FOR, AGAINST = (178, 24, 43), (33, 102, 172)
FAINT = 0.22  # how dark the drawing is under the colours
MOST_IN_FULL = 1e6  # numbers from here on are written as powers of ten
LIFT = 0.6  # below 1, so that weak colours are seen from the back row


def answer(digit: str, below: str) -> str:
    """Return the answer in big type, with a line below it."""
    return (
        f'<div class="tn-answer"><div class="tn-digit">{digit}</div>'
        f'<div class="tn-below">{below}</div></div>'
    )


def verdict(outputs: Array) -> str:
    """Return the digit with the largest of the ten outputs, and how it stands to the next."""
    second, first = np.argsort(outputs)[-2:]
    top, next_best = outputs[first], outputs[second]
    if top < SURE or next_best > top / 2:
        below = f"Not sure: {first} or {second}?<br>Outputs {top:.2f} and {next_best:.2f}"
        return answer(f'<span class="tn-unsure">{first}?</span>', below)
    return answer(str(first), f"Output {top:.2f}<br>The next best is {second}: {next_best:.2f}")


def picture(image: Array, alt: str = "") -> str:
    """Return the 28 x 28 pixels that the network sees, dark on white; `image` is in [0, 1].

    Other sizes are shown too; `alt` says what it is, where it is not what the network sees.
    """
    grey = (255 - np.clip(image, 0, 1) * 255).astype(np.uint8)
    height, width = image.shape
    return _image(grey, alt or f"What the network sees: {width} by {height} pixels")


def signed_picture(values: Array, image: Array, limit: float, alt: str) -> str:
    """Return a picture of what speaks for (warm) and against (blue), over the faint drawing.

    Parameters
    ----------
    values : (784,)
    image : (28, 28) in [0, 1]
        The drawing.
    limit : float
        The value, above 0, that gets the full colour; its negative gets the other one.
    alt : str
        What the picture is, in words.
    """
    strength = np.clip(values.reshape(image.shape) / limit, -1.0, 1.0)[..., None]
    paper = 255.0 * (1.0 - FAINT * np.clip(image, 0, 1))[..., None]
    full = np.where(strength > 0, np.array(FOR), np.array(AGAINST))
    share = np.abs(strength) ** LIFT
    return _image((paper * (1 - share) + full * share).astype(np.uint8), alt)


def _image(pixels: Bytes, alt: str) -> str:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode("ascii")
    return (
        f'<img class="tn-picture" decoding="sync" src="data:image/png;base64,{data}" alt="{alt}">'
    )


def output_bars(outputs: Array) -> str:
    """Return ten bars, one a digit; `outputs` (10,) are in [0, 1]."""
    largest = int(outputs.argmax()) if outputs.any() else None
    rows = []
    for digit, a in enumerate(outputs):
        colour = ACCENT if digit == largest else "currentColor"
        weight = "tn-first" if digit == largest else ""
        rows.append(
            f'<div class="tn-row {weight}" title="output {digit}: {a:.4f}">'
            f'<span class="tn-label">{digit}</span>'
            f'<span class="tn-track"><span class="tn-bar" '
            f'style="width:{100 * a:.1f}%;background:{colour}"></span></span>'
            f'<span class="tn-value">{f"{a:.2f}" if outputs.any() else "–"}</span></div>'
        )
    return f'<div class="tn-bars">{"".join(rows)}</div>'


def gallery(images: list[Bytes]) -> str:
    """Return pictures of digits (28, 28), 0..255 with 255 for ink, side by side."""
    return f'<div class="tn-gallery">{"".join(picture(one / 255) for one in images)}</div>'


def activations(layer: Array) -> str:
    """Return one square a neuron, the darker the stronger; `layer` (n,) holds activations."""
    strongest = max(1.0, float(np.abs(layer).max()))
    squares = []
    for neuron, a in enumerate(layer, start=1):
        colour = FIRING if a >= 0 else NEGATIVE
        number = neuron if len(layer) <= MOST_NUMBERED else ""
        squares.append(
            f'<span class="tn-square" title="neuron {neuron}: {a:.4f}">'
            f'<span class="tn-fill" style="background:{colour};opacity:{abs(a) / strongest:.3f}">'
            f'</span><span class="tn-number">{number}</span></span>'
        )
    columns = COLUMNS if len(layer) <= MOST_NUMBERED else 2 * COLUMNS
    return (
        f'<div class="tn-squares" style="grid-template-columns:repeat({columns},1fr)">'
        f"{''.join(squares)}</div>"
    )


def two_sided_bars(rows: list[tuple[str, float]]) -> str:
    """Return a bar for each name and value: warm to the right for, blue to the left against."""
    limit = max((abs(value) for _, value in rows), default=0.0) or 1.0
    lines = []
    for name, value in rows:
        side = "tn-for" if value >= 0 else "tn-against"
        colour = FIRING if value >= 0 else NEGATIVE
        lines.append(
            f'<div class="tn-row"><span class="tn-name">{name}</span>'
            f'<span class="tn-track tn-two-sided"><span class="tn-bar {side}" '
            f'style="width:{50 * abs(value) / limit:.1f}%;background:{colour}"></span></span>'
            f'<span class="tn-signed">{signed(value, limit)}</span></div>'
        )
    return f'<div class="tn-bars tn-votes">{"".join(lines)}</div>'


def signed(value: float, largest: float = 0.0) -> str:
    """Return a number with its sign, to as many places as can be read at a glance.

    Numbers that stand together get the places that suit the `largest` of them.
    """
    size = max(abs(value), abs(largest))
    if size >= MOST_IN_FULL:
        return f"{value:+.1e}".replace("-", "−")
    places = 2 if size < 10 else 1 if size < 1000 else 0
    return f"{value:+,.{places}f}".replace("-", "−")


def figures(cells: list[tuple[str, str, str]], kind: str = "") -> str:
    """Return pictures side by side, each with a title above and a line below it.

    Parameters
    ----------
    cells : list of (title, picture, below)
        Pieces of HTML.
    kind : str
        A further class, for their size.
    """
    boxes = [
        f'<figure class="tn-figure"><figcaption class="tn-title">{title}</figcaption>{image}'
        f'<div class="tn-under">{below}</div></figure>'
        for title, image, below in cells
    ]
    return f'<div class="tn-figures {kind}">{"".join(boxes)}</div>'


def legend() -> str:
    """Return what the colours of `signed_picture` mean, in words."""
    marks = [
        (f"rgb{FOR}", "speaks for it"),
        (f"rgb{AGAINST}", "speaks against it"),
        ("rgba(128,128,128,0.4)", "ink that says little"),
    ]
    spans = [f'<span><i style="background:{colour}"></i>{text}</span>' for colour, text in marks]
    return f'<div class="tn-legend">{"".join(spans)}</div>'


def comparison(heads: list[str], rows: list[tuple[str, Array, list[Array]]]) -> str:
    """Return a table of answers: a column for each network, a row for each picture.

    Parameters
    ----------
    heads : list of str
        What stands above each column of answers, as HTML.
    rows : list of (title, image, outputs)
        The picture (28, 28) in [0, 1], and what each network answers, (10,).
    """
    top = "".join(f"<div>{head}</div>" for head in ("", *heads))
    cells = [f'<div class="tn-heads">{top}</div>']
    for title, image, answers in rows:
        seen = f'<div class="tn-title">{title}</div>{picture(image)}'
        spoken = "".join(f"<div>{_short_verdict(outputs)}</div>" for outputs in answers)
        cells.append(f'<div class="tn-line"><div class="tn-sees">{seen}</div>{spoken}</div>')
    columns = f"--tn-columns:{len(heads)}"
    return f'<div class="tn-comparison" style="{columns}">{"".join(cells)}</div>'


def _short_verdict(outputs: Array) -> str:
    second, first = np.argsort(outputs)[-2:]
    unsure = outputs[first] < SURE or outputs[second] > outputs[first] / 2
    kind, mark = (" tn-unsure", "?") if unsure else ("", "")
    return (
        f'<div class="tn-spoken{kind}">{first}{mark}</div>'
        f'<div class="tn-under">output {outputs[first]:.2f}<br>next {second}: '
        f"{outputs[second]:.2f}</div>"
    )
