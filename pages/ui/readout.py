"""What the network sees and answers, as small pieces of HTML.

Plain HTML and not charts: it is there at once after every stroke, does not flicker, and scales
to a stage. Only numbers go into it. Exact values show when one points at a bar or a square.
"""

import base64
import io

import numpy as np
from PIL import Image

from nn.functions import Array

# An answer whose output is under this, or less than twice the runner-up's, is called unsure.
SURE = 0.5

ACCENT = "#3b7be0"
OTHER = "#d9822b"  # for activations below 0, which tanh has


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
        below = f"Not sure: {first} or {second}?<br>Their outputs: {top:.2f} and {next_best:.2f}"
    else:
        below = f"Its output: {top:.2f} of 1<br>Next is {second} with {next_best:.2f}"
    return answer(str(first), below)


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
            f'<span class="tn-value">{a:.2f}</span></div>'
        )
    return f'<div class="tn-bars">{"".join(rows)}</div>'


def activations(layer: Array) -> str:
    """Return one square a neuron, the darker the stronger; `layer` (n,) holds activations."""
    strongest = max(1.0, float(np.abs(layer).max()))
    squares = []
    for neuron, a in enumerate(layer, start=1):
        colour = ACCENT if a >= 0 else OTHER
        squares.append(
            f'<span class="tn-square" title="neuron {neuron}: {a:.4f}">'
            f'<span style="background:{colour};opacity:{abs(a) / strongest:.3f}"></span></span>'
        )
    size = "tn-few" if len(layer) <= 60 else "tn-many"
    return f'<div class="tn-squares {size}">{"".join(squares)}</div>'
