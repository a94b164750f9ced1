"""The network in use: one for all pages."""

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

import nn
from nn.evaluation import Evaluation, evaluate
from nn.explain.neurons import with_changed_neuron
from nn.functions import Array
from nn.mnist import load
from nn.network import Network
from nn.runs.records import when
from nn.settings.config import TrainingConfig
from nn.storage import network_files
from nn.storage.provenance import Provenance
from nn.training import initial_network
from pages.ui.app import frame, session
from pages.ui.app.session import Change, Session

NAMES = {
    "untrained": "Untrained",
    "draw": "draw, made for reading drawings",
    "book": "book, the book's thirty neurons",
    "run": "This session's run",
    "file": "A loaded file",
    "corrected": "Corrected by your drawings",
}


@dataclass(frozen=True)
class InUse:
    """The network that all pages show; not to be changed.

    Attributes
    ----------
    network : Network
        With the changes made by hand.
    original : Network
        Without them.
    story : str
        Where it comes from, in a sentence.
    test : Evaluation or None
        How it does on the test images, where that is known; None after changes by hand.
    origin : Provenance or None
        What is written beside a stored network.
    """

    network: Network
    original: Network
    story: str
    test: Evaluation | None = None
    origin: Provenance | None = None


def choices(visitor: Session) -> list[str]:
    """Return which networks there are for this visitor."""
    shipped = list(network_files.SHIPPED)
    run = ["run"] if visitor.run else []
    file = ["file"] if visitor.loaded else []
    corrected = ["corrected"] if visitor.corrections else []
    return ["untrained", *shipped, *run, *file, *corrected]


def in_use() -> InUse:
    """Return the network in use, with where it comes from."""
    return in_use_by(session.get())


def in_use_by(visitor: Session) -> InUse:
    """Return a visitor's network in use; also outside a run of the page, which knows no session."""
    used = _unchanged(visitor)
    if not visitor.changes:
        return used
    if _do_not_fit(visitor.changes, used.network):  # such as after other settings' layers
        visitor.changes = {}
        return used
    key = (used.network, tuple(visitor.changes.items()))
    network = visitor.keep("changed", key, lambda: _with_changes(used.network, visitor.changes))
    return replace(used, network=network, test=None)


def _do_not_fit(changes: dict[tuple[int, int], Change], network: Network) -> bool:
    hidden = network.sizes[1:-1]
    return any(layer >= len(hidden) or neuron >= hidden[layer] for layer, neuron in changes)


def _with_changes(network: Network, changes: dict[tuple[int, int], Change]) -> Network:
    for (layer, neuron), change in changes.items():
        network = with_changed_neuron(
            network, layer, neuron, scale=change.scale, shift=change.shift, off=change.off
        )
    return network


def _unchanged(visitor: Session) -> InUse:
    if visitor.choice == "run" and visitor.run:
        view = visitor.run.snapshot()
        if visitor.moment is None or not view.checkpoints:
            story = f"{when(view.position, view.progress.step)} of this session's run."
            return InUse(view.newest, view.newest, story)
        record = view.at(visitor.moment)
        story = f"{when(record.position, record.step)} of this session's run."
        return InUse(record.network, record.network, story, record.test)
    if visitor.choice == "untrained":
        config = visitor.config
        network = visitor.keep("untrained", config, lambda: initial_network(config))
        story = f"Random weights from seed {config.seed}: it has learnt nothing."
        return InUse(network, network, story)
    if visitor.choice == "corrected" and visitor.corrections:
        newest = visitor.corrections[-1]
        network = newest.correction.network
        told = f"{newest.number} drawing{'s' if newest.number > 1 else ''}"
        story = f"{NAMES.get(newest.name, newest.name)}: corrected by {told}."
        return InUse(network, network, story, origin=newest.origin)
    if visitor.choice == "file" and visitor.loaded:
        saved = visitor.loaded
    else:
        saved = shipped(
            visitor.choice if visitor.choice in network_files.SHIPPED else session.AT_FIRST
        )
    origin = saved.provenance
    plural = "" if origin.epochs == 1 else "s"
    data = origin.data[:200].replace("MNIST", "MNIST's handwritten digits", 1)
    story = (
        f"Trained for {origin.epochs} epoch{plural}, passes through all its images, on "
        f"{frame.as_it_is(data)}."
    )
    return InUse(saved.network, saved.network, story, origin=origin)


def config_of(visitor: Session, used: InUse) -> TrainingConfig | None:
    """Return the settings that the network in use began its training with, if they are known."""
    if visitor.choice == "run" and visitor.run:
        return visitor.begun_with
    return used.origin.config if used.origin else None


def origin_of(visitor: Session, used: InUse) -> Provenance:
    """Return what the network in use was trained with, as far as that is known."""
    if used.origin:
        return used.origin
    config, epochs, data = None, 0, "MNIST"
    if visitor.choice == "run" and visitor.run:
        view = visitor.run.snapshot()
        at = view.position if visitor.moment is None else view.at(visitor.moment).position
        config, epochs = view.config, int(at)
        if visitor.run.extra:
            data += f" and {len(visitor.run.extra)} corrected drawings"
    return Provenance(config, epochs, None, data, nn.__version__)


@st.cache_resource
def shipped(name: str) -> network_files.Saved:
    """Return a network that comes with the project."""
    return network_files.open_network(name)


def test_of(used: InUse, name: str = "test") -> Evaluation:
    """Return how the network in use does on the test images; computed where it is not known."""
    if used.test:
        return used.test
    return session.get().keep(name, used.network, lambda: evaluate(used.network, load().test))


def read(network: Network, image: Array) -> list[Array]:
    """Return the activations of each layer after the input for one image, (n_l,) each."""
    with np.errstate(over="ignore", invalid="ignore"):
        forward = network.forward(image.reshape(1, -1).astype(network.weights[0].dtype))
    return [np.nan_to_num(a[0]) for a in forward.activations[1:]]
