"""A visitor's training run: play, pause, step, reset, and what it is doing, in words."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urljoin

import numpy as np
import streamlit as st

from nn.answers import Reader
from nn.in_words import uncapitalised
from nn.runs.host import HOST
from nn.runs.run import Run
from nn.runs.run_view import RunState, RunView, when
from nn.settings.config import TrainingConfig
from nn.settings.link import address
from nn.settings.setting import Value
from pages.ui.app import networks
from pages.ui.app.frame import told
from pages.ui.app.networks import InUse
from pages.ui.app.numbers import percent
from pages.ui.app.room import lesson
from pages.ui.app.state.copies import copied
from pages.ui.app.state.room import RoomLesson
from pages.ui.app.state.session import Session, Training
from pages.ui.app.state.views import NetworkInUse

# A running process answers within hundredths of a second; a new one loads the images first, in half
# a second. Without an answer the page shows the old state until its next look.
ANSWER_SECONDS = 0.15


def link(config: TrainingConfig) -> str:
    """Return the address of Train that starts a run with these settings."""
    return address(urljoin(st.context.url or "", "train"), config)


def view_of(training: Training) -> RunView | None:
    """Return the run as it is now, None where there is none."""
    return training.run.snapshot() if training.run else None


def learning(visitor: Session) -> Run | None:
    """Return the run that trains the network in use right now, if there is one."""
    network, run = visitor.network, visitor.training.run
    is_newest = network.choice == "run" and network.moment is None
    return run if run and is_newest and run.state.under_way else None


def as_it_was(visitor: Session) -> InUse:
    """Return the network in use; that of a run stays as it was when the page was opened.

    Otherwise what a page tells of it would change every second, before anybody could read it.
    """
    network, visit, newest = visitor.network, visitor.visit, networks.in_use(visitor)
    if network.choice != "run" or network.moment is not None:
        return newest
    key = (visit.entered, visitor.training.run, tuple(network.changes.items()))
    return visit.keep("network_as_it_was", key, lambda: newest)


def say_age(visitor: Session, used: InUse) -> None:
    """Say which network `as_it_was` is, if it is learning or has learnt on; offer the newest."""
    is_old = used.network is not networks.in_use(visitor).network
    if not is_old and not learning(visitor):
        return
    since = "has learnt on since" if is_old else "is learning right now"
    with st.container(key="network_age", horizontal=True, vertical_alignment="center"):
        age = f"The network as it was {uncapitalised(used.story)} It {since}."
        st.markdown(age, width="content")
        # All that is kept is made anew then.
        st.button("Use the latest weights", key="take_newest", on_click=visitor.visit.kept.clear)


def unsettled(view: RunView) -> bool:
    """Tell whether a run trains or has yet to answer: what the page shows of it will change."""
    return view.state.under_way or view.busy


def _new_run(visitor: Session, old: Run | None = None) -> Run:
    """Make the visitor's next run, in the place of the `old` one; call it with the lock held."""
    training, extra, drawings, taught = visitor.training, None, None, None
    if not visitor.talk.on:  # the talk's run learns from what its text says alone
        taught = lesson.of_next_run(visitor)
        extra = drawings = visitor.corrections.to_learn_from()
        if visitor.room.learn and not taught:
            visitor.visit.trouble.append(lesson.WITHOUT)
    if taught:
        if drawings is not None:
            drawings = lesson.without_held_out(visitor, drawings)
        images = lesson.repeated(taught)
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
    """Return the network to compare a run with that learns from a room.

    It is that of the same run without the room, if it has just finished; else `book`.
    """
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
    with told(visitor.visit), visitor.lock:
        command(training.run or _new_run(visitor))


def pause(training: Training) -> None:
    """Let the run stand still."""
    if run := training.run:
        HOST.pause(run)
    _wait_for_answer(training)


def reset(visitor: Session) -> None:
    """Put a new run in the place of the old one: same seed, same initial weights."""
    training = visitor.training
    with told(visitor.visit), visitor.lock:
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


def state_in_words(view: RunView) -> str:
    """Return what the run is doing, in a few words."""
    epoch = f"epoch {view.progress.epoch} of {view.config.epochs}"
    place = f"number {view.place or 1} in line"
    if view.busy and not view.checkpoints:
        return "Getting ready to train"
    match view.state:
        case RunState.READY:
            return "Ready to train"
        case RunState.QUEUED if view.own_run_trains:
            return "Waiting until your run in another tab ends or pauses"
        case RunState.QUEUED if view.gave_way:
            return f"Paused after five minutes, since others wait. It goes on by itself: {place}"
        case RunState.QUEUED:
            return f"Waiting: {place}; a turn ends after five minutes"
        case RunState.RUNNING:
            return f"Training: {epoch}"
        case RunState.PAUSED:
            return f"Paused in {epoch}"
        case RunState.FINISHED:
            return "Training has finished"
        case RunState.DIVERGED:
            return "Stopped: the weights grew without end"
        case RunState.FAILED:
            return "The training was cut off"


def in_first_epoch(view: RunView) -> bool:
    """Tell whether the accuracy after the first epoch is still to come."""
    return not view.checkpoints or view.checkpoints[-1].position < 1


def reached(view: RunView, moment: int | None = None) -> str:
    """Return the accuracy that was measured at a moment, None for the latest, in a sentence."""
    then = view.final if moment is None else view.at(moment)
    said = when(then.position, then.step).lower()
    return f"It read {percent(then.test.accuracy)} of the test images, {said}."
