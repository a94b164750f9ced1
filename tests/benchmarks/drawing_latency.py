"""Measure how soon a drawing is answered: from pen-up to the answer, and our own part of it.

    python tests/benchmarks/drawing_latency.py [--strokes N] [--network NAME] [--json]

"Pen-up to answer" is how long a visitor waits in a browser on this machine. It includes the
canvas's fixed 200 ms and Streamlit's way from page to server and back. "Ours" is the time of this
project's own code, alone in one process: preparation, forward pass, and the answer's pictures and
bars.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

# Run by its path, Python looks beside this file and not in the repository.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from playwright.sync_api import Browser

from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.functions import Array
from nn.network import Network
from nn.storage import network_files
from pages.ui.app import pictures, readout
from tests.benchmarks import report, watching
from tests.benchmarks.watching import draw_and_take_time
from tests.browser.driving import STROKES, visitor

CANVAS, PEN = 560.0, 34.0  # pixels, as in the app


def main() -> None:
    """Measure and print."""
    parser = report.parser(
        "Measure how soon a drawing is answered.", ("strokes", 2, 20, "how many")
    )
    default = next(iter(network_files.SHIPPED))
    parser.add_argument("--network", default=default, help=f"for our own part ({default})")
    arguments = parser.parse_args()
    network = network_files.open_network(arguments.network).network
    for k in STROKES:
        ours(network, k)  # to warm up

    def measure(browser: Browser, url: str) -> dict[str, Any]:
        with visitor(browser, url) as page:
            draw_and_take_time(page, 0)
            waits = [draw_and_take_time(page, k) for k in range(arguments.strokes)]
        return {
            "pen_up_to_answer": summary(waits),
            "ours": summary([ours(network, k) for k in range(arguments.strokes)]),
        }

    watching.run(arguments, measure, table)


def ours(network: Network, k: int) -> float:
    """Return the milliseconds of what the page does between the k-th drawing and its answer."""
    points = [np.array(stroke) * CANVAS for stroke in STROKES[k % len(STROKES)]]
    start = perf_counter()
    image = prepare_strokes(points, PEN)
    forward = network.forward(image.reshape(1, -1).astype(network.weights[0].dtype))
    layers: list[Array] = [a[0] for a in forward.activations[1:]]
    readout.verdict(layers[-1])
    readout.output_bars(layers[-1])
    pictures.picture(image)
    for hidden in layers[:-1]:
        readout.activations(hidden)
    return 1000 * (perf_counter() - start)


def summary(milliseconds: Sequence[float]) -> dict[str, Any]:
    """Return the times, their median and their 90th percentile."""
    return {
        "median_ms": median(milliseconds),
        "p90_ms": quantiles(milliseconds, n=10)[-1],
        "ms": milliseconds,
    }


def table(measured: dict[str, Any]) -> report.Table:
    """Return the rows of the report's table."""
    rows: report.Table = [("milliseconds", "median", "90 %")]
    for label, times in (
        ("pen-up to answer", measured["pen_up_to_answer"]),
        ("our own part: preparation, forward pass, pictures", measured["ours"]),
    ):
        rows.append((label, f"{times['median_ms']:.1f}", f"{times['p90_ms']:.1f}"))
    return rows


if __name__ == "__main__":
    main()
