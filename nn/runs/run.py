"""One training run: what is known of it, and what can be asked of it.

A run is used by several threads: the page's, and the one that hears what its process says. So
everything is behind one lock, and a page that draws the run takes a `snapshot`.
"""

import threading
from typing import Any

from nn.evaluation import Evaluation
from nn.events import Checkpoint, Progress
from nn.mnist import Images
from nn.runs import messages
from nn.runs.records import Change, CostSamples, RunState, RunView
from nn.settings.config import SETTING, TrainingConfig
from nn.training import initial_network

# Beyond it only every second epoch's network is kept, then every fourth: the time slider gets
# coarser, not shorter. The book's network never gets there, in as many epochs as there may be.
MOST_CHECKPOINT_BYTES = 200_000_000

Message = dict[str, Any]


class Run:
    """A training run in a process of its own; `Host` says what it does.

    `extra`, more images to learn from, is an attribute, not to be changed.
    """

    def __init__(self, config: TrainingConfig, extra: Images | None = None) -> None:
        self.extra = extra
        self._changed = threading.Condition()
        self._config = config
        self._state = RunState.READY
        self._place: int | None = None
        self._per_second: float | None = None
        self._checkpoints: list[Checkpoint] = []
        self._every_epochs = 1
        self._costs = CostSamples()
        self._newest = initial_network(config)
        steps = config.mini_batches(config.images_to_learn_from + len(extra or ()))
        self._progress = Progress(1, 0, steps, 0, 0.0, float("inf"), config.eta, 0.0)
        self._images_per_second = 0.0
        self._seconds_left: float | None = None
        self._changes: list[Change] = []
        self._message = ""
        self._network_epoch: int | None = None
        self._asked = self._answered = 0
        self._stepping = self._looking = False

    # For the page

    def snapshot(self) -> RunView:
        """Return the run as it is now."""
        with self._changed:
            return RunView(
                state=self._state,
                place=self._place,
                busy=self._awaited or (self._looking and not self._state.over),
                config=self._config,
                per_second=self._per_second,
                checkpoints=tuple(self._checkpoints),
                costs=self._costs.copy(),
                newest=self._newest,
                progress=self._progress,
                images_per_second=self._images_per_second,
                seconds_left=self._seconds_left,
                changes=tuple(self._changes),
                message=self._message,
                network_epoch=self._network_epoch,
            )

    def wait(self, seconds: float) -> bool:
        """Wait until all that was asked for is answered and all single steps are taken.

        Returns whether that is so, after at most so many seconds.
        """
        with self._changed:
            return self._changed.wait_for(lambda: not self._awaited, seconds)

    # For the host

    @property
    def state(self) -> RunState:
        """What the run does."""
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
        state: RunState,
        place: int | None = None,
        message: str | None = None,
    ) -> None:
        """Note a new state, the place in the queue, and a message, if given."""
        with self._changed:
            self._state, self._place = state, place
            self._message = self._message if message is None else message
            self._changed.notify_all()

    def set_speed(self, per_second: float | None) -> None:
        """Note the speed that was asked for."""
        with self._changed:
            self._per_second = per_second

    def set_config(self, config: TrainingConfig) -> None:
        """Note the settings that were asked for."""
        with self._changed:
            self._config = config

    def apply(self, message: Message, payload: bytes) -> None:
        """Take in what the run's process says."""
        with self._changed:
            if "progress" in message:
                self._progress = Progress(**message["progress"])
            if payload:
                self._newest = messages.unpack(payload, self._config)
            match message["is"]:
                case "progress":
                    self._apply_progress(message)
                case "checkpoint":
                    self._apply_checkpoint(message, len(payload))
                case "changed":
                    self._apply_change(message)
                case "over":
                    self._state, self._message = RunState(message["state"]), message["message"]
                    self._network_epoch = message.get("network_epoch")
            self._changed.notify_all()

    @property
    def _awaited(self) -> bool:
        live = not self._state.over and self._asked > 0
        return live and (self._stepping or self._answered < self._asked)

    def _apply_progress(self, message: Message) -> None:
        self._images_per_second = message["images_per_second"]
        self._seconds_left = message["seconds_left"]
        for step, cost in message["costs"]:
            self._costs.add(step, cost)
        self._answered, self._looking = message["after"], message["looking"]
        if self._answered < self._asked:
            return  # what was asked for meanwhile counts
        self._stepping = message["state"] == "stepping"
        if self._state is not RunState.QUEUED:
            running = message["state"] == "running"
            self._state = RunState.RUNNING if running else RunState.PAUSED

    def _apply_checkpoint(self, message: Message, size: int) -> None:
        progress = self._progress
        self._checkpoints.append(
            Checkpoint(
                message["epoch"],
                progress.mini_batch,
                progress.step,
                progress.position,
                self._newest,
                Evaluation(*message["test"]),
                Evaluation(*message["train"]),
            )
        )
        self._thin_out()
        if len(self._checkpoints) * size > MOST_CHECKPOINT_BYTES:
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
        self._changes.append(Change(self._progress.step, self._progress.position, text))


def _symbol(name: str) -> str:
    """Return what a setting is called for short: "η" of "Learning rate η"."""
    label = SETTING[name].label
    last = label.split()[-1]
    return last if len(last) == 1 else label
