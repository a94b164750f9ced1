"""A visitor's training run is begun, paused, changed and put back: on Train and from any page."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nn.answers import Reader
from nn.runs.host import HOST
from nn.runs.run import Run
from nn.runs.run_view import RunState
from nn.settings.setting import Value
from pages.ui.app import trouble
from pages.ui.app.state.copies import copied
from pages.ui.app.state.room import RoomLesson
from pages.ui.app.state.session import Session, Training
from pages.ui.app.state.views import NetworkInUse
from pages.ui.app.visitor import networks
from pages.ui.class_room import teaching

# A running process answers within hundredths of a second; a new one loads the images first, in half
# a second. Without an answer the page shows the old state until its next look.
ANSWER_SECONDS = 0.15


def _new_run(visitor: Session, old: Run | None = None) -> Run:
    """Make the visitor's next run, in the place of the `old` one; call it with the lock held."""
    training, extra, drawings, taught = visitor.training, None, None, None
    if not visitor.talk.on:  # the talk's run learns from what its text says alone
        taught = teaching.of_next_run(visitor)
        extra = drawings = visitor.corrections.to_learn_from()
        if visitor.room.learn and not taught:
            visitor.visit.trouble.append(teaching.WITHOUT)
    if taught:
        if drawings is not None:
            drawings = teaching.without_held_out(visitor, drawings)
        images = teaching.repeated(taught)
        extra = images if drawings is None else drawings.and_also(images)
    run = Run(training.config, extra, training.owner)
    if taught:
        before, is_same = _before(training, old, len(drawings or ()))
        training.lessons[run] = RoomLesson(len(taught.digits), taught.in_all, before, is_same)
    training.run = run
    HOST.speed(run, training.per_second)
    used = visitor.network
    then = used.before or (NetworkInUse() if used.choice == "run" else copied(used))
    visitor.use("run")
    used.before = then
    return run


def _before(training: Training, old: Run | None, drawings: int) -> tuple[Reader, bool]:
    """Return what to compare with: the same run without the room, if just ended, or `book`."""
    if old is not None and old.begun_with == training.config:
        if taught := training.lessons.get(old):
            return taught.before, taught.is_same
        view = old.snapshot()
        same = old.extra_count == drawings and not view.changes
        if same and view.state is RunState.FINISHED:
            return Reader(view.newest), True
    return networks.shipped("book").reader, False


def play(visitor: Session) -> None:
    """Start the run, or let it go on; of a new one show the first trained point at once.

    On the stage it does not wait for a core.
    """
    tell(visitor, lambda run: HOST.play(run, at_once=visitor.talk.on))
    if (run := visitor.training.run) and not run.snapshot().checkpoints:
        run.wait_for_points(2, ANSWER_SECONDS)  # the first is before the first mini-batch


def take_step(visitor: Session) -> None:
    """Train on one mini-batch, then stand still."""
    tell(visitor, lambda run: HOST.steps(run, 1))
    _wait_for_answer(visitor.training)


def change(visitor: Session, name: str, value: Value) -> None:
    """Change a setting of the run from now on."""
    tell(visitor, lambda run: HOST.change(run, **{name: value}))


def tell(visitor: Session, command: Callable[[Run], None]) -> None:
    """Send the run a command, a new one where there is none."""
    training = visitor.training
    with trouble.caught(visitor.visit), visitor.lock:
        command(training.run or _new_run(visitor))


def pause(training: Training) -> None:
    """Let the run stand still."""
    if run := training.run:
        HOST.pause(run)
    _wait_for_answer(training)


def reset(visitor: Session) -> None:
    """Put a new run in the place of the old one: same seed, same initial weights."""
    training = visitor.training
    with trouble.caught(visitor.visit), visitor.lock:
        if old := training.run:
            HOST.discard(old)
        _new_run(visitor, old)


def new_seed(visitor: Session) -> None:
    """Choose another seed, also for the run if there is one."""
    seed = int(np.random.default_rng().integers(1, 10_000))
    visitor.training.config = replace(visitor.training.config, seed=seed)
    if visitor.training.run:
        reset(visitor)


def set_speed(training: Training, per_second: float | None) -> None:
    """Train at so many mini-batches a second from now on, None for full speed."""
    training.per_second = per_second
    if run := training.run:
        HOST.speed(run, per_second)


def _wait_for_answer(training: Training) -> None:
    """Wait a moment, where the process has begun, so that the page shows what it has done."""
    if (run := training.run) and run.snapshot().checkpoints:
        run.wait(ANSWER_SECONDS)
