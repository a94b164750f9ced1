"""Where a network came from, saved beside its weights."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from nn.errors import Refused
from nn.settings.config import TrainingConfig
from nn.settings.setting import ConfigError

MOST_EPOCHS = 1_000_000


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

    def __post_init__(self) -> None:
        epochs, accuracy = self.epochs, self.test_accuracy
        if self.config is not None and not isinstance(self.config, TrainingConfig):
            raise _wrong("config", "settings or nothing", self.config)
        if type(epochs) is not int or not 0 <= epochs <= MOST_EPOCHS:
            raise _wrong("epochs", f"a whole number from 0 to {MOST_EPOCHS:,}", epochs)
        is_number = isinstance(accuracy, (int, float)) and not isinstance(accuracy, bool)
        if accuracy is not None and not (is_number and 0 <= accuracy <= 1):
            raise _wrong("test accuracy", "a number from 0 to 1 or nothing", accuracy)
        for name in ("data", "version", "note"):
            if not isinstance(getattr(self, name), str):
                raise _wrong(name, "a text", getattr(self, name))

    def to_dict(self) -> dict[str, Any]:
        """Return the fields by name, ready for JSON."""
        return asdict(self) | {"config": self.config.to_dict() if self.config else None}

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
            *(values.get(name, "") for name in ("data", "version", "note")),
        )


def _wrong(name: str, expected: str, value: object) -> StorageError:
    return StorageError(f"Provenance: expected {expected} for {name}, got {value!r:.60}.")
