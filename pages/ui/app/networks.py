"""The network in use: one for all pages."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import streamlit as st

import nn
from nn.answers import NO_ANSWER, Answer, Reader, answer_of
from nn.beginning import initial_network
from nn.errors import Refused
from nn.evaluation import Evaluation, evaluate
from nn.explain import confusion
from nn.explain.neurons import with_changed_neuron
from nn.functions import Array
from nn.mnist import DIGITS, IMAGE_PIXELS, load
from nn.network import Network
from nn.runs.run_view import RunView, when
from nn.settings.config import TrainingConfig
from nn.storage import network_files
from nn.storage.provenance import Provenance
from pages.ui.app import frame
from pages.ui.app.numbers import counted
from pages.ui.app.state.corrections import CorrectedDrawing
from pages.ui.app.state.network import AT_FIRST, Changes
from pages.ui.app.state.session import Session, Visit

NAMES = {
    "untrained": "Untrained",
    "draw": "draw, for drawings",
    "book": "book, thirty neurons",
    "run": "This session's run",
    "file": "A loaded file",
    "experiment": "An experiment's run",
    "corrected": "Corrected by you",
}

IMAGES_TRIED = 200  # test images that a network from a file has to read


@dataclass(frozen=True)
class InUse:
    """The network that all pages show; not to be changed."""

    reader: Reader  # with the changes made by hand
    original: Network  # without them
    story: str  # where it comes from, in a sentence
    test: Evaluation | None = None  # on the test images, where known; None after changes by hand
    origin: Provenance | None = None  # what is written beside a stored network

    @property
    def network(self) -> Network:
        """The network, with the changes made by hand."""
        return self.reader.network

    @property
    def layers_and_story(self) -> str:
        """The sizes of its layers and where it comes from, in sentences."""
        sizes = " – ".join(map(str, self.network.sizes))
        return f"Layers of {sizes} neurons. {self.story}"


def choices(visitor: Session) -> list[str]:
    """Return which networks there are for this visitor."""
    own = {
        "run": visitor.training.run,
        "file": visitor.network.loaded,
        "experiment": visitor.network.of_experiment,
        "corrected": visitor.corrections.records,
    }
    return ["untrained", *network_files.SHIPPED, *(name for name, there in own.items() if there)]


def in_use(visitor: Session) -> InUse:
    """Return a visitor's network in use, with where it comes from."""
    used = _unchanged(visitor)
    changes = visitor.network.changes
    if not changes:
        return used
    if _do_not_fit(changes, used.network):  # such as after a run with other layers
        visitor.network.changes = {}
        return used
    key = (used.network, tuple(changes.items()))
    network = visitor.visit.keep("changed", key, lambda: _with_changes(used.network, changes))
    reader = replace(used.reader, network=network)
    return replace(used, reader=reader, test=None, origin=_not_measured(used.origin))


def _do_not_fit(changes: Changes, network: Network) -> bool:
    hidden = network.sizes[1:-1]
    return any(layer >= len(hidden) or neuron >= hidden[layer] for layer, neuron in changes)


def _with_changes(network: Network, changes: Changes) -> Network:
    for (layer, neuron), change in changes.items():
        network = with_changed_neuron(
            network, layer, neuron, scale=change.scale, shift=change.shift, off=change.off
        )
    return network


def _unchanged(visitor: Session) -> InUse:
    choice = visitor.network.choice
    if choice == "run" and visitor.training.run:
        return _of_run(visitor.training.run.snapshot(), visitor.network.moment)
    if choice == "untrained":
        config = visitor.training.config
        network = visitor.visit.keep("untrained", config, lambda: initial_network(config))
        story = f"Random weights from seed {config.seed}: it has learnt nothing."
        return InUse(Reader(network), network, story)
    if choice == "corrected" and visitor.corrections.records:
        return _corrected(visitor.corrections.records[-1])
    if choice == "file" and visitor.network.loaded:
        return _stored(visitor.network.loaded)
    if choice == "experiment" and visitor.network.of_experiment:
        used = _stored(visitor.network.of_experiment)
        return replace(used, story=f"{visitor.network.of_experiment.provenance.note} {used.story}")
    return _stored(shipped(choice if choice in network_files.SHIPPED else AT_FIRST))


def _of_run(view: RunView, moment: int | None) -> InUse:
    if moment is None or not view.checkpoints:
        story = f"{when(view.position, view.progress.step)} of this session's run."
        return InUse(Reader(view.newest), view.newest, story)
    record = view.at(moment)
    story = f"{when(record.position, record.step)} of this session's run."
    return InUse(Reader(record.network), record.network, story, record.test)


