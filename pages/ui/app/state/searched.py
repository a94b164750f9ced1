"""What is set up on Search: one or two settings with their values, on a grid or at random."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from nn.errors import Refused
from nn.experiments import random_search, typed_values
from nn.experiments.experiment import Experiment, Varied
from nn.experiments.random_search import Span
from nn.settings.config import SETTING, TrainingConfig
from nn.settings.setting import Setting

How = Literal["grid", "random", "given"]
MOST_NAMES = 2
POINTS = 16
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
    """One setting that is searched: a range of numbers, or a list."""

    name: str
    as_list: bool = False  # for numbers: a list and no range
    start: float = 0.0
    end: float = 0.0
    count: int = 3
    text: str = ""  # the list, as somebody types it: "0.1, 0.5" or "30, 100x50"
    chosen: tuple[str, ...] = ()  # of a setting with choices

    @property
    def setting(self) -> Setting:
        """The setting."""
        return SETTING[self.name]

    @property
    def has_range(self) -> bool:
        """Whether the setting's values are numbers."""
        return not self.setting.choices and not isinstance(self.setting.default, tuple)

    def varied(self) -> Varied:
        """Return the values; raise `Refused` where there are none."""
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


def axis_of(name: str) -> Axis:
    """Return a setting with the values that are usually tried."""
    setting = SETTING[name]
    axis = Axis(name, text=LAYERS, chosen=tuple(setting.choices))
    if axis.has_range:
        axis.start, axis.end, axis.count = SPANS.get(name, (setting.minimum, setting.maximum, 3))
        several = typed_values.span(setting, axis.start, axis.end, axis.count)
        axis.text = ", ".join(typed_values.format(setting, [value]) for value in several)
    return axis


@dataclass
class Searched:
    """One or two settings with their values, also such as no run can be made with yet."""

    start: str = "train"  # where the other settings come from, as on Compare
    base: TrainingConfig = field(default_factory=lambda: TrainingConfig(epochs=1))
    axes: list[Axis] = field(default_factory=lambda: [axis_of("eta"), axis_of("sizes")])
    how: How = "grid"
    points: int = POINTS  # at random
    draw: int = 1  # the seed by which they are drawn
    given: tuple[Varied, ...] = ()  # points that came from elsewhere
    seeds: tuple[int, ...] = (1, 2, 3)
    made: Experiment | None = None  # the newest of `experiment`

    def experiment(self) -> Experiment:
        """Return the search as an experiment; raise `Refused` where none can be made of it."""
        if self.how == "given":
            varied: Sequence[Varied] = self.given
        elif self.how == "random":
            axes = [axis.drawn_from() for axis in self.axes]
            varied = random_search.points(axes, self.points, self.draw)
        else:
            varied = [axis.varied() for axis in self.axes]
        paired = self.how != "grid" and len(varied) > 1
        return Experiment(self.base, tuple(varied), self.seeds, paired=paired)

    def take(self, experiment: Experiment) -> None:
        """Take over an experiment, such as from a link.

        Raises `Refused` for one in which no setting varies, or more than two.
        """
        if not 1 <= len(experiment.varied) <= MOST_NAMES:
            raise Refused(
                f"Search takes one or two settings that vary, got {len(experiment.varied)}; vary "
                "fewer, or use Compare."
            )
        self.start, self.base, self.seeds = "", experiment.base, experiment.seeds
        self.how, self.given = "grid", ()
        self.axes = [axis_of(varied.name) for varied in experiment.varied]
        if experiment.paired:
            self.how, self.given = "given", experiment.varied
            return
        for axis, varied in zip(self.axes, experiment.varied, strict=True):
            axis.as_list = True
            axis.text = ", ".join(typed_values.format(axis.setting, [v]) for v in varied.values)
            axis.chosen = tuple(map(str, varied.values)) if axis.setting.choices else ()

    def begin_from(self, start: str, base: TrainingConfig) -> None:
        """Begin with other settings, and keep what is searched."""
        self.start, self.base = start, replace(base, epochs=self.base.epochs)

    def choose(self, place: int, name: str) -> None:
        """Search another setting, "" for none, at the first place or the second."""
        if self.how == "given":
            self.how = "grid"
        others = [axis for k, axis in enumerate(self.axes) if k != place and axis.name != name]
        new = [axis_of(name)] if name else []
        self.axes = (new + others if place == 0 else others + new)[:MOST_NAMES]
