"""Runs training in separate processes, at most as many at once as there are cores.

    page -> Host.play(run) -> nn.runs.training_process -> Host -> Run -> Run.snapshot() -> page

Only a run that trains holds a core; the others wait in line, start by themselves, and take turns
(`turns.py`). A paused run gives its process back after a while and goes on in another one
(`processes.py`). A recorded run takes neither core nor process: it is played at once, in a thread
(`replay.py`). All processes end with the server: the host ends them when it stops, and each ends by
itself when its standard input ends, even after a crash of the server.
"""

import atexit
import logging
import threading
import time
from collections.abc import Callable

from nn.errors import Refused
from nn.fast_reading import cores
from nn.mnist import Images
from nn.runs import recording
from nn.runs.dispatcher import Dispatcher
from nn.runs.messages import MOST_IMAGES
from nn.runs.processes import Process, Processes
from nn.runs.records import RunState
from nn.runs.run import NOT_IN_LINE, Message, Run
from nn.runs.turns import Turns, Visitor
from nn.settings.config import TrainingConfig
from nn.settings.setting import Value

MOST_PROCESSES = 40
MOST_WAITING = 100  # runs of visitors at one address, where it is known
MOST_STEPS = 1_000  # mini-batches that one command may ask for
SLOWEST, FASTEST = 0.1, 1000.0  # mini-batches a second, in slow motion
CROWDED = 3.0  # times the usual interval between two looks of a page, where runs lack cores
RECORDINGS_AT_ONCE = 3  # whose pages can look as often as they like

log = logging.getLogger(__name__)


