"""The run of an experiment that is looked at.

Its network can become the one in use. Where it was not kept, Train makes it again.
"""

import numpy as np
import streamlit as st

import nn
from nn.answers import Reader
from nn.experiments.experiment import Experiment
from nn.experiments.one_run import Result, network_of
from nn.experiments.study import StudyView
from nn.in_words import capitalised, listed
from nn.mnist import TRAINING_IMAGES
from nn.runs.run_view import RunState
from nn.storage.network_files import Saved
from nn.storage.provenance import Provenance
from pages.ui.app import html, places, trouble
from pages.ui.app.formats import counted, percent
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import networks
from pages.ui.app.visitor.experiment_in_words import names_of
from pages.ui.app.widgets import bound_to, button
from pages.ui.every_page import run_control
from pages.ui.live.take_home import take_home

PART = "experiments_run"  # the container of the run that is looked at
MOST_EPOCHS = 6  # whose accuracies are written out


def choose(visitor: Session, view: StudyView) -> None:
    """Offer the runs in a list, for whoever does not click, and show the one that is looked at."""
    asked, names = visitor.experiments, names_of(view.experiment)
    by_number = {r.number: r for r in sorted(view.results, key=lambda result: result.number)}
    if not by_number:
        return
    if asked.run not in by_number:
        asked.run = None

    def title(number: int) -> str:
        result = by_number[number]
        name = f"{names[result.cell]}, seed" if len(names) > 1 else "Seed"
        return f"{name} {result.config.seed}: {percent(result.final.test_accuracy)}"

    bound_to(
        asked,
        "run",
        st.selectbox,
        "Look at one run",
        list(by_number),
        index=None,
        format_func=title,
        key="experiments_run_number",
        placeholder="Click in the chart, or choose a run here",
    )
    if asked.run is None:
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
    ends_early = result.diverged or result.config.early_stopping
    end = html.as_it_is(result.message) if ends_early else ""
    if last < 2:  # the large number says it
        return end
    epochs = np.unique(np.geomspace(1, last, min(last, MOST_EPOCHS)).round().astype(int)).tolist()
    said = [f"{epoch}: {percent(result.after(epoch).test_accuracy)}" for epoch in epochs]
    return f"After epoch {listed(said)}. {end}".strip()


def _number(result: Result) -> str:
    words = f"of the test images, after {counted(len(result.measured) - 1, 'epoch')}"
    if result.config.early_stopping and not result.diverged:
        words = "of the test images, in its best epoch"
    return html.score(percent(result.final.test_accuracy), words)


def _ways_on(visitor: Session, experiment: Experiment, result: Result) -> None:
    """Show the buttons, and what they end or cannot do."""
    network, origin = network_of(result), _provenance(experiment, result)
    kept = None if network is None or result.diverged else Saved(Reader(network), origin)
    used = networks.in_use(visitor).origin == origin
    with st.container(horizontal=True, key="experiments_ways_on"):
        if kept and not used:
            about = "All pages show it then."
            button("Use this network", "check", _use, visitor, kept, type="primary", help=about)
        about = "With its settings and seed."
        button("Open on Train", "model_training", _open_on_train, visitor, result, help=about)
    if used:
        st.caption("This network is in use: draw with it, look inside it.")
    elif result.diverged:
        st.caption("Its weights grew without end, so there is no network to use.")
    elif not kept:
        st.caption(
            "The network of this run was not kept. Train makes it again, bit for bit: from the "
            "same settings and the same seed comes the same network."
        )
    train = visitor.training.run
    if train and train.state is not RunState.READY:
        st.caption("Opening it on Train replaces your current run there.")
    if kept:
        own = networks.InUse(kept.reader, "", origin)
        otherwise = "To get one that does, click Open on Train, then Play."
        take_home.offer(visitor.visit, lambda: own, otherwise)


def _open_on_train(visitor: Session, result: Result) -> None:
    """Take a run's settings to Train, where a new run stands ready."""
    visitor.training.config = result.config
    if visitor.training.run:
        run_control.reset(visitor)
    places.go_to(places.TRAIN)


def _use(visitor: Session, kept: Saved) -> None:
    """Make the network of a run the one in use, on all pages."""
    with trouble.caught(visitor.visit):
        networks.refuse_unfit(kept.reader.network, "this run")
        visitor.network.of_experiment = kept
        visitor.use("experiment")
        st.rerun()  # the sidebar says which network is in use


def _in_a_sentence(experiment: Experiment, result: Result) -> str:
    return f"{experiment.named(result.cell)}, seed {result.config.seed}".removeprefix(", ")


def _provenance(experiment: Experiment, result: Result) -> Provenance:
    images = result.config.images_to_learn_from
    return Provenance(
        config=result.config,
        epochs=len(result.measured) - 1,
        test_accuracy=result.final.test_accuracy,
        data="MNIST" if images == TRAINING_IMAGES else f"{counted(images, 'image')} of MNIST",
        version=nn.__version__,
        note=f"A run of an experiment: {_in_a_sentence(experiment, result)}.",
    )
