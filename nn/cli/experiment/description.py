"""The options that say what an experiment is, and the experiment that they describe.

It starts from the settings of a preset, from a file that describes an experiment, or from the
results of one; the other options replace what they name.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from nn.cli import setting_options, terminal
from nn.errors import Refused, shown
from nn.experiments import file_and_link, typed_values
from nn.experiments.experiment import Experiment, Varied
from nn.experiments.of_the_book import PRESETS
from nn.settings import presets
from nn.settings.config import SETTING, SETTINGS, TrainingConfig
from nn.settings.setting import Setting, Value
from nn.storage import files


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add = parser.add_argument_group("what varies").add_argument
    add(
        "--vary",
        action="append",
        metavar="NAME=VALUES",
        help="a setting and its values: eta=0.1,0.5,3, a range such as eta=0.01..10*7, or layers "
        "such as sizes=30,100x50,none; may be given several times, and every value of one goes "
        "with every value of the others",
    )
    add(
        "--paired",
        action="store_true",
        help="the first values of all settings that vary go together, then the second ones, …",
    )
    add("--seeds", metavar="LIST", help="each cell is trained with all of them: 1-16 (default 1)")
    add(
        "--experiment",
        metavar="NAME|FILE",
        help=f"start from one of the book's experiments ({', '.join(PRESETS)}), or from a file of "
        "--save or of the page Experiments",
    )
    add("--save", type=Path, metavar="FILE", help="save the description of the experiment here")
    setting_options.add_options(parser, besides=("seed",))


def described(options: argparse.Namespace, recorded: Experiment | None) -> Experiment:
    """Return the experiment of the options.

    `recorded` is that of the results with which it goes on. Raises `Refused` for options that do
    not make an experiment, or another one than the recorded one.
    """
    start = recorded or Experiment(TrainingConfig())
    if options.experiment is not None:
        start = _begun_from(options.experiment)
    with terminal.options_are_read():
        return _described(options, start, recorded)


def _described(
    options: argparse.Namespace, start: Experiment, recorded: Experiment | None
) -> Experiment:
    settings = setting_options.given(options)
    varied = _varied(options, settings) if options.vary else dict(start.varied)
    # A setting with one value does not vary. The base has the first values of those that vary,
    # since not all settings go with those of the preset.
    varied = {name: several for name, several in varied.items() if name not in settings}
    first = {name: several[0] for name, several in varied.items()}
    base = start.base if options.preset is None else presets.PRESETS[options.preset].config
    experiment = Experiment(
        replace(base, **(first | settings)),  # type: ignore[arg-type]
        tuple(Varied(name, several) for name, several in varied.items() if len(several) > 1),
        typed_values.parse_seeds(options.seeds) if options.seeds is not None else start.seeds,
        paired=options.paired or (start.paired and not options.vary),
    )
    if recorded and experiment != recorded:
        raise Refused(
            f"{options.resume} has the results of another experiment than these options describe. "
            "Leave the options out to go on with it, or begin a new file with --out."
        )
    return experiment


def _begun_from(name: str) -> Experiment:
    """Return an experiment of the book's by its name, or the one that a file describes."""
    if name in PRESETS:
        return PRESETS[name].experiment
    content = files.read(Path(name), file_and_link.MOST_CHARACTERS)
    try:
        return file_and_link.from_file(content.decode(errors="replace"))
    except Refused as error:
        raise Refused(f"{name}: {error}") from None


def _varied(
    options: argparse.Namespace, settings: dict[str, Value]
) -> dict[str, tuple[Value, ...]]:
    varied: dict[str, tuple[Value, ...]] = {}
    for text in options.vary:
        called, equals, several = text.partition("=")
        if not equals:
            raise Refused(
                f"--vary: expected a setting and its values, such as eta=0.1,0.5,3, got "
                f"{shown(repr(text))}."
            )
        setting = setting_named(called)
        if setting.name == "seed":
            raise Refused("The seeds go to --seeds, such as --seeds 1-16.")
        if setting.name in varied:
            raise Refused(f"{setting.name} varies twice; give all its values in one --vary.")
        if setting.name in settings:
            raise Refused(
                f"{setting.name} varies, and {setting_options.option_of(setting)} gives it one "
                "value; leave one of them out."
            )
        varied[setting.name] = typed_values.parse(setting, several, twice=options.paired)
    return varied


def setting_named(called: str) -> Setting:
    """Return the setting with this name, link key or option."""
    known: dict[str, Setting] = {}
    for setting in SETTINGS:
        option = setting_options.option_of(setting).removeprefix("--")
        known |= dict.fromkeys((setting.name.replace("_", "-"), setting.key, option), setting)
    plain = called.strip().lower().replace("_", "-")
    if plain not in known:
        every = ", ".join(SETTING)
        raise Refused(f"There is no setting {shown(repr(called))}; choose one of {every}.")
    return known[plain]
