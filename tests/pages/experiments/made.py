"""Experiments for the tests of the page: tiny ones, with results that nobody has trained."""

from types import SimpleNamespace
from typing import Any

from nn.experiments.experiment import Experiment, Varied
from nn.experiments.one_run import Result, pack
from nn.experiments.study import Study
from nn.settings.config import TrainingConfig
from tests.nn.experiments.made import result

SMALL = TrainingConfig(sizes=(784, 4, 10), training_images=200, epochs=1)


def varied(**settings: tuple[Any, ...]) -> tuple[Varied, ...]:
    return tuple(Varied(name, values) for name, values in settings.items())


def results_of(experiment: Experiment, *accuracies: float) -> list[Result]:
    """Return results of an experiment's first runs, with these test accuracies all the time."""
    runs = zip(experiment.runs(), accuracies, strict=False)
    return [result(run, 0.1, *[share] * experiment.base.epochs) for run, share in runs]


def finished(experiment: Experiment, *ends: float, **changes: Any) -> Study:
    """Return an experiment that has ended, and kept its networks.

    Its accuracies end near those given for each cell, a little higher with each seed.
    """
    results = []
    for run in experiment.runs():
        end, epochs = ends[run.cell] + 0.001 * run.config.seed, run.config.epochs
        accuracies = [end - 0.02 * (epochs - epoch) for epoch in range(1, epochs + 1)]
        parameters = pack(run.config.first_network())
        results.append(result(run, 0.1, *accuracies, parameters=parameters, **changes))
    return Study(experiment, None, results)


def file(name: str, content: str | bytes) -> Any:
    """Return what Streamlit gives for a file that was sent."""
    data = content.encode() if isinstance(content, str) else content
    return SimpleNamespace(name=name, getvalue=lambda: data, file_id=name)
