"""One training run: what is known of it, and what can be asked of it.

A run is used by several threads: the page's, and the one that hears what its process says. So
everything is behind one lock, and who wants to draw takes a `snapshot`.
"""

import math
import threading
from typing import Any

from nn.evaluation import Evaluation
from nn.events import EpochEnd
from nn.mnist import Images
from nn.runs import messages
from nn.runs.records import Change, CheckpointRecord, CostSamples, RunProgress, RunState, RunView
from nn.settings.config import SETTING, TrainingConfig
from nn.training import initial_network

__all__ = ["CheckpointRecord", "Run", "RunProgress", "RunState", "RunView"]

# Beyond it only every second epoch's network is kept, then every fourth: the time slider gets
# coarser, not shorter. The book's network never gets there, in as many epochs as there may be.
MOST_CHECKPOINT_BYTES = 200_000_000

Message = dict[str, Any]


class Run:
    """A training run in a process of its own; `Host` says what it does.

    Parameters
    ----------
    config : TrainingConfig
    extra : Images or None
        More images to learn from; an attribute, not to be changed.
    """

    def __init__(self, config: TrainingConfig, extra: Images | None = None) -> None:
        self.extra = extra
        self._changed = threading.Condition()
        self._config = config
        self._state = RunState.READY
        self._place: int | None = None
        self._per_second: float | None = None
        self._checkpoints: list[CheckpointRecord] = []
        self._every_epochs = 1
        self._costs = CostSamples()
        self._epochs: list[EpochEnd] = []
        self._newest = initial_network(config)
        steps = config.mini_batches(config.images_to_learn_from + (len(extra) if extra else 0))
        self._progress = RunProgress(0, 0, steps, 0, 0.0, 0.0, config.eta, 0.0, None)
        self._changes: list[Change] = []
        self._message = ""
        self._version = 0
        self._network_epoch: int | None = None
        self._asked = self._answered = 0
        self._stepping = False

    # For the page

    def snapshot(self) -> RunView:
        """Return the run as it is now."""
        with self._changed:
            return RunView(
                self._state,
                self._place,
                self._busy,
                self._config,
                self._per_second,
                tuple(self._checkpoints),
                self._costs.copy(),
                tuple(self._epochs),
                self._newest,
                self._progress,
                tuple(self._changes),
                self._message,
                self._version,
                self._network_epoch,
            )

    def wait(self, seconds: float) -> bool:
        """Wait until all that was asked for is answered and all single steps are taken.

        Returns whether that is so, after at most so many seconds.
        """
        with self._changed:
            return self._changed.wait_for(lambda: not self._busy, seconds)

    # For the host

    @property
    def state(self) -> RunState:
        """Where the run is."""
        with self._changed:
            return self._state

    def ask(self, command: Message) -> Message:
        """Count a command that is about to be sent, and return it with its number."""
        with self._changed:
            self._asked += 1
            if command["do"] == "steps":
                self._stepping = True
            return {**command, "number": self._asked}

    def note(
        self,
        state: RunState | None = None,
        place: int | None = None,
        message: str | None = None,
    ) -> None:
        """Note a new state and message, if given, and the place in the queue."""
        with self._changed:
            if (state or self._state, place) != (self._state, self._place) or message:
                self._version += 1
            self._state = state or self._state
            self._place = place
            self._message = self._message if message is None else message
            self._changed.notify_all()

    def set_speed(self, per_second: float | None) -> None:
        """Note the speed that was asked for."""
        with self._changed:
            self._per_second = per_second
            self._version += 1

    def set_config(self, config: TrainingConfig) -> None:
        """Note the settings that were asked for."""
        with self._changed:
            self._config = config
            self._version += 1

    def apply(self, message: Message, payload: bytes) -> None:
        """Take in what the run's process says."""
        with self._changed:
            match message["is"]:
                case "state":
                    self._apply_state(message)
                case "progress":
                    self._apply_progress(message, payload)
                case "checkpoint":
                    self._apply_checkpoint(message, payload)
                case "epoch":
                    self._epochs.append(_epoch_end(message))
                case "changed":
                    self._apply_change(message)
                case "stopped":
                    self._state, self._message = RunState.FINISHED, message["message"]
                    self._network_epoch = message["network_epoch"]
                case "diverged":
                    self._state, self._message = RunState.DIVERGED, message["message"]
                case "failed":
                    self._state, self._message = RunState.FAILED, message["message"]
                case "refused":
                    self._message = message["message"]
            self._version += 1
            self._changed.notify_all()

    @property
    def _busy(self) -> bool:
        live = not self._state.over and self._asked > 0
        return live and (self._stepping or self._answered < self._asked)

    def _apply_state(self, message: Message) -> None:
        self._answered = message["after"]
        if self._answered < self._asked:
            return  # what was asked for meanwhile counts
        self._stepping = message["state"] == "stepping"
        if self._state is not RunState.QUEUED:
            running = message["state"] == "running"
            self._state = RunState.RUNNING if running else RunState.PAUSED

    def _apply_progress(self, message: Message, payload: bytes) -> None:
        self._newest = messages.unpack(payload, self._config)
        self._progress = RunProgress(**{name: message[name] for name in _PROGRESS})
        for step, cost in message["costs"]:
            self._costs.add(step, math.inf if cost is None else cost)

    def _apply_checkpoint(self, message: Message, payload: bytes) -> None:
        self._newest = messages.unpack(payload, self._config)
        self._checkpoints.append(
            CheckpointRecord(
                message["epoch"],
                message["mini_batch"],
                message["step"],
                message["position"],
                self._newest,
                _evaluation(message["test"]),
                _evaluation(message["train"]),
            )
        )
        self._thin_out()
        if len(self._checkpoints) * len(payload) > MOST_CHECKPOINT_BYTES:
            self._every_epochs *= 2
            self._thin_out()

    def _thin_out(self) -> None:
        """Keep the looks at the first epoch, the epochs whose turn it is, and the newest."""
        newest, every = self._checkpoints[-1], self._every_epochs
        self._checkpoints = [
            checkpoint
            for checkpoint in self._checkpoints
            if checkpoint.epoch <= 1 or checkpoint.epoch % every == 0 or checkpoint is newest
        ]

    def _apply_change(self, message: Message) -> None:
        text = ", ".join(
            f"{_symbol(name)} {before:g} → {after:g}"
            for name, (before, after) in message["settings"].items()
        )
        self._changes.append(Change(message["step"], message["position"], text))


_PROGRESS = tuple(RunProgress.__dataclass_fields__)


def _evaluation(sent: list[Any]) -> Evaluation:
    correct, total, cost = sent
    return Evaluation(correct, total, math.inf if cost is None else cost)


def _epoch_end(message: Message) -> EpochEnd:
    return EpochEnd(
        message["epoch"],
        _evaluation(message["test"]),
        _evaluation(message["train"]),
        _evaluation(message["held_back"]) if message["held_back"] else None,
        message["seconds"],
    )


def _symbol(name: str) -> str:
    """Return what a setting is called for short: "η" of "Learning rate η"."""
    label = SETTING[name].label
    last = label.split()[-1]
    return last if len(last) == 1 else label
