"""A visitor's training run: play, pause, step, reset, and what it is doing, in words."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import streamlit as st

from nn.answers import Reader
from nn.errors import Refused
from nn.in_words import uncapitalised
from nn.runs.host import HOST
from nn.runs.run import Run
from nn.runs.run_view import RunState, RunView, when
from nn.settings.setting import Value
from pages.ui.app import networks
from pages.ui.app.frame import told
from pages.ui.app.networks import InUse
from pages.ui.app.numbers import ordinal, percent
from pages.ui.app.room import lesson
from pages.ui.app.state.network import NetworkInUse
from pages.ui.app.state.room import RoomLesson
from pages.ui.app.state.session import Session, Training

# A running process answers within hundredths of a second; a new one loads the images first, in half
# a second. Without an answer the page shows the old state until its next look.
ANSWER_SECONDS = 0.15
# One that was ready has trained and measured by then.
FIRST_POINT_SECONDS = 0.15
AS_IT_WAS = "network_as_it_was"  # as `Visit.keep` knows it
WITHOUT_THE_ROOM = "the same run without the room's digits"


def view_of(training: Training) -> RunView | None:
    """Return the run as it is now, None where there is none."""
    return training.run.snapshot() if training.run else None


def network_learns(network: NetworkInUse, training: Training) -> bool:
    """Tell whether the network in use is one that is learning right now."""
    if network.choice != "run" or network.moment is not None or training.run is None:
        return False
    return training.run.state.under_way


def learning_or_in_use(visitor: Session) -> object:
    """Return the run while it trains the network in use, else that network; None if it is missing.

    A page must run again when this is another object.
    """
    if network_learns(visitor.network, visitor.training):
        return visitor.training.run
    try:
        return networks.in_use(visitor).network
    except Refused:
        return None


def as_it_was(visitor: Session) -> InUse:
    """Return the network in use; that of a run stays as it was when the page was opened.

    Otherwise what a page tells of it would change every second, before anybody could read it.
    """
    network, visit, newest = visitor.network, visitor.visit, networks.in_use(visitor)
    if network.choice != "run" or network.moment is not None:
        return newest
    key = (visit.entered, visitor.training.run, tuple(network.changes.items()))
    return visit.keep(AS_IT_WAS, key, lambda: newest)


def say_age(visitor: Session, used: InUse) -> None:
    """Say which network `as_it_was` is, if it is learning or has learnt on; offer the newest."""
    is_old = used.network is not networks.in_use(visitor).network
    if not is_old and not network_learns(visitor.network, visitor.training):
        return
    since = "has learnt on since" if is_old else "is learning right now"
    with st.container(key="network_age", horizontal=True, vertical_alignment="center"):
        age = f"The network as it was {uncapitalised(used.story)} It {since}."
        st.markdown(age, width="content")
        st.button("Take the newest", key="take_newest", on_click=_take_newest, args=(visitor,))


def _take_newest(visitor: Session) -> None:
    visitor.visit.kept.pop(AS_IT_WAS, None)


def unsettled(view: RunView) -> bool:
    """Tell whether a run trains or has yet to answer: what the page shows of it will change."""
    return view.state.under_way or view.busy


def _new_run(visitor: Session, old: Run | None = None) -> Run:
    """Make the visitor's next run, in the place of the `old` one; call it with the lock held."""
    training, taught = visitor.training, lesson.of_next_run(visitor)
    extra = drawings = visitor.corrections.to_learn_from()
    if visitor.room.learn and not taught:
        visitor.visit.trouble.append(lesson.WITHOUT)
    if taught:
        if drawings is not None:
            drawings = lesson.without_held_out(visitor, drawings)
        images = lesson.repeated(taught)
        extra = images if drawings is None else drawings.and_also(images)
    run = training.run = Run(training.config, extra, training.owner)
    if taught:
        code = taught.digits.code
        before, named = _before(visitor, old, code, len(drawings or ()))
        training.lessons[run] = RoomLesson(code, len(taught.digits), taught.times, before, named)
    if training.per_second is not None:
        HOST.speed(run, training.per_second)
    visitor.use("run")
    return run


def _before(
    visitor: Session, old: Run | None, code: str, drawings: int
) -> tuple[Reader | None, str]:
    """Return the network to compare a run with that learns from a room, and what it is.

    It is the same run without the room, if that has just finished; or else the network in use, if
    it has the same layers and is not the run itself; or else `book`. None if its file is missing.
    """
    training = visitor.training
    if old is not None and old.begun_with == training.config:
        view, taught = old.snapshot(), training.lessons.get(old)
        if taught and taught.code == code:
            return taught.before, taught.named
        same = old.extra_count == drawings and not view.changes
        if taught is None and same and view.state is RunState.FINISHED:
            return Reader(view.newest), WITHOUT_THE_ROOM
    try:
        used, choice = networks.in_use(visitor).reader, visitor.network.choice
        if choice == "run" or list(used.network.sizes) != list(training.config.sizes):
            used, choice = networks.shipped("book").reader, "book"
        return used, networks.name_of(choice)
    except Refused:
        return None, ""


def play(visitor: Session) -> None:
    """Start the run, or let it go on; of a new one show the first trained point at once.

    On the stage it does not wait for a core.
    """
    _tell(visitor, lambda run: HOST.play(run, at_once=visitor.talk.on))
    if (run := visitor.training.run) and not run.snapshot().checkpoints:
        run.wait_for_points(2, FIRST_POINT_SECONDS)  # the first is before the first mini-batch


def take_step(visitor: Session) -> None:
    """Train on one mini-batch, then stand still."""
    _tell(visitor, lambda run: HOST.steps(run, 1))
    _wait_for_answer(visitor.training)


def finish_epoch(visitor: Session) -> None:
    """Train to the end of the epoch, then stand still."""
    _tell(visitor, HOST.epoch)


def change(visitor: Session, name: str, value: Value) -> None:
    """Change a setting of the run from now on."""
    _tell(visitor, lambda run: HOST.change(run, **{name: value}))


def _tell(visitor: Session, command: Callable[[Run], None]) -> None:
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
    with visitor.lock:
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
    if view.busy and not view.checkpoints:
        return "Getting ready to train"
    match view.state:
        case RunState.READY:
            return "Ready to train"
        case RunState.QUEUED:
            return _waiting_in_words(view)
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


def _waiting_in_words(view: RunView) -> str:
    if view.own_run_trains:
        return "Waiting until your run in another tab ends or pauses"
    place = f"{ordinal(view.place or 1)} in line"
    if view.gave_way:
        return f"Paused after five minutes, since others wait. It goes on by itself: {place}"
    return f"Waiting: {place}; a turn ends after five minutes"


def in_first_epoch(view: RunView) -> bool:
    """Tell whether the accuracy after the first epoch is still to come."""
    return not view.checkpoints or view.checkpoints[-1].position < 1


def reached(view: RunView) -> str:
    """Return the latest accuracy that was measured, in a sentence."""
    latest = view.final
    moment = when(latest.position, latest.step).lower()
    return f"It read {percent(latest.test.accuracy)} of the test images, {moment}."
