"""The command `export`: a folder with a network and the code that trained it."""

import argparse
from pathlib import Path

from nn.cli import terminal
from nn.cli.predict import add_network, open_digit_network
from nn.export import folder
from nn.settings.link import address

HELP = "a network with the code that trained it, as a folder to take home"
DESCRIPTION = (
    "Write a folder with the network in one Python file that needs NumPy alone, the same as a "
    "notebook, its weights, MNIST's images, and a README.md."
)
PAGE = "http://localhost:8501/train"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_network(parser)
    add = parser.add_argument
    add("--out", type=Path, metavar="FOLDER", required=True, help="a new folder, or an empty one")
    add(
        "--without-mnist",
        action="store_true",
        help="leave out the images (11.5 MB): the script then takes them from this project, "
        "where it is now",
    )


def run(options: argparse.Namespace) -> int:
    """Run the command; return the exit code."""
    saved = open_digit_network(options.network)
    config = saved.provenance.config
    link = address(PAGE, config) if config else ""
    names = folder.write(options.out, saved, link, with_mnist=not options.without_mnist)
    terminal.answer(f"{options.out}: {', '.join(names)}")
    return 0
