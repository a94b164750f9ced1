"""One training run on the command line: a progress bar, a line for each epoch, JSON."""

from typing import Any

from nn.cli import terminal
from nn.evaluation import finite_or_none
from nn.events import Diverged, EpochEnd, Progress, Stopped
from nn.training import Trainer


class Run:
    """One training run on the command line."""

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer
        self.epochs: list[dict[str, Any]] = []  # what `--json` prints of each whole epoch
        self.network_epoch = 0  # the last whole epoch; after early stopping the best one
        self.message = ""  # how the run ended
        self.code = 0
        total = trainer.config.epochs * trainer.config.mini_batches(trainer.images)
        self.bar = terminal.progress_bar(total, "mini-batches", smoothing=0.05)

    def follow(self) -> None:
        """Train to the end, and report on the way."""
        for event in self.trainer:
            match event:
                case Progress():
                    done = (event.epoch - 1) * event.mini_batches + event.mini_batch
                    self.bar.update(done - self.bar.n)
                case EpochEnd():
                    self._report(event)
                case Stopped():
                    self.message, self.network_epoch = event.message, event.epoch
                case Diverged():
                    self.message, self.code = event.message, terminal.DIVERGED

    def interrupted(self) -> None:
        """Note that the run was stopped from outside, unless it had ended."""
        if not self.message:
            count = len(self.epochs)
            self.message = f"Interrupted after {count} whole epoch{'' if count == 1 else 's'}."
        self.code = terminal.INTERRUPTED

    def _report(self, event: EpochEnd) -> None:
        self.network_epoch = event.epoch
        self.epochs.append(
            {
                "epoch": event.epoch,
                "test_accuracy": event.test.accuracy,
                "train_accuracy": event.train.accuracy,
                "cost": finite_or_none(event.train.cost),
                "test_cost": finite_or_none(event.test.cost),
                "held_back_accuracy": event.held_back.accuracy if event.held_back else None,
                "seconds": event.seconds,
            }
        )
        kept = event.held_back
        held_back = f"{kept.accuracy:.2%} of those held back, " if kept else ""
        self.bar.write(
            f"epoch {event.epoch:>3}: {event.test.accuracy:.2%} of the test images, "
            f"{event.train.accuracy:.2%} of the training images at a cost of "
            f"{event.train.cost:.4f}, {held_back}{event.seconds:.2f} s",
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
