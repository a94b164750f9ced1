"""The options that say what an experiment is, and the experiment that they describe.

It starts from the settings of a preset, from a file that describes an experiment, or from the
results of one; the other options replace what they name.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from nn.cli import setting_options
from nn.errors import Refused, shown
from nn.experiments import records, texts, values
from nn.experiments.experiment import Experiment, Varied
from nn.experiments.presets import PRESETS
from nn.settings.config import SETTING, SETTINGS, TrainingConfig
from nn.settings.presets import preset
from nn.settings.setting import ConfigError, Setting, Value
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

    `recorded` is that of the results with which it goes on. Raises `Refused` for options that are
    none or do not go together, and for those of another experiment than the recorded one.
    """
    start = recorded or Experiment(TrainingConfig())
    if options.experiment:
        start = _begun_from(options.experiment)
    experiment = _changed(start, options)
    if recorded:
        _refuse_another(options, experiment, recorded)
    return experiment


def _begun_from(name: str) -> Experiment:
    """Return an experiment of the book's by its name, or the one that a file describes."""
    if name in PRESETS:
        return PRESETS[name].experiment
    path = Path(name)
    content = files.read(path, texts.MOST_CHARACTERS)
    try:
        return texts.from_file(content.decode())
    except UnicodeDecodeError:
        raise Refused(f"{path} is not a text, and describes no experiment.") from None
    except Refused as error:
        raise Refused(f"{path}: {error}") from None


def _changed(start: Experiment, options: argparse.Namespace) -> Experiment:
    """Return an experiment with what the options replace in it."""
    settings = setting_options.given(options)
    varied = dict(start.varied)
    if options.vary:
        varied = _varied(options, settings)
    # A single value does not vary. The first values are the base's, since not all settings go
    # with those of the preset.
    varied = {name: several for name, several in varied.items() if name not in settings}
    first = {name: several[0] for name, several in varied.items()}
    base = preset(options.preset).config if options.preset else start.base
    base = replace(base, **(first | settings))  # type: ignore[arg-type]
    seeds = start.seeds if options.seeds is None else values.parse_seeds(options.seeds)
    several = tuple(Varied(name, each) for name, each in varied.items() if len(each) > 1)
    return Experiment(base, several, seeds, _is_paired(start, options))


def _is_paired(start: Experiment, options: argparse.Namespace) -> bool:
    return bool(options.paired or (start.paired and not options.vary))


def _varied(
    options: argparse.Namespace, settings: dict[str, Value]
) -> dict[str, tuple[Value, ...]]:
    varied: dict[str, tuple[Value, ...]] = {}
    for text in options.vary:
        name, equals, several = text.partition("=")
        if not equals:
            raise ConfigError(
                f"--vary: expected a setting and its values, such as eta=0.1,0.5,3, got "
                f"{shown(repr(text))}."
            )
        setting = _setting_named(name)
        if setting.name == "seed":
            raise ConfigError("The seeds go to --seeds, such as --seeds 1-16.")
        if setting.name in varied:
            raise ConfigError(f"{setting.name} varies twice; give all its values in one --vary.")
        if setting.name in settings:
            raise ConfigError(
                f"{setting.name} varies, and {setting_options.option_of(setting)} gives it one "
                "value; leave one of them out."
            )
        varied[setting.name] = values.parse(setting, several, twice=options.paired)
    return varied


def _setting_named(name: str) -> Setting:
    """Return the setting of a name, as a person types its option or writes it in a link."""
    for setting in SETTINGS:
        if f"--{name.strip()}" == setting_options.option_of(setting):
            return setting
    return texts.setting_named(name)


def _refuse_another(options: argparse.Namespace, wanted: Experiment, recorded: Experiment) -> None:
    """Raise `Refused` where the options describe another experiment than the recorded one."""
    if records.to_link(wanted) == records.to_link(recorded):
        return
    ours, theirs = texts.to_texts(wanted), texts.to_texts(recorded)
    key = next((k for k in ours | theirs if ours.get(k) != theirs.get(k)), "")
    named = {setting.key: setting.name for setting in SETTING.values()}
    what = named.get(key, key) or "the order of what varies"
    was = (
        f", {shown(theirs[key])} there and {shown(ours[key])} here"
        if key in ours & theirs.keys()
        else ""
    )
    raise Refused(
        f"{options.resume} has the results of another experiment: it differs in {what}{was}. "
        "Leave the options out to go on with it, or begin a new file with --out."
    )
