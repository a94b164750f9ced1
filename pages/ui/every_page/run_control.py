"""A visitor's training run is begun, paused, changed and put back: on Train and from any page."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nn.mnist import joined
from nn.runs.host import HOST
from nn.runs.run import Run
from nn.runs.run_view import RunState, RunView
from nn.settings.config import TrainingConfig
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


def _new_run(visitor: Session) -> Run:
    """Make the visitor's next run; call it with the lock held."""
    training, extra, taught = visitor.training, None, None
    if not visitor.talk.on:  # the talk's run learns from what its text says alone
        taught = teaching.of_next_run(visitor)
        extra = visitor.corrections.to_learn_from()
        if visitor.room.learn and not taught:
            visitor.visit.trouble.append(teaching.WITHOUT)
    if taught:
        held_out = {image.tobytes() for image in taught.held_out.images.images}
        if extra is not None:  # such as loaded from the room's file
            extra = extra[np.array([it.tobytes() not in held_out for it in extra.images], bool)]
        images = taught.images(training.config.images_to_learn_from)
        extra = images if extra is None else joined(extra, images)
    run = Run(training.config, extra, training.owner)
    if taught:
        phones, counts = frozenset(taught.digits.phones), (len(taught.digits), len(images))
        training.lessons[run] = RoomLesson(phones, taught.asked, *counts)
        visitor.room.taught |= phones
        if taught.asked:
            visitor.room.learner = run
    training.run = run
    HOST.speed(run, training.per_second)
    used = visitor.network
    then = used.before or (NetworkInUse() if used.choice == "run" else copied(used))
    visitor.use("run")
    used.before = then
    return run


def play(visitor: Session) -> None:
    """Start the run, or let it go on; of a new one show the first trained point at once.

    On the stage it does not wait for a core.
    """
    tell(visitor, lambda run: HOST.play(run, at_once=visitor.talk.on))
    if (run := visitor.training.run) and not run.snapshot().checkpoints:
        run.wait(_has_trained_point, ANSWER_SECONDS)


def _has_trained_point(view: RunView) -> bool:
    # The first point is before the first mini-batch.
    return view.state is not RunState.RUNNING or len(view.checkpoints) > 1


def teach(visitor: Session) -> None:
    """Let a new run learn from what the phones have sent, with the settings of `book`."""
    visitor.training.config = networks.shipped("book").provenance.config or TrainingConfig()
    visitor.room.learn = True
    set_speed(visitor.training, None)
    reset(visitor)
    play(visitor)


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
        _new_run(visitor)


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
        run.wait(lambda view: not view.busy, ANSWER_SECONDS)
