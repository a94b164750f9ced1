"""The processes of runs: begun when they are needed, given back while a run is paused.

    send() -> a process -> park() -> the run's standstill, in this program's memory -> send() -> ...

A process takes about 110 MB. A run that stands still takes twice its weights, with early stopping
three times.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from nn import patience
from nn.runs.process import WorkerProcess
from nn.runs.replay import RecordingPlayer
from nn.runs.run import Message, Run
from nn.runs.spare import Spare
from nn.settings.config import TrainingConfig

Process = WorkerProcess | RecordingPlayer


class Processes(Mapping[Run, Process]):
    """The process of each run that has one, at most `most` of them; recordings do not count.

    Another thread calls `received` and `ended`, as `WorkerProcess` says. Whoever calls a method
    holds the host's lock.
    """

    def __init__(self, most: int, received: Any, ended: Any) -> None:
        self.most = most
        self._received, self._ended = received, ended
        self._of: dict[Run, Process] = {}
        # Runs that stand still, or are about to, and the commands for their next process.
        self._held: dict[Run, list[Message]] = {}
        self._idle_since: dict[Run, float] = {}
        self.spare = Spare(lambda: WorkerProcess(received, ended))

    def __getitem__(self, run: Run) -> Process:
        return self._of[run]

    def __iter__(self) -> Iterator[Run]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)

    def run_of(self, process: Process) -> Run | None:
        """Return the run of a process, None if it was discarded or none has begun."""
        return next((run for run, its in self._of.items() if its is process), None)

    def stands_still(self, run: Run) -> bool:
        """Tell whether a run has begun and gave its process back, or is about to."""
        return run in self._held

    @property
    def has_room(self) -> bool:
        """Whether there may be one more; those that are being given back do not count."""
        return sum(not run.recorded and run not in self._held for run in self._of) < self.most

    def may_have(self, run: Run) -> bool:
        """Tell whether a run has a process or may have one; a paused one may give up its own."""
        has_one = run.recorded or (run in self._of and run not in self._held)
        return has_one or self.has_room or bool(self._idle_since)

    def send(self, run: Run, command: Message) -> None:
        """Send a command, starting the process if there is none.

        Raises `OSError` if the system starts no more processes.
        """
        self._idle_since.pop(run, None)
        if run in self._held:
            self._held[run].append(command)
            if run not in self._of:
                self._begin(run)
            return
        if run not in self._of:
            self._begin(run)
        self._of[run].send(run.ask(command))

    def pause(self, run: Run) -> None:
        """Pause a run, if it has begun."""
        if run in self._held:  # it is paused as it is
            self._held[run] = [held for held in self._held[run] if held["do"] == "change"]
        elif run in self._of:
            self.send(run, {"do": "pause"})

    def change(self, run: Run, settings: dict[str, Any]) -> None:
        """Change settings of a run from its next mini-batch on, if it has begun."""
        command = {"do": "change", "settings": settings}
        if run in self._held:
            self._held[run].append(command)
        elif run in self._of:
            self.send(run, command)

    def speed(self, run: Run, per_second: float | None) -> None:
        """Limit a run's mini-batches a second; a process that starts later is told by `_begin`."""
        if run in self._of and run not in self._held:
            self.send(run, {"do": "speed", "per_second": per_second})

    def park(self, run: Run) -> None:
        """Have a run stand still and give its process back; `parked` has to be called then.

        A run that is giving its process back already does not go on in another one.
        """
        if run in self._held:
            self.pause(run)
        elif run in self._of and not run.recorded:
            self._of[run].send(run.ask({"do": "park"}))
            self._held[run] = []
            self._idle_since.pop(run, None)

    def parked(self, run: Run, message: Message, payload: bytes) -> None:
        """Take in what a process has sent of a run that stands still; that process ends.

        Raises `OSError` if the run has been asked to go on, and there can be no other process.
        """
        del self._of[run]
        run.parked = {name: message[name] for name in ("standstill", "pace")}, payload
        if any(held["do"] != "change" for held in self._held[run]):
            self._begin(run)

    def park_idle(self, now: float, others_wait: bool) -> None:
        """Have those runs stand still that have needed no process for a while."""
        for run in list(self._of):
            if run.recorded or run in self._held or run.is_at_work:
                self._idle_since.pop(run, None)
            else:
                since = self._idle_since.setdefault(run, now)
                if now - since >= (
                    patience.IDLE_WHEN_OTHERS_WAIT if others_wait else patience.IDLE
                ):
                    self.park(run)

    def drop(self, run: Run) -> Process | None:
        """Kill a run's process, if it has one, and return it; forget how the run stood still."""
        self._held.pop(run, None)
        self._idle_since.pop(run, None)
        run.parked = None
        process = self._of.pop(run, None)
        if process:
            process.kill()
        return process

    def prepare(self) -> None:
        """Have a process ready, if there may be one more."""
        if self.has_room:
            with suppress(OSError):  # the run that needs it will say so
                self.spare.prepare()

    def _begin(self, run: Run) -> None:
        """Start a run's process, and tell it all that it has to know."""
        if not run.recorded and not self.has_room and self._idle_since:
            self.park(min(self._idle_since, key=self._idle_since.__getitem__))
        view = run.snapshot()
        if run.recorded:
            self._of[run] = RecordingPlayer(self._received, self._ended)
        else:
            process = self.spare.take()
            config = view.config
            if run.parked:
                config = TrainingConfig.from_dict(run.parked[0]["standstill"]["config"])
            process.begin(config, run.extra, run.parked)
            self._of[run], run.parked = process, None
        held = self._held.pop(run, [])
        if view.per_second:
            held.insert(0, {"do": "speed", "per_second": view.per_second})
        for command in held:
            self._of[run].send(run.ask(command))
