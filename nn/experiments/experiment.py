"""One description of an experiment: what stays the same, what varies, and with which seeds.

    Experiment(TrainingConfig(epochs=3), (Varied("eta", (0.1, 0.5, 3.0)),), seeds=(1, 2, 3, 4))

The book compares single runs. One run proves little, since the seed alone moves the accuracy, so
here each cell, a combination of the varied settings, is trained once with every seed. Cells with
the same layers and the same kind of initial weights start from the same network, seed for seed.
N(0, 1) and 1/√n are the same draws, scaled. Of He's weights only the first layer's are, since He
draws no biases.
"""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import NamedTuple

from nn.errors import Refused
from nn.in_words import listed
from nn.settings.config import SETTING, TrainingConfig
from nn.settings.setting import Value

MOST_RUNS = 10_000


class Varied(NamedTuple):
    """A setting that varies, and its values in the order of their cells."""

    name: str  # the field's of `TrainingConfig`
    values: tuple[Value, ...]


class Cell(NamedTuple):
    """One combination of the varied settings, trained with every seed."""

    number: int  # from 0
    values: tuple[Value, ...]  # of the varied settings, in their order
    config: TrainingConfig  # with the first seed


class PlannedRun(NamedTuple):
    """One run of an experiment."""

    number: int  # from 0, in the order in which the runs begin
    cell: int  # the number of its cell
    config: TrainingConfig


@dataclass(frozen=True)
class Experiment:
    """What an experiment varies, and with which seeds.

    Several varied settings are crossed: every value of one with every value of the others. Paired,
    the first values go together, then the second ones, and so on. There a value may come again, but
    no combination.

    Equal experiments have equal parts. The base becomes the first cell's, a setting with one value
    goes into the base, and a single setting is not paired.

    Raises `Refused` for an unknown setting, missing or duplicate values or seeds, settings that
    do not go together, and more than 10,000 runs.
    """

    base: TrainingConfig
    varied: tuple[Varied, ...] = ()
    seeds: tuple[int, ...] = (1,)
    paired: bool = False

    def __post_init__(self) -> None:
        self._check()
        first = {name: values[0] for name, values in self.varied}
        varied = tuple(varied for varied in self.varied if len(varied.values) > 1)
        object.__setattr__(self, "base", self._config(first))
        object.__setattr__(self, "varied", varied)
        object.__setattr__(self, "paired", self.paired and len(varied) > 1)
        numbers: dict[tuple[Value, ...], int] = {}
        for cell in self.cells:  # which also refuses settings that do not go together
            if (first_time := numbers.setdefault(cell.values, cell.number)) < cell.number:
                raise Refused(
                    f"Combinations {first_time + 1} and {cell.number + 1} are the same, "
                    f"{self.named(cell.number)}; change a value of one or leave it out."
                )

    def __len__(self) -> int:
        return len(self.cells) * len(self.seeds)

    def _check(self) -> None:
        settings = [*self.varied, Varied("seed", self.seeds)]
        for name, values in settings:
            setting = SETTING[name]
            if not values:
                raise Refused(f"{setting.label}: expected at least one value, got none.")
            for value in values:
                setting.check(value)
        name, times = Counter(name for name, _ in settings).most_common(1)[0]
        if times > 1:
            raise Refused(f"{SETTING[name].label} varies twice; give all its values once.")
        seed, times = Counter(self.seeds).most_common(1)[0]
        if times > 1:
            raise Refused(f"Seed {seed} is there twice; leave one out.")
        lengths = [len(values) for _, values in self.varied]
        if self.paired and len(set(lengths)) > 1:
            raise Refused(
                f"Paired settings need as many values each, got {listed([*map(str, lengths)])}; "
                "add values or cross them."
            )
        runs = (max(lengths, default=1) if self.paired else math.prod(lengths)) * len(self.seeds)
        if runs > MOST_RUNS:
            raise Refused(
                f"This experiment has {runs:,} runs, and at most {MOST_RUNS:,} are taken; use "
                "fewer values or fewer seeds."
            )

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The combinations of the varied settings; without a varied setting there is one."""
        names = [name for name, _ in self.varied]
        columns = [values for _, values in self.varied]
        rows = zip(*columns, strict=True) if self.paired else product(*columns)
        return tuple(
            Cell(number, row, self._config(dict(zip(names, row, strict=True))))
            for number, row in enumerate(rows)
        )

    def runs(self) -> Iterator[PlannedRun]:
        """Yield the runs: all cells with the first seed, then with the next one, and so on."""
        for place, seed in enumerate(self.seeds):
            for cell in self.cells:
                number = place * len(self.cells) + cell.number
                yield PlannedRun(number, cell.number, replace(cell.config, seed=seed))

    def values_of(self, cell: Cell) -> list[tuple[str, Value]]:
        """Return the settings that vary with the values that they have in a cell."""
        names = [name for name, _ in self.varied]
        return list(zip(names, cell.values, strict=True))

    def named(self, cell: int) -> str:
        """Return the values of a cell in a sentence: "learning rate η 0.5, cost cross-entropy"."""
        return ", ".join(named(name, value) for name, value in self.values_of(self.cells[cell]))

    def _config(self, settings: dict[str, Value]) -> TrainingConfig:
        """Return the base with other settings and the first seed."""
        try:
            return replace(self.base, **settings, seed=self.seeds[0])  # type: ignore[arg-type]
        except Refused as error:
            said = ", ".join(named(name, value) for name, value in settings.items())
            raise Refused(f"No run can be made with {said or 'these settings'}. {error}") from None


def named(name: str, value: Value) -> str:
    """Return a setting with its value: "cost quadratic", "one hidden layer of 30 neurons"."""
    said = in_words(name, value)
    if not isinstance(value, tuple):
        return f"{SETTING[name].in_a_sentence} {said}"
    if (hidden := len(value) - 2) < 2:
        return f"one hidden layer of {said} neurons" if hidden else "no hidden layer"
    return f"{hidden} hidden layers of {said} neurons"


def in_words(name: str, value: Value) -> str:
    """Return a setting's value as a person reads it: "narrow: 1/√n", "30", "100, 50", "0.5"."""
    setting = SETTING[name]
    if isinstance(value, tuple):
        return ", ".join(map(str, value[1:-1])) or "none"
    if setting.choices:
        return setting.choices[str(value)]
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def cell_in_words(experiment: Experiment, cell: Cell) -> str:
    """Return what a cell has of its own: "narrow: 1/√n", or of several settings "softmax, η 3"."""
    values = [(SETTING[name], in_words(name, value)) for name, value in experiment.values_of(cell)]
    if len(values) == 1:
        return values[0][1]
    return ", ".join(
        value if setting.choices else f"{setting.symbol or setting.in_a_sentence} {value}"
        for setting, value in values
    )
