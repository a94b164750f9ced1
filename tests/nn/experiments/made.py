"""Experiments and results that are made, not trained."""

from typing import Any

from hypothesis import HealthCheck, reject, settings
from hypothesis import strategies as some

from nn.experiments.experiment import Experiment, PlannedRun, Varied
from nn.experiments.measuring import Measured, Result
from nn.settings.config import SETTINGS, TrainingConfig
from nn.settings.setting import ConfigError, Setting, Value

# The machine that runs the tests may be slow.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)

VARYING = [setting for setting in SETTINGS if setting.name != "seed"]
QUICK = TrainingConfig(sizes=(784, 10), training_images=500, epochs=1)

hidden_layers = some.lists(some.integers(1, 1000), max_size=5).map(lambda n: (784, *n, 10))
seeds = some.lists(some.integers(0, 2**32 - 1), min_size=1, max_size=5, unique=True).map(tuple)


def values_of(setting: Setting) -> some.SearchStrategy[Value]:
    """Return values that a setting takes."""
    if isinstance(setting.default, tuple):
        return hidden_layers
    if setting.choices:
        return some.sampled_from(sorted(setting.choices))
    if isinstance(setting.default, int):
        return some.integers(int(setting.minimum), int(setting.maximum))
    return some.floats(setting.minimum, setting.maximum)


@some.composite
def experiments(draw: some.DrawFn) -> Experiment:
    """Return an experiment of up to three settings that vary, crossed or paired."""
    settings = draw(some.lists(some.sampled_from(VARYING), unique_by=lambda s: s.name, max_size=3))
    paired, count = draw(some.booleans()), draw(some.integers(1, 4))
    columns = []
    for setting in settings:
        several = some.lists(
            values_of(setting),
            min_size=count if paired else 1,
            max_size=count,
            unique=not paired,
        )
        columns.append(Varied(setting.name, tuple(draw(several))))
    base: dict[str, Any] = {"eta": draw(some.floats(0.001, 10.0)), "epochs": 3}
    try:
        return Experiment(TrainingConfig(**base), tuple(columns), draw(seeds), paired)
    except ConfigError:  # such as a mini-batch that is larger than all images
        reject()


def measured(accuracy: float = 0.5, cost: float = 1.0) -> Measured:
    return Measured(accuracy, cost, accuracy, cost, 0.25)


def result(run: PlannedRun, *accuracies: float, **changes: Any) -> Result:
    """Return a result with these test accuracies, of the untrained network first."""
    columns = tuple(measured(accuracy) for accuracy in accuracies or (0.1, 0.5))
    usual = Result(
        number=run.number,
        cell=run.cell,
        config=run.config,
        measured=columns,
        final=columns[-1],
        diverged=False,
        message="Finished 1 epoch.",
        seconds=1.5,
        fingerprint="0123456789abcdef",
    )
    return usual._replace(**changes)


def ended(experiment: Experiment, accuracies: list[list[float]]) -> list[Result]:
    """Return a result for each run: the accuracies at the end, a list a cell, a value a seed."""
    place = {seed: number for number, seed in enumerate(experiment.seeds)}
    return [
        result(run, 0.1, accuracies[run.cell][place[run.config.seed]]) for run in experiment.runs()
    ]
