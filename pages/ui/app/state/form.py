"""What is set up on Experiments: the settings, which of them vary and how, and the seeds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from nn.errors import Refused
from nn.experiments import random_search, typed_values
from nn.experiments.experiment import Experiment, Varied
from nn.experiments.of_the_book import PRESETS, ExperimentPreset
from nn.experiments.random_search import Span
from nn.settings.config import SETTING, TrainingConfig
from nn.settings.setting import Setting, Value

# "alone": only the seeds differ; "rows": up to four configurations beside one another; "grid": each
# value with each; "random": points drawn from the values; "given": combinations of a link or file.
How = Literal["alone", "rows", "grid", "random", "given"]
TRAIN, ELSEWHERE, BOOK = "train", "", "book "  # where a form begins; BOOK and the preset's name
MOST_ROWS = 4
MOST_COMPARED, MOST_SEARCHED = 3, 2  # settings that vary
LETTERS = "ABCD"  # of the rows
# The values that a setting has at first, side by side.
OTHERS: dict[str, tuple[Value, ...]] = {
    "sizes": ((784, 30, 10), (784, 100, 10), (784, 10), (784, 30, 30, 10)),
    "eta": (3.0, 0.5, 0.1, 10.0),
    "mini_batch_size": (10, 100, 1, 1000),
    "epochs": (1, 3, 10, 30),
    "lmbda": (0.0, 5.0, 0.1, 1.0),
    "momentum": (0.0, 0.9, 0.5, 0.99),
    "training_images": (60_000, 10_000, 1000, 100),
    "early_stopping": (0, 3, 10, 1),
    "held_back": (10_000, 5000, 1000, 100),
}
# From where to where a setting is searched at first, and with how many values.
SPANS: dict[str, tuple[float, float, int]] = {
    "eta": (0.1, 10.0, 5),
    "mini_batch_size": (10, 1000, 3),
    "epochs": (1, 5, 3),
    "lmbda": (0.1, 10.0, 3),
    "momentum": (0.0, 0.9, 4),
    "training_images": (1000, 60_000, 3),
    "early_stopping": (1, 10, 3),
    "held_back": (1000, 10_000, 3),
}
LAYERS = "10, 30, 100"


@dataclass
class Axis:
    """One setting that varies: its value in each row, and a range or a list for a search."""

    name: str
    column: list[Value]  # of the rows, or of the combinations that were given
    as_list: bool = False  # for numbers: a list and no range
    start: float = 0.0
    end: float = 0.0
    count: int = 3
    text: str = LAYERS  # the list, as somebody types it: "0.1, 0.5" or "30, 100x50"
    chosen: tuple[str, ...] = ()  # of a setting with choices

    @property
    def setting(self) -> Setting:
        """The entry in the table of settings."""
        return SETTING[self.name]

    @property
    def has_range(self) -> bool:
        """Whether the setting's values are numbers."""
        return not self.setting.choices and not isinstance(self.setting.default, tuple)

    def varied(self) -> Varied:
        """Return the values of the range or the list; raise `Refused` where there are none."""
        if self.setting.choices:
            return Varied(self.name, self.chosen)
        if self.has_range and not self.as_list:
            return Varied(
                self.name, typed_values.span(self.setting, self.start, self.end, self.count)
            )
        return Varied(self.name, typed_values.parse(self.setting, self.text))

    def drawn_from(self) -> Span | Varied:
        """Return where points at random are drawn."""
        if self.has_range and not self.as_list:
            return Span(self.name, self.start, self.end)
        return self.varied()

    def list_values(self, values: Sequence[Value]) -> None:
        """Have a list of these values."""
        self.text = ", ".join(typed_values.format(self.setting, [value]) for value in values)
        self.chosen = tuple(map(str, values)) if self.setting.choices else ()


def axis_of(name: str, value: Value | None = None) -> Axis:
    """Return a setting with the values that are usually tried, in rows with this value first."""
    setting = SETTING[name]
    several = others(setting, setting.default if value is None else value)
    column = several + several[-1:] * (MOST_ROWS - len(several))
    axis = Axis(name, column, chosen=tuple(setting.choices))
    if axis.has_range:
        axis.start, axis.end, axis.count = SPANS.get(name, (setting.minimum, setting.maximum, 3))
        axis.list_values(axis.varied().values)
    return axis


def others(setting: Setting, value: Value) -> list[Value]:
    """Return up to four values of a setting, this one first."""
    ends = (setting.default, setting.minimum, setting.maximum)
    usual = tuple(setting.choices) or OTHERS.get(setting.name, ends)
    return [value, *(other for other in usual if other != value)][:MOST_ROWS]


