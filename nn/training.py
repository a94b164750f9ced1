"""What surrounds the book's loop: faster steps, early stopping, and an end where weights explode.

`train` drives a `TrainingRun` as `sgd` drives a `Descent`, and yields the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from nn.endings import diverged, finished
from nn.evaluation import Evaluation, evaluate
from nn.fast_mini_batches import DescentInBlocks
from nn.fast_network import fast
from nn.network import Network
from nn.sgd import Images, MiniBatch, sgd

# Between two checks that the weights are finite; each takes half as long as a step.
STEPS_BETWEEN_CHECKS = 50


class Diverged(Exception):
    """The weights stopped being finite numbers; the message tells a person what to try."""


@dataclass(eq=False)
class TrainingRun(DescentInBlocks):
    """All that is known of a run between two mini-batches.

    Its `config` has the changes so far; copy `network` to keep it.
    """

    mini_batches_done: int = 0  # of the epoch begun last
    step: int = 0  # mini-batches since the run's start
    safe: Network | None = None  # as it was at the last check that its weights are finite
    on_held_back: Evaluation | None = None  # after the latest epoch, with early stopping

    @property
    def ending(self) -> str:
        """How it came to its end, in sentences for a person."""
        return finished(self.config, self.epochs_done, self.best_epoch)

    @property
    def to_keep(self) -> Network:
        """Early stopping's best network, or the newest one whose weights are known to be finite."""
        finite = self.network if self.network.is_finite else self.safe
        return self.best_network or finite or self.network

    def check(self, m: int) -> None:
        """Count a step on m images; raise `Diverged` if weights are found that are not finite."""
        first = self.row == m  # of the epoch
        self.mini_batches_done = 1 if first else self.mini_batches_done + 1
        self.step += 1
        if self.step % STEPS_BETWEEN_CHECKS == 0 or self.row == self.n:
            if not self.network.is_finite:
                self.network = self.to_keep
                at = self.epochs_done + 1, self.mini_batches_done
                raise Diverged(diverged(self.config, *at, self.best_epoch))
            self.safe = self.network.copy()


def train(
    run: TrainingRun, images: Images, held_back: Images | None = None
) -> Iterator[MiniBatch | None]:
    """Train a run to its end; yield each mini-batch after its step, and None after each epoch.

    Later mini-batches overwrite its arrays. With early stopping the run is over when it has not
    read more of the `held_back` images right for so many epochs; as the loop ends, after the last
    None, it gets the network of its best epoch. Raises `Diverged` if weights are not finite; the
    run then has that of its best epoch too, or without early stopping the network of the last
    check, at most `STEPS_BETWEEN_CHECKS` steps before.
    """
    run.safe = run.safe or run.network.copy()
    run.network = fast(run.network, run.config.cost)
    for mini_batch in sgd(run, images):
        if mini_batch:
            run.check(len(mini_batch[0]))
        elif run.config.early_stopping:
            assert held_back, "early stopping needs held-back images"
            run.on_held_back = evaluate(run.network, held_back, run.config.cost)
            run.note_epoch(run.on_held_back.correct)
        yield mini_batch
    run.network = run.best_network or run.network.copy()
