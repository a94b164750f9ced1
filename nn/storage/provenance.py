"""Where a network came from, saved beside its weights."""

import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
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
    """Where a network came from.

    Raises `StorageError` if a value has the wrong type or is out of range.
    """

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

    def __post_init__(self) -> None:
        epochs, accuracy = self.epochs, self.test_accuracy
        if self.config is not None and not isinstance(self.config, TrainingConfig):
            raise _wrong("config", "settings or nothing", self.config)
        if type(epochs) is not int or not 0 <= epochs <= MOST_EPOCHS:
            raise _wrong("epochs", f"a whole number from 0 to {MOST_EPOCHS:,}", epochs)
        if accuracy is not None and not _is_share(accuracy):
            raise _wrong("test accuracy", "a number from 0 to 1 or nothing", accuracy)
        for name in ("data", "version", "note"):
            if not isinstance(getattr(self, name), str):
                raise _wrong(name, "a text", getattr(self, name))
        if self.temperature is not None and not _is_temperature(self.temperature):
            raise _wrong("temperature", "a finite number above 0 or nothing", self.temperature)
        if self.calibration is not None and not _is_calibration(self.calibration):
            raise _wrong(
                "calibration",
                f"up to {MOST_BINS} times a count, a mean output and a share, or nothing",
                self.calibration,
            )

    def to_dict(self) -> dict[str, Any]:
        """Return the fields by name, ready for JSON."""
        fields = asdict(self) | {"config": self.config.to_dict() if self.config else None}
        return {
            name: value
            for name, value in fields.items()
            if value is not None or name not in OPTIONAL
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Provenance":
        """Return the provenance that `to_dict` gave; unknown fields are ignored.

        A missing field means unknown: no settings, no accuracy, no text, and 0 epochs.

        Raises `StorageError` if a value has the wrong type or is out of range.
        """
        config = values.get("config")
        if config is not None:
            if not isinstance(config, dict):
                raise _wrong("config", "settings or nothing", config)
            try:
                config = TrainingConfig.from_dict(config)
            except (ConfigError, TypeError) as error:  # TypeError: a list or dict for a name
                raise StorageError(f"Provenance: its settings are wrong. {error}") from error
        return cls(
            config,
            values.get("epochs", 0),
            values.get("test_accuracy"),
            values.get("data", ""),
            values.get("version", ""),
            values.get("note", ""),
            temperature=values.get("temperature"),
            calibration=_as_tuples(values.get("calibration")),
        )


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_share(value: object) -> bool:
    return _is_number(value) and 0 <= value <= 1


def _is_temperature(value: object) -> bool:
    return _is_number(value) and 0 < value <= sys.float_info.max


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


def _as_tuples(value: Any) -> Any:
    """Return a list of lists, as JSON has it, as tuples; anything else as it is, to be refused."""
    if not isinstance(value, list):
        return value
    return tuple(tuple(part) if isinstance(part, list) else part for part in value)


def _wrong(name: str, expected: str, value: object) -> StorageError:
    return StorageError(f"Provenance: expected {expected} for {name}, got {value!r:.60}.")
