"""Follow a training run on the command line: a progress bar, and a line for each epoch."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any, NamedTuple

from nn.cli import terminal
from nn.endings import interrupted
from nn.evaluation import evaluate, finite_or_none
from nn.mnist import load
from nn.network import Network
from nn.sgd import Images
from nn.training import Diverged, TrainingRun, train


class End(NamedTuple):
    """What a training run came to."""

    network: Network
    network_epoch: int  # the whole epochs that it has learnt
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
        seconds, since = 0.0, time.perf_counter()
        try:
            for mini_batch in train(run, images, held_back):
                if mini_batch:
                    seconds += time.perf_counter() - since
                    bar.update()
                else:
                    held_back_now = run.on_held_back
                    if evaluated:
                        evaluated.result()
                    epochs.append(
                        {
                            "epoch": run.epochs_done,
                            "held_back_accuracy": held_back_now and held_back_now.accuracy,
                            "seconds": seconds,
                        }
                    )
                    network, cost = run.network.copy(), run.config.cost
                    evaluated = beside.submit(_evaluate, network, images, cost, epochs[-1])
                    seconds = 0.0
                since = time.perf_counter()
                if stop.is_set():
                    terminal.say("Stopping, one moment.")
                    message = interrupted(run.config, run.epochs_done, run.best_epoch)
                    code = terminal.INTERRUPTED
                    break
            else:
                message, code = run.ending, 0
        except Diverged as error:
            message, code = str(error), terminal.DIVERGED
        if evaluated:
            evaluated.result()
    return End(run.to_keep, run.best_epoch or run.epochs_done, epochs, message, code)


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
    share = epoch["held_back_accuracy"]
    held_back = "" if share is None else f"{share:.2%} of those held back, "
    terminal.say(
        f"epoch {epoch['epoch']:>3}: {test.accuracy:.2%} of the test images, "
        f"{training.accuracy:.2%} of the training images at a cost of {training.cost:.4f}, "
        f"{held_back}{epoch['seconds']:.2f} s"
    )
