"""Runs training in separate processes, at most as many at once as there are cores.

    page -> Host.play(run) -> nn.runs.training_process -> Host -> Run -> Run.snapshot() -> page

Only a run that trains holds a core; the others queue and start by themselves. A recorded run takes
neither core nor process: it is played at once, in a thread (`replay.py`). One process may be ready
before it is needed (`spare.py`). All processes end with the server: the host ends them when it
stops, and each ends by itself when its standard input ends, even after a crash of the server.
"""

import atexit
import logging
import threading
from contextlib import suppress

from nn.errors import Refused
from nn.fast_reading import cores
from nn.mnist import Images
from nn.runs import recording
from nn.runs.messages import MOST_IMAGES
from nn.runs.process import WorkerProcess
from nn.runs.records import RunState
from nn.runs.replay import RecordingPlayer
from nn.runs.run import Message, Run
from nn.runs.spare import Spare
from nn.settings.config import TrainingConfig
from nn.settings.setting import Value

# A paused run's process waits with the images in its memory, about 100 MB.
MOST_PROCESSES = 40
MOST_STEPS = 1_000
SLOWEST, FASTEST = 0.1, 1000.0
CROWDED = 3.0
RECORDINGS_AT_ONCE = 3  # whose pages can look as often as they like

Process = WorkerProcess | RecordingPlayer

log = logging.getLogger(__name__)


