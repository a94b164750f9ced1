"""Drives a training run: commands in, reports out.

The run starts paused. It reads its commands about every 20 ms, also while it evaluates a network,
so that it answers at once; this does not change the result.
"""

import math
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

from nn.evaluation import TRAINING_IMAGES_AT_A_GLANCE, Evaluation, evaluate_in_blocks
from nn.mnist import Mnist, images_for
from nn.network import Network
from nn.runs.messages import Begin, Command, LeftOff, Report
from nn.runs.pace import Pace
from nn.runs.run_view import Change, Checkpoint, Progress, RunState, Told
from nn.runs.slow_motion import SlowMotion
from nn.sgd import Images
from nn.training import Diverged, TrainingRun, train

SECONDS_BETWEEN_COMMANDS = 0.02
SECONDS_BETWEEN_REPORTS = 0.5
MOST_STEPS_AT_ONCE = 500
# After these mini-batches of the first epoch the network is evaluated: it changes most early on.
FIRST_EPOCH_CHECKPOINTS = (1, 3, 10, 30, 100, 300, 1000, 3000)


class Worker:
    """Obeys commands, trains, and tells how the run is.

    It raises `Refused` if the settings ask for more images than there are.
    """

    def __init__(
        self,
        begin: Begin,
        data: Mnist,
        commands: "SimpleQueue[Command]",
        tell: Callable[[Report], None],
    ) -> None:
        self._images, held_back = images_for(begin.config, data, begin.extra)
        self._test = data.test
        self._goes_on = begin.left_off is not None
        if begin.left_off:
            self._run, self._pace = begin.left_off
            self._run.config = begin.config  # it may have changed since
        else:
            self._run = TrainingRun.begin(begin.config, self._images)
            self._pace = Pace(self._run.n)
        self._to_evaluate = len(self._images) + len(held_back)  # after an epoch, besides the test's
        self._steps = train(self._run, self._images, held_back)
        self._commands, self._tell = commands, tell
        self._doing = "paused"  # or "running" or "stepping"
        self._looking = False  # it trains or evaluates just now, also before a pause
        self._answered = 0
        self._last_step = self._last_epoch = math.inf  # then the run pauses
        self._slow_motion = SlowMotion(begin.per_second, self._run.step)
        self._costs: list[tuple[int, float]] = []
        self._reported = 0.0

    def work(self) -> None:
        """Obey and train until the run is over, and report how it ended."""
        run = self._run
        if not self._goes_on:
            self._look_at_the_start()
        try:
            while not run.is_over:
                self._obey(wait=True)
                self._look()
            for _ in self._steps:  # to its end, where early stopping puts back the best network
                pass
            self._report(state=RunState.FINISHED, message=run.ending)
        except Diverged as error:
            self._report(state=RunState.DIVERGED, message=str(error))

    # Commands

    def _obey(self, wait: bool) -> None:
        """Do all commands received; with `wait`, go on until there is something to train."""
        while True:
            try:
                command = self._commands.get(timeout=self._patience() if wait else 0.0)
            except Empty:
                return
            self._answered = command.number
            self._report(change=self._do(command))

    def _patience(self) -> float | None:
        """Return how long to wait for a command, in seconds; None is for ever."""
        if self._doing == "paused":
            return None
        return self._slow_motion.patience if self._doing == "running" else 0.0

    def _do(self, command: Command) -> Change | None:
        """Do what a command says; return a change of settings."""
        run = self._run
        match command.do:
            case "pause":
                self._doing = "paused"
            case "steps":
                first = self._last_step if self._doing == "stepping" else run.step
                self._doing, self._last_epoch = "stepping", math.inf
                self._last_step = first + command.value
            case "play" | "epoch":
                self._doing, self._last_step, self._last_epoch = "running", math.inf, math.inf
                if command.do == "epoch":
                    self._last_epoch = run.epochs_done + 1
                self._measure_speed_anew()
            case "speed":
                self._slow_motion.per_second = command.value
                self._measure_speed_anew()
            case "change":
                before, run.config = run.config, command.value
                self._measure_speed_anew()
                return Change.between(before, run.config, self._progress)
        return None

    def _measure_speed_anew(self) -> None:
        self._slow_motion.begin()
        self._pace.begin_anew()

    # Training

    def _look_at_the_start(self) -> None:
        glance, began = self._images[:TRAINING_IMAGES_AT_A_GLANCE], time.perf_counter()
        self._looking = True
        self._measure(0, glance)
        self._looking = False
        a_part = (len(self._test) + len(glance)) / (len(self._test) + self._to_evaluate)
        self._pace.seconds_to_evaluate = (time.perf_counter() - began) / a_part
        if self._doing == "paused":  # it was told so meanwhile
            self._report()

    def _look(self) -> None:
        """Train up to the next look, measure the network if it is time, and report.

        A pause does not cut an evaluation short, so that each epoch's accuracy is measured.
        """
        run, step = self._run, self._run.step
        self._looking = True
        at_end = self._take_steps()
        began = time.perf_counter()
        if at_end:
            next(self._steps)  # early stopping reads the held-back images
            self._measure(run.epochs_done, self._images)
            self._pace.seconds_to_evaluate = time.perf_counter() - began
        elif (not run.epochs_done and run.step in FIRST_EPOCH_CHECKPOINTS) or (
            self._doing == "running" and self._slow_motion.wants_a_look(self._progress, run.config)
        ):
            self._measure(1, self._images[:TRAINING_IMAGES_AT_A_GLANCE])
        if run.is_over:
            return  # it does not pause: `work` says how it ended
        self._looking = False
        self._slow_motion.note_steps(run.step - step)
        if self._is_done:
            self._doing = "paused"
        since = time.monotonic() - self._reported
        if self._doing == "paused" or since >= SECONDS_BETWEEN_REPORTS:
            self._report()

    def _take_steps(self) -> bool:
        """Take the steps up to the next look; return whether they are the last of the epoch."""
        run, began = self._run, time.perf_counter()
        last = run.step + self._steps_at_once()
        if not run.epochs_done:  # when the steps of the run are those of the epoch
            last = min([last, *(k for k in FIRST_EPOCH_CHECKPOINTS if k > run.step)])
        while (mini_batch := next(self._steps)) and run.row < run.n:
            if run.step >= last and run.network.is_finite:  # or soon the loop says that it is not
                break
        assert mini_batch  # the epoch's end comes in `_look`
        x, y = mini_batch
        cost = run.network.cost(x, y, run.config.cost)
        self._costs.append((run.step, cost if math.isfinite(cost) else math.inf))
        position, seconds = self._progress.position, time.perf_counter() - began
        self._pace.note(run.step, position, seconds)
        return run.row == run.n

    @property
    def _is_done(self) -> bool:
        run = self._run
        return run.step >= self._last_step or run.epochs_done >= self._last_epoch

    def _steps_at_once(self) -> int:
        if self._doing == "stepping":
            return 1
        if slow := self._slow_motion.steps_at_once:
            return slow
        steps = int(self._pace.steps_per_second * SECONDS_BETWEEN_COMMANDS)
        return min(max(1, steps), MOST_STEPS_AT_ONCE)

    def _measure(self, epoch: int, images: Images) -> None:
        """Report a checkpoint, with the accuracy on the test images and on others."""
        network, progress, began = _frozen(self._run.network), self._progress, time.monotonic()
        test, train = self._read(network, self._test), self._read(network, images)
        checkpoint = Checkpoint(progress.step, progress.position, test, train, epoch, network)
        self._report(checkpoint=checkpoint)
        self._slow_motion.note_checkpoint(checkpoint, time.monotonic() - began)

    def _read(self, network: Network, images: Images) -> Evaluation:
        for evaluation in evaluate_in_blocks(network, images, self._run.config.cost):
            self._obey(wait=False)
            so_far = evaluation
        return so_far

    # Reports

    @property
    def _progress(self) -> Progress:
        run = self._run
        in_epoch = run.row > 0 or not run.step
        return Progress(
            epoch=run.epochs_done + in_epoch,
            mini_batch=run.mini_batches_done,
            images_left=(run.n - run.row) * in_epoch,
            step=run.step,
            position=(run.epochs_done * run.n + run.row) / run.n,
            seconds=self._pace.seconds,
        )

    def _report(
        self,
        checkpoint: Checkpoint | None = None,
        change: Change | None = None,
        **ending: Any,  # state and message
    ) -> None:
        """Tell how the run is, its costs since the last time, and its newest weights."""
        run, pace, is_paused = self._run, self._pace, self._doing == "paused"
        seconds_left = pace.seconds_left(
            run.config,
            min(run.config.epochs, self._last_epoch),
            run.epochs_done,
            self._slow_motion.limit,
        )
        now = {
            "state": RunState.RUNNING if self._doing == "running" else RunState.PAUSED,
            "busy": self._doing == "stepping" or (is_paused and self._looking),
        }
        told = Told(
            newest=checkpoint.network if checkpoint else _frozen(run.network),
            progress=self._progress,
            images_per_second=pace.images_per_second,
            seconds_left=seconds_left,
            best_epoch=run.best_epoch,
            **(now | ending),
        )
        is_still = is_paused and not self._looking
        left_off = LeftOff(run, pace) if is_still else None
        self._tell(
            Report(told, self._answered, self._is_done, self._costs, checkpoint, change, left_off)
        )
        self._costs = []
        self._reported = time.monotonic()


def _frozen(network: Network) -> Network:
    """Return a copy that nobody can change, also after it was pickled."""
    copy = network.copy()
    for part in copy.parameters:
        part.flags.writeable = False
    return copy
