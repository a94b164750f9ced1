"""The seed lottery: the same settings with many seeds, and how far luck alone moves the result."""

from dataclasses import replace

import streamlit as st

from nn.experiments.experiment import Experiment
from nn.experiments.study import StudyView
from nn.experiments.summary import Summary, summaries
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS
from pages.ui.app import words
from pages.ui.app.html import div, span
from pages.ui.app.numbers import counted, percent
from pages.ui.app.state.experiments import Asked, Way
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound

QUESTION = (
    "How much of a result is luck? The same settings are trained again and again, and only the "
    "seed differs."
)
SEEDS = 16
FEWEST, MOST = 4, 64  # seeds
EPOCHS = (1, 3, 30)
TRAIN, AS_THEY_ARE = "", "as they are"  # whose settings, besides a preset's name


def controls(visitor: Session) -> None:
    """Show whose settings, how many seeds and how many epochs."""
    asked = visitor.experiments.asked[Way.LOTTERY]
    draft = asked.draft = _draft(asked, visitor.training.config)
    whose, seeds, first, epochs = st.columns([3, 1.4, 1.4, 2.2], vertical_alignment="bottom")
    with whose:
        _choose_settings(asked, draft, visitor.training.config)
    with seeds:
        _choose_seeds(asked, draft)
    with first:
        _choose_first(asked, draft)
    with epochs:
        _choose_epochs(asked, draft)


def _draft(asked: Asked, train: TrainingConfig) -> Experiment:
    """Return what is set up; the settings of Train are those that Train has now."""
    if asked.draft is None:
        return _with(train, EPOCHS[0], tuple(range(1, SEEDS + 1)))
    if asked.preset == TRAIN:
        return _with(train, asked.draft.base.epochs, asked.draft.seeds)
    return asked.draft


def _with(config: TrainingConfig, epochs: int, seeds: tuple[int, ...]) -> Experiment:
    return Experiment(replace(config, epochs=epochs), seeds=seeds)


def _choose_settings(asked: Asked, draft: Experiment, train: TrainingConfig) -> None:
    names = {TRAIN: "Those of Train"} | {name: p.title for name, p in PRESETS.items()}
    if asked.preset not in names:
        names[asked.preset] = "As they came"

    def choose(name: str) -> None:
        config = train if name == TRAIN else PRESETS[name].config if name in PRESETS else draft.base
        asked.preset = name
        asked.draft = _with(config, draft.base.epochs, draft.seeds)

    bound(
        st.selectbox,
        "Settings",
        list(names),
        format_func=names.__getitem__,
        key="lottery_settings",
        value=asked.preset,
        then=choose,
    )


def _choose_seeds(asked: Asked, draft: Experiment) -> None:
    count = len(draft.seeds)

    def choose(count: int) -> None:
        first = draft.seeds[0]
        asked.draft = replace(draft, seeds=tuple(range(first, first + count)))

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


def _choose_first(asked: Asked, draft: Experiment) -> None:
    def choose(first: int) -> None:
        asked.draft = replace(draft, seeds=tuple(range(first, first + len(draft.seeds))))

    bound(
        st.number_input,
        "From seed",
        0,
        2**32 - 1 - MOST,
        step=1,
        key="lottery_first",
        value=draft.seeds[0],
        then=choose,
    )


def _choose_epochs(asked: Asked, draft: Experiment) -> None:
    epochs = draft.base.epochs

    def choose(epochs: int) -> None:
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


def results(visitor: Session, view: StudyView) -> None:
    """Show a dot for each network, the lowest, the mean and the highest, and what that means."""
    found = summaries(view.experiment, view.results)
    if not found:
        st.markdown("The first networks are being trained: each becomes a dot.")
        return
    summary = found[0]
    st.html(_numbers(summary))
    st.markdown(_meaning(summary))


def _numbers(summary: Summary) -> str:
    numbers = {"lowest": summary.lowest, "mean": summary.mean, "highest": summary.highest}
    return div(
        "tn-two-numbers",
        *(
            div("tn-score", span("tn-score-number", percent(value)), span("tn-score-words", name))
            for name, value in numbers.items()
        ),
    )


def _meaning(summary: Summary) -> str:
    points = round(100 * summary.highest, 1) - round(100 * summary.lowest, 1)
    networks = counted(summary.runs, "network")
    return (
        f"**{points:.1f} points** lie between the best and the worst of {networks} "
        "that differ in nothing but the seed. Whoever trains one network sees one of these dots."
    )
