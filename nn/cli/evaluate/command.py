"""The command `evaluate`: how good a network is, on MNIST or on a file of drawings."""

import argparse
import json
from pathlib import Path

from nn.cli import terminal
from nn.cli.evaluate import not_digits, numbers, pen_digits
from nn.cli.predict import add_network, open_digit_network
from nn.errors import Refused
from nn.evaluation import evaluate
from nn.mnist import load

HELP = "accuracy on MNIST's 10,000 test images, or on what people drew"
DESCRIPTION = (
    "Tell how many of MNIST's 10,000 test images a network reads right; or of digits that people "
    "wrote with a pen, or of numbers; or in how many drawings that are no digits it sees none."
)
# What may be read instead of MNIST: the option, what runs it, and its help. A file for each, so
# only one of them.
FILES = {
    "pen_digits": (
        pen_digits.run,
        "read these instead of MNIST: UCI's pendigits-orig.tra or .tes, unpacked, or an .npz",
    ),
    "numbers": (
        numbers.run,
        "read these instead: numbers, rows of digits in strokes, in an .npz of "
        "tests/benchmarks/compose_numbers.py",
    ),
    "not_digits": (
        not_digits.run,
        "read these instead: drawings that are no digits, in an .npz of "
        "tests/benchmarks/make_no_digits.py",
    ),
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_network(parser, "one JSON object on standard output")
    for name, (_, text) in FILES.items():
        parser.add_argument(terminal.option(name), type=Path, metavar="FILE", help=text)
    pen_digits.add_options(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command; return the exit code."""
    reader = open_digit_network(options.network)
    named = [name for name in FILES if getattr(options, name)]
    if len(named) > 1:
        raise Refused(f"{' and '.join(map(terminal.option, named))} name two files. Choose one.")
    if "pen_digits" not in named:
        for name in pen_digits.OPTIONS:
            if getattr(options, name) not in (None, False):
                raise Refused(f"{terminal.option(name)} needs --pen-digits FILE.")
    if named:
        read, _ = FILES[named[0]]
        return read(options, reader)
    result = evaluate(reader.network, load().test)
    measured = {"accuracy": result.accuracy, "correct": result.correct, "total": result.total}
    sentence = terminal.reads(options.network, result.correct, result.total, "test images")
    terminal.answer(json.dumps(measured) if options.json else sentence)
    return 0