@dataclass
class Form:
    """An experiment as its controls show it, also one that no run can be made of yet."""

    base: TrainingConfig
    seeds: tuple[int, ...]
    axes: list[Axis] = field(default_factory=list)  # none where only the seeds differ
    how: How = "alone"
    start: str = TRAIN  # where the settings come from
    rows: int = 2
    points: int = 16  # at random; always the same ones

    @property
    def cells(self) -> str:
        """What one of its combinations is called."""
        return "configuration" if self.how == "rows" else "combination"

    @property
    def names(self) -> list[str]:
        """The settings that vary."""
        return [axis.name for axis in self.axes]

    def experiment(self) -> Experiment:
        """Return what is set up; raise `Refused` where no experiment can be made of it."""
        base = self.base
        if self.how == "rows":
            base, varied = self._rows()
        elif self.how == "given":
            varied = [Varied(axis.name, tuple(axis.column)) for axis in self.axes]
        elif self.how == "random":
            axes = [axis.drawn_from() for axis in self.axes]
            varied = list(random_search.points(axes, self.points, seed=1))
        else:
            varied = [axis.varied() for axis in self.axes]
        made = Experiment(base, tuple(varied), self.seeds, paired=self.how != "grid")
        if self.how != "alone" and not made.varied:
            raise Refused("Choose a setting that varies, and two values of it or more.")
        return made

    def _rows(self) -> tuple[TrainingConfig, list[Varied]]:
        """Return what all rows share, and their values of the settings in which they differ."""
        columns = {axis.name: tuple(axis.column[: self.rows]) for axis in self.axes}
        rows = list(zip(*columns.values(), strict=True))
        for at, row in enumerate(rows):
            if (first := rows.index(row)) < at:
                raise Refused(
                    f"{LETTERS[first]} and {LETTERS[at]} are the same; change a value of one."
                )
        same = {name: values[0] for name, values in columns.items() if len(set(values)) == 1}
        differ = [Varied(*each) for each in columns.items() if each[0] not in same]
        return replace(self.base, **same), differ  # type: ignore[arg-type]

    def begin_from(self, start: str, base: TrainingConfig) -> None:
        """Begin with other settings; the same ones vary, and the number of epochs stays."""
        self.start, self.base = start, replace(base, epochs=self.base.epochs)
        if self.how == "rows":
            for axis in self.axes:
                axis.column = axis_of(axis.name, getattr(base, axis.name)).column

    def vary(self, names: Iterable[str]) -> None:
        """Vary these settings; of several, a new one is the same in all rows at first."""
        before, names = {axis.name: axis for axis in self.axes}, list(names)
        self.axes = [before.get(name) or self._new(name, alone=len(names) == 1) for name in names]
        if self.how == "given":
            self.how = "grid"

    def _new(self, name: str, alone: bool) -> Axis:
        axis = axis_of(name, getattr(self.base, name))
        if not alone:
            axis.column = axis.column[:1] * MOST_ROWS
        return axis


def form_of(experiment: Experiment, in_rows: bool) -> Form:
    """Return the form of an experiment from elsewhere: beside one another, or as a search."""
    preset = book_experiment(experiment)
    form = Form(experiment.base, experiment.seeds, start=ELSEWHERE, rows=len(experiment.cells))
    if in_rows:
        form.how, form.start = "rows", f"{BOOK}{preset.name}" if preset else ELSEWHERE
    elif experiment.varied:
        form.how = "given" if experiment.paired else "grid"
    for place, (name, values) in enumerate(experiment.varied):
        axis = axis_of(name, values[0])
        axis.as_list = True
        axis.list_values(values)
        usual, axis.column = axis.column, [cell.values[place] for cell in experiment.cells]
        if in_rows:  # rows that come later differ in the first setting
            more = [value for value in usual if value not in axis.column and place == 0]
            more += axis.column[-1:] * MOST_ROWS
            axis.column = [*axis.column, *more][:MOST_ROWS]
        form.axes.append(axis)
    return form


def book_experiment(experiment: Experiment) -> ExperimentPreset | None:
    """Return the book's experiment that this is, whatever its seeds and epochs, or None."""

    def compared(one: Experiment) -> object:
        return one.varied, one.paired, replace(one.base, epochs=1, seed=1)

    same = (p for p in PRESETS.values() if compared(p.experiment) == compared(experiment))
    return next(same, None)
