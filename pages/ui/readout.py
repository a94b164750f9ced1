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


def picture(image: Array) -> str:
    """Return the 28 x 28 pixels that the network sees, dark on white; `image` is in [0, 1]."""
    grey = Image.fromarray(np.uint8(255 - np.clip(image, 0, 1) * 255))
    file = io.BytesIO()
    grey.save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode("ascii")
    side = len(image)
    return (
        f'<img class="tn-picture" src="data:image/png;base64,{data}" '
        f'alt="What the network sees: {side} by {side} pixels">'
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
