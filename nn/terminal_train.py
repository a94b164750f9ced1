"""The command `train`: what it learns from besides MNIST, and how it saves what it has learnt."""

import argparse
from pathlib import Path

from tqdm import tqdm

from nn import pen_digits, terminal
from nn.errors import Refused
from nn.half import halved
from nn.mnist import Images
from nn.network import Network
from nn.pen_variants import OF_EACH, variants


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that pen digits have."""
    parser.add_argument(
        "--pen-digits",
        type=Path,
        metavar="FILE",
        help="learn from these too: UCI's pendigits-orig.tra, also as .Z, or an .npz; "
        f"{OF_EACH} images of each digit, varied in slant, proportions and thickness",
    )
    parser.add_argument(
        "--writers", metavar="LIST", help="only these people's pen digits, such as 0-23"
    )


def extra_images(options: argparse.Namespace, seed: int) -> Images | None:
    """Return the images of the pen digits that the options name; None where they name none.

    Raises
    ------
    Refused
        If the file cannot be read or has no such writers.
    """
    if not options.pen_digits:
        if options.writers is not None:
            raise Refused("--writers needs --pen-digits FILE.")
        return None
    data = pen_digits.load_of_writers(options.pen_digits, options.writers)
    with tqdm(
        total=len(data) * OF_EACH, unit=" images", leave=False, disable=None, file=terminal.messages
    ) as bar:
        images = variants(data.digits, data.labels, seed, drawn=bar.update)
    people = len(set(data.writers.tolist()))
    terminal.say(
        f"Learns also from {len(images):,} images of {len(data):,} pen digits by {people} "
        f"{'person' if people == 1 else 'people'}."
    )
    return images


def learnt_from(options: argparse.Namespace) -> tuple[str, str]:
    """Return what a network has learnt from, and what else there is to say about that."""
    if not options.pen_digits:
        return "MNIST", ""
    if options.writers is None:
        return "MNIST and pen digits (UCI)", ""
    return "MNIST and pen digits (UCI)", f"Pen digits of the writers {options.writers} alone."


def halved_or_whole(network: Network) -> Network:
    """Return the network in half precision; where that cannot be, as it is, and say so."""
    try:
        return halved(network)
    except Refused as error:
        terminal.say(f"{error} It is kept whole.")
        return network
