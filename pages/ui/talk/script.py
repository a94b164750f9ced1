"""A talk as a text: what can be on the stage, and how the steps of a text are read.

talk.toml is the talk that comes with the app, ten minutes long. A speaker may load another text.
"""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from nn.errors import Choices, Refused
from nn.settings.config import SETTING, SETTINGS, TrainingConfig
from nn.storage.provenance import Rule, checked, number
from pages.ui.app import places
from pages.ui.app.state.talk import Step


class Scene(NamedTuple):
    """What can be on the stage: one thing that a page shows, large.

    Those of How it works have the names of its steps.
    """

    shown_by: str  # its module below pages/ui, and the function; with it come the page's modules
    page: places.Place  # that shows more of it

    @property
    def is_of_digit(self) -> bool:
        """Whether it shows the drawn digit."""
        return self.shown_by.startswith("draw.")


SCENES = {
    "drawing": Scene("draw.on_stage:show", places.DRAW),
    "pixels": Scene("draw.on_stage:pixels", places.HOW_IT_WORKS),
    "sum": Scene("draw.on_stage:weighted_sum", places.HOW_IT_WORKS),
    "sigmoid": Scene("draw.on_stage:activation", places.HOW_IT_WORKS),
    "neurons": Scene("draw.on_stage:all_neurons", places.HOW_IT_WORKS),
    "guess": Scene("talk.guess_scene:show", places.TRAIN),
    "training": Scene("train.on_stage:show", places.TRAIN),
    "maps": Scene("inside.on_stage:show", places.INSIDE),
    "backprop": Scene("backprop.on_stage:show", places.BACKPROP),
    "mistakes": Scene("mistakes.on_stage:show", places.MISTAKES),
    "heart": Scene("draw.on_stage:two_networks", places.DRAW),
    "teaching": Scene("draw.on_stage:teach", places.DRAW),
    "room": Scene("room.on_stage:show", places.ROOM),
    "end": Scene("room.on_stage:end", places.DRAW),
}
MOST_BYTES = 60_000  # a name with as many dots takes a third of a second to refuse


def _text(least: int, most: int) -> Rule:
    return (
        f"a text of {least} to {most:,} letters",
        lambda v: isinstance(v, str) and least <= len(v.strip()) and len(v) <= most,
    )


def _one_of(*words: str) -> Rule:
    return f"one of {', '.join(words)}", lambda v: v in words


def _or(rule: Rule, *words: str) -> Rule:
    expected, follows = rule
    return f"{', '.join(words)} or {expected}", lambda v: v in words or follows(v)


FLAG: Rule = "true or false", lambda v: isinstance(v, bool)
RULES = Choices[Rule](
    "Field",
    {
        "show": _one_of(*SCENES),
        "line": _text(1, 120),
        "note": _text(0, 2_000),
        "minutes": number(0, 600),
        "network": _one_of("draw", "book", "untrained"),
        "digit": _or(number(0, 9_999, (int,)), "clear", "drawing", "misread"),
        "neuron": _or(number(1, 10_000, (int,)), "strongest"),
        "layer": number(1, 10, (int,)),
        "run": FLAG,
        "epochs": number(1, SETTING["epochs"].between[1], (int,)),
        "settings": _text(0, 1_000),
        "speed": number(0, 1_000, (int,)),
        "faster": FLAG,
        "film": FLAG,
    },
)
BY_KEY = Choices("Setting", {setting.key: setting for setting in SETTINGS})


@lru_cache(maxsize=32)
def steps_in(text: bytes) -> tuple[Step, ...]:
    """Return the steps in a talk's text. Raises `Refused` with what is wrong and in which step."""
    if len(text) > MOST_BYTES:
        raise Refused(f"Expected a talk of at most {MOST_BYTES:,} bytes, got {len(text):,}.")
    try:
        return tuple(Step(**step) for step in _checked(tomllib.loads(text.decode("utf-8-sig"))))
    except Refused:
        raise
    except UnicodeDecodeError as error:
        raise Refused("The talk is not in UTF-8. Save it again as a text in UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise Refused(f"The talk is not a text in the TOML format: {error!s:.300}.") from error


def _checked(table: dict[str, Any]) -> list[dict[str, Any]]:
    steps: Any = table.get("step")
    has_steps = steps and isinstance(steps, list) and all(isinstance(one, dict) for one in steps)
    if not has_steps or len(table) > 1:
        raise Refused("Expected a talk with [[step]] before each step, and nothing else.")
    for place, step in enumerate(steps, start=1):
        try:
            checked(step, {name: RULES[name] for name in ("show", "line", *step)})
            settings_in(step.get("settings", ""))
        except Refused as error:
            raise Refused(f"Step {place} of the talk: {str(error).rstrip('.')}.") from error
    return steps


def settings_in(text: str) -> TrainingConfig:
    """Return the settings of a step's run: one epoch, and defaults, but for what the text names."""
    pairs = parse_qsl(text, keep_blank_values=True)
    values: dict[str, Any] = {BY_KEY[k].name: BY_KEY[k].parse(value) for k, value in pairs}
    return TrainingConfig(**{"epochs": 1} | values)


PICTURES = Path(__file__).with_name("scenes")  # made by `python -m tests.browser.pictures`
OWN_PICTURES = ("drawing-untrained", "drawing-learning")  # beside those of SCENES


def picture_of(step: Step) -> str:
    """Return the name of the picture of a step: of its scene, or of its own."""
    own = f"{step.show}-{'learning' if step.run else step.network}"
    return own if own in OWN_PICTURES else step.show


SHIPPED_TEXT = Path(__file__).with_name("talk.toml").read_bytes()
SHIPPED = steps_in(SHIPPED_TEXT)
