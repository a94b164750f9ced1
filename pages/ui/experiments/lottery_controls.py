"""The seed lottery before its start: whose settings, how many seeds and how many epochs."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from nn.experiments.experiment import Experiment
from nn.settings.config import SETTING, TrainingConfig
from pages.ui.app import words
from pages.ui.app.state.experiments import Asked, Way
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound
from pages.ui.experiments import starting_points
from pages.ui.experiments.compared import shared

SEEDS = 16
FEWEST, MOST = 4, 64  # seeds
LARGEST = int(SETTING["seed"].maximum)
EPOCHS = (1, 3, 30)


def controls(visitor: Session) -> None:
    """Show whose settings, how many seeds and how many epochs."""
    asked = visitor.experiments.asked[Way.LOTTERY]

    def now() -> Experiment:
        """Return what is set up; a choice may have come since it was shown."""
        asked.draft = _draft(asked, visitor.training.config)
        return asked.draft

    draft = now()
    whose, seeds, first, epochs = st.columns([3, 1.4, 1.4, 2.2], vertical_alignment="bottom")
    with whose:
        _choose_settings(asked, now, visitor)
    with seeds:
        _choose_seeds(asked, now)
    with first:
        _choose_first(asked, now)
    with epochs:
        _choose_epochs(asked, now)
    st.caption(f"The same for all: {shared(draft)}.")


def _draft(asked: Asked, train: TrainingConfig) -> Experiment:
    """Return what is set up; the settings of Train are those that Train has now."""
    if asked.draft is None:
        asked.preset = starting_points.TRAIN
        return _with(train, EPOCHS[0], tuple(range(1, SEEDS + 1)))
    if asked.preset == starting_points.TRAIN:
        return _with(train, asked.draft.base.epochs, asked.draft.seeds)
    return asked.draft


def _with(config: TrainingConfig, epochs: int, seeds: tuple[int, ...]) -> Experiment:
    return Experiment(replace(config, epochs=epochs), seeds=seeds)


def _choose_settings(asked: Asked, now: Callable[[], Experiment], visitor: Session) -> None:
    titles = starting_points.titles(False, asked.preset)

    def choose(key: str) -> None:
        if settings := starting_points.settings(key, visitor.training.config):
            draft = now()
            asked.preset = key
            asked.draft = _with(settings, draft.base.epochs, draft.seeds)

    bound(
        st.selectbox,
        "Settings",
        list(titles),
        format_func=lambda key: titles.get(key, ""),
        key="lottery_settings",
        value=asked.preset,
        then=choose,
    )


def _choose_seeds(asked: Asked, now: Callable[[], Experiment]) -> None:
    count = len(now().seeds)

    def choose(count: int) -> None:
        draft = now()
        asked.draft = replace(draft, seeds=_in_a_row(draft.seeds[0], count))

    bound(
        st.number_input,
        "Seeds",
        min(FEWEST, count),
        max(MOST, count),
        step=4,
        key="lottery_seeds",
        value=count,
        then=choose,
        help=f"How many networks are trained.\n\n{words.about('seed')}",
    )


def _choose_first(asked: Asked, now: Callable[[], Experiment]) -> None:
    def choose(first: int) -> None:
        draft = now()
        asked.draft = replace(draft, seeds=_in_a_row(first, len(draft.seeds)))

    bound(
        st.number_input,
        "From seed",
        0,
        LARGEST,
        step=1,
        key="lottery_first",
        value=now().seeds[0],
        then=choose,
    )


def _in_a_row(first: int, count: int) -> tuple[int, ...]:
    """Return so many seeds from the first on, or the last ones where there are no more."""
    first = min(first, LARGEST + 1 - count)
    return tuple(range(first, first + count))


def _choose_epochs(asked: Asked, now: Callable[[], Experiment]) -> None:
    epochs = now().base.epochs

    def choose(epochs: int) -> None:
        draft = now()
        asked.draft = _with(draft.base, epochs, draft.seeds)

    bound(
        st.segmented_control,
        "Epochs",
        sorted({*EPOCHS, epochs}),
        key="lottery_epochs",
        value=epochs,
        then=choose,
        required=True,
    )
