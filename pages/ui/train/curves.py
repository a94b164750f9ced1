"""The charts on Train: the accuracy, the cost, and the weights of the first layer."""

import streamlit as st

from nn.figures.curves import accuracy_curve, cost_curve
from nn.figures.maps import weight_maps
from nn.runs.run_view import RunView
from pages.ui.app import charts
from pages.ui.app.room.learning import OnRoom
from pages.ui.app.state.session import Visit
from pages.ui.app.state.views import TrainView
from pages.ui.app.widgets import bound_to
from pages.ui.train import accuracy

HEIGHT = 340
MAPS_HEIGHT = 520
SMOOTHED = 50  # costs, of which the mean is drawn


def show(visit: Visit, train: TrainView, view: RunView, room: OnRoom) -> None:
    """Show the accuracy over the epochs beside the cost."""
    left, right = st.columns(2, gap="medium")
    with left:
        _show_accuracy(visit, train, view, room)
    with right:
        _show_cost(visit, train, view)


def _show_accuracy(visit: Visit, train: TrainView, view: RunView, room: OnRoom) -> None:
    st.markdown("**Accuracy**: share of images read right")
    test = [(c.position, c.test.accuracy) for c in view.checkpoints]
    learnt_from = [(c.position, c.train.accuracy) for c in view.checkpoints]
    if not test and (at_first := accuracy.at_first(visit, view)):
        test = [(0.0, at_first.accuracy)]
    changes = [(change.position, change.text) for change in view.changes]
    figure = visit.keep(
        "accuracy",
        (test, changes, room.curve, train.log_axis, train.guess),
        lambda: accuracy_curve(test, learnt_from, room.curve, train.guess, changes, train.log_axis),
    )
    charts.show_live(visit, "accuracy_chart", figure, HEIGHT)
    label, meaning = "Stretch the first epoch", "Use a logarithmic axis."
    bound_to(train, "log_axis", st.toggle, label, key="log_axis", help=meaning)


def _show_cost(visit: Visit, train: TrainView, view: RunView) -> None:
    st.markdown("**Cost** of a mini-batch: how wrong its outputs are")
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


def show_maps(visit: Visit, view: RunView) -> None:
    """Show the weights of the first layer's neurons."""
    weights = view.newest.weights[0]
    st.markdown(f"**Weights** of the first layer's {len(weights)} neurons, as they are now")
    figure = visit.keep("maps", view.newest, lambda: weight_maps(weights))
    with st.container(key="maps-box", height=MAPS_HEIGHT, border=False):
        charts.show_live(visit, "maps_chart", figure, "stretch")
