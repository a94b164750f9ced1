"""The command `evaluate`: how good a network is, on MNIST or on digits that people drew."""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from nn.answers import Flags, Reader
from nn.cli import terminal
from nn.cli.predict import add_network, open_digit_network
from nn.errors import Refused
from nn.evaluation import evaluate
from nn.explain import calibration, confusion
from nn.making.pen_images import rendered
from nn.making.pen_strokes import PenDigits, load_digits, parse_writers
from nn.mnist import Bytes, load
from nn.sgd import Images

HELP = "accuracy on MNIST's 10,000 test images, or on what people drew"
DESCRIPTION = (
    "Tell how many of MNIST's 10,000 test images a network reads right, or of digits that people "
    "wrote with a pen."
)

Counts = dict[str, Any]  # ready for JSON: counts, shares, and groups of them


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_network(parser, "one JSON object on standard output")
    add = parser.add_argument_group("digits that people wrote").add_argument
    add(
        "--pen-digits",
        type=Path,
        metavar="FILE",
        help="read these instead of MNIST: UCI's pendigits-orig.tra or .tes, unpacked, or an .npz",
    )
    add(
        "--plain-shrink",
        action="store_true",
        help="scale the whole canvas down, instead of preparing the drawing",
    )
    add("--writers", metavar="LIST", help="only these people's digits, such as 3,7,25-29")


def run(options: argparse.Namespace) -> int:
    """Run the command; return the exit code."""
    with terminal.options_are_read():
        for name in "plain_shrink", "writers":
            if getattr(options, name) and not options.pen_digits:
                raise Refused(f"{terminal.option(name)} needs --pen-digits FILE.")
        if options.writers:
            parse_writers(options.writers)
    reader = open_digit_network(options.network).reader
    if options.pen_digits:
        data = load_digits(options.pen_digits, options.writers)
        watched = tqdm(data.digits, unit=" digits", disable=None, delay=2, leave=False)
        what, images = "pen digits", rendered(watched, options.plain_shrink)
        counts = of_pen_digits(reader, data, images)
    else:
        what, test = "test images", evaluate(reader.network, load().test)
        counts = {"accuracy": test.accuracy, "correct": test.correct, "total": test.total}
    text = json.dumps(counts) if options.json else _told(options.network, what, counts)
    terminal.answer(text)
    return 0


def of_pen_digits(reader: Reader, data: PenDigits, images: Bytes) -> Counts:
    """Return how many of the pen digits are read right; `images` are what `rendered` gave."""
    # A drawing that could not be prepared is an empty image, and its answer does not count.
    readable = images.any(axis=1)
    readings = confusion.read(reader, Images(images, data.labels))
    right = readings.right & readable
    bins = calibration.reliability(readings.sure[readable], right[readable])
    return {
        **_accuracy(right),
        "unreadable": int((~readable).sum()),
        "refused": int((readings.no_digit & readable).sum()),
        "calibration_error": calibration.calibration_error(bins),
        "reliability": [
            {"low": k / len(bins), "high": (k + 1) / len(bins), **part._asdict()}
            for k, part in enumerate(bins)
        ],
        **{
            f"per_{name}": {str(kind): _accuracy(right[of == kind]) for kind in np.unique(of)}
            for name, of in (("digit", data.labels), ("writer", data.writers))
        },
    }


def _accuracy(right: Flags) -> Counts:
    count = int(right.sum())
    return {"accuracy": count / len(right), "correct": count, "total": len(right)}


def _told(network: str, what: str, counts: Counts) -> str:
    """Return a sentence with the accuracy, and a line for each other number or group of them."""
    part, total = counts["correct"], counts["total"]
    rows: dict[str, Any] = {}
    for name, value in counts.items():
        if isinstance(value, dict | list):
            groups = value.items() if isinstance(value, dict) else enumerate(value)
            rows |= {f"{name.removeprefix('per_')} {key}": group for key, group in groups}
        elif name not in ("accuracy", "correct", "total"):
            in_points = name == "calibration_error"  # it is a difference of shares
            rows[name.replace("_", " ")] = f"{100 * value:.2f} points" if in_points else value
    width = max(map(len, rows), default=0)
    lines = [f"{name:<{width}}  {_value(value)}" for name, value in rows.items()]
    said = f"{network} reads {part:,} of {total:,} {what} right: {part / total:.2%}."
    return "\n".join([said, *lines])


def _value(value: Any) -> str:
    """Return a count, a share in per cent, a text as it is, or several of them with their names."""
    if isinstance(value, dict):
        return "  ".join(f"{name} {_value(part):>7}" for name, part in value.items())
    if isinstance(value, str):
        return value
    return f"{value:.2%}" if isinstance(value, float) else f"{value:,}"
