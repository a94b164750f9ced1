"""Plays a recorded run: with it a `Worker` in a thread does what one in a process does with a run.

    Host -> RecordingPlayer -> Worker -> Replay, which tells what a `Trainer` told once

It takes no process and no core.
"""

import math
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from nn.errors import Refused
from nn.events import Event, Progress, Stopped
from nn.runs import recording
from nn.runs.recording import CONFIG, IMAGES, MINI_BATCHES, Recording
from nn.runs.worker import Command, Worker
from nn.settings.setting import Value
from nn.standstill import Standstill

# The epoch takes six seconds, unless somebody chooses a slower pace.
USUAL_SPEED = 1000.0  # mini-batches a second

Received = Callable[["RecordingPlayer", dict[str, Any], bytes], None]
Ended = Callable[["RecordingPlayer", str], None]


class Replay:
    """Tells of a recorded run what its `Trainer` told, for `Worker`.

    Between two checkpoints its network is that of the earlier one.
    """

    def __init__(self, recorded: Recording) -> None:
        self._recorded = recorded
        self.config, self.images = CONFIG, IMAGES
        self.look_after, self.looks_closely = 1, False
        self.network = recorded.checkpoints[0].network
        self.progress = Progress(1, 0, MINI_BATCHES, 0, 0.0, math.inf, CONFIG.eta, 0.0)
        self._events = self._run()

    def look(self) -> Iterator[Event]:
        """Go on to the next look, the first one without a step, and yield its events."""
        for event in self._events:
            if event is None:
                return
            yield event

    def change(self, **settings: Value) -> None:
        """Refuse to change a setting."""
        raise Refused("The settings of a recording cannot change.")

    def stand_still(self) -> Standstill:
        """Refuse: a recording is in no process that could be given back."""
        raise Refused("A recording does not stand still.")

    def _run(self) -> Iterator[Event | None]:
        """Yield the run's events, and None between two looks."""
        for checkpoint in self._recorded.checkpoints:
            while self.progress.step < checkpoint.step:
                yield None
                step = min(self.progress.step + max(1, self.look_after), checkpoint.step)
                self.progress = replace(
                    self.progress,
                    mini_batch=step,
                    step=step,
                    position=step / MINI_BATCHES,
                    cost=float(self._recorded.costs[step - 1]),
                )
                yield self.progress
            self.network = checkpoint.network
            yield checkpoint
        yield Stopped(CONFIG.epochs, "The recording has ended.")


class RecordingPlayer:
    """Plays the recorded run in a thread, from its start, paused; has the face of `WorkerProcess`.

    The thread calls `received` with each message and its payload, and at last `ended`. Raises
    `Refused` if the recording cannot be read.
    """

    def __init__(self, received: Received, ended: Ended) -> None:
        self._received, self._ended = received, ended
        self._commands: queue.Queue[Command] = queue.Queue()
        self._killed = False
        self._worker = Worker(
            Replay(recording.load()), self._commands, self._report, per_second=USUAL_SPEED
        )
        self._thread = threading.Thread(target=self._play, name="recording", daemon=True)
        self._thread.start()

    def send(self, message: dict[str, Any], payload: bytes = b"") -> None:
        """Send a command; full speed is the recording's usual speed."""
        if message["do"] == "speed":
            message = {**message, "per_second": message["per_second"] or USUAL_SPEED}
        self._commands.put(message)

    def kill(self) -> None:
        """End the recording at once."""
        self._killed = True
        self._commands.put({"do": "pause", "number": 0})  # it may be waiting for a command

    def join(self, seconds: float) -> None:
        """Wait at most so many seconds until the recording has ended."""
        self._thread.join(seconds)

    def _play(self) -> None:
        try:
            self._worker.work()
        except _Killed:
            pass
        finally:
            self._ended(self, "The recording was cut off.")

    def _report(self, message: dict[str, Any], payload: bytes) -> None:
        if self._killed:
            raise _Killed
        self._received(self, message, payload)


class _Killed(Exception):
    """Takes the thread out of its work."""
