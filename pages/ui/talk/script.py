"""A talk as a text: what can be on the stage, and how the steps of a text are read.

talk.toml is the talk that comes with the app, ten minutes long. A speaker may load another text.
"""

import tomllib
from collections.abc import Callable, Collection
from dataclasses import MISSING, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from nn.errors import Refused, shown
from nn.mnist import load
from nn.settings.config import SETTING, SETTINGS, TrainingConfig
from pages.ui.app import places
from pages.ui.app.places import Place
from pages.ui.app.state.talk import STRONGEST, Step


class Scene(NamedTuple):
    """What can be on the stage."""

    shown_by: str  # the module in `scenes` and its function; with it come the pages it is made of
    page: Place  # that shows more of it
    story_step: int | None = None  # of How it works, from 0, where it is one of them


SCENES = {
    "drawing": Scene("drawing:show", places.DRAW),
    "pixels": Scene("story:pixels", places.HOW_IT_WORKS, 0),
    "sum": Scene("story:weighted_sum", places.HOW_IT_WORKS, 1),
    "sigmoid": Scene("story:activation", places.HOW_IT_WORKS, 2),
    "neurons": Scene("story:neurons", places.HOW_IT_WORKS, 3),
    "guess": Scene("guessing:show", places.TRAIN),
    "training": Scene("training:show", places.TRAIN),
    "maps": Scene("maps:show", places.INSIDE),
    "backprop": Scene("backprop:show", places.BACKPROP),
    "mistakes": Scene("mistakes:show", places.MISTAKES),
    "teaching": Scene("drawing:teach", places.DRAW),
    "room": Scene("room:show", places.ROOM),
}
MOST_BYTES = 200_000
MOST_STEPS = 100
DEFAULTS = {field.name: field.default for field in fields(Step)}
NEEDED = [name for name, default in DEFAULTS.items() if default is MISSING]


class Rule(NamedTuple):
    """What a field of a step may be."""

    expected: str
    holds: Callable[[Any], bool]


def _text(least: int, most: int) -> Rule:
    def holds(value: Any) -> bool:
        return isinstance(value, str) and least <= len(value.strip()) and len(value) <= most

    return Rule(f"a text of {least} to {most:,} letters", holds)


def _one_of(names: Collection[str]) -> Rule:
    return Rule(f"one of {', '.join(names)}", lambda value: value in [*names])


def _number(least: int, most: int, *kinds: type) -> Rule:
    def holds(value: Any) -> bool:
        return type(value) in (kinds or (int,)) and least <= value <= most

    return Rule(f"a {'' if kinds else 'whole '}number from {least} to {most:,}", holds)


def _or_words(rule: Rule, *words: str) -> Rule:
    return Rule(
        f"{', '.join(words)} or {rule.expected}",
        lambda value: value in [*words] or rule.holds(value),
    )


def _is_test_digit(value: Any) -> bool:
    if isinstance(value, str) and value.isdecimal() and len(value) < 9:
        value = int(value)
    return type(value) is int and 0 <= value < len(load().test)


FLAG = Rule("true or false", lambda value: isinstance(value, bool))
RULES = {
    "show": _one_of(SCENES),
    "line": _text(1, 120),
    "note": _text(0, 2_000),
    "minutes": _number(0, 600, int, float),
    "network": _one_of(("draw", "book", "untrained")),
    "digit": _or_words(
        Rule("a number from 0 to 9,999", _is_test_digit), "clear", "drawing", "misread"
    ),
    "neuron": _or_words(_number(1, 10_000), "strongest"),
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
        table = tomllib.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # also for a number of thousands of digits
        trouble = str(error).removesuffix(".")
        raise Refused(f"The talk is not a text in the TOML format: {trouble:.300}.") from error
    steps = table.get("step")
    if set(table) != {"step"} or not isinstance(steps, list) or not steps:
        raise Refused("Expected a talk with [[step]] before each step, and nothing else.")
    if len(steps) > MOST_STEPS:
        raise Refused(f"Expected at most {MOST_STEPS} steps, got {len(steps)}.")
    for number, step in enumerate(steps, start=1):
        try:
            _check(step)
        except Refused as error:
            raise Refused(f"Step {number} of the talk: {error}") from error
    return tuple(_step(**step) for step in steps)


def _check(step: Any) -> None:
    if not isinstance(step, dict):
        raise Refused("expected [[step]] before its fields.")
    for name in NEEDED:
        if name not in step:
            raise Refused(f"`{name}` is missing.")
    for name, value in step.items():
        if name not in RULES:
            raise Refused(f"{shown(repr(name))} is unknown; choose among {', '.join(RULES)}.")
        rule = RULES[name]
        if value != DEFAULTS[name] and not rule.holds(value):
            raise Refused(f"`{name}` has to be {rule.expected}, got {_written(value)}.")
    try:
        settings_in(step.get("settings", ""))
    except Refused as error:
        raise Refused(f"`settings`: {error}") from error


def _written(value: Any) -> str:
    """Return a value for a message: a number may have too many digits, a list be too deep."""
    try:
        return shown(repr(value))
    except (ValueError, RecursionError):
        return "a number of thousands of digits"


def _step(digit: str | int = "", neuron: str | int = 0, **others: Any) -> Step:
    return Step(digit=str(digit), neuron=STRONGEST if isinstance(neuron, str) else neuron, **others)


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
