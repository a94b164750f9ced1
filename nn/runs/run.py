"""One training run, as far as its process has reported it.

Several threads use a run: the page's, and the one that reads the process's messages. So everything
is behind one lock, and a page that shows the run takes a `snapshot`.
"""

import math
import threading
from copy import deepcopy
from dataclasses import replace
from typing import Any

from nn.runs.messages import Changed, Command, Kept, Measured, Message, Over, Report
from nn.runs.run_view import Change, Checkpoint, CostSamples, Progress, RunState, RunView
from nn.settings.config import SETTING, TrainingConfig
from nn.settings.setting import Value
from nn.sgd import Images

# Beyond it only every second epoch's network is kept, then every fourth, and at last none from
# within the first epoch: the time slider gets coarser, not shorter. The book's network never gets
# there, in as many epochs as there may be.
MOST_CHECKPOINT_BYTES = 50_000_000
# What a `RunView` says of a run that does not wait.
NOT_IN_LINE: dict[str, Any] = {"place": None, "gave_way": False, "own_run_trains": False}


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
        # How its process left it when it paused: what another process needs to go on.
        self.kept: Kept | None = None
        self.extra_count = len(extra or ())  # also when they are forgotten
        self._changed = threading.Condition()
        self._costs = CostSamples()
        steps = config.mini_batches(config.images_to_learn_from + self.extra_count)
        self._view = RunView(
            config=config,
            newest=config.first_network(),
            progress=Progress(1, 0, steps, 0, 0.0, math.inf, config.eta, 0.0),
            costs=self._costs.copy(),
        )
        self._every_epochs = 1
        self._best_epoch = 0  # of early stopping, so far
        self._asked = self._answered = 0
        self._stepping = self._looking = False

    # For the page

    def snapshot(self) -> RunView:
        """Return the run as it is now."""
        with self._changed:
            busy = self._awaited or (self._looking and not self._view.state.over)
            return replace(self._view, busy=busy, costs=self._costs.copy())

    def wait(self, seconds: float) -> bool:
        """Wait until all commands are answered and all single steps taken; return if they are."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._awaited, seconds)

    def wait_for_points(self, count: int, seconds: float) -> None:
        """Wait until the run has so many checkpoints, or does not train."""

        def has_them() -> bool:
            view = self._view
            return view.state is not RunState.RUNNING or len(view.checkpoints) >= count

        with self._changed:
            self._changed.wait_for(has_them, seconds)

    def copy(self) -> "Run":
        """Return a run that stands still for good, with all that this one has reported."""
        with self._changed:
            copy = Run(self._view.config)
            copy.begun_with, copy.extra_count = self.begun_with, self.extra_count
            copy._view, copy._costs = self._view, deepcopy(self._costs)
        if not copy._view.state.over:
            message = (
                f"This is a copy, and the run itself goes on elsewhere. {copy._view.what_is_kept}"
            )
            copy.note(state=RunState.FAILED, message=message, **NOT_IN_LINE)
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
            return self._view.state is RunState.RUNNING or self._awaited or self._looking

    def ask(self, do: str, value: Any = None) -> Command:
        """Return the next command, which is about to be sent."""
        with self._changed:
            self._asked += 1
            if do == "steps":
                self._stepping = True
            return Command(do, value, self._asked)

    def note(self, **changes: Any) -> None:
        """Change the view: state, place in the queue and why, message, config, per_second."""
        with self._changed:
            self._view = replace(self._view, **changes)
            self._forget_if_over()
            self._changed.notify_all()

    def apply(self, message: Message) -> None:
        """Take in a message of the run's process."""
        with self._changed:
            match message:
                case Report():
                    self._apply_report(message)
                case Measured():
                    self._view = replace(self._view, progress=message.progress)
                    self._best_epoch = message.best_epoch
                    self._add_checkpoint(message.checkpoint)
                case Changed():
                    change = _change(message.progress, message.settings)
                    changes = (*self._view.changes, change)
                    self._view = replace(self._view, progress=message.progress, changes=changes)
                case Over():
                    ended: Any = {**vars(message), **NOT_IN_LINE}
                    self._view = replace(self._view, **ended)
                    self._forget_if_over()
            self._changed.notify_all()

    def _forget_if_over(self) -> None:
        """Forget what only a run needs that goes on."""
        if self._view.state.over:
            self.extra = self.kept = None

    @property
    def _awaited(self) -> bool:
        live = not self._view.state.over and self._asked > 0
        return live and (self._stepping or self._answered < self._asked)

    def _apply_report(self, report: Report) -> None:
        for step, cost in report.costs:
            self._costs.add(step, cost)
        self._answered, self._looking, self.kept = report.answered, report.looking, report.kept
        state = self._view.state
        if self._answered == self._asked:  # otherwise what was asked for meanwhile counts
            self._stepping = report.doing == "stepping"
            if state is not RunState.QUEUED:
                state = RunState.RUNNING if report.doing == "running" else RunState.PAUSED
        self._view = replace(
            self._view,
            state=state,
            newest=report.network,
            progress=report.progress,
            images_per_second=report.images_per_second,
            seconds_left=report.seconds_left,
        )

    def _add_checkpoint(self, checkpoint: Checkpoint) -> None:
        most = MOST_CHECKPOINT_BYTES // sum(p.nbytes for p in checkpoint.network.parameters)
        kept = self._kept()
        while len(kept) >= most and self._every_epochs < checkpoint.epoch:
            self._every_epochs *= 2
            kept = self._kept()
        if len(kept) >= most:
            kept = [c for c in kept if c.position in (0, 1, self._best_epoch)]
        newest = checkpoint.network
        self._view = replace(self._view, checkpoints=(*kept, checkpoint), newest=newest)

    def _kept(self) -> list[Checkpoint]:
        """Return the looks at the first epoch, the best epoch, and the epochs whose turn it is."""
        always, before = (0, 1, self._best_epoch), self._view.checkpoints
        return [c for c in before if c.epoch in always or c.epoch % self._every_epochs == 0]


def _change(progress: Progress, settings: dict[str, tuple[Value, Value]]) -> Change:
    names = {name: SETTING[name].symbol or SETTING[name].label for name in settings}
    changes = (f"{names[name]} {old:g} → {new:g}" for name, (old, new) in settings.items())
    return Change(progress.step, progress.position, ", ".join(changes))
