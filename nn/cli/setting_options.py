"""The options of the commands that train: a preset to start from, and one for each setting."""

import argparse
from collections.abc import Collection

from nn.cli import terminal
from nn.settings.config import SETTINGS
from nn.settings.presets import PRESETS
from nn.settings.setting import Setting, Value

# Options whose name is not their setting's: shorter to type.
OPTION_NAMES = {"mini_batch_size": "mini_batch", "training_images": "limit"}
BOOK = "book"  # the preset where none is named


def add_options(parser: argparse.ArgumentParser, besides: Collection[str] = ()) -> None:
    """Add the options; the settings `besides` have none."""
    add = parser.add_argument_group("settings").add_argument
    presets = ", ".join(PRESETS)
    start = f"where the settings start from: {presets} (default {BOOK})"
    add("--preset", metavar="NAME", help=start)
    for setting in SETTINGS:
        if setting.name not in besides:
            choices = f"{{{','.join(setting.choices)}}}" if setting.choices else ""
            add(
                option_of(setting),
                dest=setting.name,
                metavar=choices or setting.key.upper(),
                help=_help(setting).replace("%", "%%"),
            )


def option_of(setting: Setting) -> str:
    """Return a setting's option as it is typed: "--mini-batch"."""
    return terminal.option(OPTION_NAMES.get(setting.name, setting.name))


def given(options: argparse.Namespace) -> dict[str, Value]:
    """Return the values of the settings that a person gave, by name.

    Raises `Refused` for a value that a setting does not take.
    """
    texts = [(setting, getattr(options, setting.name, None)) for setting in SETTINGS]
    return {setting.name: setting.parse(text) for setting, text in texts if text is not None}


def _help(setting: Setting) -> str:
    """Return a setting's help with its range, if it has no choices, and its default."""
    number = isinstance(setting.default, (int, float))
    default = f"{setting.default:,g}" if number else setting.format(setting.default)
    expected = "" if setting.choices else f"{setting.expected}; "
    return f"{setting.help} ({expected}default {default})"
