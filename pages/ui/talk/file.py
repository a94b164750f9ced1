"""A talk as a small text file, to be written by a speaker.

The format is TOML. Each `[[step]]` has the fields of `Step`; only `show` and `line` are needed:

    [[step]]
    show = "drawing"
    line = "Draw a 7"
    note = "Let somebody name a digit."
    network = "book"
    digit = "clear"
"""

import json
import tomllib
from dataclasses import fields
from typing import Any
from urllib.parse import parse_qsl

from nn.errors import Refused, shown
from nn.mnist import load
from nn.settings.config import SETTING, SETTINGS, TrainingConfig
from pages.ui.app.state.talk import STRONGEST, Step
from pages.ui.talk.script import SCENES

MOST_BYTES = 200_000
MOST_STEPS = 100
FASTEST = 1_000  # mini-batches a second
MOST_LETTERS = {"line": 120, "note": 2_000, "settings": 1_000}
FIELDS = {field.name: field for field in fields(Step)}
DIGITS = ("clear", "drawing", "misread")
NETWORKS = ("draw", "book", "untrained")
WORDS = {"strongest": STRONGEST}
HEAD = """\
# A talk for Thirty Neurons. Change it and load it in the sidebar, under “The talk's text”.
#
# Each [[step]] is one step. `show` and `line` are needed; what is left out stays as it was.
#   show     {scenes}
#            "guess" asks the phones of your room, if one is open; "room" shows its wall, or the
#            code to join by until there is a digit
#   line     for the audience, at most {line} letters
#   note     for the speaker's view
#   minutes  planned
#   network  {networks}
#   digit    {digits}, or the number of a test digit, such as "18"
#   neuron   from 1, or "strongest"; layer  from 1
#   run      true: a new run begins; epochs, and speed in mini-batches a second, 0 is full speed
#   settings of that run, as in a share link of the Train page: "eta=0.5&cost=cross-entropy"
#   film     true: the run is shown from its beginning
"""


def to_text(steps: tuple[Step, ...]) -> str:
    """Return a talk as the text of a file."""
    names = {"scenes": tuple(SCENES), "networks": NETWORKS, "digits": DIGITS}
    lists = {key: ", ".join(f'"{name}"' for name in some) for key, some in names.items()}
    blocks = [HEAD.format(line=MOST_LETTERS["line"], **lists)]
    for step in steps:
        values = {name: getattr(step, name) for name in FIELDS}
        given = [(k, v) for k, v in values.items() if v != FIELDS[k].default]
        words = {value: word for word, value in WORDS.items()}
        lines = [
            f"{key} = {json.dumps(words.get(v, v) if key == 'neuron' else v, ensure_ascii=False)}"
            for key, v in given
        ]
        blocks.append("\n".join(["[[step]]", *lines]) + "\n")
    return "\n".join(blocks)


def from_bytes(content: bytes) -> tuple[Step, ...]:
    """Return the talk in a file. Raises `Refused` with what is wrong and in which step."""
    if len(content) > MOST_BYTES:
        raise Refused(f"Expected a talk of at most {MOST_BYTES:,} bytes, got {len(content):,}.")
    try:
        table = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # also for a number of thousands of digits
        trouble = str(error).removesuffix(".")
        raise Refused(f"The talk is not a text in the TOML format: {trouble:.300}.") from error
    steps = table.get("step")
    if set(table) != {"step"} or not isinstance(steps, list) or not steps:
        raise Refused("Expected a talk with [[step]] before each step, and nothing else.")
    if len(steps) > MOST_STEPS:
        raise Refused(f"Expected at most {MOST_STEPS} steps, got {len(steps)}.")
    return tuple(_step(number, step) for number, step in enumerate(steps, start=1))


def _step(number: int, values: Any) -> Step:
    def refuse(what: str) -> Refused:
        return Refused(f"Step {number} of the talk: {what}")

    if not isinstance(values, dict):
        raise refuse("expected [[step]] before its fields.")
    for name in ("show", "line"):
        if isinstance(text := values.get(name, ""), str) and not text.strip():
            raise refuse(f"`{name}` is missing.")
    for name, value in values.items():
        if name not in FIELDS:
            raise refuse(f"{shown(repr(name))} is unknown; choose among {', '.join(FIELDS)}.")
        if name == "neuron" and isinstance(value, str) and value in WORDS:
            values[name] = value = WORDS[value]
        if name == "digit" and type(value) is int:
            values[name] = value = _written(value)
        _check(refuse, name, value)
    if sentence := _trouble_with_settings(values.get("settings", "")):
        raise refuse(f"`settings`: {sentence}")
    return Step(**values)


def _trouble_with_settings(text: str) -> str:
    """Say what is wrong with a run's settings; "" if nothing is."""
    by_key = {setting.key: setting for setting in SETTINGS}
    values: dict[str, Any] = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        if key not in by_key:
            return f"{shown(repr(key))} is unknown; choose among {', '.join(by_key)}."
        try:
            values[by_key[key].name] = by_key[key].parse(value)
        except Refused as error:
            return str(error)
    try:
        TrainingConfig(**values)
    except Refused as error:
        return str(error)
    return ""


def _check(refuse: Any, name: str, value: Any) -> None:
    kind = type(FIELDS[name].default) if name not in ("show", "line") else str
    kinds = (int, float) if kind is float else (kind,)
    if type(value) not in kinds:
        kinds_in_words = {str: "a text", int: "a whole number", bool: "true or false"}
        expected = kinds_in_words.get(kind, "a number")
        raise refuse(f"`{name}` has to be {expected}, got {shown(_written(value))}.")
    if kind is str and len(value) > (most := MOST_LETTERS.get(name, 100)):
        raise refuse(f"`{name}` has {len(value):,} letters; at most {most:,} fit.")
    choices = {"show": tuple(SCENES), "network": NETWORKS}.get(name)
    if choices and value and value not in choices:
        raise refuse(
            f"`{name}` {shown(_written(value))} is unknown; choose one of {', '.join(choices)}."
        )
    if name == "digit" and value and value not in DIGITS:
        last = len(load().test) - 1
        if not (value.isdecimal() and int(value) <= last):
            words = ", ".join(DIGITS)
            raise refuse(f"`digit` has to be {words} or a number from 0 to {last:,}.")
    lowest, highest = {
        "minutes": (0, 600),
        "neuron": (0 if value != STRONGEST else value, 10_000),
        "layer": (0, 10),
        "epochs": (1, int(SETTING["epochs"].maximum)),
        "speed": (0, FASTEST),
    }.get(name, (value, value))
    if kind is not str and not lowest <= value <= highest:
        raise refuse(
            f"`{name}` has to be from {lowest} to {highest:,}, got {shown(_written(value))}."
        )


def _written(value: Any) -> str:
    """Return a value for a message: a number may have too many digits, a list be too deep."""
    try:
        return repr(value)
    except (ValueError, RecursionError):
        return "a number of thousands of digits"
