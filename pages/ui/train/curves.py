"""How good the run is and has been: the accuracy as a number and as a curve, the cost, weights."""

import math
from collections.abc import Sequence
from functools import partial

import streamlit as st

from nn.evaluation import Evaluation
from nn.figures.accuracy import Accuracy, Curve, accuracy_chart, accuracy_curves
from nn.figures.cost import cost_curve
from nn.figures.maps import weight_maps
from nn.runs.run_view import RunView, when
from pages.ui.app import charts, glossary
from pages.ui.app.formats import percent
from pages.ui.app.html import Html, div, join, score, span
from pages.ui.app.server.scripts import component
from pages.ui.app.state.session import Session, Visit
from pages.ui.app.visitor import networks, runs
from pages.ui.app.widgets import choice
from pages.ui.class_room.guessing import field, questions
from pages.ui.train.on_room import OnRoom

SMOOTHED = 50  # costs, of which the mean is drawn
HEIGHT = 520  # of the charts at most; style.css makes them lower where the window is
WIDE = 2.2  # how many times as wide as tall the weight maps are together
# A network with as many numbers is evaluated within hundredths of a second.
MOST_AT_ONCE = 100_000
_DRAWN = "page_is_drawn"  # in Streamlit's session: as long as the browser has the page loaded

# (position in epochs, mini-batches, how the test images were read then)
Test = tuple[float, int, Evaluation]


def plotly_may_come() -> bool:
    """Tell whether the browser has drawn the page: plotly, which is large, is the last to come."""
    return _DRAWN in st.session_state


def hear_when_drawn() -> None:
    """Hear of the browser when it has drawn the page, which stands above this."""
    if _DRAWN not in st.session_state:
        heard = partial(st.session_state.__setitem__, _DRAWN, True)
        component("idle")(key="idle", on_idle_change=heard)  # style.css gives it no room


def show_accuracy(visitor: Session, view: RunView, room: OnRoom, plotly: bool) -> None:
    """Show the newest accuracy and the curve up to it, also on the room's digits.

    Once the run stands, and `plotly` may come, its chart lies over the curve.
    """
    visit = visitor.visit
    tests = tests_of(visit, view)
    head = [_number(tests)]
    if room.digits:
        head.append(score(room.share, room.counted, "tn-score tn-score-room"))
    guess, _ = field.expected(visitor, questions.of_epoch(view.config))
    with st.container(key="curve-box"):
        accuracy = show_curve(join(head), view, tests, room.curve, guess)
        if view.checkpoints and not runs.unsettled(view) and plotly:
            figure = visit.keep("train.accuracy", accuracy, lambda: accuracy_chart(accuracy))
            charts.show(figure, "accuracy", "stretch", picture="accuracy")
        else:
            st.empty()  # in the same moment


def _number(tests: Sequence[Test]) -> Html:
    """Return the newest accuracy in large type, with its unit and what it is."""
    if not tests:
        return div("tn-score", span("tn-score-number", "–\N{NO-BREAK SPACE}%"))
    position, step, test = tests[-1]
    which = f"read right, of {test.total:,} test images that it never learns from"
    return score(percent(test.accuracy), f"{which}, {when(position, step).lower()}")


def tests_of(visit: Visit, view: RunView) -> list[Test]:
    """Return when the test images were read, and how well.

    Before the run's process has begun, the app reads them itself, if that takes no time.
    """
    if view.points or view.config.parameter_count > MOST_AT_ONCE:
        return [(point.position, point.step, point.test) for point in view.points]
    return [(0.0, 0, networks.tested(visit, view.newest, "at_first"))]


def show_curve(
    head: Html, view: RunView, tests: Sequence[Test], room: Curve | None, guess: float | None
) -> Accuracy:
    """Show the accuracy over the epochs, with what was guessed of it, below the number in `head`.

    They come as one: what the browser gets in two messages it does not show at the same time.
    """
    test = tuple((position, test.accuracy) for position, _, test in tests)
    train = tuple((point.position, point.train.accuracy) for point in view.points)
    changes = tuple((change.position, change.text) for change in view.changes)
    accuracy = Accuracy(view.config.epochs, test, train, room, guess, changes)
    component("curve")(key="curve", data=join([div("", head), Html(accuracy_curves(accuracy))]))
    return accuracy


def show_weights_or_cost(visitor: Session, view: RunView, due: object) -> None:
    """Show the weights of the first layer as they were when `due` changed, or the cost."""
    visit, train = visitor.visit, visitor.views.train
    titles = {False: f"Weights of {len(view.newest.weights[0])} neurons", True: "Cost"}
    choice(train, "cost", "Beside the accuracy", titles, key="beside", help=glossary.about("cost"))
    with st.container(key="maps-box", height=HEIGHT, border=False):
        if train.cost:
            changes = [(change.step, change.text) for change in view.changes]
            drawn = cost_curve(view.costs.steps, view.costs.costs, changes, SMOOTHED)
            component("curve")(key="cost", data=Html(drawn))
        elif due:
            weights, *later = view.newest.weights
            columns = round(math.sqrt(WIDE * len(weights)))
            draw = partial(weight_maps, weights, columns, of_outputs=not later)
            figure = visit.keep("train.maps", due, draw)
            charts.show_live(visit, "maps_chart", figure, "stretch")
