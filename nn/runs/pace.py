"""How fast a run is, and how long it will take, measured from a trainer's events."""

import time
from collections import deque
from typing import TypedDict

from nn.events import Checkpoint, EpochEnd, Event, Progress
from nn.settings.config import TrainingConfig

# The speed is the mean over the last two seconds of training, and unknown in the first second: the
# first steps after a pause take many times as long as the others.
SECONDS_NEEDED = 1.0
SECONDS_LATELY = 2.0
SECONDS_BETWEEN_MARKS = 0.1


class PaceKept(TypedDict):
    """What is known of a run's pace where it goes on in another process."""

    evaluations_left: int
    seconds_to_evaluate: float


class Pace:
    """Measures a run, in which an epoch learns from so many `images`.

    `steps_per_second`, between the two latest `Progress`, and `images_per_second`, lately and of
    training time alone, are 0 when unknown.
    """

    def __init__(self, config: TrainingConfig, images: int) -> None:
        self._images = images
        self._to_evaluate = images + config.training_images - config.images_to_learn_from
        self._evaluations_left = config.epochs
        self._seconds_to_evaluate = 0.0
        self._evaluating_since = time.perf_counter()
        self._step, self._position, self._seconds = 0, 0.0, 0.0  # at the latest `Progress`
        self._marks = deque([(0.0, 0.0)])  # position and seconds lately; the oldest first
        self.steps_per_second = self.images_per_second = 0.0

    def note(self, event: Event) -> None:
        """Take in an event of the trainer."""
        match event:
            case Progress():
                self._note_progress(event)
            case EpochEnd():
                self._seconds_to_evaluate = time.perf_counter() - self._evaluating_since
                self._evaluations_left -= 1
            case Checkpoint(epoch=0):
                took = time.perf_counter() - self._evaluating_since
                in_full = event.test.total + self._to_evaluate
                self._seconds_to_evaluate = took * in_full / (event.test.total + event.train.total)

    @property
    def kept(self) -> PaceKept:
        """What the next process is to know."""
        return {
            "evaluations_left": self._evaluations_left,
            "seconds_to_evaluate": self._seconds_to_evaluate,
        }

    def take_up(self, kept: PaceKept, progress: Progress) -> None:
        """Go on with a run that another process has brought so far; its speed is unknown."""
        self._evaluations_left = kept["evaluations_left"]
        self._seconds_to_evaluate = kept["seconds_to_evaluate"]
        self._step, self._position = progress.step, progress.position
        self._seconds = progress.seconds
        self.resume()

    def forget_steps(self) -> None:
        """Forget the steps a second, as after a change of the mini-batch size."""
        self.steps_per_second = 0.0

    def resume(self) -> None:
        """Forget the images a second, as after a pause."""
        self._marks = deque([(self._position, self._seconds)])
        self.images_per_second = 0.0

    def seconds_left(self, config: TrainingConfig, per_second: float | None) -> float | None:
        """Return how long the rest of the run will take; None when unknown.

        `per_second` is slow motion's limit in mini-batches a second, None at full speed.
        """
        left = (config.epochs - self._position) * self._images
        seconds = 0.0
        if self.images_per_second:
            seconds = left / self.images_per_second
        elif left and not per_second:
            return None
        if per_second:
            seconds = max(seconds, left / config.mini_batch_size / per_second)
        return seconds + self._evaluations_left * self._seconds_to_evaluate

    def _note_progress(self, progress: Progress) -> None:
        steps, seconds = progress.step - self._step, progress.seconds - self._seconds
        self.steps_per_second = steps / max(seconds, 1e-9)
        self._step, self._position = progress.step, progress.position
        self._seconds = progress.seconds
        marks = self._marks
        while len(marks) > 1 and self._seconds - marks[1][1] >= SECONDS_LATELY - 1e-9:
            marks.popleft()
        lately = self._seconds - marks[0][1]
        if lately >= SECONDS_NEEDED:
            self.images_per_second = (self._position - marks[0][0]) * self._images / lately
        if self._seconds - marks[-1][1] >= SECONDS_BETWEEN_MARKS:
            marks.append((self._position, self._seconds))
        self._evaluating_since = time.perf_counter()
