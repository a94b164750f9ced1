"""Where a network came from, saved beside its weights."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeGuard

from nn.errors import Refused
from nn.settings.config import TrainingConfig
from nn.settings.setting import ConfigError

MOST_EPOCHS = 1_000_000
MOST_BINS = 100
# What was learnt about later networks alone: a file in which it is absent stays as it was.
OPTIONAL = ("temperature", "calibration")

Bin = tuple[int, float, float]  # how many answers, their mean output, the share that is right


class StorageError(Refused):
    """A network that cannot be saved, or a file that no network can be loaded from."""


@dataclass(frozen=True)
class Provenance:
    """Where a network came from."""

    config: TrainingConfig | None  # the settings that it was trained with, if known
    epochs: int  # how many it was trained for
    test_accuracy: float | None  # the share of the test images that it reads right, 0 to 1
    data: str  # what it learnt from, such as "MNIST"
    version: str  # the `nn.__version__` that trained it
    note: str = ""  # anything else worth knowing
    # What the z of its outputs were divided by, so that an output of 0.9 is right nine times in ten
    temperature: float | None = None
    # How far that holds for digits that it did not learn from: explain/calibration.py
    calibration: tuple[Bin, ...] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the fields by name, ready for JSON."""
        values = asdict(self) | {"config": self.config.to_dict() if self.config else None}
        return {
            name: value
            for name, value in values.items()
            if value is not None or name not in OPTIONAL
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Provenance":
        """Return the provenance that `to_dict` gave; unknown fields are ignored.

        A missing field means unknown: no settings, no accuracy, no text, and 0 epochs.

        Raises `StorageError` if a value has the wrong type or is out of range.
        """
        known = {field.name: values[field.name] for field in fields(cls) if field.name in values}
        if isinstance(calibration := known.get("calibration"), list):
            known["calibration"] = tuple(
                tuple(part) if isinstance(part, list) else part for part in calibration
            )
        for name, value in known.items():
            expected, fits = EXPECTED[name]
            if not fits(value):
                raise StorageError(
                    f"Provenance: expected {expected} for {name.replace('_', ' ')}, got "
                    f"{value!r:.60}."
                )
        if known.get("config") is not None:
            try:
                known["config"] = TrainingConfig.from_dict(known["config"])
            except (ConfigError, TypeError) as error:  # TypeError: a list or dict for a name
                raise StorageError(f"Provenance: its settings are wrong. {error}") from error
        unknown = {"config": None, "epochs": 0, "test_accuracy": None, "data": "", "version": ""}
        return cls(**{**unknown, **known})


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_share(value: object) -> bool:
    return _is_number(value) and 0 <= value <= 1


def _is_calibration(value: object) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) <= MOST_BINS
        and all(isinstance(part, tuple) and len(part) == 3 for part in value)
        and all(
            type(count) is int and 0 <= count < 2**63 and _is_share(mean) and _is_share(right)
            for count, mean, right in value
        )
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str)


# What a value in a file has to be, in words and as a test.
EXPECTED: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "config": ("settings or nothing", lambda v: v is None or isinstance(v, dict)),
    "epochs": (
        f"a whole number from 0 to {MOST_EPOCHS:,}",
        lambda v: type(v) is int and 0 <= v <= MOST_EPOCHS,
    ),
    "test_accuracy": ("a number from 0 to 1 or nothing", lambda v: v is None or _is_share(v)),
    "data": ("a text", _is_text),
    "version": ("a text", _is_text),
    "note": ("a text", _is_text),
    "temperature": (
        "a finite number above 0 or nothing",
        lambda v: v is None or (_is_number(v) and 0 < v <= sys.float_info.max),
    ),
    "calibration": (
        f"up to {MOST_BINS} times a count, a mean output and a share, or nothing",
        lambda v: v is None or _is_calibration(v),
    ),
}
