"""What the command `train` learns from besides MNIST: pen digits, made no digits, drawings."""

import argparse
from pathlib import Path

import numpy as np

from nn.cli import terminal
from nn.errors import Refused
from nn.mnist import Images
from nn.no_digit import NONE, outputs_for
from nn.pen_digits import recordings
from nn.pen_digits.recordings import PenDigits
from nn.pen_digits.variants import OF_EACH, Drawn, no_digit_images, variants
from nn.settings.config import TrainingConfig
from nn.storage.drawing_files import load_drawings

MOST_NO_DIGITS = 200_000


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options for more images to learn from."""
    add = parser.add_argument_group("more images to learn from").add_argument
    add(
        "--pen-digits",
        type=Path,
        metavar="FILE",
        help="digits written with a pen: UCI's pendigits-orig.tra, unpacked, or an .npz; "
        f"{OF_EACH} images of each, varied in handwriting, slant, proportions and thickness",
    )
    add("--writers", metavar="LIST", help="only these people's pen digits, such as 0-23")
    add(
        "--no-digits",
        type=int,
        metavar="COUNT",
        help="this many made drawings that are no digits, so that the network can say so; with "
        f"--pen-digits and softmax outputs (1 to {MOST_NO_DIGITS:,})",
    )
    add(
        "--hold-out",
        metavar="LIST",
        help="these people's pen digits set how sure the network is and which drawings it takes "
        "for no digits: a second network, trained at the same time, does not learn from them",
    )
    add(
        "--drawings",
        type=Path,
        metavar="FILE.npz",
        help="drawings that you corrected and saved on the page Draw",
    )


def check(options: argparse.Namespace, config: TrainingConfig) -> None:
    """Raise `Refused` for options that do not go together, or not with the settings of the run."""
    for name in ("writers", "no_digits", "hold_out"):
        if getattr(options, name) is not None and not options.pen_digits:
            raise Refused(f"{terminal.option(name)} needs --pen-digits FILE.")
    if options.no_digits is not None and not 1 <= options.no_digits <= MOST_NO_DIGITS:
        raise Refused(f"--no-digits: expected 1 to {MOST_NO_DIGITS:,}, got {options.no_digits:,}.")
    if options.no_digits is not None:
        outputs_for(np.array([NONE], np.uint8), config.output)  # refuses other outputs
        if options.hold_out is None:
            terminal.say(
                "Without --hold-out nothing sets the least energy: the network will not say that "
                "it sees no digit."
            )


def read(everybody: PenDigits | None, options: argparse.Namespace, seed: int) -> Images | None:
    """Return the images to learn from besides MNIST, None if there are none.

    `everybody` are the pen digits in the file of the options, if they name one.
    """
    images: list[Images] = []
    if everybody:
        data = recordings.chosen(everybody, options.writers)
        people, no_digits = len(set(data.writers.tolist())), options.no_digits
        total = len(data) * OF_EACH + (no_digits or 0)
        with terminal.progress_bar(total, "images", leave=False) as bar:
            images.append(of_pen_digits(data, no_digits, seed, bar.update))
        terminal.say(
            f"Learns also from {len(data) * OF_EACH:,} images of {len(data):,} pen digits by "
            f"{people} {'person' if people == 1 else 'people'}"
            f"{f', and from {no_digits:,} made drawings that are no digits' if no_digits else ''}."
        )
    if options.drawings:
        drawings = load_drawings(options.drawings)
        plural = "" if len(drawings) == 1 else "s"
        terminal.say(f"Learns also from {len(drawings):,} corrected drawing{plural}.")
        images.append(drawings)
    if not images:
        return None
    first, *others = images
    return first.and_also(others[0]) if others else first


def of_pen_digits(
    data: PenDigits, no_digits: int | None, seed: int, drawn: Drawn | None = None
) -> Images:
    """Return varied images of pen digits, and of about `no_digits` drawings that are none."""
    images = variants(data.digits, data.labels, seed, drawn=drawn)
    if not no_digits:
        return images
    return images.and_also(no_digit_images(data.digits, data.labels, no_digits, seed, drawn))
