"""Leads through a talk: begins it, sets each step up, puts back what was, and leaves it.

address or switch -> step -> what it sets up -> the stage
"""

import copy
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

import numpy as np
import streamlit as st

from nn.answers import answer_of
from nn.explain import confusion
from nn.explain.one_step import take_step
from nn.mnist import load, one_hot, to_floats
from nn.runs.host import HOST
from nn.settings.config import TrainingConfig
from nn.settings.link import from_query
from pages.ui.app import digits, frame, networks, runs
from pages.ui.app.state import session
from pages.ui.app.state.digit import Digit, Source
from pages.ui.app.state.session import Session
from pages.ui.app.state.talk import STRONGEST, Left, Step, Talk
from pages.ui.talk.script import PAGES, SHIPPED

STORY = ("pixels", "sum", "sigmoid", "neurons")  # as the first steps of How it works
STYLE = Path(__file__).with_name("talk.css")
ADDRESS = "talk"  # in the browser's address, with the number of the step
FLAT = 0.998  # an activation above it is one of a neuron with z above 6
SEARCHED = 500  # test digits, for one that is misread


def steps_of(talk: Talk) -> tuple[Step, ...]:
    """Return the steps of the talk that is given."""
    return talk.steps or SHIPPED


def now(talk: Talk) -> Step:
    """Return the step on the stage."""
    return steps_of(talk)[talk.step]


def hide_the_app() -> None:
    """Where the address asks for a talk, hide the rest of the app before anything is there."""
    if ADDRESS in st.query_params and not session.is_there():
        st.html(STYLE)


def is_on_stage(visitor: Session) -> bool:
    """Tell whether the talk is on, after following the browser's address, or the other way.

    A talk that was just left opens the page that belongs to its step. An address without a talk,
    typed in, ends it as well.
    """
    _follow_address(visitor)
    path, visitor.talk.goes_to = visitor.talk.goes_to, ""
    if path:
        st.switch_page(path)
    return visitor.talk.on


def _follow_address(visitor: Session) -> None:
    talk, asked = visitor.talk, st.query_params.get(ADDRESS)
    if asked != talk.ended_at:
        talk.ended_at = None
    if asked is not None and asked not in (talk.address, talk.ended_at):
        step = _number(asked, len(steps_of(talk)))
        if talk.on:
            go(visitor, step)
        else:
            begin(visitor, step)
    elif asked is None and talk.on and talk.address:  # another page was opened by its address
        talk.on = False
    talk.address = str(talk.step + 1) if talk.on else None
    if talk.address:
        st.query_params[ADDRESS] = talk.address
    elif asked is not None:
        del st.query_params[ADDRESS]


def _number(text: str, count: int) -> int:
    """Return the step that an address asks for, from 0; the first one if it is none."""
    return min(max(int(text), 1), count) - 1 if text.isdecimal() and len(text) < 9 else 0


def begin(visitor: Session, step: int = 0) -> None:
    """Begin the talk anew, at a step."""
    talk = visitor.talk
    _forget(visitor)
    talk.on, talk.step, talk.address = True, step, None
    talk.given += 1
    _set_up(visitor, step_of(steps_of(talk), step))


def step_of(steps: tuple[Step, ...], number: int, came_from: int | None = None) -> Step:
    """Return a step with all that it needs.

    What it leaves empty is as it was in the step before. Whoever comes from elsewhere gets that
    from the steps before it.
    """
    step = steps[number]
    if came_from == number - 1:
        return step
    for before in reversed(steps[:number]):
        if not (step.network or step.run):
            step = replace(step, network=before.network, run=before.run, epochs=before.epochs)
            step = replace(step, settings=before.settings, speed=0)
        # The canvas was cleared for the drawing that is there by now.
        digit = "drawing" if before.digit == "clear" else before.digit
        step = replace(
            step,
            digit=step.digit or digit,
            neuron=step.neuron or before.neuron,
            layer=step.layer or before.layer,
        )
    return step


def go(visitor: Session, to: int) -> None:
    """Go to a step: put back how it was left, or set it up."""
    talk = visitor.talk
    to = min(max(to, 0), len(steps_of(talk)) - 1)
    if not talk.on or to == talk.step:
        return
    came_from, steps = talk.step, steps_of(talk)
    talk.left[came_from] = left = _as_left(visitor)
    visitor.views.inside.playing = False
    talk.step = to
    if to not in talk.left:
        _set_up(visitor, step_of(steps, to, came_from))
        return
    _put_back(visitor, talk.left[to])
    # On the way forward a newer drawing goes along.
    keeps = all(step.digit in ("", "drawing") for step in steps[came_from + 1 : to + 1])
    if keeps and to > came_from and left.digit.drawing.strokes != visitor.digit.drawing.strokes:
        _put_back_digit(visitor, left.digit)
        if step_of(steps, to, came_from).neuron == STRONGEST:
            visitor.views.inside.neuron = _strongest(visitor)


def leave(visitor: Session) -> None:
    """End the talk, on the page that shows more of its step."""
    talk = visitor.talk
    if talk.on:
        show = now(talk).show
        talk.on, talk.goes_to, talk.ended_at = False, PAGES[show].path, talk.address
        visitor.views.inside.playing = False
        if show in STORY:
            visitor.views.story.step = STORY.index(show)
        _forget(visitor)