def _corrected(newest: CorrectedDrawing) -> InUse:
    reader = newest.correction.reader
    story = f"{name_of(newest.name)}: corrected by {counted(newest.number, 'drawing')}."
    return InUse(reader, reader.network, story, origin=_not_measured(newest.origin))


def _not_measured(origin: Provenance | None) -> Provenance | None:
    """Return an origin without what was measured before the network was changed."""
    return replace(origin, calibration=None) if origin else None


def _stored(saved: network_files.Saved) -> InUse:
    origin = saved.provenance
    data = origin.data[:200].replace("MNIST", "MNIST's handwritten digits", 1)
    story = (
        f"Trained on {frame.as_it_is(data)}, for {counted(origin.epochs, 'epoch')} "
        "(passes through all the images)."
    )
    return InUse(saved.reader, saved.reader.network, story, origin=origin)


def name_of(choice: str) -> str:
    """Return what a choice of network is called on the pages."""
    return NAMES.get(choice, choice)


def config_of(visitor: Session, used: InUse) -> TrainingConfig | None:
    """Return the settings that the network in use began its training with, if they are known."""
    if visitor.network.choice == "run" and visitor.training.run:
        return visitor.training.begun_with
    return used.origin.config if used.origin else None


def origin_of(visitor: Session, used: InUse) -> Provenance:
    """Return how the network in use was trained, as far as that is known."""
    if used.origin:
        return used.origin
    config, epochs, data = None, 0, "MNIST"
    run, moment = visitor.training.run, visitor.network.moment
    if visitor.network.choice == "run" and run:
        view = run.snapshot()
        config = view.config
        newest = moment is None or not view.checkpoints
        epochs = int(view.position if newest else view.at(moment or 0).position)
        lesson = visitor.training.lessons.get(run)
        if drawings := run.extra_count - (lesson.images if lesson else 0):
            data += f" and {drawings} corrected drawings"
        if lesson:
            data += f" and {counted(lesson.digits, 'digit')} of a room"
    return Provenance(config, epochs, None, data, nn.__version__)


@st.cache_resource
def shipped(name: str) -> network_files.Saved:
    """Return a network that comes with the project."""
    return network_files.open_network(name)


def refuse_unfit(network: Network, name: str) -> None:
    """Raise `Refused` for a network that does not read digits, or has no answers."""
    inputs, outputs = network.sizes[0], network.sizes[-1]
    if (inputs, outputs) != (IMAGE_PIXELS, DIGITS):
        raise Refused(
            f"The network in {name} has {inputs} inputs and {outputs} outputs; "
            f"reading digits takes {IMAGE_PIXELS} and {DIGITS}."
        )
    if (confusion.read(Reader(network), load().test[:IMAGES_TRIED]).answers == NO_ANSWER).any():
        raise Refused(
            f"The weights of the network in {name} are so large that its outputs are not numbers. "
            "Load another file; the network in use stays the same."
        )


def test_of(visit: Visit, used: InUse, name: str = "test") -> Evaluation:
    """Return how a network does on the test images; computed where it is not known."""
    return used.test or tested(visit, used.network, name)


def tested(visit: Visit, network: Network, name: str) -> Evaluation:
    """Return how a network does on the test images; the newest result is kept under a name."""
    return visit.keep(f"test_{name}", network, lambda: evaluate(network, load().test))


class Seen(NamedTuple):
    """What a network makes of one image."""

    hidden: list[Array]  # the activations of each hidden layer, (n_l,)
    outputs: Array  # (10,)
    no_digit: bool  # whether it sees none

    @property
    def answer(self) -> Answer:
        """The network's answer."""
        return answer_of(self.outputs, self.no_digit)


def see(reader: Reader, image: Array) -> Seen:
    """Return what a network makes of one image."""
    x = image.reshape(1, -1).astype(reader.network.weights[0].dtype)
    forward = reader.network.forward(x)
    # Outputs stay as they are: where one is not finite, there is no answer.
    hidden = [np.where(np.isfinite(a[0]), a[0], 0.0) for a in forward.activations[1:-1]]
    return Seen(hidden, forward.output[0], not reader.sees_digit(forward.zs[-1])[0])


def read(network: Network, image: Array) -> list[Array]:
    """Return the activations of each layer after the input for one image, (n_l,) each."""
    seen = see(Reader(network), image)
    return [*seen.hidden, seen.outputs]


def answer(reader: Reader, image: Array) -> Answer:
    """Return the reader's answer to one image."""
    return see(reader, image).answer