class Host:
    """Decides which runs train, and passes messages between them and their processes.

    At most `slots` runs train at once. At most `most_processes` have a process, even if paused.
    """

    def __init__(self, slots: int, most_processes: int = MOST_PROCESSES) -> None:
        self.slots, self.most_processes = slots, most_processes
        # Always taken before a run's own lock.
        self._lock = threading.RLock()
        self._running: set[Run] = set()
        self._queue: dict[Run, Message] = {}  # in order, each with its first command
        self._processes: dict[Run, Process] = {}
        self._spare = Spare(lambda: WorkerProcess(self._received, self._ended))

    def prepare(self) -> None:
        """Have a process ready, so that the next run begins at once, if a core is free for it."""
        with self._lock:
            if len(self._running) < self.slots and self._has_room():
                with suppress(OSError):  # the run that needs it will say so
                    self._spare.prepare()

    def new_run(self, config: TrainingConfig, extra: Images | None = None) -> Run:
        """Return a run that is ready; its process starts when it is first needed.

        `extra` are images to learn from besides MNIST's. Raises `Refused` if there are more than
        its process can receive, about 40,000.
        """
        if extra is not None and len(extra) > MOST_IMAGES:
            raise Refused(f"Expected at most {MOST_IMAGES:,} extra images, got {len(extra):,}.")
        return Run(config, extra)

    def new_recorded_run(self) -> Run:
        """Return the recorded run, ready to be played.

        Raises `Refused` if the recording cannot be read.
        """
        recording.load()
        return Run(recording.CONFIG, recorded=True)

    @property
    def crowding(self) -> float:
        """How many times the usual interval a page should wait between two looks at its run.

        A run and its page take a core and a third. With fewer than two cores for each run, the
        pages slow the training down. Recorded runs take no core, but their pages do. It doubles
        from time to time instead of growing steadily, since each change has all pages run again.
        """
        with self._lock:
            recordings = sum(r.recorded and r.state is RunState.RUNNING for r in self._processes)
            crowding = CROWDED if 2 * len(self._running) > self.slots else 1.0
            while recordings > RECORDINGS_AT_ONCE * crowding:
                crowding *= 2
            return crowding

    @property
    def somebody_waits(self) -> bool:
        """Whether a run waits for a core or for a process."""
        with self._lock:
            return bool(self._queue)

    def close(self) -> None:
        """End every run, and wait until its process is gone."""
        with self._lock:
            self._queue.clear()
            processes = list(self._processes.items())
            for run, _ in processes:
                self.discard(run, "The run was ended with the server.")
        for _, process in processes:
            process.join(5.0)
        self._spare.close()

    # Commands

    def play(self, run: Run) -> None:
        """Train; queue if no core is free. Raises `Refused` if the run is over."""
        self._train(run, {"do": "play"})

    def epoch(self, run: Run) -> None:
        """Train to the end of the epoch; queue like `play`."""
        self._train(run, {"do": "epoch"})

    def steps(self, run: Run, n: int) -> None:
        """Take n mini-batches, 1 to 1,000, for which a run needs no core, and pause.

        Raises `Refused` for another n, if the run is over, or if there are too many processes.
        """
        with self._lock:
            _refuse_if_over(run)
            if not 1 <= n <= MOST_STEPS:
                raise Refused(f"Expected 1 to {MOST_STEPS:,} mini-batches, got {n:,}.")
            if not self._may_have_process(run):
                raise Refused(
                    f"{self.most_processes} runs are open on this server, as many as it takes. "
                    "Try again when one of them has ended."
                )
            if self._send(run, {"do": "steps", "n": n}):
                run.note(state=RunState.PAUSED, place=None)
            self._free(run)

    def pause(self, run: Run) -> None:
        """Stop training for now, or leave the queue."""
        with self._lock:
            if run in self._processes and not run.state.over:
                self._send(run, {"do": "pause"})
                run.note(state=RunState.PAUSED, place=None)
            elif run in self._queue:
                run.note(state=RunState.READY, place=None)
            self._free(run)

    def speed(self, run: Run, per_second: float | None) -> None:
        """Limit the mini-batches a second, 0.1 to 1,000; None is full speed."""
        if per_second is not None and not SLOWEST <= per_second <= FASTEST:
            raise Refused(
                f"Expected {SLOWEST:g} to {FASTEST:,.0f} mini-batches a second, got {per_second:g}."
            )
        with self._lock:
            run.note(per_second=per_second)
            if run in self._processes:
                self._send(run, {"do": "speed", "per_second": per_second})

    def change(self, run: Run, **settings: Value) -> None:
        """Change settings of a run from its next mini-batch on.

        Raises `Refused` if the run is over, and whatever `changed_on_the_way` raises; then nothing
        changes.
        """
        with self._lock:
            _refuse_if_over(run)
            if run.recorded:
                raise Refused("The settings of a recording cannot change. Reset makes a new run.")
            config = run.snapshot().config
            changed = config.changed_on_the_way(**settings)
            if changed != config:
                run.note(config=changed)
                if run in self._processes:
                    before = config.to_dict()
                    new = {name: to for name, to in settings.items() if to != before[name]}
                    self._send(run, {"do": "change", "settings": new})

    def discard(self, run: Run, why: str = "The run was ended.") -> None:
        """End a run's process and free its core; `why` is a sentence. All it reported is kept."""
        with self._lock:
            process = self._processes.pop(run, None)
            if process:
                process.kill()
                self._fail(run, why)
            elif run in self._queue:
                run.note(state=RunState.READY, place=None)
            self._free(run)

    def forget_extra(self, run: Run, why: str) -> None:
        """End a run, unless it is over, so that its extra images are nowhere any more.

        Not even in its process; `why` is a sentence. All it reported is kept.
        """
        with self._lock:
            self.discard(run, why)
            self._fail(run, why)  # one without a process, too

    def _train(self, run: Run, command: Message) -> None:
        with self._lock:
            _refuse_if_over(run)
            if run.recorded:
                run.note(state=RunState.RUNNING)
                self._send(run, command)
            elif run in self._running:
                self._send(run, command)
            else:
                self._queue[run] = command
                self._start_waiting()

    # Cores and processes

    def _free(self, run: Run) -> None:
        """Take a run off its core or out of the queue, and start those that wait."""
        self._running.discard(run)
        self._queue.pop(run, None)
        self._start_waiting()

    def _start_waiting(self) -> None:
        """Start queued runs while cores are free, and note the others' places."""
        for run, command in list(self._queue.items()):
            if len(self._running) < self.slots and self._may_have_process(run):
                del self._queue[run]
                if self._send(run, command):
                    self._running.add(run)
                    run.note(state=RunState.RUNNING, place=None)
        for place, run in enumerate(self._queue, start=1):
            run.note(state=RunState.QUEUED, place=place)

    def _may_have_process(self, run: Run) -> bool:
        return run.recorded or run in self._processes or self._has_room()

    def _has_room(self) -> bool:
        return sum(not other.recorded for other in self._processes) < self.most_processes

    def _send(self, run: Run, command: Message) -> bool:
        """Send a command, starting the process if there is none; return whether there is one."""
        if run not in self._processes:
            view = run.snapshot()
            try:
                self._processes[run] = self._new_process(run, view.config)
            except OSError as error:
                log.exception("No training process could be started")
                self._fail(run, f"The run's process could not be started ({error.strerror}).")
                return False
            if view.per_second:
                self._send(run, {"do": "speed", "per_second": view.per_second})
        self._processes[run].send(run.ask(command))
        return True

    def _new_process(self, run: Run, config: TrainingConfig) -> Process:
        """Return a process for a run. Raises `OSError` if the system starts no more of them."""
        if run.recorded:
            return RecordingPlayer(self._received, self._ended)
        process = self._spare.take()
        process.begin(config, run.extra)
        return process

    def _received(self, process: Process, message: Message, payload: bytes) -> None:
        with self._lock:
            if run := self._run_of(process):
                run.apply(message, payload)
                if run in self._running and run.state is not RunState.RUNNING:
                    self._free(run)

    def _ended(self, process: Process, how: str) -> None:
        with self._lock:
            if run := self._run_of(process):
                del self._processes[run]
                self._fail(run, how)
                self._free(run)

    def _run_of(self, process: Process) -> Run | None:
        """Return the run of a process, None if it was discarded or none has begun."""
        return next((run for run, its in self._processes.items() if its is process), None)

    def _fail(self, run: Run, why: str) -> None:
        """Note that a run has ended before its time, unless it was over."""
        if not run.state.over:
            message = f"{why} {run.snapshot().what_is_kept}"
            run.note(state=RunState.FAILED, place=None, message=message)


def _refuse_if_over(run: Run) -> None:
    if run.state.over:
        raise Refused("This run is over. Reset starts again.")


HOST = Host(cores())
atexit.register(HOST.close)
