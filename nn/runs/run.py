"""One training run, as far as its process has reported it.

Several threads use a run: the page's, and the one that reads the process's messages. So everything
is behind one lock, and a page that shows the run takes a `snapshot`.
"""

import math
import threading
from dataclasses import replace
from typing import Any

from nn.evaluation import Evaluation
from nn.events import Checkpoint, Progress
from nn.mnist import Images
from nn.network import Network
from nn.runs import messages
from nn.runs.records import Change, CostSamples, RunState, RunView
from nn.runs.turns import Visitor
from nn.settings.config import SETTING, TrainingConfig
from nn.training import initial_network

# Beyond it only every second epoch's network is kept, then every fourth: the time slider gets
# coarser, not shorter. The book's network never gets there, in as many epochs as there may be.
MOST_CHECKPOINT_BYTES = 200_000_000
# To learn from one image, for each weight and bias: for a guess of how long a run will take.
SECONDS_A_PARAMETER = 2e-10
# What a `RunView` says of a run that does not wait.
NOT_IN_LINE: dict[str, Any] = {"place": None, "wait": None, "gave_way": ""}

Message = dict[str, Any]


class Run:
    """A training run in a separate process, for `Host`; do not change `extra`, its own images.

    It forgets them when it is over. With `recorded` it is played from a recording, whose settings
    are `config`. `visitor` is whose run it is; without one it counts as the run of one more.
    """

    def __init__(
        self,
        config: TrainingConfig,
        extra: Images | None = None,
        recorded: bool = False,
        visitor: Visitor | None = None,
    ) -> None:
        self.extra, self.recorded = extra, recorded
        self.visitor = visitor or Visitor(f"of run {id(self)}")
        # What its last process sent of it and the next one needs, if it stands still without one.
        self.parked: tuple[Message, bytes] | None = None
        self.extra_count = len(extra or ())  # also when they are forgotten
        self._changed = threading.Condition()
        self._costs = CostSamples()
        steps = config.mini_batches(config.images_to_learn_from + self.extra_count)
        self._view = RunView(
            config=config,
            newest=initial_network(config),
            progress=Progress(1, 0, steps, 0, 0.0, math.inf, config.eta, 0.0),
            costs=self._costs.copy(),
            recorded=recorded,
        )
        self._every_epochs = 1
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

    @property
    def networks(self) -> list[Network]:
        """All networks that it keeps: the newest one, and those of its checkpoints."""
        with self._changed:
            return [self._view.newest, *(c.network for c in self._view.checkpoints)]

    @property
    def parked_bytes(self) -> int:
        """How much memory its standstill takes; 0 if it does not stand still without a process."""
        return len(parked[1]) if (parked := self.parked) else 0

    def thin(self) -> bool:
        """Let go of about half of the networks that it keeps; return whether that was any.

        The first, the last and the one after the first epoch stay. Of later epochs, too, at most
        half as many as before are kept.
        """
        with self._changed:
            before = self._view.checkpoints
            stay = [c for c in before if c in (before[0], before[-1]) or c.position == 1]
            kept = list(before)
            while len(kept) > len(stay) and len(kept) == len(before):
                self._every_epochs *= 2
                kept = [
                    c
                    for c in before
                    if c in stay or (c.position > 1 and c.epoch % self._every_epochs == 0)
                ]
            self._view = replace(self._view, checkpoints=tuple(kept))
            self._changed.notify_all()
            return len(kept) < len(before)

    def copy(self) -> "Run":
        """Return a run that stands still for good, with all that this one has reported."""
        with self._changed:
            copy = Run(self._view.config)
            copy.extra_count = self.extra_count
            copy._view, copy._costs = self._view, self._costs.twin()
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

    @property
    def seconds_left(self) -> float:
        """How long the rest of it will take; a rough guess before it has trained for a second."""
        with self._changed:
            view = self._view
            if view.seconds_left is not None:
                return view.seconds_left
            config, per_second = view.config, view.per_second or math.inf
            images = config.images_to_learn_from + self.extra_count
            read = (images + 10_000) / 3  # to evaluate: reading takes a third of learning
            full_speed = (images + read) * config.parameter_count * SECONDS_A_PARAMETER
            slow_motion = config.mini_batches(images) / per_second
            return (config.epochs - view.progress.position) * max(full_speed, slow_motion)

    def ask(self, command: Message) -> Message:
        """Count a command that is about to be sent, and return it with its number."""
        with self._changed:
            self._asked += 1
            if command["do"] == "steps":
                self._stepping = True
            return {**command, "number": self._asked}

    def note(self, **changes: Any) -> None:
        """Change the view: state, place in the queue and why, message, config, per_second."""
        with self._changed:
            self._view = replace(self._view, **changes)
            self._forget_if_over()
            self._changed.notify_all()

    def apply(self, message: Message, payload: bytes) -> None:
        """Take in a message of the run's process."""
        with self._changed:
            changes: dict[str, Any] = {}
            if "progress" in message:
                changes["progress"] = Progress(**message["progress"])
            if payload:
                changes["newest"] = messages.unpack(payload, self._view.config)
            self._view = replace(self._view, **changes)
            match message["is"]:
                case "progress":
                    self._apply_progress(message)
                case "checkpoint":
                    self._apply_checkpoint(message, len(payload))
                case "changed":
                    changed = _change(self._view.progress, message["settings"])
                    self._view = replace(self._view, changes=(*self._view.changes, changed))
                case "over":
                    ended: Any = {k: message.get(k) for k in ("message", "network_epoch")}
                    self._view = replace(self._view, state=RunState(message["state"]), **ended)
                    self._view = replace(self._view, **NOT_IN_LINE)
                    self._forget_if_over()
            self._changed.notify_all()

    def _forget_if_over(self) -> None:
        """Forget what only a run needs that goes on."""
        if self._view.state.over:
            self.extra = self.parked = None

    @property
    def _awaited(self) -> bool:
        live = not self._view.state.over and self._asked > 0
        return live and (self._stepping or self._answered < self._asked)

    def _apply_progress(self, message: Message) -> None:
        for step, cost in message["costs"]:
            self._costs.add(step, cost)
        self._answered, self._looking = message["after"], message["looking"]
        state = self._view.state
        if self._answered == self._asked:  # otherwise what was asked for meanwhile counts
            self._stepping = message["state"] == "stepping"
            if state is not RunState.QUEUED and message["state"] != "parked":
                state = RunState.RUNNING if message["state"] == "running" else RunState.PAUSED
        speeds = {name: message[name] for name in ("images_per_second", "seconds_left")}
        self._view = replace(self._view, state=state, **speeds)

    def _apply_checkpoint(self, message: Message, size: int) -> None:
        progress = self._view.progress
        checkpoint = Checkpoint(
            message["epoch"],
            progress.mini_batch,
            progress.step,
            progress.position,
            self._view.newest,
            Evaluation(*message["test"]),
            Evaluation(*message["train"]),
        )
        kept = self._kept()
        if (len(kept) + 1) * size > MOST_CHECKPOINT_BYTES:
            self._every_epochs *= 2
            kept = self._kept()
        self._view = replace(self._view, checkpoints=(*kept, checkpoint))

    def _kept(self) -> list[Checkpoint]:
        """Return the looks at the first epoch, and the epochs whose turn it is."""
        return [
            checkpoint
            for checkpoint in self._view.checkpoints
            if checkpoint.epoch <= 1 or checkpoint.epoch % self._every_epochs == 0
        ]


def _change(progress: Progress, settings: dict[str, Any]) -> Change:
    changes = (f"{_symbol(name)} {old:g} → {new:g}" for name, (old, new) in settings.items())
    return Change(progress.step, progress.position, ", ".join(changes))


def _symbol(name: str) -> str:
    """Return the short name of a setting: "η" for "Learning rate η"."""
    label = SETTING[name].label
    last = label.split()[-1]
    return last if len(last) == 1 else label
