"""How a step of a talk was left, and how that is put back.

A run that somebody may come back to stands still meanwhile.
"""

from pages.ui.app import runs
from pages.ui.app.state.copies import copied
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
        copied(visitor.digit),
        copied(visitor.network),
        copied(visitor.views.inside),
        training.config,
        training.run,
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
    put_back_digit(visitor, left.digit)
    vars(visitor.network).update(vars(copied(left.network)))
    vars(visitor.views.inside).update(vars(copied(left.inside)))
    training = visitor.training
    with visitor.lock:
        training.run, training.config = left.run, left.config
        training.per_second = left.per_second
    if left.goes_on:
        runs.play(visitor)