def _forget(visitor: Session) -> None:
    """Forget how the steps were left, and end the runs that only they needed."""
    visitor.talk.left = {}
    training = visitor.training
    with training.lock:
        for run in training.put_aside:
            HOST.discard(run)
        training.put_aside = []


# What was


def _as_left(visitor: Session) -> Left:
    """Return how the step on the stage is left; a run stands still until it is on again."""
    training, drawing = visitor.training, visitor.digit.drawing
    view = runs.view_of(training)
    goes_on = view is not None and view.state in runs.BUSY
    if goes_on:
        runs.pause(training)
    return Left(
        replace(visitor.digit, drawing=replace(drawing, past=list(drawing.past))),
        replace(visitor.network, changes=dict(visitor.network.changes)),
        copy.copy(visitor.views.inside),
        training.config,
        training.run,
        training.begun_with,
        training.per_second,
        goes_on,
    )


def _put_back_digit(visitor: Session, left: Digit) -> None:
    digit = visitor.digit
    digit.source, digit.picture = left.source, left.picture
    digit.test_number = left.test_number
    digit.drawing.past, digit.drawing.pen = list(left.drawing.past), left.drawing.pen
    digit.drawing.put_on_canvas(left.drawing.strokes)


def _put_back(visitor: Session, left: Left) -> None:
    training = visitor.training
    _put_back_digit(visitor, left.digit)
    visitor.network.choice, visitor.network.moment = left.network.choice, left.network.moment
    visitor.network.changes = dict(left.network.changes)
    inside = visitor.views.inside
    inside.layer, inside.neuron = left.inside.layer, left.inside.neuron
    with training.lock:
        if training.run is not left.run:
            _put_aside(visitor)
            training.run = left.run
            training.put_aside = [run for run in training.put_aside if run is not left.run]
        training.config, training.begun_with = left.config, left.begun_with
        training.per_second = left.per_second
    if left.goes_on:
        runs.play(visitor)


def _put_aside(visitor: Session) -> None:
    """Take the run away from its place, but keep it, since a step may come back to it."""
    training = visitor.training
    if training.run:
        training.put_aside.append(training.run)
        training.run = None


# What a step sets up


def _set_up(visitor: Session, step: Step) -> None:
    training, inside = visitor.training, visitor.views.inside
    training.per_second = float(step.speed) if step.speed else None
    if step.run:
        _new_run(visitor, step)
    elif step.network:
        if step.network == "untrained":
            training.config = config_of(step)
        visitor.use(step.network)
    _choose_digit(visitor, step)
    if step.layer:
        inside.layer = step.layer - 1
    if step.neuron == STRONGEST:
        inside.neuron = _strongest(visitor)
    elif step.neuron:
        inside.neuron = step.neuron - 1
    visitor.talk.film_due = step.film


def config_of(step: Step) -> TrainingConfig:
    """Return the settings of a step's run; what its link does not name has its default."""
    config, _ = from_query(dict(parse_qsl(step.settings)))
    return replace(config, epochs=step.epochs)


def _new_run(visitor: Session, step: Step) -> None:
    training = visitor.training
    with training.lock:
        _put_aside(visitor)
        training.config = config_of(step)
    runs.play(visitor)
    visitor.use("run")


def _choose_digit(visitor: Session, step: Step) -> None:
    digit = visitor.digit
    match step.digit:
        case "":
            return
        case "clear":
            digit.read_from(Source.DRAWING)
            if not visitor.visit.given_back:
                digit.drawing.past, digit.drawing.erasing = [], False
                digit.drawing.put_on_canvas(())
            visitor.visit.given_back = False
        case "drawing":
            digit.read_from(Source.DRAWING)
        case "misread":
            digit.read_from(Source.TEST)
            digit.test_number = _misread(visitor)
        case number:
            digit.read_from(Source.TEST)
            digit.test_number = int(number)


def _misread(visitor: Session) -> int:
    """Return a test digit that the network in use reads wrong; 0 if there is none.

    It is the first one that is read right after one step of learning, where there is one.
    """
    with frame.told(visitor.visit):
        used, test = networks.in_use(visitor), load().test[:SEARCHED]
        misread = confusion.read(used.network, test).misread.tolist()
        config = networks.config_of(visitor, used) or visitor.training.config
        for k in misread:
            x, y = to_floats(test.images[k : k + 1]), one_hot(test.labels[k : k + 1])
            trace = take_step(used.network, x, y, config.eta, config.cost)
            if answer_of(trace.forward_after.activations[-1][0]).digit == test.labels[k]:
                return int(k)
        return int(misread[0]) if misread else 0
    return 0


def _strongest(visitor: Session) -> int:
    """Return the hidden neuron that fires most for the digit that the step reads.

    Those so far out that their curve is flat come last: there is less to see.
    """
    with frame.told(visitor.visit):
        network = networks.in_use(visitor).network
        image = digits.read_or_stand_in(visitor).image
        a = networks.read(network, image)[0]
        return int(np.argmax(np.where(a < FLAT, a, 0.0) if (a < FLAT).any() else a))
    return 0
