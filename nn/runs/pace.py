"""How fast a run is, and how long it will take."""

from collections import deque

from nn.settings.config import TrainingConfig

# The speed is the mean over the last two seconds of training, and unknown in the first second: the
# first steps after a pause take many times as long as the others.
SECONDS_NEEDED = 1.0
SECONDS_LATELY = 2.0
SECONDS_BETWEEN_MARKS = 0.1


class Pace:
    """Measures a run, in which an epoch learns from so many `images`.

    `steps_per_second`, of the latest steps, and `images_per_second`, lately and of training time
    alone, are 0 when unknown.
    """

    def __init__(self, images: int) -> None:
        self._images = images
        self.seconds_to_evaluate = 0.0  # after each epoch
        self._step, self._position, self.seconds = 0, 0.0, 0.0  # after the latest steps
        self._marks = deque([(0.0, 0.0)])  # position and seconds lately; the oldest first
        self.steps_per_second = self.images_per_second = 0.0

    def note(self, step: int, position: float, seconds: float) -> None:
        """Take note of steps up to this one, which took so many seconds; as in `Progress`."""
        self.steps_per_second = (step - self._step) / max(seconds, 1e-9)
        self._step, self._position = step, position
        self.seconds += seconds
        marks = self._marks
        while len(marks) > 1 and self.seconds - marks[1][1] >= SECONDS_LATELY - 1e-9:
            marks.popleft()
        lately = self.seconds - marks[0][1]
        if lately >= SECONDS_NEEDED:
            self.images_per_second = (self._position - marks[0][0]) * self._images / lately
        if self.seconds - marks[-1][1] >= SECONDS_BETWEEN_MARKS:
            marks.append((self._position, self.seconds))

    def begin_anew(self) -> None:
        """Forget the speed, as after a pause or a change of the mini-batch size."""
        self._marks = deque([(self._position, self.seconds)])
        self.steps_per_second = self.images_per_second = 0.0

    def seconds_left(
        self, config: TrainingConfig, end: float, epochs_done: int, per_second: float | None
    ) -> float | None:
        """Return how long it takes to the `end`, in epochs; None when unknown.

        `per_second` is slow motion's limit in mini-batches a second, None at full speed.
        """
        left = (end - self._position) * self._images
        seconds = 0.0
        if self.images_per_second:
            seconds = left / self.images_per_second
        elif left and not per_second:
            return None
        if per_second:
            seconds = max(seconds, left / config.mini_batch_size / per_second)
        return seconds + (end - epochs_done) * self.seconds_to_evaluate
