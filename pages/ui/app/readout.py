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
MOST_NUMBERED = 64  # larger layers are one picture of tiny squares
TINY_COLUMNS = 32
MOST_TINY = 512  # larger ones get twice the columns, so that no layer is taller
TINY, TINY_GAP = 10, 2  # pixels of that picture; it is shown at about half its size
SILENT = 0.13  # how dark the square of a silent neuron is
# As on the weight maps: warm is positive, blue is negative.
FIRING = "#d6604d"
NEGATIVE = "#4393c3"
FIRING_RGB, NEGATIVE_RGB, GREY_RGB = (214, 96, 77), (67, 147, 195), (128, 128, 128)
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


def verdict(outputs: Array, note: str = "") -> str:
    """Return the digit with the largest of the ten outputs, and how it stands to the next.

    A note goes below that.
    """
    note = note and f"<br>{note}"
    second, first = np.argsort(outputs)[-2:]
    top, next_best = _in_short(outputs[first]), _in_short(outputs[second])
    if unsure(outputs):
        below = f"Not sure: {first} or {second}?<br>Outputs {top} and {next_best}{note}"
        return answer(f'<span class="tn-unsure">{first}?</span>', below)
    return answer(str(first), f"Output {top}<br>The next best is {second}: {next_best}{note}")


def unsure(outputs: Array) -> bool:
    """Tell whether the answer that these ten outputs give is called unsure."""
    next_best, top = np.sort(outputs)[-2:]
    return bool(top < SURE or next_best > top / 2)


def _in_short(output: float) -> str:
    """Return an output to two places; a small one is not called 0."""
    return f"{output:.2f}" if round(float(output), 2) else "below\N{NO-BREAK SPACE}0.01"


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
    if len(layer) > MOST_NUMBERED:
        return _tiny_activations(layer, strongest)
    squares = []
    for neuron, a in enumerate(layer, start=1):
        colour = FIRING if a >= 0 else NEGATIVE
        squares.append(
            f'<span class="tn-square" title="neuron {neuron}: {a:.4f}">'
            f'<span class="tn-fill" style="background:{colour};opacity:{abs(a) / strongest:.3f}">'
            f'</span><span class="tn-number">{neuron}</span></span>'
        )
    return (
        f'<div class="tn-squares" style="grid-template-columns:repeat({COLUMNS},1fr)">'
        f"{''.join(squares)}</div>"
    )


def _tiny_activations(layer: Array, strongest: float) -> str:
    """Return all neurons of a large layer as one picture, in the same order."""
    columns = TINY_COLUMNS if len(layer) <= MOST_TINY else 2 * TINY_COLUMNS
    rows = -(-len(layer) // columns)
    share = (np.abs(layer) / strongest)[:, None]
    firing = np.where(layer[:, None] >= 0, FIRING_RGB, NEGATIVE_RGB)
    opacity = SILENT + (1 - SILENT) * share
    squares = np.zeros((rows * columns, 4))
    squares[: len(layer), :3] = GREY_RGB * (1 - share) + firing * share
    squares[: len(layer), 3:] = 255 * opacity
    size = TINY + TINY_GAP
    pixels = np.zeros((rows, size, columns, size, 4), np.uint8)
    pixels[:, :TINY, :, :TINY] = squares.reshape(rows, 1, columns, 1, 4)
    first = int(np.abs(layer).argmax())
    title = f"{len(layer)} neurons, the strongest is neuron {first + 1}: {layer[first]:.4f}"
    flat = pixels.reshape(rows * size, columns * size, 4)
    return f'<div class="tn-tiny" title="{title}">{_image(flat, title)}</div>'


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


def legend(for_it: str, against_it: str) -> str:
    """Return what the colours of `signed_picture` mean: in these words, and for faint ink."""
    little = int(255 * (1 - FAINT))
    marks = [
        (f"rgb{FOR}", for_it),
        (f"rgb{AGAINST}", against_it),
        (f"rgb{(little, little, little)}", "ink that says little"),
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
        spoken = "".join(f"<div>{short_verdict(outputs)}</div>" for outputs in answers)
        cells.append(f'<div class="tn-line"><div class="tn-sees">{seen}</div>{spoken}</div>')
    columns = f"--tn-columns:{len(heads)}"
    return f'<div class="tn-comparison" style="{columns}">{"".join(cells)}</div>'


def short_verdict(outputs: Array) -> str:
    """Return the answer and how it stands to the next, smaller than `verdict`."""
    second, first = np.argsort(outputs)[-2:]
    kind, mark = (" tn-unsure", "?") if unsure(outputs) else ("", "")
    return (
        f'<div class="tn-spoken{kind}">{first}{mark}</div>'
        f'<div class="tn-under">output {_in_short(outputs[first])}<br>next {second}: '
        f"{_in_short(outputs[second])}</div>"
    )
