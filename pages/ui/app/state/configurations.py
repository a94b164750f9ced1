"""What is set up on Compare: up to four configurations, and the settings in which they differ."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from nn.errors import Refused
from nn.experiments.experiment import Experiment, Varied
from nn.settings.config import SETTING, TrainingConfig
from nn.settings.setting import Setting, Value

MOST = 4  # configurations
MOST_NAMES = 3  # settings in which they differ
LETTERS = "ABCD"
EPOCHS = 3
SEEDS = (1, 2, 3, 4, 5)
# What a configuration begins with that has to differ from those before it.
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


@dataclass
class Configurations:
    """Up to four configurations, also such as no run can be made of yet."""

    start: str = "train"  # where they began: "train", "preset …", "book …", "" for elsewhere
    base: TrainingConfig = field(default_factory=lambda: TrainingConfig(epochs=EPOCHS))
    names: tuple[str, ...] = ("initialisation",)  # of the settings that differ
    # The values of those settings in each of four configurations, of which `count` count.
    rows: list[dict[str, Value]] = field(
        default_factory=lambda: [{"initialisation": v} for v in ("normal", "sqrt-n", "he", "he")]
    )
    count: int = 2
    seeds: tuple[int, ...] = SEEDS
    made: Experiment | None = None  # the newest of `experiment`

    def experiment(self) -> Experiment:
        """Return the configurations as one experiment.

        Raises `Refused` where none can be made of them.
        """
        rows = self.rows[: self.count]
        self._refuse_equal(rows)
        columns = {name: tuple(row[name] for row in rows) for name in self.names}
        differ = {name: values for name, values in columns.items() if len(set(values)) > 1}
        same = {name: values[0] for name, values in columns.items() if name not in differ}
        return Experiment(
            replace(self.base, **same),  # type: ignore[arg-type]
            tuple(Varied(name, values) for name, values in differ.items()),
            self.seeds,
            paired=len(differ) > 1,
        )

    def _refuse_equal(self, rows: list[dict[str, Value]]) -> None:
        if not self.names:
            raise Refused("Choose a setting in which the configurations differ.")
        values = [tuple(row[name] for name in self.names) for row in rows]
        for at, row in enumerate(values):
            if row in values[:at]:
                first = values.index(row)
                raise Refused(
                    f"{LETTERS[first]} and {LETTERS[at]} are the same; change a value of one."
                )

    def take(self, experiment: Experiment) -> None:
        """Take over an experiment, such as from a link.

        Raises `Refused` for one that has too many configurations or settings that vary.
        """
        cells, names = experiment.cells, tuple(name for name, _ in experiment.varied)
        if not 2 <= len(cells) <= MOST or len(names) > MOST_NAMES:
            raise Refused(
                f"Compare takes 2 to {MOST} configurations that differ in at most {MOST_NAMES} "
                f"settings, got {len(cells)} that differ in {len(names)}; use Search."
            )
        self.start, self.base, self.seeds = "", experiment.base, experiment.seeds
        self.names, self.count = names, len(cells)
        rows = [dict(zip(names, cell.values, strict=True)) for cell in cells]
        self.rows = rows + [dict(rows[-1]) for _ in range(MOST - len(rows))]
        self._fill_up(len(rows))

    def begin_from(self, start: str, base: TrainingConfig) -> None:
        """Begin with other settings, and keep in what the configurations differ."""
        self.start, self.base = start, replace(base, epochs=self.base.epochs)
        for name in self.names:
            self._fill(name)

    def choose(self, names: Iterable[str]) -> None:
        """Let the configurations differ in these settings; a new one has its usual value at first.

        The first one differs in all, so that there is something to compare.
        """
        before, self.names = self.names, tuple(names)
        for name in self.names:
            if name not in before:
                if len(self.names) == 1:
                    self._fill(name)
                else:
                    for row in self.rows:
                        row[name] = getattr(self.base, name)

    def _fill(self, name: str) -> None:
        """Give each configuration another value of a setting, the first one that of the base."""
        several = others(SETTING[name], getattr(self.base, name))
        for at, row in enumerate(self.rows):
            row[name] = several[min(at, len(several) - 1)]

    def _fill_up(self, first: int) -> None:
        """Give the configurations from `first` on other values of the first setting."""
        if not self.names:
            return
        name = self.names[0]
        taken = [row[name] for row in self.rows[:first]]
        free = [value for value in others(SETTING[name], taken[0]) if value not in taken]
        for row, value in zip(self.rows[first:], free, strict=False):
            row[name] = value


def others(setting: Setting, value: Value) -> list[Value]:
    """Return up to four values of a setting, this one first."""
    ends = (setting.default, setting.minimum, setting.maximum)
    usual = tuple(setting.choices) or OTHERS.get(setting.name, ends)
    return [value, *(other for other in usual if other != value)][:MOST]
