"""Where a network came from, saved beside its weights."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from nn.errors import Refused, shown
from nn.explain.calibration import Bin
from nn.settings.config import TrainingConfig

MOST_BINS = 100

Rule = tuple[str, Callable[[Any], bool]]  # what a value in a file has to be: in words, as a test


@dataclass(frozen=True)
class Provenance:
    """Where a network came from."""

    config: TrainingConfig | None = None  # the settings that it was trained with, if known
    epochs: int = 0  # how many it was trained for
    test_accuracy: float | None = None  # the share of the test images that it reads right, 0 to 1
    data: str = ""  # what it learnt from, such as "MNIST"
    version: str = ""  # the `nn.__version__` that trained it
    note: str = ""  # anything else worth knowing
    # What the z of its outputs were divided by, so that an output of 0.9 is right nine times in ten
    temperature: float | None = None
    # How far that holds for digits that it did not learn from: explain/calibration.py
    calibration: tuple[Bin, ...] | None = None

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Provenance":
        """Return what a file says, by field; what is missing is unknown.

        Raises `Refused` if a value has the wrong type or is out of range.
        """
        unknown = {field.name: field.default for field in fields(cls)}
        known = checked({**unknown, **values}, RULES)
        if known["config"] is not None:
            known["config"] = TrainingConfig.from_dict(known["config"])
        if known["calibration"] is not None:
            known["calibration"] = tuple(Bin(*part) for part in known["calibration"])
        return cls(**known)


def checked(values: Mapping[str, Any], rules: Mapping[str, Rule]) -> dict[str, Any]:
    """Return the values that have rules; one that is missing is None.

    Raises `Refused` for a value that does not follow its rule.
    """
    for name, (expected, follows) in rules.items():
        if not follows(value := values.get(name)):
            said = json.dumps(value, ensure_ascii=False, default=str)
            said = "nothing" if value is None else said
            raise Refused(f"expected {expected} for its {name}, got {shown(said, 60)}")
    return {name: values.get(name) for name in rules}


def number(low: float, high: float, types: tuple[type, ...] = (int, float)) -> Rule:
    """Return the rule of a number in a range; NaN and True do not follow it."""
    kind = "a number" if float in types else "a whole number"
    return f"{kind} from {low:,} to {high:,}", lambda v: type(v) in types and low <= v <= high


def optional(rule: Rule) -> Rule:
    """Return a rule that None follows too."""
    expected, follows = rule
    return f"{expected}, or nothing", lambda v: v is None or follows(v)


def _is_bin(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 3
        and all(follows(v) for v, (_, follows) in zip(value, (COUNT, SHARE, SHARE), strict=True))
    )


TEXT: Rule = ("a text", lambda v: isinstance(v, str))
TABLE: Rule = ("names and values", lambda v: isinstance(v, dict))
COUNT, SHARE = number(0, 1_000_000, (int,)), number(0, 1)
RULES = {
    "config": optional(TABLE),
    "epochs": COUNT,
    "test_accuracy": optional(SHARE),
    "data": TEXT,
    "version": TEXT,
    "note": TEXT,
    "temperature": optional(number(0.001, 1_000)),
    "calibration": optional(
        (
            f"up to {MOST_BINS} lists of a count and two shares",
            lambda v: isinstance(v, list) and len(v) <= MOST_BINS and all(map(_is_bin, v)),
        )
    ),
}
