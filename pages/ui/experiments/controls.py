"""An experiment before its start: which settings, what varies with which values, how many seeds."""

from dataclasses import replace
from typing import Any

import streamlit as st

from nn.errors import Refused
from nn.experiments.experiment import Experiment
from nn.experiments.of_the_book import PRESETS as OF_BOOK
from nn.experiments.summary import fewest_seeds
from nn.settings.config import SETTING, SETTINGS
from nn.settings.presets import PRESETS
from pages.ui.app import frame, setting_control, words
from pages.ui.app.numbers import counted
from pages.ui.app.state.form import (
    BOOK,
    ELSEWHERE,
    MOST_COMPARED,
    MOST_ROWS,
    MOST_SEARCHED,
    TRAIN,
    Form,
    book_experiment,
    form_of,
)
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound, bound_to
from pages.ui.experiments import values
from pages.ui.experiments.wording import (
    in_common,
    same_beginnings,
    shared,
    values_in_words,
)

MOST_SEEDS = 64
LARGEST = int(SETTING["seed"].maximum)
MOST_POINTS = 200
HOW = {"grid": "Grid", "random": "Random points"}
PRESET = "preset "  # a place to begin, with the preset's name


def show(visitor: Session) -> None:
    """Show the form of the way of asking that is open, and in words what it stands for."""
    asked, train = visitor.experiments.now, visitor.training.config
    form = asked.form = asked.form or visitor.experiments.way.filled_in()
    if form.start == TRAIN and form.base != replace(train, epochs=form.base.epochs):
        form.begin_from(TRAIN, train)
    try:
        experiment = form.experiment()
        said = _in_words(form, experiment)
    except Refused as error:
        experiment, said = None, frame.as_it_is(str(error))
    if form.start.startswith(BOOK) and not (experiment and book_experiment(experiment)):
        form.start = ELSEWHERE
    _choose_settings_and_seeds(visitor, form)
    if form.how != "alone":
        _choose_what_varies(form)
        values.choose(visitor, form)
    if experiment:
        st.caption(said)
    else:
        st.warning(said, icon=":material/info:")


def _choose_settings_and_seeds(visitor: Session, form: Form) -> None:
    start, seeds, first, epochs = st.columns([3, 1.4, 1.4, 1.4], vertical_alignment="bottom")
    with start:
        _choose_start(visitor, form)
    with seeds:
        _choose_seeds(form)
    with first:
        bound(
            st.number_input,
            "From seed",
            0,
            LARGEST,
            step=1,
            key="experiments_first",
            value=form.seeds[0],
            then=lambda number: setattr(form, "seeds", _in_a_row(number, len(form.seeds))),
        )
    with epochs:
        if "epochs" not in form.names:
            setting_control.show(
                SETTING["epochs"],
                form.base.epochs,
                "experiments_epochs",
                lambda number: setattr(form, "base", replace(form.base, epochs=number)),
            )


def _choose_start(visitor: Session, form: Form) -> None:
    """Ask where to begin: with Train's settings, a preset's, or one of the book's experiments."""
    book = OF_BOOK if form.how == "rows" else {}
    titles = {TRAIN: "Train's settings"}
    titles |= {f"{BOOK}{name}": f"The book: {preset.title}" for name, preset in book.items()}
    titles |= {f"{PRESET}{name}": f"Preset: {preset.title}" for name, preset in PRESETS.items()}
    if form.start not in titles:
        titles[form.start] = "These settings"

    def choose(key: str) -> None:
        if key.startswith(BOOK):
            visitor.experiments.now.form = form_of(OF_BOOK[key.removeprefix(BOOK)].experiment, True)
        elif key == TRAIN:
            form.begin_from(key, visitor.training.config)
        elif key != ELSEWHERE:
            form.begin_from(key, PRESETS[key.removeprefix(PRESET)].config)

    bound(
        st.selectbox,
        "Begin with",
        list(titles),
        format_func=lambda key: titles.get(key, ""),
        key="experiments_begin_with",
        value=form.start,
        then=choose,
        help="The settings that all runs share, or one of the book's experiments."
        if book
        else "The settings that all runs share.",
    )


def _choose_seeds(form: Form) -> None:
    each = f" of each {form.cells}. With one or two, luck decides" if form.how != "alone" else ""
    bound(
        st.number_input,
        "Seeds for each" if each else "Seeds",
        1,
        max(MOST_SEEDS, len(form.seeds)),
        step=1,
        key="experiments_seeds",
        value=len(form.seeds),
        then=lambda count: setattr(form, "seeds", _in_a_row(form.seeds[0], count)),
        help=f"How many networks are trained{each}.\n\n{words.about('seed')}",
    )


def _in_a_row(first: int, count: int) -> tuple[int, ...]:
    """Return so many seeds from the first on, or the last ones where there are no more."""
    first = min(first, LARGEST + 1 - count)
    return tuple(range(first, first + count))


def _choose_what_varies(form: Form) -> None:
    """Ask which settings vary, and how their values go together."""
    in_rows, most = form.how == "rows", MOST_COMPARED if form.how == "rows" else MOST_SEARCHED
    choices: dict[Any, str] = HOW
    if in_rows:
        choices = {number: str(number) for number in range(2, MOST_ROWS + 1)}
    elif form.how == "given":
        choices = HOW | {"given": "As they came"}
    names, *rest = st.columns([3, 2.8, 1.4] if form.how == "random" else [3, 4.2])
    with names:
        bound(
            st.multiselect,
            "What varies",
            [setting.name for setting in SETTINGS if setting.name != "seed"],
            format_func=lambda name: SETTING[name].label,
            key="experiments_names",
            value=form.names,
            then=form.vary,
            max_selections=most,
            placeholder=f"Choose up to {most} settings",
        )
    with rest[0]:
        bound_to(
            form,
            "rows" if in_rows else "how",
            st.segmented_control,
            "Configurations" if in_rows else "Which combinations",
            list(choices),
            format_func=lambda choice: choices.get(choice, ""),
            key="experiments_rows" if in_rows else "experiments_how",
            required=True,
        )
    for column in rest[1:]:
        with column:
            bound_to(
                form,
                "points",
                st.number_input,
                "Points",
                1,
                MOST_POINTS,
                step=1,
                key="experiments_points",
                help="How many combinations are drawn, always the same ones. Random points try "
                "more values of each setting than a grid with as many runs.",
            )


def _in_words(form: Form, experiment: Experiment) -> str:
    """Return which values are tried, what stays the same, and what so few seeds cannot tell."""
    if form.how == "alone":
        return f"The same for all: {shared(experiment)}."
    said = [in_common(experiment), _too_few_seeds(experiment, f"{form.cells}s")]
    if form.how == "rows":
        return " ".join([said[0], same_beginnings(experiment), said[1]])
    cells = counted(len(experiment.cells), form.cells)
    if form.how == "random":
        cells = f"{cells}, drawn at random"
    elif form.how == "grid":
        cells = f"{cells}: {values_in_words(experiment)}"
    return " ".join([f"{cells}.", *said])


def _too_few_seeds(experiment: Experiment, cells: str) -> str:
    """Say that no two cells can be told apart with so few seeds, whatever comes of it, or nothing.

    `cells` is what they are called.
    """
    number, seeds = len(experiment.cells), len(experiment.seeds)
    if number < 2 or seeds >= (needed := fewest_seeds(number)):
        return ""
    which = f"the two {cells} cannot" if number == 2 else f"no two of {number:,} {cells} can"
    return f"With {counted(seeds, 'seed')} for each, {which} be told apart; that takes {needed}."
