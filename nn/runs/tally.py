"""How far a run has come, how fast it is and how long it will take, from a trainer's events."""

from collections import deque

from nn.events import Checkpoint, Diverged, Progress
from nn.settings.config import TrainingConfig

# Of training: the speed is the mean over the last two, and unknown before there is one. The first
# steps after a pause take many times as long as the others.
SECONDS_THAT_TELL = 1.0
SECONDS_LATELY = 2.0
SECONDS_BETWEEN_MARKS = 0.1


class Tally:
    """Counts steps, images and seconds; the mini-batch size may change on the way.

    Parameters
    ----------
    config : TrainingConfig
    extra : int
        How many images an epoch learns from besides MNIST's.

    Attributes
    ----------
    epoch, mini_batch, mini_batches : int
        Steps taken in this epoch, and how many it has.
    step : int
        Mini-batches since the run's start.
    images : int
        Images learnt from since the run's start, each counted once an epoch.
    eta : float
        The latest step's learning rate.
    seconds : float
        Spent on training, evaluation apart.
    steps_per_second : float
        Between the two latest `Progress`; 0 when nothing is known.
    """

    def __init__(self, config: TrainingConfig, extra: int = 0) -> None:
        self._config = config
        self._an_epoch = config.images_to_learn_from + extra
        self._to_evaluate = config.training_images + extra
        self.epoch = self.mini_batch = self.step = self.images = 0
        self.mini_batches = config.mini_batches(self._an_epoch)
        self.eta = config.eta
        self.seconds = self.steps_per_second = 0.0
        self._seconds_before = 0.0  # in earlier epochs
        self._measured = (0, 0)  # step and images when the seconds were counted
        self._evaluations_left = config.epochs
        self._seconds_to_evaluate = 0.0
        self._marks = deque([(0, 0.0)])  # images and seconds lately; the oldest first
        self._images_per_second = 0.0

    @property
    def at_end(self) -> bool:
        """Whether the epoch's last mini-batch is done."""
        return self.epoch > 0 and self.mini_batch == self.mini_batches

    @property
    def in_epoch(self) -> int:
        """Steps taken in the epoch that the next step belongs to."""
        return 0 if self.at_end else self.mini_batch

    @property
    def position(self) -> float:
        """Epochs done, as a number: 1.5 is in the middle of the second."""
        return self.images / self._an_epoch

    def change(self, config: TrainingConfig) -> None:
        """Note changed settings."""
        self._config = config
        self.steps_per_second = 0.0
        left = self._images_left_in_epoch()
        if left:
            self.mini_batches = self.mini_batch + config.mini_batches(left)

    def progress(self, event: Progress) -> None:
        """Count the steps up to here."""
        if event.epoch > self.epoch:
            self._seconds_before = self.seconds
        self._move(event.epoch, event.mini_batch)
        self.mini_batches, self.eta = event.mini_batches, event.eta
        if self.at_end:  # the last mini-batch may be a smaller one
            self.images = self.epoch * self._an_epoch
        seconds = self._seconds_before + event.seconds
        taken = self.step - self._measured[0]
        self.steps_per_second = taken / max(seconds - self.seconds, 1e-9)
        self._measured, self.seconds = (self.step, self.images), seconds

    def checkpoint(self, event: Checkpoint, seconds: float) -> None:
        """Count the steps up to here; the first one tells how long evaluation takes."""
        if event.epoch:
            self._move(event.epoch, event.mini_batch)
        else:
            evaluated = event.test.total + event.train.total
            in_full = event.test.total + self._to_evaluate
            self._seconds_to_evaluate = seconds * in_full / evaluated

    def epoch_end(self, seconds: float) -> None:
        """Note how long the evaluation after an epoch took."""
        self._seconds_to_evaluate = seconds
        self._evaluations_left -= 1

    def diverged(self, event: Diverged) -> None:
        """Count the good steps before the bad one."""
        self._move(event.epoch, event.mini_batch - 1)

    def resume(self) -> None:
        """Measure the speed anew from here."""
        self._marks = deque([(self._measured[1], self.seconds)])
        self._images_per_second = 0.0

    def rate_lately(self) -> float:
        """Return images a second of training, lately; 0 when nothing is known.

        It is measured from call to call, so it is to be asked for every now and then.
        """
        now, marks = (self._measured[1], self.seconds), self._marks
        while len(marks) > 1 and now[1] - marks[1][1] >= SECONDS_LATELY - 1e-9:
            marks.popleft()
        images, seconds = now[0] - marks[0][0], now[1] - marks[0][1]
        if seconds >= SECONDS_THAT_TELL:
            self._images_per_second = images / seconds
        if now[1] - marks[-1][1] >= SECONDS_BETWEEN_MARKS:
            marks.append(now)
        return self._images_per_second

    def seconds_left(self, per_second: float | None) -> float | None:
        """Return how long the rest of the run will take, at most `per_second` steps a second.

        None when nothing is known.
        """
        left = self._config.epochs * self._an_epoch - self.images
        seconds = 0.0
        if self._images_per_second:
            seconds = left / self._images_per_second
        elif left and not per_second:
            return None
        if per_second:
            seconds = max(seconds, left / self._config.mini_batch_size / per_second)
        return seconds + self._evaluations_left * self._seconds_to_evaluate

    def _images_left_in_epoch(self) -> int:
        return self._an_epoch - (self.images - max(0, self.epoch - 1) * self._an_epoch)

    def _move(self, epoch: int, mini_batch: int) -> None:
        if epoch > self.epoch:
            self.epoch, self.mini_batch = epoch, 0
        taken = mini_batch - self.mini_batch
        self.step += taken
        self.mini_batch = mini_batch
        images = self.images + taken * self._config.mini_batch_size
        self.images = min(images, epoch * self._an_epoch)
