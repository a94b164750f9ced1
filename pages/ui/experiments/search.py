"""Search: the values of one or two settings, on a grid or at random, each with the same seeds."""

import streamlit as st

from nn.experiments.experiment import Experiment
from nn.experiments.study import StudyView
from nn.in_words import counted
from pages.ui.app import frame
from pages.ui.app.state.experiments import Asked, Way
from pages.ui.app.state.searched import Searched
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound, bound_to
from pages.ui.experiments import axis_controls, forms, found, starting_points
from pages.ui.experiments.compared import in_common

QUESTION = "Where are the best settings? Each combination is trained with the same seeds."
MOST_POINTS = 200
HOW = {"grid": "Grid", "random": "Random points"}
WIDTHS = {True: (3, 2.4, 1.4, 1.4, 1.4), False: (3, 3.8, 1.4, 1.4)}


def controls(visitor: Session) -> None:
    """Show what to search: which settings, which values, how many seeds."""
    asked, form = visitor.experiments.asked[Way.SEARCH], visitor.experiments.searched
    _take_over(visitor, asked, form)
    draft, trouble = forms.made(form)
    asked.draft = draft
    _choose_rest(visitor, form)
    for place, column in enumerate(st.columns(2, gap="small", border=True)):
        with column:
            axis_controls.show(form, place)
    if draft:
        st.caption(f"{_in_words(form, draft)} {forms.too_few_seeds(draft, 'combinations')}")
    else:
        st.warning(frame.as_it_is(trouble), icon=":material/info:")


def results(visitor: Session, view: StudyView) -> None:
    """Show the map, which combination is best, and the runs of the one that is clicked."""
    found.show(visitor, view)


def _take_over(visitor: Session, asked: Asked, form: Searched) -> None:
    """Take over a draft that came from elsewhere, and Train's settings as they are now."""
    forms.take_over(asked, form)
    if form.start == starting_points.TRAIN:
        form.begin_from(starting_points.TRAIN, visitor.training.config)


def _choose_rest(visitor: Session, form: Searched) -> None:
    """Ask for the settings that stay the same, and for what is trained of each combination."""
    start, how, *count, seeds, epochs = st.columns(WIDTHS[form.how == "random"], gap="small")
    with start:
        _choose_start(visitor, form)
    with how:
        bound_to(
            form,
            "how",
            st.segmented_control,
            "Which combinations",
            [*HOW, *(["given"] if form.given else [])],
            format_func=lambda how: HOW.get(how, "As they came"),
            key="search_how",
            required=True,
        )
    for column in count:
        with column:
            _choose_points(form)
    with seeds:
        forms.choose_seeds(form, "search_seeds", "combination")
    with epochs:
        if "epochs" not in [axis.name for axis in form.axes]:
            forms.choose_epochs(form, "search_epochs")


def _choose_start(visitor: Session, form: Searched) -> None:
    titles = starting_points.titles(False, form.start)

    def choose(key: str) -> None:
        if settings := starting_points.settings(key, visitor.training.config):
            form.begin_from(key, settings)

    bound(
        st.selectbox,
        "Begin with",
        list(titles),
        format_func=lambda key: titles.get(key, ""),
        key="search_start",
        value=form.start,
        then=choose,
        help="The settings that are not searched.",
    )


def _choose_points(form: Searched) -> None:
    bound_to(
        form,
        "points",
        st.number_input,
        "Points",
        1,
        MOST_POINTS,
        step=1,
        key="search_points",
        help="How many combinations are drawn, always the same ones. Random points try more "
        "values of each setting than a grid with as many runs.",
    )


def _in_words(form: Searched, draft: Experiment) -> str:
    """Return which values are tried, and what stays the same."""
    cells = counted(len(draft.cells), "combination")
    if draft.paired or form.how == "random":
        said = f"{cells}, drawn at random." if form.how == "random" else f"{cells}."
    else:
        said = f"{cells}: {found.values_in_words(draft)}."
    return f"{said} {in_common(draft)}"
