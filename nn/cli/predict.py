"""The command `predict`: read digits in image files."""

import argparse
import io
import json
from pathlib import Path

from nn.answers import NO_ANSWER, Reader, Seen
from nn.cli import terminal
from nn.drawing.mnist_pen import DrawingError
from nn.drawing.picture_files import MOST_BYTES, open_picture
from nn.drawing.picture_to_pixels import prepare_picture
from nn.errors import Refused
from nn.mnist import DIGITS, IMAGE_PIXELS
from nn.storage import files, network_files
from nn.storage.network_files import Saved

HELP = "read digits in image files"
DESCRIPTION = (
    "Read the digit in each image file, and tell the network's output for it; or that the network "
    "sees no digit, if it was made to tell."
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_network(parser, "one JSON list on standard output, an object for each image read")
    parser.add_argument(
        "images",
        nargs="+",
        type=Path,
        metavar="IMAGE",
        help="a picture of one digit, dark on light or light on dark: PNG, JPEG and most others",
    )


def add_network(parser: argparse.ArgumentParser, json_help: str = "") -> None:
    """Add the options of a command that uses a network, and may print JSON."""
    shipped = ", ".join(network_files.SHIPPED)
    parser.add_argument("network", metavar="NETWORK", help=f"a shipped name ({shipped}) or a file")
    if json_help:
        parser.add_argument("--json", action="store_true", help=json_help)


def run(options: argparse.Namespace) -> int:
    """Run the command; return the exit code."""
    reader = open_digit_network(options.network).reader
    readings, code = [], 0
    for path in options.images:
        try:
            seen = _seen(options.network, reader, path)
        except Refused as error:
            terminal.say(error)
            code = terminal.FAILED
            continue
        digit, outputs = seen.answer.digit, seen.outputs.tolist()
        reading = {"image": str(path), "digit": digit, "no_digit": bool(seen.no_digit)}
        readings.append({**reading, "outputs": outputs})
        if not options.json:
            guess = "no digit; best guess " if seen.no_digit else ""
            terminal.answer(f"{path}: {guess}{digit} (output {outputs[digit]:.3f})")
    if options.json:
        terminal.answer(json.dumps(readings))
    return code


def open_digit_network(name_or_path: str) -> Saved:
    """Return a stored network if it reads MNIST's images.

    Raises `Refused` if it does not, or cannot be opened.
    """
    saved = network_files.open_network(name_or_path)
    inputs, *_, outputs = saved.reader.network.sizes
    if (inputs, outputs) != (IMAGE_PIXELS, DIGITS):
        raise Refused(
            f"{name_or_path} has {inputs} inputs and {outputs} outputs; reading digits takes "
            f"{IMAGE_PIXELS} and {DIGITS}."
        )
    return saved


def _seen(name: str, reader: Reader, path: Path) -> Seen:
    """Return what the network makes of an image file."""
    try:
        content = files.read(path, MOST_BYTES)
        seen = reader.see(prepare_picture(open_picture(io.BytesIO(content), str(path)).ink))
    except DrawingError as error:
        raise Refused(f"{path}: {error}") from None
    if seen.answer.digit == NO_ANSWER:
        raise Refused(
            f"{name} cannot read {path}: its outputs are not finite, since its weights are too "
            "large. Choose another network."
        )
    return seen
