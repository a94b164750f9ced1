"""Follow a training run on the command line: a progress bar, and a line for each epoch."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any, NamedTuple

from nn.cli import terminal
from nn.evaluation import evaluate, finite_or_none
from nn.in_words import counted
from nn.mnist import load
from nn.network import Network
from nn.sgd import Images
from nn.training import Diverged, TrainingRun, train


class End(NamedTuple):
    """What a training run came to."""

    network: Network
    network_epoch: int  # the last whole epoch; with early stopping the best one
    epochs: list[dict[str, Any]]  # what `--json` prints of each whole epoch
    message: str  # how the run ended
    code: int  # exit code


def follow(run: TrainingRun, images: Images, held_back: Images, stop: Event) -> End:
    """Train a run to its end, or until `stop` is set.

    Another thread evaluates an epoch's network while the next epoch goes on. So an epoch's line
    comes a moment after its end, and the evaluations cost hardly any time.
    """
    total = run.config.epochs * run.config.mini_batches(len(images))
    epochs: list[dict[str, Any]] = []
    evaluated: Future[None] | None = None
    with (
        ThreadPoolExecutor(1) as beside,
        terminal.progress_bar(total, "mini-batches", smoothing=0.05) as bar,
    ):
        since = time.perf_counter()
        try:
            for mini_batch in train(run, images, held_back):
                if mini_batch:
                    bar.update()
                else:
                    seconds, kept = time.perf_counter() - since, run.on_held_back
                    if evaluated:
                        evaluated.result()
                    epochs.append(
                        {
                            "epoch": run.epochs_done,
                            "held_back_accuracy": kept.accuracy if kept else None,
                            "seconds": seconds,
                        }
                    )
                    network, cost = run.network.copy(), run.config.cost
                    evaluated = beside.submit(_evaluate, network, images, cost, epochs[-1])
                    since = time.perf_counter()
                if stop.is_set():
                    terminal.say("Stopping, one moment.")
                    end = _interrupted(run, epochs)
                    break
            else:
                end = End(run.network, run.best_epoch or run.epochs_done, epochs, run.ending, 0)
        except Diverged as error:
            end = End(run.network, run.epochs_done, epochs, str(error), terminal.DIVERGED)
        if evaluated:
            evaluated.result()
    return end


def _interrupted(run: TrainingRun, epochs: list[dict[str, Any]]) -> End:
    """Return what an interrupted run has come to: with early stopping, its best network so far."""
    message = f"Interrupted after {counted(run.epochs_done, 'whole epoch')}."
    if run.best_network:
        message += f" The network is the one from epoch {run.best_epoch}, the best so far."
        return End(run.best_network, run.best_epoch, epochs, message, terminal.INTERRUPTED)
    finite = run.network if run.network.is_finite else run.safe or run.network
    return End(finite, run.epochs_done, epochs, message, terminal.INTERRUPTED)


def _evaluate(network: Network, images: Images, cost: str, epoch: dict[str, Any]) -> None:
    """Add to an epoch how good its network is, and say it."""
    test = evaluate(network, load().test, cost, beside=True)
    training = evaluate(network, images, cost, beside=True)
    epoch |= {
        "test_accuracy": test.accuracy,
        "train_accuracy": training.accuracy,
        "cost": finite_or_none(training.cost),
        "test_cost": finite_or_none(test.cost),
    }
    kept = epoch["held_back_accuracy"]
    held_back = "" if kept is None else f"{kept:.2%} of those held back, "
    terminal.say(
        f"epoch {epoch['epoch']:>3}: {test.accuracy:.2%} of the test images, "
        f"{training.accuracy:.2%} of the training images at a cost of {training.cost:.4f}, "
        f"{held_back}{epoch['seconds']:.2f} s"
    )
