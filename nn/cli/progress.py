"""One training run on the command line: a progress bar, a line for each epoch, JSON."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from nn.cli import signals, terminal
from nn.evaluation import Evaluation, finite_or_none
from nn.events import Diverged, EpochDone, Progress, Stopped
from nn.in_words import counted
from nn.training import Trainer


class Run:
    """One training run on the command line.

    `trainer` does not evaluate: each epoch's network is evaluated while the next epoch goes on. So
    an epoch's line comes a moment after its end, and the evaluations cost hardly any time.
    """

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer
        self.epochs: list[dict[str, Any]] = []  # what `--json` prints of each whole epoch
        self.network_epoch = 0  # the last whole epoch; after early stopping the best one
        self.message = ""  # how the run ended
        self.code = 0
        self._beside = ThreadPoolExecutor(1)
        # The end of the epoch that is not yet reported, and its evaluations.
        self._end: tuple[EpochDone, Future[tuple[Evaluation, Evaluation]]] | None = None
        total = trainer.config.epochs * trainer.config.mini_batches(trainer.images)
        self.bar = terminal.progress_bar(total, "mini-batches", smoothing=0.05)

    def follow(self) -> None:
        """Train to the end, and report on the way. Raises KeyboardInterrupt if it is to stop."""
        for event in self.trainer:
            signals.check()
            match event:
                case Progress():
                    done = (event.epoch - 1) * event.mini_batches + event.mini_batch
                    self.bar.update(done - self.bar.n)
                    if self._end and self._end[1].done():
                        self._report()
                case EpochDone():
                    self._report()
                    beside = self._beside.submit(self.trainer.evaluate_beside, event.network)
                    self._end = event, beside
                case Stopped():
                    self._report()
                    self.message, self.network_epoch = event.message, event.epoch
                case Diverged():
                    self._report()
                    self.message, self.code = event.message, terminal.DIVERGED

    def interrupted(self) -> None:
        """Note that the run was stopped from outside, unless it had ended."""
        self._report()
        if not self.message:
            self.message = f"Interrupted after {counted(len(self.epochs), 'whole epoch')}."
        self.code = signals.INTERRUPTED

    def _report(self) -> None:
        """Report the last epoch, unless that is done."""
        if not self._end or self._end[0].epoch == len(self.epochs):
            return
        event, (test, train) = self._end[0], self._end[1].result()
        self.network_epoch = event.epoch
        self.epochs.append(
            {
                "epoch": event.epoch,
                "test_accuracy": test.accuracy,
                "train_accuracy": train.accuracy,
                "cost": finite_or_none(train.cost),
                "test_cost": finite_or_none(test.cost),
                "held_back_accuracy": event.held_back.accuracy if event.held_back else None,
                "seconds": event.seconds,
            }
        )
        kept = event.held_back
        held_back = f"{kept.accuracy:.2%} of those held back, " if kept else ""
        self.bar.write(
            f"epoch {event.epoch:>3}: {test.accuracy:.2%} of the test images, "
            f"{train.accuracy:.2%} of the training images at a cost of "
            f"{train.cost:.4f}, {held_back}{event.seconds:.2f} s",
            file=terminal.messages,
        )

    def result(self, test_accuracy: float) -> dict[str, Any]:
        """Return what `--json` prints."""
        return {
            "epochs": self.epochs,
            "network_epoch": self.network_epoch,
            "final_test_accuracy": test_accuracy,
            "seconds_training": sum(epoch["seconds"] for epoch in self.epochs),
            "message": self.message,
            "config": self.trainer.config.to_dict(),
        }
