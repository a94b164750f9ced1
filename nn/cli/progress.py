"""One training run on the command line: a progress bar, a line for each epoch, JSON."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from nn import endings, mnist
from nn.beginning import images_for
from nn.cli import signals, terminal
from nn.evaluation import Evaluation, evaluate, finite_or_none
from nn.in_words import counted
from nn.mnist import Images
from nn.settings.config import TrainingConfig
from nn.training import Diverged, TrainingRun, train

STEPS_AT_ONCE = 500  # between two looks at the signals and the progress bar


class Run:
    """One training run on the command line.

    Each epoch's network is evaluated while the next epoch goes on. So an epoch's line comes a
    moment after its end, and the evaluations cost hardly any time. `extra` are images to learn from
    besides MNIST's; where `warps_extra` is False, augmentation leaves them as they are.
    """

    def __init__(
        self, config: TrainingConfig, extra: Images | None = None, warps_extra: bool = True
    ) -> None:
        self.config = config
        self._images, held_back = images_for(config, mnist.load(), extra)
        warped = len(self._images) - (0 if warps_extra else len(extra or ()))
        self.trained = TrainingRun.begin(config, self._images, warped)
        self._steps = train(self.trained, self._images, held_back)
        self.epochs: list[dict[str, Any]] = []  # what `--json` prints of each whole epoch
        self.network_epoch = 0  # the last whole epoch; after early stopping the best one
        self.message = ""  # how the run ended
        self.code = 0
        self._beside = ThreadPoolExecutor(1)
        # What is known of the last epoch, and its evaluations, which may still go on.
        self._end: tuple[dict[str, Any], Future[tuple[Evaluation, Evaluation]]] | None = None
        total = config.epochs * config.mini_batches(len(self._images))
        self.bar = terminal.progress_bar(total, "mini-batches", smoothing=0.05)

    def follow(self) -> None:
        """Train to the end, and report on the way. Raises KeyboardInterrupt if it is to stop."""
        since = time.perf_counter()
        try:
            for mini_batch in self._steps:
                if self.trained.step % STEPS_AT_ONCE and mini_batch:
                    continue
                signals.check()
                self.bar.update(self.trained.step - self.bar.n)
                if mini_batch is None:
                    self._report()
                    self._evaluate(time.perf_counter() - since)
                    since = time.perf_counter()
                elif self._end and self._end[1].done():
                    self._report()
            self._report()
            self.message = endings.finished(self.trained)
            self.network_epoch = self.trained.best_epoch or self.trained.epochs_done
        except Diverged as error:
            self._report()
            self.message, self.code = str(error), terminal.DIVERGED

    def _evaluate(self, seconds: float) -> None:
        """Begin to evaluate the network of the epoch that has just ended."""
        network, kept = self.trained.network.copy(), self.trained.on_held_back

        def both() -> tuple[Evaluation, Evaluation]:
            test = evaluate(network, mnist.load().test, self.config.cost, beside=True)
            return test, evaluate(network, self._images, self.config.cost, beside=True)

        known = {
            "epoch": self.trained.epochs_done,
            "held_back_accuracy": kept.accuracy if kept else None,
            "seconds": seconds,
        }
        self._end = known, self._beside.submit(both)

    def interrupted(self) -> None:
        """Note that the run was stopped from outside, unless it had ended."""
        self._report()
        if not self.message:
            self.message = f"Interrupted after {counted(len(self.epochs), 'whole epoch')}."
        self.code = signals.INTERRUPTED

    def _report(self) -> None:
        """Report the last epoch, unless that is done."""
        if not self._end:
            return
        known, (test, training) = self._end[0], self._end[1].result()
        self._end, self.network_epoch = None, known["epoch"]
        self.epochs.append(
            {
                "epoch": known["epoch"],
                "test_accuracy": test.accuracy,
                "train_accuracy": training.accuracy,
                "cost": finite_or_none(training.cost),
                "test_cost": finite_or_none(test.cost),
                "held_back_accuracy": known["held_back_accuracy"],
                "seconds": known["seconds"],
            }
        )
        kept = known["held_back_accuracy"]
        held_back = f"{kept:.2%} of those held back, " if kept is not None else ""
        self.bar.write(
            f"epoch {known['epoch']:>3}: {test.accuracy:.2%} of the test images, "
            f"{training.accuracy:.2%} of the training images at a cost of "
            f"{training.cost:.4f}, {held_back}{known['seconds']:.2f} s",
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
            "config": self.config.to_dict(),
        }
