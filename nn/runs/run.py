"""One training run, as far as its process has reported it.

Several threads use a run: the page's, and the one that reads the process's messages. So everything
is behind one lock, and a page that shows the run takes a `snapshot`.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from nn.runs.messages import Command, LeftOff, Report
from nn.runs.run_view import Change, Checkpoint, Point, Progress, RunState, RunView
from nn.settings.config import TrainingConfig
from nn.sgd import Images

# Of checkpoints, and of what a paused run keeps to go on. Beyond it only every second epoch's
# network is kept, then every fourth, and at last those of the last epoch, the best one and the
# first moments, as far as there is room, but always two, of 39 MB at most: the time slider gets
# coarser, and the curves stay. The book's network never gets there, however many its epochs.
MOST_BYTES = 50_000_000


class Run:
    """A training run in a separate process, for `Host`; do not change `extra`, its own images.

    It forgets them when it is over. `owner` names the browser whose run it is; a run without one
    has an owner of its own.
    """

    def __init__(
        self, config: TrainingConfig, extra: Images | None = None, owner: str | None = None
    ) -> None:
        self.extra, self.owner = extra, owner or f"run {id(self)}"
        self.begun_with = config  # its view's is with the changes since
        self.left_off: LeftOff | None = None  # how its process left it when it paused
        self.extra_count = len(extra or ())  # also when they are forgotten
        self._changed = threading.Condition()
        images = config.images_to_learn_from + self.extra_count
        self._view = RunView(
            config=config,
            newest=config.first_network(),
            progress=Progress(1, 0, images, 0, 0.0, 0.0),
        )
        self._every_epochs = 1
        self._asked = self._answered = 0

    # For the page

    def snapshot(self) -> RunView:
        """Return the run as it is now."""
        with self._changed:
            return replace(self._view, busy=self._busy)

    def wait(self, until: Callable[[RunView], bool], seconds: float) -> bool:
        """Wait at most so many seconds until something holds of the run; return whether it does."""
        with self._changed:
            return self._changed.wait_for(lambda: until(self.snapshot()), seconds)

    def copy(self) -> "Run":
        """Return a run that stands still for good, with all that this one has reported."""
        with self._changed:
            copy = Run(self._view.config)
            copy.begun_with, copy.extra_count = self.begun_with, self.extra_count
            copy._view = self._view
        copy.fail("This is a copy, and the run itself goes on elsewhere.")
        return copy

    # For the host

    @property
    def state(self) -> RunState:
        """What the run does."""
        with self._changed:
            return self._view.state

    @property
    def is_at_work(self) -> bool:
        """Whether its process trains, or has yet to answer."""
        with self._changed:
            return self._view.state is RunState.RUNNING or self._busy

    def ask(self, do: str, value: Any = None) -> Command:
        """Return the next command, which is about to be sent."""
        with self._changed:
            self._asked += 1
            return Command(do, value, self._asked)

    def note(self, **changes: Any) -> None:
        """Change the view; a run that does not wait has no place in the queue."""
        with self._changed:
            view = replace(self._view, **changes)
            if view.state is not RunState.QUEUED:
                view = replace(view, place=None, gave_way=False, own_run_trains=False)
            if view.state.over:  # it needs no more what only a run needs that goes on
                self.extra = self.left_off = None
            self._view = view
            self._changed.notify_all()

    def fail(self, why: str) -> None:
        """Note that the run has ended before its time, unless it was over."""
        with self._changed:
            if not self._view.state.over:
                message = f"{why} {self._view.what_is_kept}"
                self.note(state=RunState.FAILED, message=message)

    def change(self, config: TrainingConfig) -> None:
        """Change settings of a run that has no process; before it has begun that is no change."""
        with self._changed:
            view, changes = self._view, self._view.changes
            if self.left_off:
                changes += (Change.between(view.config, config, view.progress),)
            self.note(config=config, changes=changes)

    def apply(self, report: Report) -> None:
        """Take in a report of the run's process."""
        with self._changed:
            told, view = dict(vars(report.told)), self._view
            self._answered, self.left_off = report.answered, report.left_off
            is_late = self._answered < self._asked  # what was asked for meanwhile counts
            if (is_late or view.state is RunState.QUEUED) and not report.told.state.over:
                told["state"] = view.state
            told["costs"] = view.costs.with_more(report.costs)
            if report.change:
                told["changes"] = (*view.changes, report.change)
            if new := report.checkpoint:
                told["points"] = (*view.points, Point(new.step, new.position, new.test, new.train))
            if checkpoints := (*view.checkpoints, *filter(None, [new])):
                told["checkpoints"] = self._thinned_out(checkpoints, report.told.best_epoch)
            self.note(**told)

    @property
    def _busy(self) -> bool:
        view = self._view
        return not view.state.over and (self._answered < self._asked or view.busy)

    def _thinned_out(
        self, checkpoints: Sequence[Checkpoint], best_epoch: int
    ) -> tuple[Checkpoint, ...]:
        """Return the checkpoints for which there is room, always with the last one."""
        *before, last = checkpoints
        network_bytes = sum(part.nbytes for part in last.network.parameters)
        room = MOST_BYTES - (self.left_off.nbytes if self.left_off else 0)
        most = max(2, room // network_bytes)
        always = (best_epoch, 0, 1)  # the first of these first

        def of_their_turn() -> list[Checkpoint]:
            return [c for c in before if c.epoch in always or c.epoch % self._every_epochs == 0]

        fit = of_their_turn()
        while len(fit) >= most and self._every_epochs < last.epoch:
            self._every_epochs *= 2
            fit = of_their_turn()
        if len(fit) >= most:
            first = [c for at in dict.fromkeys(always) for c in fit if c.position == at]
            fit = sorted(first[: most - 1], key=lambda c: c.step)
        return (*fit, last)
