"""Pictures for `my_network.ipynb`: these functions are copied into it, letter by letter.

They return HTML, drawn with NumPy and the standard library alone: a notebook that uses them takes
no other package. Letters and lines have the colour of the page's text, on a light page or a dark
one.
"""

import math
import struct
import zlib
from base64 import b64encode
from collections.abc import Sequence

import numpy as np

from nn.functions import Array
from nn.mnist import Bytes

# How red, green and blue a number is: from -1, dark blue, over 0, white, to 1, dark red.
COLOURS = {
    -1.0: (5, 48, 97),
    -0.5: (67, 147, 195),
    0.0: (247, 247, 247),
    0.5: (214, 96, 77),
    1.0: (103, 0, 31),
}
BESIDE = "display: flex; flex-wrap: wrap; gap: 10px; align-items: center"
BAR = "#3b7be0"


def colours_of(numbers: Array) -> Bytes:
    """Return the colours of numbers (height, width) from -1 to 1: (height, width, 3)."""
    numbers = np.nan_to_num(numbers)  # of a training that diverged
    channels = [
        np.interp(numbers, list(COLOURS), part) for part in zip(*COLOURS.values(), strict=True)
    ]
    return np.stack(channels, axis=-1).astype(np.uint8)


def png(colours: Bytes) -> bytes:
    """Return the PNG file of a picture (height, width, 3), 0 to 255 for red, green and blue."""
    height, width, _ = colours.shape
    lines = b"".join(b"\0" + line.tobytes() for line in colours)
    chunks = {
        b"IHDR": struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0),
        b"IDAT": zlib.compress(lines),
        b"IEND": b"",
    }
    file = b"\x89PNG\r\n\x1a\n"
    for kind, content in chunks.items():
        check = zlib.crc32(kind + content)
        file += struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
    return file


def image(colours: Bytes, alt: str, size: str) -> str:
    """Return a picture (height, width, 3) as HTML, its pixels as squares."""
    url = f"data:image/png;base64,{b64encode(png(colours)).decode()}"
    return f'<img src="{url}" alt="{alt}" style="{size}; image-rendering: pixelated">'


def weight_maps(weights: Array, what: str, first: int) -> str:
    """Return the weights (n, 784) of up to thirty neurons: red above 0, blue below.

    `what` they are is written below each, with numbers from `first` on.
    """
    weights = weights[:30]
    names = [f"{what} {number}" for number in range(first, first + len(weights))]
    end = float(np.quantile(np.abs(weights), 0.995)) or 1.0  # one in 200 is stronger
    maps = "".join(
        '<figure style="margin: 0; text-align: center">'
        f"{image(colours_of(row.reshape(28, 28) / end), name, 'width: 84px')}"
        f"<figcaption>{name}</figcaption></figure>"
        for name, row in zip(names, weights, strict=True)
    )
    bar = image(colours_of(np.linspace(-1.0, 1.0, 101)[None]), "", "width: 100%; height: 14px")
    ends = f"<span>−{end:.2g}</span><span>0</span><span>{end:.2g}</span>"
    return (
        f'<div style="font-size: 16px"><div style="{BESIDE}">{maps}</div>'
        f'<div style="max-width: 400px; margin-top: 1em">{bar}'
        f'<div style="display: flex; justify-content: space-between">{ends}</div>'
        "weight of a pixel; stronger ones look the same</div></div>"
    )


def digit_and_outputs(pixels: Array, outputs: Array) -> str:
    """Return a digit, (1, 784) from 0 to 1, with the network's ten outputs as bars."""
    grey = 255 - np.rint(255 * pixels).astype(np.uint8)
    shown = np.repeat(grey.reshape(28, 28, 1), 3, axis=2)
    rows = "".join(
        f"<b>{digit}</b>"
        f'<div style="width: {300 * output:.0f}px; height: 16px; background: {BAR}"></div>'
        f"<span>{output:.3f}</span>"
        for digit, output in enumerate(outputs)
    )
    return (
        f'<div style="{BESIDE}; font-size: 16px; gap: 2em">'
        f"{image(shown, 'the digit', 'width: 224px; border: 1px solid gray')}"
        "<div>The network's ten outputs, each from 0 to 1"
        '<div style="display: grid; grid-template-columns: 1em 310px 3em; align-items: center">'
        f"{rows}</div></div></div>"
    )


def accuracy_plot(accuracies: Sequence[float]) -> str:
    """Return the curve of the accuracy after each epoch, each from 0 to 1, as SVG in HTML."""
    epochs = max(len(accuracies), 1)
    low = min(90, 10 * math.floor(10 * min(accuracies, default=0.0)))  # where the axis begins

    def x_of(epoch: float) -> float:
        return 80 + 600 * epoch / epochs

    def y_of(percent: float) -> float:
        return 320 - 290 * (percent - low) / (100 - low)

    drawn = []
    for percent in range(low, 101, (100 - low) // 5):
        y = y_of(percent)
        drawn.append(f'<path d="M80 {y}H680" stroke="currentColor" opacity="0.25"/>')
        drawn.append(f'<text x="70" y="{y + 6}" text-anchor="end">{percent} %</text>')
    step = next((step for step in (1, 2, 5, 10, 20, 50) if epochs / step <= 10), epochs)
    for epoch in range(0, epochs + 1, step):
        drawn.append(f'<text x="{x_of(epoch):.1f}" y="345" text-anchor="middle">{epoch}</text>')
    places = [(x_of(k), y_of(100 * share)) for k, share in enumerate(accuracies, start=1)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    drawn.append(f'<polyline points="{line}" fill="none" stroke="{BAR}" stroke-width="3"/>')
    radius = 5 if epochs <= 60 else 2
    for k, (x, y) in enumerate(places):
        says = f"<title>epoch {k + 1}: {100 * accuracies[k]:.2f} %</title>"
        drawn.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{BAR}">{says}</circle>')
    return (
        '<svg viewBox="0 0 700 380" style="width: 100%; max-width: 700px; font-size: 18px; '
        'fill: currentColor" role="img"><text x="80" y="16">test images read right</text>'
        f'{"".join(drawn)}<text x="680" y="372" text-anchor="end">epochs</text></svg>'
    )
