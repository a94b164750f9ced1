"""`evaluate --pen-digits`: how many digits that people wrote with a pen a network reads right."""

import argparse
import json
import math
from dataclasses import asdict
from typing import Any

import numpy as np
import numpy.typing as npt

from nn.answers import Reader
from nn.cli import terminal
from nn.errors import Refused, shown
from nn.explain import calibration, confusion
from nn.pen_digits import recordings
from nn.pen_digits.rendering import CANVAS_SIDE, PEN_WIDTH, rendered

OPTIONS = ("pen_width", "size", "plain_shrink", "writers")  # that go with it alone


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that go with --pen-digits."""
    add = parser.add_argument_group("with --pen-digits").add_argument
    add(
        "--pen-width",
        metavar="W",
        help=f"width of the pen in pixels of the {CANVAS_SIDE:.0f} x {CANVAS_SIDE:.0f} canvas "
        f"(above 0, up to {CANVAS_SIDE:.0f}; default {PEN_WIDTH:.0f}); without --plain-shrink it "
        "only separates dots from digits, since strokes are drawn again with MNIST's pen",
    )
    add(
        "--size",
        metavar="PIXELS",
        help="how tall each digit is drawn, in the middle of the canvas "
        f"(above 0, up to {CANVAS_SIDE:.0f}); or natural: as large as it was written, at its place "
        "(default natural)",
    )
    add(
        "--plain-shrink",
        action="store_true",
        help="scale the whole canvas down, instead of preparing the drawing",
    )
    add("--writers", metavar="LIST", help="only these people's digits, such as 3,7,25-29")


def run(options: argparse.Namespace, reader: Reader) -> int:
    """Run the command; return the exit code."""
    pen_width = _pixels("--pen-width", options.pen_width) or PEN_WIDTH
    size = None if options.size == "natural" else _pixels("--size", options.size)
    data = recordings.load(options.pen_digits, options.writers)
    with terminal.late_progress_bar(len(data), "digits") as bar:
        images = rendered(data, pen_width, size, options.plain_shrink, drawn=bar.update)
    # A drawing that could not be prepared is an empty image, and its answer does not count.
    prepared = images.images.any(axis=1)
    readings = confusion.read(reader, images)
    right = readings.right & prepared
    bins = calibration.reliability(readings.sure[prepared], right[prepared])
    result = {
        **_share(right),
        "unreadable": int((~prepared).sum()),
        "refused": int((readings.no_digit & prepared).sum()),
        "calibration_error": calibration.calibration_error(bins),
        "reliability": [asdict(part) for part in bins],
        "per_digit": _by(data.labels, right),
        "per_writer": _by(data.writers, right),
    }
    terminal.answer(json.dumps(result) if options.json else _table(options.network, result))
    return 0


def _pixels(name: str, text: str | None) -> float | None:
    """Return the number of pixels in an option, None if it was not given."""
    if text is None:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number <= CANVAS_SIDE:
        also = " or natural" if name == "--size" else ""
        raise Refused(
            f"{name}: expected a number above 0 and up to {CANVAS_SIDE:.0f}{also}, got "
            f"{shown(text)}."
        )
    return number


def _share(right: npt.NDArray[np.bool_]) -> dict[str, Any]:
    correct, total = int(right.sum()), len(right)
    return {"accuracy": correct / total, "correct": correct, "total": total}


def _by(kinds: npt.NDArray[Any], right: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """Return the accuracy for each kind of digit."""
    return {str(kind): _share(right[kinds == kind]) for kind in np.unique(kinds)}


def _table(network: str, result: dict[str, Any]) -> str:
    lines = [terminal.reads(network, result["correct"], result["total"], "pen digits")]
    if result["unreadable"]:
        lines.append(
            f"{result['unreadable']:,} of them could not be prepared, so it never saw them: only a "
            "dot, or ink everywhere. They count as misread."
        )
    if result["refused"]:
        lines.append(
            f"In {result['refused']:,} of them it sees no digit. What is counted here is the digit "
            "that it would name if it had to."
        )
    lines += _reliability(result)
    for kind in ("digit", "writer"):
        lines.append("")
        for name, share in result[f"per_{kind}"].items():
            lines.append(
                f"{kind} {name:>2}  {share['accuracy']:>7.2%}  {share['correct']:>5,} of "
                f"{share['total']:,}"
            )
    return "\n".join(lines)


def _reliability(result: dict[str, Any]) -> list[str]:
    """Return lines that say for each range of outputs how many answers are right."""
    return [
        "",
        f"Output and share right lie {result['calibration_error']:.2%} apart on average:",
        *(
            f"output {part['low']:.1f} to {part['high']:.1f}  {part['count']:>6,} answers, mean "
            f"output {part['mean']:.3f}, {part['right']:.1%} right"
            for part in result["reliability"]
            if part["count"]
        ),
    ]
