"""Results of experiments that nobody has trained, for tests of what the page makes of them."""

from collections.abc import Callable

from nn.experiments.experiment import Experiment, PlannedRun
from nn.experiments.measuring import Measured, Result
from nn.experiments.study import Study
from nn.runs import messages
from nn.training import initial_network

Accuracy = Callable[[PlannedRun, int], float]  # of a run after an epoch, 0 to 1


def result(run: PlannedRun, accuracy: Accuracy, diverged: bool = False) -> Result:
    """Return the result of a run that reads as many test images as `accuracy` says."""
    network = initial_network(run.config)
    measured = tuple(_measured(accuracy(run, epoch)) for epoch in range(run.config.epochs + 1))
    return Result(
        run.number,
        run.cell,
        run.config,
        measured,
        measured[-1],
        diverged,
        "The weights grew without end." if diverged else "",
        0.5,
        f"{run.number:016x}",
        messages.pack(network),
    )


def _measured(share: float) -> Measured:
    return Measured(share, 1 - share, share + 0.01, 1 - share)


def finished(experiment: Experiment, accuracy: Accuracy) -> Study:
    """Return an experiment that has ended."""
    return Study(experiment, None, [result(run, accuracy) for run in experiment.runs()])


def by_cell(*ends: float) -> Accuracy:
    """Return accuracies that end near those given for each cell, a little higher with each seed."""

    def accuracy(run: PlannedRun, epoch: int) -> float:
        share = ends[run.cell] + 0.001 * run.config.seed
        return 0.1 if epoch == 0 else share - 0.02 * (run.config.epochs - epoch)

    return accuracy
