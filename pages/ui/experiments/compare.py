"""Compare: up to four configurations, each trained with the same seeds."""

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from nn.errors import Refused
from nn.experiments.experiment import Experiment
from nn.experiments.of_the_book import PRESETS, ExperimentPreset
from nn.experiments.study import StudyView
from nn.settings.config import SETTING, SETTINGS
from pages.ui.app import frame, setting_control
from pages.ui.app.state.configurations import MOST, MOST_NAMES, Configurations
from pages.ui.app.state.experiments import Asked, Way
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound
from pages.ui.experiments import compared, forms, starting_points
from pages.ui.experiments.initial_weights import in_common

QUESTION = "Which settings are better, beyond luck? Each is trained with the same seeds."


def controls(visitor: Session) -> None:
    """Show what to compare: where to begin, in what the configurations differ, how often."""
    asked, form = visitor.experiments.asked[Way.COMPARE], visitor.experiments.configurations
    _take_over(visitor, asked, form)
    draft, trouble = forms.made(form)
    preset = book_experiment(draft) if draft else None
    if starting_points.of_book(form.start) and not preset:
        form.start = starting_points.ELSEWHERE
    asked.draft = draft
    asked.preset = preset.name if preset else ""
    asked.named = preset.cells if preset else ()
    _choose_start(visitor, form)
    _choose_size(form)
    _choose_values(visitor, form)
    if draft:
        few = forms.too_few_seeds(draft, "configurations")
        st.caption(f"{compared.in_common(draft)} {in_common(draft)} {few}")
    else:
        st.warning(frame.as_it_is(trouble), icon=":material/info:")


def results(visitor: Session, view: StudyView) -> None:
    """Show the curves, what each configuration reached, and which can be told apart."""
    compared.show(visitor, view)


def book_experiment(experiment: Experiment) -> ExperimentPreset | None:
    """Return the book's experiment that this is, whatever its seeds and epochs, or None."""
    for preset in PRESETS.values():
        other = preset.experiment
        base = replace(experiment.base, epochs=other.base.epochs, seed=other.base.seed)
        if (base, experiment.varied, experiment.paired) == (
            other.base,
            other.varied,
            other.paired,
        ):
            return preset
    return None


def _take_over(visitor: Session, asked: Asked, form: Configurations) -> None:
    """Take over a draft that came from elsewhere, and Train's settings as they are now."""
    if forms.take_over(asked, form) and (preset := book_experiment(form.experiment())):
        form.start = starting_points.key_of(preset)
    if form.start == starting_points.TRAIN:
        train = replace(visitor.training.config, epochs=form.base.epochs, seed=form.base.seed)
        if train != form.base:
            form.begin_from(starting_points.TRAIN, train)


def _choose_start(visitor: Session, form: Configurations) -> None:
    titles = starting_points.titles(True, form.start)

    def choose(key: str) -> None:
        if preset := starting_points.of_book(key):
            form.take(preset.experiment)
            form.start = key
        elif settings := starting_points.settings(key, visitor.training.config):
            form.begin_from(key, settings)

    left, right = st.columns([2, 3], gap="medium")
    with left:
        bound(
            st.selectbox,
            "Begin with",
            list(titles),
            format_func=lambda key: titles.get(key, ""),
            key="compare_start",
            value=form.start,
            then=choose,
            help="The settings that all configurations share, or one of the book's experiments.",
        )
    with right:
        apart = {"seed", "epochs"} - set(form.names)  # they have controls of their own
        bound(
            st.multiselect,
            "They differ in",
            [setting.name for setting in SETTINGS if setting.name not in apart],
            format_func=lambda name: SETTING[name].label,
            key="compare_names",
            value=list(form.names),
            then=form.choose,
            max_selections=MOST_NAMES,
            placeholder="Choose up to three settings",
        )


def _choose_size(form: Configurations) -> None:
    count, seeds, epochs = st.columns([2, 1.5, 1.5], gap="medium")
    with count:
        bound(
            st.segmented_control,
            "Configurations",
            range(2, MOST + 1),
            key="compare_count",
            value=form.count,
            then=lambda number: setattr(form, "count", number),
            required=True,
        )
    with seeds:
        forms.choose_seeds(form, "compare_seeds", "configuration")
    with epochs:
        if "epochs" not in form.names:
            forms.choose_epochs(form, "compare_epochs")


def _choose_values(visitor: Session, form: Configurations) -> None:
    """Show a column for each configuration, with the values of the settings that differ."""
    if not form.names:
        return
    for at, column in enumerate(st.columns(form.count, gap="small", border=True)):
        with column:
            st.html(compared.letter(at))
            for name in form.names:
                setting_control.show(
                    SETTING[name],
                    form.rows[at][name],
                    f"compare_{name}_{at}",
                    partial(_change, visitor, form, at, name),
                )


def _change(visitor: Session, form: Configurations, at: int, name: str, entry: Any) -> None:
    try:
        form.rows[at][name] = setting_control.read(SETTING[name], entry)
    except Refused as error:
        visitor.visit.trouble.append(f"{error} The setting stays as it was.")
