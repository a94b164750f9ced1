"""Experiments for the tests of the page: tiny ones, whose runs take no time."""

from types import SimpleNamespace
from typing import Any

from nn.experiments.experiment import Experiment, PlannedRun
from nn.experiments.measuring import Measured, Result
from nn.settings.config import TrainingConfig

SMALL = TrainingConfig(sizes=(784, 4, 10), training_images=200, epochs=1)


def result_of(run: PlannedRun, *accuracies: float) -> Result:
    """Return a result of a run that nobody trained, with the test accuracy after each epoch."""
    measured = tuple(Measured(share, 0.5, share, 0.5) for share in (0.1, *accuracies))
    return Result(
        run.number, run.cell, run.config, measured, measured[-1], False, "", 0.5, f"{run.number}"
    )


def results_of(experiment: Experiment, *accuracies: float) -> list[Result]:
    """Return results of an experiment's first runs, with these test accuracies in the end."""
    epochs = experiment.base.epochs
    runs = zip(experiment.runs(), accuracies, strict=False)
    return [result_of(run, *[share] * epochs) for run, share in runs]


def file(name: str, content: str | bytes) -> Any:
    """Return what Streamlit gives for a file that was sent."""
    data = content.encode() if isinstance(content, str) else content
    return SimpleNamespace(name=name, getvalue=lambda: data, file_id=name)
