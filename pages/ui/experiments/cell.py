"""The runs of an experiment as dots to click on, and beside them the one that was clicked.

Its network can become the one in use. Where it was not kept, Train makes it again.
"""

from collections.abc import Callable, Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st

import nn
from nn.answers import Reader
from nn.experiments.experiment import Experiment
from nn.experiments.one_run import Result, network_of
from nn.experiments.study import StudyView
from nn.in_words import capitalised, listed
from nn.mnist import TRAINING_IMAGES
from nn.runs.run_view import RunState
from nn.settings.config import TrainingConfig
from nn.storage.network_files import Saved
from nn.storage.provenance import Provenance
from pages.ui.app import charts, frame, networks, places, runs
from pages.ui.app.html import score
from pages.ui.app.numbers import counted, percent
from pages.ui.app.state.session import Session, Training
from pages.ui.app.widgets import bound_to
from pages.ui.experiments.wording import settings_of

PART = "experiments_run"  # the container of the run that is looked at
COLUMNS = (540, 400)  # the chart, and what stands beside it
MOST_EPOCHS = 6  # whose accuracies are written out
DIVERGED = "Its weights grew without end, so there is no network to use."
KEPT_BY_TRAIN = (
    "The network of this run was not kept. Train makes it again, bit for bit: from the same "
    "settings and the same seed comes the same network."
)
RUN_ENDS = "Train has a run of yours, which makes way for this one."


def chart(
    visitor: Session,
    view: StudyView,
    key: str,
    height: int,
    draw: Callable[[], go.Figure],
    *seen: object,
    click: charts.Click | None = None,
) -> None:
    """Show a chart of the results; a click looks at a run, or does what `click` says.

    `seen` is what the chart depends on besides the results, such as the run that is looked at.
    """
    asked = visitor.experiments.now
    click = click or charts.Click(lambda run: setattr(asked, "run", run), PART)
    figure = visitor.visit.keep(f"{key}_figure", (view.experiment, view.ended, *seen), draw)
    charts.show_live(visitor.visit, key, figure, height, click=click)


def choose_run(
    visitor: Session, view: StudyView, names: Sequence[str] = (), cell: int | None = None
) -> None:
    """Offer runs in a list, for whoever does not click, and show the one that is looked at.

    `names` are those of the cells. Of one `cell` only its own runs are offered.
    """
    asked = visitor.experiments.now
    by_number = {
        result.number: result
        for result in sorted(view.results, key=lambda result: result.number)
        if cell in (None, result.cell)
    }
    if not by_number:
        return

    def title(number: int) -> str:
        result = by_number[number]
        name = f"{names[result.cell]}, seed" if names else "Seed"
        return f"{name} {result.config.seed}: {percent(result.final.test_accuracy)}"

    bound_to(
        asked,
        "run",
        st.selectbox,
        "Look at one run",
        list(by_number),
        index=None,
        format_func=lambda number: title(number) if number in by_number else "",
        key=f"experiments_run_of_{visitor.experiments.way.name.lower()}",
        placeholder="Click a dot, or choose a run here",
    )
    if asked.run not in by_number:
        return
    result = by_number[asked.run]
    with st.container(key=PART, border=True):
        st.markdown(f"**{capitalised(_in_a_sentence(view.experiment, result))}**")
        st.html(_number(result))
        st.markdown(after_epochs(result))
        _ways_on(visitor, view.experiment, result)


def after_epochs(result: Result) -> str:
    """Return the accuracy after each epoch, or of many after some, in a sentence."""
    last = len(result.measured) - 1
    if result.message and (result.diverged or result.config.early_stopping):
        end = f" {frame.as_it_is(result.message)}"
    else:
        end = ""
    if last < 2:  # the large number says it
        return end.strip()
    epochs = np.unique(np.geomspace(1, last, min(last, MOST_EPOCHS)).round().astype(int)).tolist()
    said = [f"{epoch}: {percent(result.after(epoch).test_accuracy)}" for epoch in epochs]
    return f"After epoch {listed(said)}.{end}"


