"""Whose settings an experiment begins with: Train's, a preset's, or those of the book's own."""

from nn.experiments.of_the_book import PRESETS as OF_BOOK
from nn.experiments.of_the_book import ExperimentPreset
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS

TRAIN, ELSEWHERE = "train", ""
_PRESET, _BOOK = "preset ", "book "


def titles(with_book: bool, now: str) -> dict[str, str]:
    """Return what each starting point is called, by its key; `now` is the present one's key."""
    names = {TRAIN: "Train's settings"}
    if with_book:
        names |= {f"{_BOOK}{name}": f"The book: {p.title}" for name, p in OF_BOOK.items()}
    names |= {f"{_PRESET}{name}": f"Preset: {p.title}" for name, p in PRESETS.items()}
    if now not in names:
        names[now] = "These settings"
    return names


def of_book(key: str) -> ExperimentPreset | None:
    """Return the book's experiment with this key, None if it is the key of something else."""
    return OF_BOOK.get(key.removeprefix(_BOOK)) if key.startswith(_BOOK) else None


def key_of(preset: ExperimentPreset) -> str:
    """Return the key of one of the book's experiments."""
    return f"{_BOOK}{preset.name}"


def settings(key: str, train: TrainingConfig) -> TrainingConfig | None:
    """Return the settings with this key; None if they are neither Train's nor a preset's."""
    if key == TRAIN:
        return train
    preset = PRESETS.get(key.removeprefix(_PRESET))
    return preset.config if preset else None
