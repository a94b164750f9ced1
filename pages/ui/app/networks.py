"""The network in use: one for all pages."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

import streamlit as st

import nn
from nn.answers import NO_ANSWER, Reader
from nn.beginning import initial_network
from nn.errors import Refused
from nn.evaluation import Evaluation, evaluate
from nn.explain import confusion
from nn.explain.confusion import Readings
from nn.explain.neurons import with_changed_neuron
from nn.mnist import DIGITS, IMAGE_PIXELS, load
from nn.network import Network
from nn.runs.run import Run
from nn.runs.run_view import when
from nn.settings.config import TrainingConfig
from nn.storage import network_files
from nn.storage.network_files import Saved
from nn.storage.provenance import Provenance
from pages.ui.app import frame
from pages.ui.app.numbers import counted
from pages.ui.app.state.corrections import CorrectedDrawing
from pages.ui.app.state.network import AT_FIRST, Changes
from pages.ui.app.state.session import Session, Visit

IMAGES_TRIED = 200  # test images that a network from a file has to read
MOST_BESIDES = 100_000  # bytes that go to the browser with the weights


@dataclass(frozen=True)
class InUse:
    """The network that all pages show; not to be changed."""

    reader: Reader  # with the changes made by hand
    original: Network  # without them
    story: str  # where it comes from, in a sentence
    origin: Provenance  # how it was trained, as far as that is known
    test: Evaluation | None = None  # on the test images, where known; None after changes by hand

    @property
    def network(self) -> Network:
        """The network, with the changes made by hand."""
        return self.reader.network

    @property
    def layers_and_story(self) -> str:
        """The sizes of its layers and where it comes from, in sentences."""
        sizes = " – ".join(map(str, self.network.sizes))
        return f"Layers of {sizes} neurons. {self.story}"


# The choices


def _untrained(config: TrainingConfig, visitor: Session) -> InUse:
    network = visitor.visit.keep("untrained", config, lambda: initial_network(config))
    story = f"Random weights from seed {config.seed}: it has learnt nothing."
    return InUse(Reader(network), network, story, Provenance(data="MNIST", version=nn.__version__))


def _shipped(name: str, _: Session) -> InUse:
    return _stored(shipped(name))


def _of_run(run: Run, visitor: Session) -> InUse:
    view, moment, lesson = run.snapshot(), visitor.network.moment, visitor.training.lessons.get(run)
    data = "MNIST"
    if drawings := run.extra_count - (lesson.images if lesson else 0):
        data += f" and {drawings} corrected drawings"
    if lesson:
        data += f" and {counted(lesson.digits, 'digit')} of a room"
    network, position, step, test = view.newest, view.position, view.progress.step, None
    if moment is not None and view.checkpoints:
        then = view.at(moment)
        network, position, step, test = then.network, then.position, then.step, then.test
    story = f"{when(position, step)} of this session's run."
    origin = Provenance(view.config, int(position), None, data, nn.__version__)
    return InUse(Reader(network), network, story, origin, test)


def _of_experiment(saved: Saved, _: Session) -> InUse:
    used = _stored(saved)
    return replace(used, story=f"{saved.provenance.note} {used.story}")


def _corrected(records: list[CorrectedDrawing], _: Session) -> InUse:
    newest = records[-1]
    reader, times = newest.correction.reader, counted(newest.number, "drawing")
    origin = _changed(newest.origin, f"Corrected by {times}.")
    story = f"{name_of(newest.name)}: corrected by {times}."
    return InUse(reader, reader.network, story, origin)


def _stored(saved: Saved, _: object = None) -> InUse:
    origin = saved.provenance
    data = origin.data[:200].replace("MNIST", "MNIST's handwritten digits", 1)
    story = (
        f"Trained on {frame.as_it_is(data)}, for {counted(origin.epochs, 'epoch')} "
        "(passes through all the images)."
    )
    return InUse(saved.reader, saved.reader.network, story, origin)


class Choice(NamedTuple):
    """One of the networks that a visitor may have."""

    title: str
    has: Callable[[Session], Any]  # returns what its network is made of, if the visitor has that
    in_use: Callable[[Any, Session], InUse]  # gets what `has` returned


CHOICES = {
    "untrained": Choice("Untrained", lambda visitor: visitor.training.config, _untrained),
    "draw": Choice("draw, for drawings", lambda _: "draw", _shipped),
    "book": Choice("book, thirty neurons", lambda _: "book", _shipped),
    "run": Choice("This session's run", lambda visitor: visitor.training.run, _of_run),
    "file": Choice("A loaded file", lambda visitor: visitor.network.loaded, _stored),
    "experiment": Choice(
        "An experiment's run", lambda visitor: visitor.network.of_experiment, _of_experiment
    ),
    "corrected": Choice(
        "Corrected by you", lambda visitor: visitor.corrections.records, _corrected
    ),
}


def name_of(choice: str) -> str:
    """Return what a choice of network is called on the pages."""
    return CHOICES[choice].title


def choices(visitor: Session) -> list[str]:
    """Return which networks there are for this visitor."""
    return [name for name, choice in CHOICES.items() if choice.has(visitor)]


def in_use(visitor: Session) -> InUse:
    """Return a visitor's network in use, with where it comes from."""
    used = _unchanged(visitor)
    changes = _fitting(visitor.network.changes, used.network)
    if not changes:
        return used
    key = (used.network, tuple(changes.items()))
    network = visitor.visit.keep("changed", key, lambda: _with_changes(used.network, changes))
    reader = replace(used.reader, network=network)
    return replace(used, reader=reader, test=None, origin=_changed(used.origin, "Changed by hand."))


