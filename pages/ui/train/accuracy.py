"""The accuracy on Train, large in a number, beside a guess of it."""

import streamlit as st

from nn.evaluation import Evaluation
from nn.runs.run_view import RunView, when
from pages.ui.app import networks, runs
from pages.ui.app.html import Html, div, score, span
from pages.ui.app.numbers import percent
from pages.ui.app.room.learning import OnRoom
from pages.ui.app.state.session import Visit
from pages.ui.app.state.views import TrainView
from pages.ui.app.widgets import bound_to

# A network with as many numbers is evaluated within hundredths of a second.
MOST_AT_ONCE = 100_000


def show(visit: Visit, train: TrainView, view: RunView, room: OnRoom) -> None:
    """Show the newest accuracy, also on the room's digits, and a guess of the first epoch's end.

    It asks for the guess while the page stands still: a page that runs again takes away what
    somebody is typing.
    """
    with st.container(horizontal=True, vertical_alignment="center", key="score"):
        st.html(_number(visit, view), width="content")
        if room.digits:
            share = percent(room.newest.share, 0) if room.newest else "– %"
            st.html(score(share, room.counted, "tn-score tn-score-room"), width="content")
        end = view.after_first_epoch
        if train.guess is not None and (end or runs.unsettled(view)):
            result = end.test.accuracy if end else None
            st.html(div("tn-guess", guess_and_result(train.guess, result)), width="content")
        elif not end and not runs.unsettled(view):
            _ask(train)


def guess_and_result(guess: float, result: float | None) -> str:
    """Compare a guess in per cent with the accuracy, 0 to 1, that a run reached, if it has."""
    said = f"Guess {guess:g}\N{NO-BREAK SPACE}%"
    if result is None:
        return said
    said += f", result {percent(result)}"
    more = round(100 * result, 1) - guess  # so that the printed numbers add up
    if not round(more, 1):
        return f"{said}: exactly right"
    return f"{said}: {abs(more):.1f} points {'more' if more > 0 else 'less'}"


def _number(visit: Visit, view: RunView) -> Html:
    """Return the newest accuracy in large type, with its unit and what it is."""
    if view.checkpoints:
        latest = view.final
        test, moment = latest.test, when(latest.position, latest.step)
    elif found := at_first(visit, view):
        test, moment = found, when(0, 0)
    else:
        return div("tn-score", span("tn-score-number", "–\N{NO-BREAK SPACE}%"))
    return score(percent(test.accuracy), f"of {test.total:,} test images, {moment.lower()}")


def at_first(visit: Visit, view: RunView) -> Evaluation | None:
    """Return how good the network is before the first mini-batch, if that takes no time.

    It is what the run itself says of it, as soon as its process has begun.
    """
    if view.config.parameter_count > MOST_AT_ONCE:
        return None
    return networks.tested(visit, view.newest, "at_first")


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
