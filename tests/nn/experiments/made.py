"""Experiments and results that are made, not trained."""

from concurrent.futures import Future
from itertools import islice
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some

from nn.experiments.experiment import Experiment, PlannedRun, Varied
from nn.experiments.handing_out import Here
from nn.experiments.one_run import Measured, Result, measure
from nn.settings.config import SETTINGS, TrainingConfig
from nn.settings.setting import Setting, Value

patiently = settings(suppress_health_check=[HealthCheck.too_slow])

VARYING = [setting for setting in SETTINGS if setting.name != "seed"]
QUICK = TrainingConfig(sizes=(784, 10), training_images=500, epochs=1)
LONG = TrainingConfig(training_images=20_000, epochs=500)

hidden_layers = some.lists(some.integers(1, 1000), max_size=5).map(lambda n: (784, *n, 10))
seeds = some.lists(some.integers(0, 2**32 - 1), min_size=1, max_size=5, unique=True).map(tuple)


def values_of(setting: Setting) -> some.SearchStrategy[Value]:
    """Return values that a setting takes."""
    if isinstance(setting.default, tuple):
        return hidden_layers
    if setting.choices:
        return some.sampled_from(sorted(setting.choices))
    if isinstance(setting.default, int):
        return some.integers(*map(int, setting.between))
    return some.floats(*setting.between)


# One run alone, crossed settings, and paired ones whose values repeat.
EXAMPLES = (
    Experiment(TrainingConfig()),
    Experiment(
        TrainingConfig(eta=0.1 + 0.2, epochs=3),
        (
            Varied("sizes", ((784, 10), (784, 100, 50, 10))),
            Varied("activation", ("relu", "tanh", "sigmoid")),
            Varied("lmbda", (0.0, 1 / 3)),
        ),
        seeds=(1, 2, 3, 2**32 - 1, 7),
    ),
    Experiment(
        TrainingConfig(epochs=3),
        (
            Varied("eta", (0.5, 0.5, 3.0)),
            Varied("cost", ("quadratic", "cross-entropy", "quadratic")),
        ),
        seeds=(3, 1),
        paired=True,
    ),
)


def measured(accuracy: float = 0.5, cost: float | None = None) -> Measured:
    cost = 1 - accuracy if cost is None else cost
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


# Runs whose numbers are easily worked out.
THREE = TrainingConfig(epochs=3)
LOTTERY = Experiment(TrainingConfig(epochs=30), seeds=(11, 12, 13, 14))
COSTS = Experiment(THREE, (Varied("cost", ("quadratic", "cross-entropy")),), seeds=(1, 2, 3))
GRID = Experiment(
    THREE,
    (Varied("eta", (0.1, 1.0, 10.0)), Varied("cost", ("quadratic", "cross-entropy"))),
    seeds=(1, 2),
)
POINTS = Experiment(
    THREE,
    (Varied("eta", (0.01, 0.1, 1.0)), Varied("momentum", (0.9, 0.5, 0.1))),
    paired=True,
)


def made(experiment: Experiment, count: int | None = None) -> list[Result]:
    """Return the results of the first runs, or of all: each reads 1 % more than the one before.

    The first run reads 89 % of the test images after its first epoch, and 1 % more after each of
    the next two; then it stays the same.
    """
    return [
        result(
            run,
            0.1,
            *(0.89 + 0.01 * (run.number + min(epoch, 2)) for epoch in range(run.config.epochs)),
        )
        for run in islice(experiment.runs(), count)
    ]


class InThisProcess(Here):
    """An engine that trains one run after another in the thread that wants the results."""

    def submit(self, run: PlannedRun, keeps_network: bool) -> Future[Result]:
        future = Future[Result]()
        try:
            future.set_result(measure(run, keeps_network))
        except Exception as error:
            future.set_exception(error)
        return future
