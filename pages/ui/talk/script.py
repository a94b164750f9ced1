"""A talk as a text: what can be on the stage, and how the steps of a text are read.

talk.toml is the talk that comes with the app, ten minutes long. A speaker may load another text.
"""

import tomllib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from nn.errors import Refused, shown
from nn.settings.config import SETTING, SETTINGS, TrainingConfig
from pages.ui.app import places
from pages.ui.app.places import Place
from pages.ui.app.state.talk import Step


class Scene(NamedTuple):
    """What can be on the stage: a part of a page, large.

    Those of How it works have the names of its steps.
    """

    shown_by: str  # its module below pages/ui, and the function; with it come the page's modules
    page: Place  # that shows more of it


SCENES = {
    "drawing": Scene("draw.on_stage:show", places.DRAW),
    "pixels": Scene("how_it_works.on_stage:pixels", places.HOW_IT_WORKS),
    "sum": Scene("how_it_works.on_stage:weighted_sum", places.HOW_IT_WORKS),
    "sigmoid": Scene("how_it_works.on_stage:activation", places.HOW_IT_WORKS),
    "neurons": Scene("how_it_works.on_stage:all_neurons", places.HOW_IT_WORKS),
    "guess": Scene("app.guessing.on_stage:show", places.TRAIN),
    "training": Scene("train.on_stage:show", places.TRAIN),
    "maps": Scene("inside.on_stage:show", places.INSIDE),
    "backprop": Scene("backprop.on_stage:show", places.BACKPROP),
    "mistakes": Scene("mistakes.on_stage:show", places.MISTAKES),
    "teaching": Scene("draw.on_stage:teach", places.DRAW),
    "room": Scene("room.on_stage:show", places.ROOM),
}
MOST_BYTES = 200_000

# What a field may be, in words and as a function.
Rule = tuple[str, Callable[[Any], bool]]


def _text(least: int, most: int) -> Rule:
    def holds(value: Any) -> bool:
        return isinstance(value, str) and least <= len(value.strip()) and len(value) <= most

    return f"a text of {least} to {most:,} letters", holds


def _one_of(*names: str) -> Rule:
    return f"one of {', '.join(names)}", lambda value: value in names


def _number(least: int, most: int, *words: str, is_whole: bool = True) -> Rule:
    def holds(value: Any) -> bool:
        is_number = type(value) is int or (type(value) is float and not is_whole)
        return value in words or (is_number and least <= value <= most)

    kind = "a whole number" if is_whole else "a number"
    return " or ".join([*words, f"{kind} from {least} to {most:,}"]), holds


FLAG: Rule = "true or false", lambda value: isinstance(value, bool)
RULES: dict[str, Rule] = {
    "show": _one_of(*SCENES),
    "line": _text(1, 120),
    "note": _text(0, 2_000),
    "minutes": _number(0, 600, is_whole=False),
    "network": _one_of("draw", "book", "untrained"),
    "digit": _number(0, 9_999, "clear", "drawing", "misread"),
    "neuron": _number(1, 10_000, "strongest"),
    "layer": _number(1, 10),
    "run": FLAG,
    "epochs": _number(1, int(SETTING["epochs"].maximum)),
    "settings": _text(0, 1_000),
    "speed": _number(0, 1_000),
    "film": FLAG,
}


@lru_cache(maxsize=32)
def steps_in(text: bytes) -> tuple[Step, ...]:
    """Return the steps in a talk's text. Raises `Refused` with what is wrong and in which step."""
    if len(text) > MOST_BYTES:
        raise Refused(f"Expected a talk of at most {MOST_BYTES:,} bytes, got {len(text):,}.")
    try:
        steps = _checked(tomllib.loads(text.decode("utf-8-sig")))
    except Refused:
        raise
    except UnicodeDecodeError as error:
        raise Refused("The talk is not in UTF-8. Save it again as a text in UTF-8.") from error
    except (ValueError, RecursionError) as error:  # also for a number of thousands of digits
        trouble = str(error).removesuffix(".")
        raise Refused(f"The talk is not a text in the TOML format: {trouble:.300}.") from error
    return tuple(Step(**step) for step in steps)


def _checked(table: dict[str, Any]) -> list[dict[str, Any]]:
    steps = table.get("step")
    if set(table) != {"step"} or not isinstance(steps, list) or not steps:
        raise Refused("Expected a talk with [[step]] before each step, and nothing else.")
    for number, step in enumerate(steps, start=1):
        try:
            _check(step)
        except Refused as error:
            raise Refused(f"Step {number} of the talk: {error}") from error
    return steps


def _check(step: Any) -> None:
    if not isinstance(step, dict):
        raise Refused("expected [[step]] before its fields.")
    for name in ("show", "line"):
        if name not in step:
            raise Refused(f"`{name}` is missing.")
    for name, value in step.items():
        if name not in RULES:
            raise Refused(f"{shown(repr(name))} is unknown; choose among {', '.join(RULES)}.")
        expected, holds = RULES[name]
        if not holds(value):
            raise Refused(f"`{name}` has to be {expected}, got {shown(repr(value))}.")
    try:
        settings_in(step.get("settings", ""))
    except Refused as error:
        raise Refused(f"`settings`: {error}") from error


def settings_in(text: str) -> TrainingConfig:
    """Return the settings of a step's run; what the text does not name has its default."""
    by_key = {setting.key: setting for setting in SETTINGS}
    values: dict[str, Any] = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        if key not in by_key:
            raise Refused(f"{shown(repr(key))} is unknown; choose among {', '.join(by_key)}.")
        values[by_key[key].name] = by_key[key].parse(value)
    return TrainingConfig(**values)


SHIPPED_TEXT = Path(__file__).with_name("talk.toml").read_bytes()
SHIPPED = steps_in(SHIPPED_TEXT)
