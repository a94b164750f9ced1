"""Drives a training run: commands in, reports out.

    in:   {"do": "play", "number": 1} and so on
    out:  {"is": "progress", "progress": {...}, ...} and the weights, and so on

The command "park" has the run stand still: the worker sends all that another one needs to go on
with it, and ends. The run starts paused. It reads its commands about every 20 ms, also during an
evaluation, so that it answers at once; this does not change the result.
"""

import math
import queue
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, astuple
from typing import Any, Protocol

from nn.evaluation import Evaluation
from nn.events import Checkpoint, Diverged, Event, Progress, Stopped
from nn.network import Network
from nn.runs import messages
from nn.runs.pace import Pace, PaceKept
from nn.runs.slow_motion import SlowMotion
from nn.settings.config import TrainingConfig
from nn.settings.setting import Value
from nn.standstill import Standstill

SECONDS_BETWEEN_COMMANDS = 0.02
SECONDS_BETWEEN_PROGRESS = 0.5
MOST_STEPS_AT_ONCE = 500

Command = dict[str, Any]
Report = Callable[[dict[str, Any], bytes], None]


class Trains(Protocol):
    """What a worker drives: a `Trainer`, or the recording of one."""

    config: TrainingConfig
    network: Network
    progress: Progress
    images: int
    look_after: int
    looks_closely: bool

    def look(self) -> Iterator[Event]:
        """Train up to the next look and yield its events."""

    def change(self, **settings: Value) -> None:
        """Change settings from the next mini-batch on."""

    def stand_still(self) -> Standstill:
        """Return all that another trainer needs to go on."""