def settle(visitor: Session) -> None:
    """Let go of a choice that is gone, and of changes to neurons that the network does not have."""
    network = visitor.network
    if network.choice not in choices(visitor):
        visitor.use(AT_FIRST)
    elif network.changes:
        fitting = _fitting(network.changes, _unchanged(visitor).network)
        if len(fitting) < len(network.changes):  # such as after a change of the settings
            visitor.use(network.choice, network.moment)


def _unchanged(visitor: Session) -> InUse:
    name = visitor.network.choice
    choice = CHOICES[name if name in choices(visitor) else AT_FIRST]
    return choice.in_use(choice.has(visitor), visitor)


def _fitting(changes: Changes, network: Network) -> Changes:
    sizes = network.sizes[1:-1]
    return {
        (layer, neuron): change
        for (layer, neuron), change in changes.items()
        if layer < len(sizes) and neuron < sizes[layer]
    }


def _with_changes(network: Network, changes: Changes) -> Network:
    for (layer, neuron), change in changes.items():
        network = with_changed_neuron(
            network, layer, neuron, scale=change.scale, shift=change.shift, off=change.off
        )
    return network


def _changed(origin: Provenance, how: str) -> Provenance:
    """Return an origin with how the network was changed, and without what was measured before."""
    return replace(origin, calibration=None, note=f"{origin.note} {how}".strip())


@cache
def shipped(name: str) -> Saved:
    """Return a network that comes with the project."""
    return network_files.open_network(name)


def refuse_unfit(network: Network, name: str) -> None:
    """Raise `Refused` for a network that does not read digits, has no answers, or is too large."""
    inputs, outputs = network.sizes[0], network.sizes[-1]
    if (inputs, outputs) != (IMAGE_PIXELS, DIGITS):
        raise Refused(
            f"The network in {name} has {inputs} inputs and {outputs} outputs; "
            f"reading digits takes {IMAGE_PIXELS} and {DIGITS}."
        )
    most = st.get_option("server.maxMessageSize")  # in millions of bytes
    size = sum(network_files.half_if_exact(array).nbytes for array in network.parameters)
    if size + MOST_BESIDES > most * 1_000_000:
        raise Refused(
            f"The network in {name} is too large: your browser gets its weights in one message of "
            f"at most {most} MB, and they take {size / 1_000_000:.1f} MB."
        )
    if (confusion.read(Reader(network), load().test[:IMAGES_TRIED]).answers == NO_ANSWER).any():
        raise Refused(
            f"The weights of the network in {name} are so large that its outputs are not numbers. "
            "Load another file; the network in use stays the same."
        )


def readings_of(visit: Visit, reader: Reader) -> Readings:
    """Return what a network reads on the test images; the newest result is kept."""
    return visit.keep("readings", reader, lambda: confusion.read(reader, load().test))


def test_of(visit: Visit, used: InUse, name: str = "test") -> Evaluation:
    """Return how a network does on the test images; computed where it is not known."""
    return used.test or tested(visit, used.network, name)


def tested(visit: Visit, network: Network, name: str) -> Evaluation:
    """Return how a network does on the test images; the newest result is kept under a name."""
    return visit.keep(f"test_{name}", network, lambda: evaluate(network, load().test))
