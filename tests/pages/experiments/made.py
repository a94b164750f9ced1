"""Experiments for the tests of the page: tiny ones, with results that nobody has trained."""

from types import SimpleNamespace
from typing import Any

from nn.beginning import initial_network
from nn.experiments.experiment import Experiment, PlannedRun, Varied
from nn.experiments.one_run import Measured, Result, pack
from nn.experiments.study import Study
from nn.settings.config import TrainingConfig

SMALL = TrainingConfig(sizes=(784, 4, 10), training_images=200, epochs=1)


def varied(**settings: tuple[Any, ...]) -> tuple[Varied, ...]:
    return tuple(Varied(name, values) for name, values in settings.items())


def result_of(run: PlannedRun, *accuracies: float, diverged: bool = False) -> Result:
    """Return a result of a run, with the test accuracy after each epoch."""
    measured = tuple(Measured(share, 0.5, share, 0.5) for share in (0.1, *accuracies))
    message = "The weights grew without end." if diverged else ""
    return Result(
        run.number, run.cell, run.config, measured, measured[-1], diverged, message, 0.5,
        f"{run.number}",
    )  # fmt: skip


def results_of(experiment: Experiment, *accuracies: float) -> list[Result]:
    """Return results of an experiment's first runs, with these test accuracies all the time."""
    epochs = experiment.base.epochs
    runs = zip(experiment.runs(), accuracies, strict=False)
    return [result_of(run, *[share] * epochs) for run, share in runs]


def finished(experiment: Experiment, *ends: float, diverged: bool = False) -> Study:
    """Return an experiment that has ended, and kept its networks.

    Its accuracies end near those given for each cell, a little higher with each seed.
    """
    results = []
    for run in experiment.runs():
        end, epochs = ends[run.cell] + 0.001 * run.config.seed, run.config.epochs
        accuracies = [end - 0.02 * (epochs - epoch) for epoch in range(1, epochs + 1)]
        result = result_of(run, *accuracies, diverged=diverged)
        results.append(result._replace(parameters=pack(initial_network(run.config))))
    return Study(experiment, None, results)


def file(name: str, content: str | bytes) -> Any:
    """Return what Streamlit gives for a file that was sent."""
    data = content.encode() if isinstance(content, str) else content
    return SimpleNamespace(name=name, getvalue=lambda: data, file_id=name)