class Host:
    """Decides which runs train, and passes messages between them and their processes.

    At most `slots` runs train at once. At most `most_processes` have a process, even if paused.
    """

    def __init__(
        self,
        slots: int,
        most_processes: int = MOST_PROCESSES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.slots = slots
        self._clock = clock
        # Always taken before a run's own lock.
        self._lock = threading.RLock()
        self._turns = Turns[Run]()
        # The command to train, "play" or "epoch", of each run that trains or waits.
        self._asked: dict[Run, Message] = {}
        self._processes = Processes(most_processes, self._received, self._ended)
        self._dispatcher = Dispatcher(self._lock, self.look)

    def prepare(self) -> None:
        """Have a process ready, so that the next run begins at once, if a core is free for it."""
        with self._lock:
            if len(self._turns.running) < self.slots:
                self._processes.prepare()

    def new_run(
        self,
        config: TrainingConfig,
        extra: Images | None = None,
        visitor: Visitor | None = None,
    ) -> Run:
        """Return a visitor's run, ready to train; its process starts when it is first needed.

        Without a visitor it counts as the run of one more. `extra` are images to learn from besides
        MNIST's. Raises `Refused` if there are more than its process can receive, about 40,000.
        """
        if extra is not None and len(extra) > MOST_IMAGES:
            raise Refused(f"Expected at most {MOST_IMAGES:,} extra images, got {len(extra):,}.")
        return Run(config, extra, visitor=visitor)

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
        from time to time instead of growing steadily, since each change makes every page run again.
        """
        with self._lock:
            recordings = sum(r.recorded and r.state is RunState.RUNNING for r in self._processes)
            crowding = CROWDED if 2 * len(self._turns.running) > self.slots else 1.0
            while recordings > RECORDINGS_AT_ONCE * crowding:
                crowding *= 2
            return crowding

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

    def look(self) -> bool:
        """End turns, give back idle processes, start waiting runs; return whether to look again.

        Called every second while there is something to look after.
        """
        with self._lock:
            while ended := self._turns.over(self.slots, self._clock()):
                self._give_way(*ended)
            self._processes.park_idle(self._clock(), others_wait=self.somebody_waits)
            self._start_waiting()
            return bool(self._processes or self._turns.waiting)

    def close(self) -> None:
        """End every run, and wait until its process is gone."""
        with self._lock:
            self._turns.waiting.clear()
            processes = list(self._processes.items())
            for run, _ in processes:
                self.discard(run, "The run ended when the server was stopped.")
        self._dispatcher.close()
        for _, process in processes:
            process.join(5.0)
        self._processes.spare.close()

    # Commands

    def play(self, run: Run) -> None:
        """Train; wait in line if no core is free.

        Raises `Refused` if the run is over, or if it would have to wait and another run of its
        visitor waits already.
        """
        self._train(run, {"do": "play"})

    def epoch(self, run: Run) -> None:
        """Train to the end of the epoch; otherwise like `play`."""
        self._train(run, {"do": "epoch"})

    def steps(self, run: Run, n: int) -> None:
        """Take n mini-batches, 1 to 1,000, for which a run needs no core, and pause.

        Raises `Refused` for another n, if the run is over, or if there are too many processes.
        """
        with self._lock:
            _refuse_if_over(run)
            if not 1 <= n <= MOST_STEPS:
                raise Refused(f"Expected 1 to {MOST_STEPS:,} mini-batches, got {n:,}.")
            if not self._processes.may_have(run):
                raise Refused(
                    f"{self._processes.most} runs are open on this server, and it takes no more. "
                    "Try again when one of them has ended."
                )
            if self._send(run, {"do": "steps", "n": n}):
                run.note(state=RunState.PAUSED, **NOT_IN_LINE)
            self._free(run)

    def pause(self, run: Run) -> None:
        """Stop training for now, or leave the line."""
        with self._lock:
            if not run.state.over:
                if run in self._processes or self._processes.stands_still(run):
                    self._processes.pause(run)
                    run.note(state=RunState.PAUSED, **NOT_IN_LINE)
                elif run in self._turns.waiting:
                    run.note(state=RunState.READY, **NOT_IN_LINE)
            self._free(run)

    def speed(self, run: Run, per_second: float | None) -> None:
        """Limit the mini-batches a second, 0.1 to 1,000; None is full speed."""
        if per_second is not None and not SLOWEST <= per_second <= FASTEST:
            raise Refused(
                f"Expected {SLOWEST:g} to {FASTEST:,.0f} mini-batches a second, got {per_second:g}."
            )
        with self._lock:
            run.note(per_second=per_second)
            self._processes.speed(run, per_second)

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
                before = config.to_dict()
                new = {name: to for name, to in settings.items() if to != before[name]}
                self._processes.change(run, new)

    def discard(self, run: Run, why: str = "The run was ended.") -> None:
        """End a run's process and free its core; `why` is a sentence. All it reported is kept."""
        with self._lock:
            had_begun = self._processes.stands_still(run)
            if self._processes.drop(run) or had_begun:
                self._fail(run, why)
            elif run in self._turns.waiting:
                run.note(state=RunState.READY, **NOT_IN_LINE)
            self._free(run)

    def forget_extra(self, run: Run, why: str) -> None:
        """End a run, unless it is over, so that nothing keeps its extra images, not even a process.

        `why` is a sentence. All it reported is kept.
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
                return
            if run not in self._turns.running:
                self._refuse_if_crowded(run)
                self._turns.wait(run, run.visitor)
            elif not self._send(run, command):
                self._free(run)
                return
            self._asked[run] = command
            self._start_waiting()
            self._dispatcher.wake()

    def _refuse_if_crowded(self, run: Run) -> None:
        """Raise `Refused` if a run would wait, and its visitor or their address waits already."""
        turns, visitor = self._turns, run.visitor
        if run in turns.waiting or (len(turns.running) < self.slots and not turns.waiting):
            return
        if turns.another_waits(run, visitor):
            raise Refused(
                "Another tab of this browser has a run that waits for its turn, and only one may "
                "wait at a time. Try again when that one has begun, or pause it there."
            )
        if visitor.address and turns.waiting_at(visitor.address) >= MOST_WAITING:
            raise Refused(
                f"{MOST_WAITING} runs from your network address wait for their turn already, and "
                "no more may. Try again later."
            )

    # Cores and processes

    def _free(self, run: Run) -> None:
        """Take a run off its core or out of the line, and start those that wait."""
        self._leave(run)
        self._start_waiting()
        if self._processes:
            self._dispatcher.wake()

    def _leave(self, run: Run) -> None:
        """Take a run off its core or out of the line, and forget what it was asked."""
        self._turns.leave(run)
        self._asked.pop(run, None)

    def _give_way(self, run: Run, why: str) -> None:
        """Have a run stand still, give up its core and process, and go to the back of the line."""
        self._turns.leave(run)
        self._turns.wait(run, run.visitor)
        run.note(state=RunState.QUEUED, gave_way=why)
        self._processes.park(run)
        self._start_waiting()

    def _start_waiting(self) -> None:
        """Start runs that wait while cores are free, and note the others' places."""
        turns, now = self._turns, self._clock()
        while len(turns.running) < self.slots:
            run = next((r for r in turns.in_line() if self._processes.may_have(r)), None)
            if run is None:
                break
            turns.begin(run, now)
            if self._send(run, self._asked[run]):
                run.note(state=RunState.RUNNING, **NOT_IN_LINE)
            else:
                self._leave(run)
        waits = turns.waits(self.slots, now, lambda run: run.seconds_left)
        for place, run in enumerate(turns.in_line(), start=1):
            run.note(state=RunState.QUEUED, place=place, wait=waits.get(run))

    def _send(self, run: Run, command: Message) -> bool:
        """Send a command, starting the process if there is none; return whether there is one."""
        try:
            self._processes.send(run, command)
        except OSError as error:
            self._fail_to_start(run, error)
            return False
        return True

    def _received(self, process: Process, message: Message, payload: bytes) -> None:
        with self._lock:
            if not (run := self._processes.run_of(process)):
                return
            if message["is"] == "standstill":
                self._stands_still(run, message, payload)
                return
            run.apply(message, payload)
            if run.state.over or (run in self._turns.running and run.state is not RunState.RUNNING):
                self._free(run)

    def _stands_still(self, run: Run, message: Message, payload: bytes) -> None:
        if message["done"] and run.snapshot().gave_way:  # the epoch ended just then
            self._processes.pause(run)
            run.note(state=RunState.PAUSED, **NOT_IN_LINE)
            self._free(run)
        try:
            self._processes.parked(run, message, payload)
        except OSError as error:
            self._fail_to_start(run, error)
            self._leave(run)
        self._start_waiting()

    def _ended(self, process: Process, how: str) -> None:
        with self._lock:
            if run := self._processes.run_of(process):
                self._processes.drop(run)
                self._fail(run, how)
                self._free(run)

    def _fail_to_start(self, run: Run, error: OSError) -> None:
        log.error("No training process could be started", exc_info=error)
        self._processes.drop(run)
        self._fail(run, f"The run's process could not be started ({error.strerror}).")

    def _fail(self, run: Run, why: str) -> None:
        """Note that a run has ended before its time, unless it was over."""
        if not run.state.over:
            message = f"{why} {run.snapshot().what_is_kept}"
            run.note(state=RunState.FAILED, message=message, **NOT_IN_LINE)


def _refuse_if_over(run: Run) -> None:
    if run.state.over:
        raise Refused("This run is over. Reset starts again.")


HOST = Host(cores())
atexit.register(HOST.close)