def _number(result: Result) -> str:
    words = f"of the test images, after {counted(len(result.measured) - 1, 'epoch')}"
    if result.config.early_stopping and not result.diverged:
        words = "of the test images, in its best epoch"
    return score(percent(result.final.test_accuracy), words)


def _ways_on(visitor: Session, experiment: Experiment, result: Result) -> None:
    """Show the buttons, and what they end or cannot do."""
    kept, used = result.parameters is not None and not result.diverged, _is_used(visitor, result)
    with st.container(horizontal=True, key="experiments_ways_on"):
        if kept and not used:
            st.button(
                "Use this network",
                key="experiments_use",
                icon=":material/check:",
                type="primary",
                on_click=_use,
                args=(visitor, experiment, result),
                help="All pages show it then.",
            )
        st.button(
            "Open on Train",
            key="experiments_open",
            icon=places.TRAIN.icon,
            on_click=_open_on_train,
            args=(visitor, result.config),
            help="Train gets the settings and the seed of this run.",
        )
    if used:
        st.caption("This network is in use: draw with it, look inside it.")
    elif result.diverged:
        st.caption(DIVERGED)
    for sentence in _about_train(visitor, result.config, kept):
        st.caption(sentence)


def _about_train(visitor: Session, config: TrainingConfig, kept: bool) -> list[str]:
    """Return what a visitor should know before the run opens on Train."""
    sentences = []
    if more := _learnt_besides(visitor):
        sentences.append(
            f"On Train you have asked to learn from {listed(more)} too. This run did not: take "
            "the tick away there to train the same network."
        )
    elif not kept:
        sentences.append(KEPT_BY_TRAIN)
    run = visitor.training.run
    if run and run.state is not RunState.READY and not _is_there(visitor.training, config):
        sentences.append(RUN_ENDS)
    return sentences


def _learnt_besides(visitor: Session) -> list[str]:
    """Name what the next run on Train learns from besides MNIST."""
    drawings = visitor.corrections.to_learn_from() is not None
    asked = {"your corrected drawings": drawings, "the room's digits": visitor.room.learn}
    return [what for what, there in asked.items() if there]


def _is_there(training: Training, config: TrainingConfig) -> bool:
    """Tell whether Train has this run already."""
    run = training.run
    return run is not None and run.begun_with == run.snapshot().config == config


def _open_on_train(visitor: Session, config: TrainingConfig) -> None:
    """Take a run's settings to Train, where a new run stands ready."""
    training = visitor.training
    training.config = config
    with frame.told(visitor.visit):
        if training.run and not _is_there(training, config):
            runs.reset(visitor)
    places.go_to(places.TRAIN)


def _use(visitor: Session, experiment: Experiment, result: Result) -> None:
    """Make the network of a run the one in use, on all pages."""
    network = network_of(result)
    if network is None:
        return
    with frame.told(visitor.visit):
        networks.refuse_unfit(network, "this run")
        about = _provenance(
            result, f"A run of an experiment: {_in_a_sentence(experiment, result)}."
        )
        visitor.network.of_experiment = Saved(Reader(network), about)
        visitor.use("experiment")
        st.rerun()  # the sidebar says which network is in use


def _in_a_sentence(experiment: Experiment, result: Result) -> str:
    settings = settings_of(experiment, experiment.cells[result.cell])
    return ", ".join([*settings, f"seed {result.config.seed}"])


def _provenance(result: Result, note: str) -> Provenance:
    images = result.config.images_to_learn_from
    return Provenance(
        config=result.config,
        epochs=len(result.measured) - 1,
        test_accuracy=result.final.test_accuracy,
        data="MNIST" if images == TRAINING_IMAGES else f"{counted(images, 'image')} of MNIST",
        version=nn.__version__,
        note=note,
    )


def _is_used(visitor: Session, result: Result) -> bool:
    """Tell whether the network in use is this run's."""
    chosen = visitor.network.of_experiment
    if visitor.network.choice != "experiment" or chosen is None or visitor.network.changes:
        return False
    about = chosen.provenance
    return (about.config, about.epochs) == (result.config, len(result.measured) - 1)
