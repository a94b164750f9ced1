"""An experiment as a small text file and as the end of a web address, and back.

    layers = 30                     ?layers=30&eta=0.1,0.5,3&...&seeds=1-16
    eta = 0.1,0.5,3
    ...
    seeds = 1-16

Both have the same entries: each setting under its key in the table, with one value, or with several
where it varies. In the file, as in the address, the settings that vary stand in their order.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from nn.errors import Refused, shown
from nn.experiments import typed_values
from nn.experiments.experiment import Experiment, Varied
from nn.settings.config import SETTING, SETTINGS, TrainingConfig

SEEDS, TOGETHER = "seeds", "together"
CROSSED, PAIRED = "crossed", "paired"
HEADING = "# Thirty Neurons: an experiment. nn/experiments/README.md says how settings vary."
MOST_CHARACTERS = 1_000_000  # of a file


def to_texts(experiment: Experiment) -> dict[str, str]:
    """Return the entries, each a text under its key."""
    varied = dict(experiment.varied)
    texts = {}
    for name in [*varied, *(s.name for s in SETTINGS if s.name not in {"seed", *varied})]:
        setting = SETTING[name]
        several = varied.get(name) or (getattr(experiment.base, name),)
        texts[setting.key] = typed_values.format(setting, several)
    texts[SEEDS] = typed_values.format_seeds(experiment.seeds)
    if len(varied) > 1:
        texts[TOGETHER] = PAIRED if experiment.paired else CROSSED
    return texts


def from_texts(texts: Mapping[str, str]) -> Experiment:
    """Return the experiment of `to_texts`; what is missing takes its default.

    Raises `Refused` for an unknown key, for values out of range, and if the settings do not
    make an experiment.
    """
    by_key = {setting.key: setting for setting in SETTINGS if setting.name != "seed"}
    together = texts.get(TOGETHER, CROSSED)
    if together not in (CROSSED, PAIRED):
        raise Refused(
            f"Expected {TOGETHER} to be {CROSSED} or {PAIRED}, got {shown(repr(together))}."
        )
    varied = []
    for key, text in texts.items():
        if key in by_key:
            several = typed_values.parse(by_key[key], text, twice=together == PAIRED)
            varied.append(Varied(by_key[key].name, several))
        elif key not in (SEEDS, TOGETHER):
            known = ", ".join([*by_key, SEEDS, TOGETHER])
            raise Refused(f"An experiment has no entry {shown(repr(key))}; it may have {known}.")
    # The single values belong to the base: paired settings need as many values each.
    base = TrainingConfig.from_dict({name: several[0] for name, several in varied})
    varied = [each for each in varied if len(each.values) > 1]
    seeds = typed_values.parse_seeds(texts.get(SEEDS, "1"))
    return Experiment(base, tuple(varied), seeds, paired=together == PAIRED)


def to_link(experiment: Experiment) -> str:
    """Return the experiment as the end of a web address, without the question mark."""
    return urlencode(to_texts(experiment), safe=",")


def from_link(link: str) -> Experiment:
    """Return the experiment of `to_link`; raise `Refused` for another text."""
    return from_texts(dict(parse_qsl(link, keep_blank_values=True)))


def to_file(experiment: Experiment) -> str:
    """Return the text of a file that says what the experiment is."""
    lines = [f"{key} = {text}" for key, text in to_texts(experiment).items()]
    return "\n".join([HEADING, *lines, ""])


def from_file(text: str) -> Experiment:
    """Return the experiment in the text of a file.

    Raises `Refused` if the text is not an experiment, and names the line if one is wrong.
    """
    if len(text) > MOST_CHARACTERS:
        raise Refused("This file is too long to be an experiment's.")
    texts: dict[str, str] = {}
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        key, equals, several = (part.strip() for part in entry.partition("="))
        if not equals or key in texts:
            what = (
                "its entry is there twice" if equals else "expected an entry such as eta = 0.1,0.5"
            )
            raise Refused(f"Line {number} of the experiment is {shown(repr(entry))}; {what}.")
        texts[key] = several
    if not texts:
        raise Refused("This file is empty; an experiment has lines such as eta = 0.1,0.5.")
    return from_texts(texts)
