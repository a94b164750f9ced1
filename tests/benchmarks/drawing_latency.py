"""Measure how soon a drawing is answered: from pen-up to answer, and our own part of it.

    python tests/benchmarks/drawing_latency.py [--strokes N] [--network NAME] [--json]

"Pen-up to answer" is what somebody waits in a browser on this machine, the canvas's fixed 200 ms
and Streamlit's way from page to server and back included. "Ours" is what this project's own code
does meanwhile, taken alone in one process: preparation, forward pass, and the pictures and bars of
the answer.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

# Run by its path, Python looks beside this file and not in the repository.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from playwright.sync_api import sync_playwright

from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.functions import Array
from nn.network import Network
from nn.storage import network_files
from pages.ui.app import readout
from tests.benchmarks.watching import draw_and_take_time, machine
from tests.browser.conftest import VIEWPORT, flags
from tests.browser.driving import STROKES, open_app
from tests.browser.server import running_server
from tests.chromium import NOT_FOUND, find_chromium

CANVAS, PEN = 560.0, 34.0  # pixels, as in the app


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; return 0, or 1 if there is no browser."""
    arguments = parse(argv)
    chromium = find_chromium()
    if chromium is None:
        print(NOT_FOUND, file=sys.stderr)
        return 1
    network = network_files.open_network(arguments.network).network
    ours(network, len(STROKES))  # the first ones load what the others find
    with (
        tempfile.TemporaryDirectory() as home,
        running_server(Path(home)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=flags())
        page = browser.new_page(viewport=VIEWPORT)
        open_app(page, server.url)
        draw_and_take_time(page, 0)
        took = [draw_and_take_time(page, k) for k in range(arguments.strokes)]
        report = {
            "machine": machine(browser),
            "pen_up_to_answer": summary(took),
            "ours": summary(ours(network, arguments.strokes)),
        }
        browser.close()
    print(json.dumps(report) if arguments.json else as_text(report))
    return 0


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure how soon a drawing is answered.")
    parser.add_argument("--strokes", type=int, default=20, help="so many (20)")
    default = next(iter(network_files.SHIPPED))
    parser.add_argument("--network", default=default, help=f"for our own part ({default})")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args(argv)
    if arguments.strokes < 2:
        parser.error(f"--strokes: expected 2 or more, got {arguments.strokes}")
    return arguments


def ours(network: Network, count: int) -> list[float]:
    """Return the milliseconds that our own code takes for each of so many drawings."""
    digits = list(STROKES.values())
    return [milliseconds(network, digits[k % len(digits)]) for k in range(count)]


def milliseconds(network: Network, strokes: Sequence[Sequence[tuple[float, float]]]) -> float:
    """Do once what the page does between a drawing and its answer; return how long it takes."""
    ways = [np.array(stroke) * CANVAS for stroke in strokes]
    start = perf_counter()
    image = prepare_strokes(ways, PEN)
    forward = network.forward(image.reshape(1, -1).astype(network.weights[0].dtype))
    layers: list[Array] = [a[0] for a in forward.activations[1:]]
    readout.verdict(layers[-1])
    readout.output_bars(layers[-1])
    readout.picture(image)
    for hidden in layers[:-1]:
        readout.activations(hidden)
    return 1000 * (perf_counter() - start)


def summary(took: Sequence[float]) -> dict[str, Any]:
    """Return median and 90th percentile, in milliseconds."""
    return {"median_ms": median(took), "p90_ms": quantiles(took, n=10)[-1], "ms": list(took)}


def as_text(report: dict[str, Any]) -> str:
    """Lay the report out as a table."""
    lines = [f"{'milliseconds':<56}{'median':>8}{'90 %':>8}"]
    for name, label in {
        "pen_up_to_answer": "pen-up to answer",
        "ours": "our own part: preparation, forward pass, figures",
    }.items():
        measured = report[name]
        lines.append(f"{label:<56}{measured['median_ms']:>8.1f}{measured['p90_ms']:>8.1f}")
    lines += ["", "; ".join(f"{key} {value}" for key, value in report["machine"].items())]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
