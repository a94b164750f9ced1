"""Runs training in separate processes, at most as many at once as there are cores.

    page -> Host.play(run) -> nn.runs.process -> Host -> Run -> Run.snapshot() -> page

Only a run that trains holds a core; the others wait in line, start by themselves, and take turns
(`turns.py`). A process takes about 110 MB, so a paused run gives its own back after a while: the
process has sent all that another one needs to go on. All processes end with the server: the host
ends them when it stops, and each ends by itself when its standard input ends, even after a crash.
"""

import atexit
import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from nn.cores import cores
from nn.errors import Refused, reason
from nn.runs.messages import Begin, Report
from nn.runs.process import Process
from nn.runs.run import Run
from nn.runs.run_view import RunState
from nn.runs.turns import Turns
from nn.settings.setting import Value

MOST_PROCESSES = 40
# How long a paused run keeps its process, in seconds.
IDLE, IDLE_WHEN_OTHERS_WAIT = 60.0, 10.0
CROWDED = 3.0  # times the usual interval between two looks of a page, where runs lack cores
SECONDS_BETWEEN_LOOKS = 1.0

log = logging.getLogger(__name__)


class Host:
    """Decides which runs train, and passes messages between them and their processes.

    At most `slots` runs train at once, but for those on a stage. At most `most_processes` have a
    process, even if paused.
    """

    def __init__(
        self,
        slots: int,
        most_processes: int = MOST_PROCESSES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.slots, self.most_processes = slots, most_processes
        self._clock = clock
        # Always taken before a run's own lock.
        self._lock = threading.RLock()
        self._turns = Turns()
        # The command to train, "play" or "epoch", of each run that trains or waits.
        self._asked: dict[Run, str] = {}
        self._processes: dict[Run, Process] = {}
        self._idle_since: dict[Run, float] = {}
        self._spare: Process | None = None  # that was started early
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None  # looks every second

    def prepare(self) -> None:
        """Have a process ready, so that the next run begins at once, if a core is free for it.

        It takes half a second until a process has numpy and the images.
        """
        with self._lock, suppress(OSError):  # the run that needs it will say so
            is_free = len(self._turns.running) < self.slots
            has_room = len(self._processes) < self.most_processes
            if is_free and has_room and not (self._spare and self._spare.is_alive):
                self._spare = self._new_process()

    @property
    def crowding(self) -> float:
        """How many times the usual interval a page should wait between two looks at its run.

        A run and its page take a core and a third. With fewer than two cores for each run, the
        pages slow the training down.
        """
        with self._lock:
            return CROWDED if 2 * len(self._turns.running) > self.slots else 1.0

    @property
    def somebody_waits(self) -> bool:
        """Whether a run waits for a core or for a process."""
        with self._lock:
            return bool(self._turns.waiting)

    @property
    def training(self) -> int:
        """How many runs train, each on a core."""
        with self._lock:
            return len(self._turns.running)

    def look(self) -> None:
        """End turns, give back idle processes, and start waiting runs: every second."""
        with self._lock:
            while run := self._turns.over(self.slots, self._clock()):
                self._turns.leave(run)
                self._turns.wait(run)
                self._send(run, "pause")
                run.note(state=RunState.QUEUED, gave_way=True)
                self._start_waiting()
            self._note_idle()
            longest = IDLE_WHEN_OTHERS_WAIT if self.somebody_waits else IDLE
            for run, since in list(self._idle_since.items()):
                if self._clock() - since >= longest:
                    self._give_back(run)
            self._start_waiting()

    def _wake(self) -> None:
        """See to it that somebody looks from now on."""
        if not (self._thread and self._thread.is_alive()) and not self._closed.is_set():
            thread = threading.Thread(target=self._look_after, name="turns", daemon=True)
            thread.start()  # where that fails, the next one to come tries again
            self._thread = thread

    def _look_after(self) -> None:
        while not self._closed.wait(SECONDS_BETWEEN_LOOKS):
            try:
                self.look()
            except Exception:  # the next look may go well
                log.exception("Turns and idle processes could not be looked after")

    def close(self) -> None:
        """End every run, and wait until its process is gone."""
        with self._lock:
            self._turns.waiting.clear()
            processes = list(self._processes.values())
            for run in list(self._processes):
                self.discard(run, "The run ended when the server was stopped.")
            if self._spare:
                processes.append(self._spare)
                self._spare.kill()
                self._spare = None
        self._closed.set()
        if thread := self._thread:
            thread.join()
        for process in processes:
            process.join(5.0)

    # Commands

    def play(self, run: Run, at_once: bool = False) -> None:
        """Train; wait in line if no core is free, unless it is to begin `at_once`.

        Raises `Refused` if the run is over.
        """
        self._train(run, "play", at_once)

    def epoch(self, run: Run) -> None:
        """Train to the end of the epoch; otherwise like `play`."""
        self._train(run, "epoch")

    def steps(self, run: Run, n: int) -> None:
        """Take n mini-batches, for which a run needs no core, and pause.

        Raises `Refused` if the run is over, or if there are too many processes.
        """
        with self._lock:
            _refuse_if_over(run)
            if not self._may_have_process(run):
                raise Refused(
                    f"{self.most_processes} runs are open on this server, and it takes no more. "
                    "Try again when one of them has ended."
                )
            if self._send(run, "steps", n):
                run.note(state=RunState.PAUSED)
            self._free(run)

    def pause(self, run: Run) -> None:
        """Stop training for now, or leave the line."""
        with self._lock:
            if not run.state.over:
                if run in self._processes:
                    self._send(run, "pause")
                if run in self._processes or run.left_off:
                    run.note(state=RunState.PAUSED)
                elif run in self._turns.waiting:
                    run.note(state=RunState.READY)
            self._free(run)

    def speed(self, run: Run, per_second: float | None) -> None:
        """Limit the mini-batches a second; None is full speed."""
        with self._lock:
            run.note(per_second=per_second)
            if run in self._processes:
                self._send(run, "speed", per_second)

    def change(self, run: Run, **settings: Value) -> None:
        """Change settings of a run from its next mini-batch on.

        Raises `Refused` if the run is over, and whatever `changed_on_the_way` raises; then nothing
        changes.
        """
        with self._lock:
            _refuse_if_over(run)
            before = run.snapshot().config
            config = before.changed_on_the_way(**settings)
            if config == before:
                return
            if run in self._processes:
                run.note(config=config)
                self._send(run, "change", config)
            else:
                run.change(config)

    def discard(self, run: Run, why: str = "The run was ended.") -> None:
        """End a run for good; `why` is a sentence. All it reported is kept, its images are not."""
        with self._lock:
            self._drop(run)
            run.fail(why)
            self._free(run)

    def _train(self, run: Run, do: str, at_once: bool = False) -> None:
        with self._lock:
            _refuse_if_over(run)
            self._asked[run] = do
            if run in self._turns.running:
                if not self._send(run, do):
                    self._free(run)
                return
            self._turns.wait(run)
            if at_once and self._may_have_process(run):
                self._begin_turn(run)
            self._start_waiting()
            self._wake()

    # Cores

    def _free(self, run: Run) -> None:
        """Take a run off its core or out of the line, and start those that wait."""
        self._turns.leave(run)
        self._asked.pop(run, None)
        self._start_waiting()
        if self._processes:
            self._wake()

    def _begin_turn(self, run: Run) -> None:
        self._turns.begin(run, self._clock())
        if self._send(run, self._asked[run]):
            run.note(state=RunState.RUNNING)
        else:
            self._turns.leave(run)
            self._asked.pop(run)

    def _start_waiting(self) -> None:
        """Start runs that wait while cores are free, and note the others' places."""
        turns = self._turns
        while len(turns.running) < self.slots:
            run = turns.next()
            if run is None or not self._may_have_process(run):
                break
            self._begin_turn(run)
        owners = {run.owner for run in turns.running}
        for place, run in enumerate(turns.waiting, start=1):
            run.note(state=RunState.QUEUED, place=place, own_run_trains=run.owner in owners)

    # Processes

    def _may_have_process(self, run: Run) -> bool:
        self._note_idle()
        has_room = len(self._processes) < self.most_processes
        return run in self._processes or has_room or bool(self._idle_since)

    def _note_idle(self) -> None:
        """Note since when processes have had nothing to do, of runs that can go on elsewhere."""
        idle = [run for run in self._processes if run.left_off and not run.is_at_work]
        now = self._clock()
        self._idle_since = {run: self._idle_since.get(run, now) for run in idle}

    def _give_back(self, run: Run) -> None:
        self._processes.pop(run).kill()
        self._idle_since.pop(run, None)

    def _drop(self, run: Run) -> None:
        """Kill a run's process, if it has one, and forget how the run would go on."""
        run.left_off = None
        if run in self._processes:
            self._give_back(run)

    def _new_process(self) -> Process:
        return Process(self._received, self._ended)

    def _send(self, run: Run, do: str, value: object = None) -> bool:
        """Send a command, starting the process if there is none; return whether there is one."""
        self._idle_since.pop(run, None)
        if run not in self._processes:
            if len(self._processes) >= self.most_processes and self._idle_since:
                self._give_back(min(self._idle_since, key=self._idle_since.__getitem__))
            try:
                spare = self._spare if self._spare and self._spare.is_alive else None
                process = spare or self._new_process()
            except OSError as error:
                log.exception("No training process could be started")
                self._drop(run)
                run.fail(f"The run's process could not be started ({reason(error)}).")
                return False
            self._spare = None
            view = run.snapshot()
            process.send(Begin(view.config, run.extra, run.left_off, view.per_second))
            self._processes[run] = process
        self._processes[run].send(run.ask(do, value))
        return True

    def _run_of(self, process: Process) -> Run | None:
        """Return the run of a process, None if it was discarded or none has begun."""
        return next((run for run, its in self._processes.items() if its is process), None)

    def _received(self, process: Process, report: Report) -> None:
        with self._lock:
            if not (run := self._run_of(process)):
                return
            if report.done and run.snapshot().gave_way:
                run.note(state=RunState.PAUSED)  # its epoch ended just then
                self._free(run)
            run.apply(report)
            if run.state.over or (run in self._turns.running and run.state is not RunState.RUNNING):
                self._free(run)

    def _ended(self, process: Process, how: str) -> None:
        with self._lock:
            run = self._run_of(process)
            if run and run.left_off and not run.is_at_work:  # another process can go on with it
                self._give_back(run)
            elif run:
                self._drop(run)
                run.fail(how)
                self._free(run)


def _refuse_if_over(run: Run) -> None:
    if run.state.over:
        raise Refused("This run is over. Reset starts again.")


HOST = Host(cores())
atexit.register(HOST.close)