class Worker:
    """Obeys commands, trains, and reports, with a trainer before its first event.

    A command's "do" is its kind, and its "number" counts commands. `report` is called with each
    message and its payload; a message's "is" is its kind. `per_second` is slow motion's limit to
    begin with, in mini-batches. `pace` is what another worker's `Pace` kept of the run.
    """

    def __init__(
        self,
        trainer: Trains,
        commands: "queue.Queue[Command]",
        report: Report,
        per_second: float | None = None,
        pace: PaceKept | None = None,
    ) -> None:
        self._trainer = trainer
        self._commands = commands
        self._report = report
        self._pace = Pace(trainer.config, trainer.images)
        if pace:
            self._pace.take_up(pace, trainer.progress)
        self._state = "paused"
        self._looking = self._parks = False
        self._answered = 0
        self._last_step = self._last_epoch = math.inf  # then the run pauses
        self._slow_motion = SlowMotion(per_second)
        self._costs: list[tuple[int, float]] = []
        self._progress_sent = 0.0

    def work(self) -> None:
        """Obey and train until the run is over."""
        trainer = self._trainer
        while not self._look():
            self._obey(wait=True)
            if self._parks:
                self._stand_still()
                return
            trainer.look_after = self._steps_at_once()
            wants_a_look = self._slow_motion.wants_a_look(trainer.progress, trainer.config)
            trainer.looks_closely = self._state == "running" and wants_a_look

    # Commands

    def _obey(self, wait: bool) -> None:
        """Do all commands received; with `wait`, go on until there is something to train.

        Or until the run is to be parked: what comes after that is not for this worker.
        """
        while not self._parks:
            try:
                command = self._commands.get(timeout=self._patience() if wait else 0.0)
            except queue.Empty:
                return
            self._answered = command["number"]
            self._do(command)
            self._send_progress()

    def _patience(self) -> float | None:
        """Return how long to wait for a command, in seconds; None is for ever."""
        if self._state == "paused":
            return None
        return self._slow_motion.patience if self._state == "running" else 0.0

    def _do(self, command: Command) -> None:
        progress = self._trainer.progress
        match command:
            case {"do": "pause"}:
                self._state = "paused"
            case {"do": "steps", "n": n}:
                first = self._last_step if self._state == "stepping" else progress.step
                self._state, self._last_step, self._last_epoch = "stepping", first + n, math.inf
            case {"do": "play" | "epoch" as what}:
                self._state, self._last_step, self._last_epoch = "running", math.inf, math.inf
                if what == "epoch":
                    at_end = progress.mini_batch == progress.mini_batches
                    self._last_epoch = progress.epoch + at_end
                self._measure_anew()
            case {"do": "park"}:
                self._parks = True
            case {"do": "speed", "per_second": per_second}:
                self._slow_motion.per_second = per_second
                self._measure_anew()
            case {"do": "change", "settings": settings}:
                before = self._trainer.config.to_dict()
                self._trainer.change(**settings)
                self._pace.forget_steps()
                changes = {name: [before[name], value] for name, value in settings.items()}
                self._send("changed", {"settings": changes})
            case _:
                raise messages.MessageError(f"Expected a command, got {command}.")

    def _measure_anew(self) -> None:
        self._slow_motion.begin()
        self._pace.resume()

    # Training

    def _look(self) -> bool:
        """Train up to the trainer's next look and report it; return whether the run is over.

        A pause does not cut an evaluation short, so that each epoch's accuracy is measured.
        """
        self._looking = True
        step, evaluating_since = self._trainer.progress.step, time.monotonic()
        for event in self._trainer.look():
            self._pace.note(event)
            match event:
                case Progress():
                    self._costs.append((event.step, event.cost))
                    evaluating_since = time.monotonic()
                case Evaluation():
                    self._obey(wait=False)
                case Checkpoint():
                    evaluations = {"test": astuple(event.test), "train": astuple(event.train)}
                    details = {"epoch": event.epoch, **evaluations}
                    self._send("checkpoint", details, messages.pack(event.network))
                    self._slow_motion.note_checkpoint(event, time.monotonic() - evaluating_since)
                case Diverged():
                    return self._end("diverged", event.message)
                case Stopped():
                    return self._end("finished", event.message, event.epoch)
        self._looking = False
        self._slow_motion.note_steps(self._trainer.progress.step - step)
        if self._done_as_asked():
            self._state = "paused"
        since = time.monotonic() - self._progress_sent
        if self._state == "paused" or since >= SECONDS_BETWEEN_PROGRESS:
            self._send_progress()
        return False

    def _done_as_asked(self) -> bool:
        progress = self._trainer.progress
        at_end = progress.mini_batch == progress.mini_batches
        return progress.step >= self._last_step or at_end and progress.epoch >= self._last_epoch

    def _steps_at_once(self) -> int:
        if self._state == "stepping":
            return 1
        if slow := self._slow_motion.steps_at_once:
            return slow
        steps = int(self._pace.steps_per_second * SECONDS_BETWEEN_COMMANDS)
        return min(max(1, steps), MOST_STEPS_AT_ONCE)

    # Messages

    def _send_progress(self) -> None:
        """Send what the run does, its costs since the last time, and its newest weights."""
        config, per_second = self._trainer.config, self._slow_motion.per_second
        details = {
            "state": "parked" if self._parks else self._state,
            "looking": self._looking,
            "after": self._answered,
            "images_per_second": self._pace.images_per_second,
            "seconds_left": self._pace.seconds_left(config, per_second),
            "costs": self._costs,
        }
        self._send("progress", details, messages.pack(self._trainer.network))
        self._costs = []
        self._progress_sent = time.monotonic()

    def _end(self, state: str, message: str, network_epoch: int | None = None) -> bool:
        self._send_progress()
        self._send("over", {"state": state, "message": message, "network_epoch": network_epoch})
        return True

    def _stand_still(self) -> None:
        """Send the run as it is now; `done` says that it had done all that it was asked for."""
        about, payload = self._trainer.stand_still().to_message()
        details = {"standstill": about, "pace": self._pace.kept, "done": self._state == "paused"}
        self._send_progress()
        self._send("standstill", details, payload)

    def _send(self, what: str, details: dict[str, Any], payload: bytes = b"") -> None:
        progress = asdict(self._trainer.progress)
        self._report({"is": what, "progress": progress, **details}, payload)
