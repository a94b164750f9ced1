"""How a step of a talk was left, and how that is put back.

A run that somebody may come back to stands still meanwhile.
"""

import copy
from dataclasses import replace

from pages.ui.app import runs
from pages.ui.app.state.digit import Digit
from pages.ui.app.state.session import Session
from pages.ui.app.state.talk import Left


def as_left(visitor: Session) -> Left:
    """Return how the step on the stage is left; a run stands still until it is on again."""
    training = visitor.training
    view = runs.view_of(training)
    goes_on = view is not None and view.state.under_way
    if goes_on:
        runs.pause(training)
    return Left(
        visitor.digit.copy(),
        replace(visitor.network, changes=dict(visitor.network.changes)),
        copy.copy(visitor.views.inside),
        training.config,
        training.run,
        training.begun_with,
        training.per_second,
        goes_on,
    )


def put_back_digit(visitor: Session, left: Digit) -> None:
    """Put a digit back, and its drawing on the canvas."""
    digit = visitor.digit
    digit.source, digit.picture = left.source, left.picture
    digit.test_number = left.test_number
    digit.drawing.past, digit.drawing.pen = list(left.drawing.past), left.drawing.pen
    digit.drawing.put_on_canvas(left.drawing.strokes)


def put_back(visitor: Session, left: Left) -> None:
    """Put back how a step was left; its run goes on if it did."""
    training = visitor.training
    put_back_digit(visitor, left.digit)
    visitor.network.choice, visitor.network.moment = left.network.choice, left.network.moment
    visitor.network.changes = dict(left.network.changes)
    inside = visitor.views.inside
    inside.layer, inside.neuron = left.inside.layer, left.inside.neuron
    with training.lock:
        if training.run is not left.run:
            put_aside(visitor)
            training.run = left.run
            training.put_aside = [run for run in training.put_aside if run is not left.run]
        training.config, training.begun_with = left.config, left.begun_with
        training.per_second = left.per_second
    if left.goes_on:
        runs.play(visitor)


def put_aside(visitor: Session) -> None:
    """Take the run away from its place, but keep it, since a step may come back to it."""
    training = visitor.training
    if training.run:
        training.put_aside.append(training.run)
        training.run = None
