"""The command `train`: its options, and what it learns from besides MNIST."""

import argparse
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from nn.cli import terminal
from nn.errors import Refused
from nn.mnist import Images
from nn.network import Network
from nn.pen_digits import recordings
from nn.pen_digits.variants import OF_EACH, variants
from nn.settings.config import SETTINGS, TrainingConfig
from nn.settings.presets import PRESETS, preset
from nn.settings.setting import ConfigError, Setting, Value
from nn.storage.half import halved

# Options whose name is not their setting's: shorter to type, or the book's.
OPTION_NAMES = {"mini_batch_size": "--mini-batch", "training_images": "--limit"}
OUTPUT_OR_OUT = "The name of a file goes to --out."


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add all options of the command."""
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    group = parser.add_argument_group("settings")
    group.add_argument(
        "--preset",
        default="book",
        metavar="NAME",
        help=f"where the settings start from: {', '.join(PRESETS)} (default book)",
    )
    for setting in SETTINGS:
        group.add_argument(
            OPTION_NAMES.get(setting.name, "--" + setting.name.replace("_", "-")),
            dest=setting.name,
            metavar=_metavar(setting),
            help=_help(setting).replace("%", "%%"),
        )
    group = parser.add_argument_group("pen digits")
    group.add_argument(
        "--pen-digits",
        type=Path,
        metavar="FILE",
        help="learn from these too: UCI's pendigits-orig.tra, also as .Z, or an .npz; "
        f"{OF_EACH} images of each digit, varied in slant, proportions and thickness",
    )
    group.add_argument(
        "--writers", metavar="LIST", help="only these people's pen digits, such as 0-23"
    )
    group = parser.add_argument_group("the trained network")
    group.add_argument("--out", type=Path, metavar="FILE.npz", help="save the network here")
    group.add_argument(
        "--half", action="store_true", help="round its weights to 16 bits: half the file"
    )


def _metavar(setting: Setting) -> str:
    return f"{{{','.join(setting.choices)}}}" if setting.choices else setting.key.upper()


def _help(setting: Setting) -> str:
    """Return a setting's help with its range, where the choices do not say it, and its default."""
    number = isinstance(setting.default, (int, float))
    default = f"{setting.default:,g}" if number else setting.format(setting.default)
    expected = "" if setting.choices else f"{setting.expected}; "
    also = f" {OUTPUT_OR_OUT}" if setting.name == "output" else ""
    return f"{setting.help}{also} ({expected}default {default})"


def config_of(options: argparse.Namespace) -> TrainingConfig:
    """Return the preset's settings with those of the options in their places.

    Raises
    ------
    Refused
        If there is no such preset, or a setting is out of range or does not go with the others.
    """
    given = [(setting, getattr(options, setting.name)) for setting in SETTINGS]
    parsed = {setting.name: _parsed(setting, text) for setting, text in given if text is not None}
    return replace(preset(options.preset).config, **parsed)  # type: ignore[arg-type]


def _parsed(setting: Setting, text: str) -> Value:
    try:
        return setting.parse(text)
    except ConfigError as error:
        if setting.name == "output" and "." in text:
            raise ConfigError(f"{error} {OUTPUT_OR_OUT}") from None
        raise


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
    data = recordings.load_of_writers(options.pen_digits, options.writers)
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
