"""A training run in a process of its own: `python -m nn.runs.worker`, commands in, events out.

    standard input:   {"config": {...}} and perhaps extra images to learn from,
                      then {"do": "play", "number": 1} and so on
    standard output:  {"is": "checkpoint", ...} and its weights, {"is": "progress", ...} and so on

The run starts paused. Between two looks at its commands it trains for about 20 ms, so that they
are answered at once; how it is cut up changes nothing in the result. The process ends with the
run, and at once when its standard input ends: it does not outlive who started it.
"""

import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any, BinaryIO

from nn import mnist
from nn.errors import Refused
from nn.events import Checkpoint, Diverged, EpochEnd, Event, Progress, Stopped
from nn.runs import messages
from nn.runs.reporter import Reporter
from nn.settings.config import TrainingConfig
from nn.training import FIRST_EPOCH_CHECKPOINTS, Trainer

# A pen stroke is answered before the next mini-batch, where both want the same core.
POLITE = 5
SECONDS_BETWEEN_COMMANDS = 0.02
MOST_STEPS_AT_ONCE = 500

Command = dict[str, Any]


class Worker:
    """Trains as it is told and says what happens.

    Parameters
    ----------
    trainer : Trainer
        Before its first event.
    commands : queue.Queue
        Dictionaries: "do" says what, "number" counts them.
    out : binary file
    """

    def __init__(self, trainer: Trainer, commands: "queue.Queue[Command]", out: BinaryIO) -> None:
        self._trainer = trainer
        self._commands = commands
        self._reporter = Reporter(trainer, out)
        self._tally = self._reporter.tally
        self._state = "paused"
        self._answered = 0
        self._over = False
        self._steps_left = 0  # while stepping
        self._to_epoch_end = False
        self._per_second: float | None = None
        self._due = 0.0  # when slow motion's next mini-batch is
        self._does: dict[str, Callable[[Command], None]] = {
            "play": self._play,
            "pause": self._pause,
            "steps": self._take_steps,
            "epoch": self._finish_epoch,
            "speed": self._set_speed,
            "change": self._change,
            "stop": self._stop,
        }

    def work(self) -> None:
        """Obey and train until the run is over."""
        self._next_event()
        self._say_state()
        while not self._over:
            self._obey()
            if self._state != "paused" and not self._over:
                self._advance()

    # Commands

    def _obey(self) -> None:
        """Do what was asked for; wait for it while there is nothing else to do."""
        while not self._over:
            try:
                command = self._commands.get(timeout=self._patience())
            except queue.Empty:
                return
            self._answered = command["number"]
            self._does[command["do"]](command)
            self._say_state()

    def _patience(self) -> float | None:
        """Return how long to wait for a command, in seconds; None is for ever."""
        if self._state == "paused":
            return None
        if self._state == "running" and self._per_second:
            return max(0.0, self._due - time.monotonic())
        return 0.0

    def _play(self, command: Command) -> None:
        self._state, self._to_epoch_end = "running", False
        self._due = time.monotonic()
        self._tally.resume()
        self._reporter.progress(self._per_second)  # in which the old speed is gone

    def _finish_epoch(self, command: Command) -> None:
        self._play(command)
        self._to_epoch_end = True

    def _take_steps(self, command: Command) -> None:
        waiting = self._steps_left if self._state == "stepping" else 0
        self._state, self._steps_left = "stepping", waiting + command["n"]

    def _pause(self, command: Command) -> None:
        if self._state != "paused":
            self._state = "paused"
            self._reporter.progress(self._per_second)

    def _set_speed(self, command: Command) -> None:
        self._per_second = command["per_second"]
        self._due = time.monotonic()
        self._tally.resume()

    def _change(self, command: Command) -> None:
        before, settings = self._trainer.config.to_dict(), command["settings"]
        try:
            self._trainer.change(**settings)
        except Refused as error:
            self._reporter.refused(str(error))
            return
        changed = {name: [before[name], value] for name, value in settings.items()}
        self._reporter.changed(changed)
        self._reporter.progress(self._per_second)

    def _stop(self, command: Command) -> None:
        self._trainer.stop()
        self._next_event()

    def _say_state(self) -> None:
        if not self._over:
            self._reporter.state(self._state, self._answered)

    # Training

    def _advance(self) -> None:
        """Train for a moment, and tell what there is to tell."""
        before = self._tally.step
        # The trainer looks up at multiples of this: so many mini-batches on from where it is.
        self._trainer.progress_every = self._tally.in_epoch + self._steps_at_once()
        event = self._next_event()
        while self._more_about_it(event):
            event = self._next_event()
        if self._over:
            return
        self._steps_left -= self._tally.step - before
        if self._per_second:
            self._due = max(self._due + 1 / self._per_second, time.monotonic())
        if self._done_as_asked():
            self._state = "paused"
            self._reporter.progress(self._per_second)
            self._say_state()
        elif self._reporter.progress_is_due():
            self._reporter.progress(self._per_second)

    def _done_as_asked(self) -> bool:
        if self._state == "stepping":
            return self._steps_left <= 0
        return self._to_epoch_end and self._tally.at_end

    def _steps_at_once(self) -> int:
        if self._state == "stepping" or self._per_second:
            return 1
        steps = int(self._tally.steps_per_second * SECONDS_BETWEEN_COMMANDS)
        return min(max(1, steps), MOST_STEPS_AT_ONCE)

    def _next_event(self) -> Event:
        start = time.perf_counter()
        event = next(self._trainer)
        self._over = isinstance(event, Stopped | Diverged)
        self._reporter.event(event, time.perf_counter() - start)
        return event

    def _more_about_it(self, event: Event) -> bool:
        """Tell whether the trainer's next event needs no further mini-batch."""
        if isinstance(event, Progress):
            early = event.epoch == 1 and event.mini_batch in FIRST_EPOCH_CHECKPOINTS
            return early or self._tally.at_end
        if isinstance(event, Checkpoint):
            return self._tally.at_end and event.epoch == self._trainer.config.epochs
        return isinstance(event, EpochEnd)


def main() -> None:
    """Train one run, as standard input says, and end the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started this process
    if hasattr(os, "nice"):
        os.nice(POLITE)
    out = _take_over_stdout()
    code = 0
    try:
        _work(sys.stdin.buffer, out)
    except BrokenPipeError:
        pass  # nobody is left to tell
    except Exception:
        traceback.print_exc()
        code = 1
    sys.stderr.flush()
    os._exit(code)  # another exit would wait for the thread that listens


def _take_over_stdout() -> BinaryIO:
    """Return standard output, for messages alone: what is printed goes to standard error."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return out


def _work(commands_in: BinaryIO, out: BinaryIO) -> None:
    first = messages.read(commands_in)
    if first is None:
        return
    commands: queue.Queue[Command] = queue.Queue()
    threading.Thread(target=_listen, args=(commands_in, commands), daemon=True).start()
    try:
        config = TrainingConfig.from_dict(first[0]["config"])
        extra = messages.unpack_images(first[1])
        trainer = Trainer(config, mnist.load(), extra=extra)
        Worker(trainer, commands, out).work()
    except Refused as error:
        messages.write(out, {"is": "failed", "message": str(error)})
    except MemoryError:
        why = "The run needed more memory than the system gives it."
        messages.write(out, {"is": "failed", "message": why})


def _listen(commands_in: BinaryIO, commands: "queue.Queue[Command]") -> None:
    """Hand on commands; end the process, whatever it is doing, when no more can come."""
    try:
        while (came := messages.read(commands_in)) is not None:
            commands.put(came[0])
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
