"""The command `evaluate`: how good a network is, on MNIST or on a file of drawings."""

import argparse
import json
import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from nn.answers import Reader
from nn.cli import terminal
from nn.cli.predict import add_network, open_digit_network
from nn.errors import Refused, shown
from nn.evaluation import evaluate
from nn.making import examining, pen_strokes
from nn.making.pen_images import CANVAS_SIDE, PEN_WIDTH, rendered
from nn.mnist import load

HELP = "accuracy on MNIST's 10,000 test images, or on what people drew"
DESCRIPTION = (
    "Tell how many of MNIST's 10,000 test images a network reads right; or of digits that people "
    "wrote with a pen, or of numbers; or in how many drawings that are no digits it sees none."
)
WITH_PEN_DIGITS = ("pen_width", "size", "plain_shrink", "writers")  # go with --pen-digits alone
# A progress bar that is seen only if it takes long, and vanishes.
watched = partial(tqdm, disable=None, delay=2, leave=False)

Result = dict[str, Any]  # ready for JSON


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_network(parser, "one JSON object on standard output")
    for name, (_, _, text) in FILES.items():
        parser.add_argument(terminal.option(name), type=Path, metavar="FILE", help=text)
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


def run(options: argparse.Namespace) -> int:
    """Run the command; return the exit code."""
    reader = open_digit_network(options.network).reader
    named = [name for name in FILES if getattr(options, name)]
    if len(named) > 1:
        raise Refused(f"{' and '.join(map(terminal.option, named))} name two files. Choose one.")
    if "pen_digits" not in named:
        for name in WITH_PEN_DIGITS:
            if getattr(options, name) not in (None, False):
                raise Refused(f"{terminal.option(name)} needs --pen-digits FILE.")
    measured, sentence, _ = FILES[named[0]] if named else MNIST
    result = measured(options, reader)
    text = json.dumps(result) if options.json else _told(options.network, sentence, result)
    terminal.answer(text)
    return 0


def _told(network: str, sentence: str, result: Result) -> str:
    """Return a sentence with the accuracy, and a line for each other number or group of them."""
    counted = "correct" if "correct" in result else "refused"
    part, total = result[counted], result["total"]
    rows: dict[str, Any] = {}
    for name, value in result.items():
        if isinstance(value, dict | list):
            groups = value.items() if isinstance(value, dict) else enumerate(value)
            rows |= {f"{name.removeprefix('per_')} {key}": group for key, group in groups}
        elif name not in ("accuracy", counted, "total"):
            in_points = name == "calibration_error"  # it is a difference of shares
            rows[name.replace("_", " ")] = f"{100 * value:.2f} points" if in_points else value
    width = max(map(len, rows), default=0)
    lines = [f"{name:<{width}}  {_value(value)}" for name, value in rows.items()]
    return "\n".join([f"{network} {sentence.format(part, total)}: {part / total:.2%}.", *lines])


def _value(value: Any) -> str:
    """Return a count, a share in per cent, a text as it is, or several of them with their names."""
    if isinstance(value, dict):
        return "  ".join(f"{name} {_value(part):>7}" for name, part in value.items())
    if isinstance(value, str):
        return value
    return f"{value:.2%}" if isinstance(value, float) else f"{value:,}"


def _on_mnist(options: argparse.Namespace, reader: Reader) -> Result:
    result = evaluate(reader.network, load().test)
    return {"accuracy": result.accuracy, "correct": result.correct, "total": result.total}


def _on_digits(options: argparse.Namespace, reader: Reader) -> Result:
    pen_width = _pixels("--pen-width", options.pen_width) or PEN_WIDTH
    size = None if options.size == "natural" else _pixels("--size", options.size)
    data = pen_strokes.load_digits(options.pen_digits, options.writers)
    images = rendered(watched(data.digits, unit=" digits"), pen_width, size, options.plain_shrink)
    return examining.of_digits(reader, data, images)


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


def _on_numbers(options: argparse.Namespace, reader: Reader) -> Result:
    data = pen_strokes.load_numbers(options.numbers)
    numbers = watched(data.numbers, unit=" numbers")
    readings = [examining.text_in(reader, strokes) for strokes in numbers]
    result = examining.of_numbers(data.labels, *zip(*readings, strict=True))
    if data.digits is not None:
        result["correct_with_true_grouping"] = examining.with_true_grouping(reader, data)
    return result


def _on_not_digits(options: argparse.Namespace, reader: Reader) -> Result:
    drawings = pen_strokes.load_not_digits(options.not_digits)
    return examining.of_not_digits(reader, watched(drawings, unit=" drawings"))


# What measures, the sentence that tells the result, and for files the help of the option.
Measure = tuple[Callable[[argparse.Namespace, Reader], Result], str, str]
MNIST: Measure = (_on_mnist, "reads {:,} of {:,} test images right", "")
FILES: dict[str, Measure] = {
    "pen_digits": (
        _on_digits,
        "reads {:,} of {:,} pen digits right",
        "read these instead of MNIST: UCI's pendigits-orig.tra or .tes, unpacked, or an .npz",
    ),
    "numbers": (
        _on_numbers,
        "reads {:,} of {:,} numbers right",
        "read these instead: numbers, rows of digits in strokes, in an .npz of "
        "tests/benchmarks/compose_numbers.py",
    ),
    "not_digits": (
        _on_not_digits,
        "sees no digit in {:,} of {:,} drawings",
        "read these instead: drawings that are no digits, in an .npz of "
        "tests/benchmarks/make_no_digits.py",
    ),
}
