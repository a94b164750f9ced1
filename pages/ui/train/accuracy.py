"""The accuracy on the Train page: large in a number, beside a guess of it, and as a curve."""

from typing import NamedTuple

import streamlit as st

from nn.evaluation import Evaluation, evaluate
from nn.figures.curves import accuracy_curve
from nn.mnist import load
from nn.runs.run import Run
from nn.runs.run_view import RunView, when
from pages.ui.app import charts, runs
from pages.ui.app.html import Html, div, score, span
from pages.ui.app.numbers import percent
from pages.ui.app.room.learning import OnRoom
from pages.ui.app.state.session import Visit
from pages.ui.app.state.views import TrainView
from pages.ui.app.widgets import bound_to

CHART_HEIGHT = 340
# A network with as many numbers is evaluated within hundredths of a second.
MOST_AT_ONCE = 100_000


def show_number(visit: Visit, train: TrainView, run: Run, view: RunView, room: OnRoom) -> None:
    """Show the newest accuracy, also on the room's digits, and a guess of the first epoch's end.

    It asks for the guess while the page stands still: a page that runs again takes away what
    somebody is typing.
    """
    with st.container(horizontal=True, vertical_alignment="center", key="score"):
        st.html(_number(visit, run, view), width="content")
        if room.digits:
            st.html(_number_of_room(room), width="content")
        end = runs.after_first_epoch(view)
        if end and train.guess is not None:
            said = runs.guess_and_result(train.guess, end.test.accuracy)
            st.html(div("tn-guess", said), width="content")
        elif runs.unsettled(view) and not end:
            if train.guess is not None:
                st.html(div("tn-guess", f"Guess {_in_percent(train.guess)}"), width="content")
        elif not end:
            _ask(train)


def _number(visit: Visit, run: Run, view: RunView) -> Html:
    """Return the newest accuracy in large type, with its unit and what it is."""
    if view.checkpoints:
        latest = view.final
        test, moment = latest.test, when(latest.position, latest.step).lower()
    elif known := _at_first(visit, run, view):
        test, moment = known, when(0, 0).lower()
    else:
        return div("tn-score", span("tn-score-number", "–\N{NO-BREAK SPACE}%"))
    words = f"of {test.total:,} test images, {moment}"
    return score(percent(test.accuracy), words)


def _number_of_room(room: OnRoom) -> Html:
    """Return how many of the room's digits the newest network reads, likewise."""
    share = percent(room.newest.share, 0) if room.newest else "– %"
    return score(share, room.counted, "tn-score tn-score-room")


def _at_first(visit: Visit, run: Run, view: RunView) -> Evaluation | None:
    """Return how good the network is before the first mini-batch, if that takes no time.

    It is what the run itself says of it, as soon as its process has begun.
    """
    if view.config.parameter_count > MOST_AT_ONCE or view.progress.step:
        return None
    return visit.keep("at_first", run, lambda: evaluate(view.newest, load().test, view.config.cost))


def _ask(train: TrainView) -> None:
    question = "What will it read after one epoch? Your guess, in\N{NO-BREAK SPACE}%:"
    with st.container(horizontal=True, vertical_alignment="center", width="content", key="ask"):
        st.markdown(question, width="content")
        bound_to(
            train,
            "guess",
            st.number_input,
            "Your guess of the accuracy after one epoch, in per cent",
            0.0,
            100.0,
            step=1.0,
            format="%g",
            key="guess",
            width=140,
            label_visibility="collapsed",
        )


def _in_percent(guess: float) -> str:
    return f"{guess:g}\N{NO-BREAK SPACE}%"


class Looks(NamedTuple):
    """A run and how it reads the room's digits, at one look."""

    view: RunView
    room: OnRoom


def show_curve(visit: Visit, train: TrainView, run: Run, look: Looks) -> None:
    """Show the accuracy over the epochs."""
    st.markdown("**Accuracy**: share of images read right")
    view, third = look.view, look.room.curve
    test = [(c.position, c.test.accuracy) for c in view.checkpoints]
    learnt_from = [(c.position, c.train.accuracy) for c in view.checkpoints]
    if not test and (at_first := _at_first(visit, run, view)):
        test = [(0.0, at_first.accuracy)]
    changes = [(change.position, change.text) for change in view.changes]
    figure = visit.keep(
        "accuracy",
        (run, test[-1:], train.log_axis, train.guess, len(changes), third),
        lambda: accuracy_curve(test, learnt_from, third, train.guess, changes, train.log_axis),
    )
    charts.show_live(visit, "accuracy_chart", figure, CHART_HEIGHT)
    label, meaning = "Stretch the first epoch", "Use a logarithmic axis."
    bound_to(train, "log_axis", st.toggle, label, key="log_axis", help=meaning)
