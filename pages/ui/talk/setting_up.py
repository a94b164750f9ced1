"""What a step of a talk sets up, how a step was left, and how that is put back.

It is the network or the run, the digit, the layer and the neuron.
"""

from collections.abc import Iterable
from dataclasses import replace

from nn.drawing.strokes import Stroke
from nn.runs.host import HOST
from nn.runs.run import Run
from nn.runs.slow_motion import Faster
from pages.ui.app import trouble
from pages.ui.app.state.copies import copied
from pages.ui.app.state.drawing import PEN, Digit, Source
from pages.ui.app.state.session import Session
from pages.ui.app.state.talk import Left, Step
from pages.ui.app.visitor import digits, networks
from pages.ui.every_page import run_control
from pages.ui.talk import guess_scene
from pages.ui.talk.script import settings_in

# A 1 with a long upstroke, which `book` reads as a 4.
_UPSTROKE = [(140.0 + 8 * k, 330.0 - 11 * k) for k in range(21)]
HARD = (Stroke((*_UPSTROKE, *((300.0, 110.0 + 18 * k) for k in range(1, 21))), PEN),)


def set_up(visitor: Session, step: Step) -> None:
    """Set up a step, as it is the first time that somebody comes to it."""
    training, inside = visitor.training, visitor.views.inside
    speed = Faster if step.faster else float
    training.per_second = speed(step.speed) if step.speed else None
    config = settings_in(step.settings)
    if step.epochs:
        config = replace(config, epochs=step.epochs)
    if step.run:
        with visitor.lock:
            had, training.run, training.config = visitor.runs, None, config
            end_unneeded(visitor, had)
        # Beside a canvas, the run begins with a stroke.
        (run_control.reset if step.show == "drawing" else run_control.play)(visitor)
    elif step.network:
        if step.network == "untrained":
            training.config = config
        visitor.use(step.network)
    _choose_digit(visitor, step)
    if step.layer:
        inside.layer = step.layer - 1
    visitor.views.neuron = None  # then the picture takes the one that counts most
    if isinstance(step.neuron, int):
        inside.neuron = visitor.views.neuron = step.neuron - 1
    if step.film:
        if (run := training.run) and not run.state.over and not step.run:
            run_control.set_speed(training, None)  # it goes on to its end
            run_control.play(visitor)
        play_film(visitor)
    if step.show == "guess":
        guess_scene.ask(visitor)


def play_film(visitor: Session) -> None:
    """Show the run of the step on the stage from its beginning."""
    visitor.enter(visitor.talk.page)  # which would end a film
    visitor.begin_film()


def end_unneeded(visitor: Session, runs: Iterable[Run]) -> None:
    """End those of some runs that no step of the talk, and no page, comes back to."""
    for run in runs:
        if run not in visitor.runs:
            HOST.discard(run)


def _choose_digit(visitor: Session, step: Step) -> None:
    digit = visitor.digit
    match step.digit:
        case "clear":
            digit.read_from(Source.DRAWING)
            digit.test_number = 0  # it stands in until something is drawn
            given_back, visitor.visit.given_back = visitor.visit.given_back, ()
            if not given_back or digit.drawing.strokes != given_back:
                digit.drawing.past, digit.drawing.erasing = [], False
                # Where nothing is drawn, it is taught this one; the first stroke begins another.
                hard = HARD if step.show == "teaching" else ()
                digit.drawing.put_on_canvas(hard, carried=True)
                digit.drawing.changed = 0.0  # by nobody
        case "drawing":
            digit.read_from(Source.DRAWING)
        case "misread":
            digit.read_from(Source.TEST)
            with trouble.caught(visitor.visit):
                digit.test_number = digits.misread_and_learnt(visitor, networks.in_use(visitor))
        case int(number):
            digit.read_from(Source.TEST)
            digit.test_number = number


def as_left(visitor: Session) -> Left:
    """Return how the step on the stage is left; its run stands still until it is on again."""
    training = visitor.training
    goes_on = training.run is not None and training.run.state.under_way
    if goes_on:
        run_control.pause(training)
    return Left(
        copied(visitor.digit),
        copied(visitor.network),
        copied(visitor.views),
        copied(visitor.corrections),
        training.config,
        training.run,
        training.per_second,
        goes_on,
    )


def put_back_digit(visitor: Session, left: Digit) -> None:
    """Put a digit back, and its drawing on the canvas, unless that shows it."""
    now, visitor.digit = visitor.digit.drawing, copied(left)
    drawing = visitor.digit.drawing
    drawing.canvas_told, drawing.canvas_shows = now.canvas_told, now.canvas_shows
    if (drawing.strokes, drawing.carried) != (now.strokes, now.carried):
        drawing.put_again()


def carry_on(visitor: Session, step: Step) -> None:
    """Let the first stroke begin a new drawing, where a canvas comes with one of another step."""
    drawing = visitor.digit.drawing
    if step.show == "drawing" and step.digit != "clear" and not drawing.carried:
        drawing.put_on_canvas(drawing.strokes, carried=True)


def put_back(visitor: Session, left: Left) -> None:
    """Put back how a step or the app was left; its run goes on if it did."""
    put_back_digit(visitor, left.digit)
    visitor.views, visitor.corrections = copied(left.views), copied(left.corrections)
    put_back_network(visitor, left)


def put_back_network(visitor: Session, left: Left) -> None:
    """Put back the network in use, the run, which goes on if it did, and the settings."""
    vars(visitor.network).update(vars(copied(left.network)))
    training = visitor.training
    with visitor.lock:
        training.run, training.config = left.run, left.config
        training.per_second = left.per_second
    if left.goes_on and left.run and not left.run.state.over:
        run_control.play(visitor)
