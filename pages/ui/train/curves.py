"""How good the run is and has been: the accuracy as a number and as a curve, the cost, weights."""

import streamlit as st

from nn.evaluation import Evaluation
from nn.figures.curves import accuracy_curve, cost_curve
from nn.figures.maps import weight_maps
from nn.runs.run_view import RunView, when
from pages.ui.app import charts, networks
from pages.ui.app.guessing import field
from pages.ui.app.guessing.questions import of_epoch
from pages.ui.app.html import Html, div, score, span
from pages.ui.app.numbers import percent
from pages.ui.app.state.session import Session, Visit
from pages.ui.app.widgets import bound_to
from pages.ui.app.words import marked
from pages.ui.train.on_room import OnRoom

HEIGHT = 340
MAPS_HEIGHT = 520
SMOOTHED = 50  # costs, of which the mean is drawn
# A network with as many numbers is evaluated within hundredths of a second.
MOST_AT_ONCE = 100_000


def show_score(visitor: Session, view: RunView, room: OnRoom) -> None:
    """Show the newest accuracy, also on the room's digits, and a guess of the first epoch's end."""
    with st.container(horizontal=True, vertical_alignment="center", key="score"):
        st.html(_number(visitor.visit, view), width="content")
        if room.digits:
            st.html(score(room.share, room.counted, "tn-score tn-score-room"), width="content")
        field.show(visitor, of_epoch(view.config))


def _number(visit: Visit, view: RunView) -> Html:
    """Return the newest accuracy in large type, with its unit and what it is."""
    if not (tests := _tests(visit, view)):
        return div("tn-score", span("tn-score-number", "–\N{NO-BREAK SPACE}%"))
    position, step, test = tests[-1]
    moment = when(position, step).lower()
    return score(percent(test.accuracy), f"of {test.total:,} test images, {moment}")


def _tests(visit: Visit, view: RunView) -> list[tuple[float, int, Evaluation]]:
    """Return the positions and steps at which the test images were read, and how well.

    Before the run's process has begun, the app reads them itself, if that takes no time.
    """
    if view.checkpoints or view.config.parameter_count > MOST_AT_ONCE:
        return [(c.position, c.step, c.test) for c in view.checkpoints]
    return [(0.0, 0, networks.tested(visit, view.newest, "at_first"))]


def show(visitor: Session, view: RunView, room: OnRoom) -> None:
    """Show the accuracy over the epochs beside the cost, and the weights of the first layer."""
    left, right = st.columns(2, gap="medium")
    with left:
        _show_accuracy(visitor, view, room)
    with right:
        _show_cost(visitor, view)
    _show_maps(visitor.visit, view)


def _show_accuracy(visitor: Session, view: RunView, room: OnRoom) -> None:
    """Show the accuracy over the epochs, with what was guessed of it."""
    visit, train = visitor.visit, visitor.views.train
    st.markdown("**Accuracy**: share of images read right")
    test = [(position, test.accuracy) for position, _, test in _tests(visit, view)]
    learnt_from = [(c.position, c.train.accuracy) for c in view.checkpoints]
    changes = [(change.position, change.text) for change in view.changes]
    guess, _ = field.expected(visitor, of_epoch(view.config))
    figure = visit.keep(
        "accuracy",
        (test, changes, room.curve, train.log_axis, guess),
        lambda: accuracy_curve(test, learnt_from, room.curve, guess, changes, train.log_axis),
    )
    charts.show_live(visit, "accuracy_chart", figure, HEIGHT)
    label, meaning = "Stretch the first epoch", "Use a logarithmic axis."
    bound_to(train, "log_axis", st.toggle, label, key="log_axis", help=meaning)


def _show_cost(visitor: Session, view: RunView) -> None:
    visit, train = visitor.visit, visitor.views.train
    st.markdown(marked("**Cost** of a mini-batch: how wrong its outputs are"))
    steps, costs = view.costs
    changes = [(change.step, change.text) for change in view.changes]
    figure = visit.keep(
        "cost",
        (view.newest, changes, train.smooth),
        lambda: cost_curve(steps, costs, changes, smooth=SMOOTHED if train.smooth else 1),
    )
    charts.show_live(visit, "cost_chart", figure, HEIGHT)
    bound_to(
        train,
        "smooth",
        st.toggle,
        "Smooth",
        key="smooth",
        help=f"Draw the mean of the latest {SMOOTHED} costs, or of a tenth of all while there are "
        "fewer.",
    )


def _show_maps(visit: Visit, view: RunView) -> None:
    weights = view.newest.weights[0]
    st.markdown(f"**Weights** of the first layer's {len(weights)} neurons, as they are now")
    figure = visit.keep("maps", view.newest, lambda: weight_maps(weights))
    with st.container(key="maps-box", height=MAPS_HEIGHT, border=False):
        charts.show_live(visit, "maps_chart", figure, "stretch")
