"""The network in use: one for all pages."""

from dataclasses import dataclass, field, replace
from functools import cache

import streamlit as st

import nn
from nn.answers import Reader
from nn.errors import Refused
from nn.evaluation import Evaluation, evaluate
from nn.explain import confusion
from nn.explain.neurons import with_changed_neuron
from nn.in_words import capitalised, counted, listed, uncapitalised
from nn.mnist import DIGITS, IMAGE_PIXELS, load
from nn.network import Network
from nn.runs.run import Run
from nn.runs.run_view import RunState, RunView, when
from nn.storage.network_files import Saved, open_network
from nn.storage.provenance import Provenance
from pages.ui.app import glossary, html, places
from pages.ui.app.state.corrections import CorrectedDrawing
from pages.ui.app.state.session import Session, Visit
from pages.ui.app.state.views import AT_FIRST, FEW_NEURONS, Changes, NetworkInUse

OF_ROOM = "of a room"  # in what a network has learnt from
MOST_BESIDES = 100_000  # bytes that go to the browser with the weights


@dataclass(frozen=True)
class InUse:
    """The network that all pages show; not to be changed."""

    reader: Reader  # with the changes made by hand
    story: str  # where it comes from, in a sentence; or "" where the name says it
    origin: Provenance  # how it was trained, as far as that is known
    test: Evaluation | None = None  # on the test images, where known; None after changes by hand
    name: str = ""  # what it is called on the pages
    away: str = "my network"  # and away from the app
    remark: str = ""  # sentences on how it came about that `origin` has no place for
    changes: Changes = field(default_factory=dict)  # by hand
    before: Reader | None = None  # without these changes

    @property
    def unchanged(self) -> Reader:
        """What the browser gets: the changes by hand are made there."""
        return self.before or self.reader

    @property
    def network(self) -> Network:
        """The network, with the changes made by hand."""
        return self.reader.network

    @property
    def layers_and_story(self) -> str:
        """Its name, the sizes of its layers and where it comes from, in sentences."""
        sizes = " – ".join(map(str, self.network.sizes))
        words = f"In use: **{self.name}**, layers of {sizes} neurons. {self.story}"
        return glossary.marked(words.rstrip())


NAMES = {  # what each choice of a network is called in a sentence
    "untrained": "an untrained one",
    "draw": "the one for drawings",
    "book": "the book's thirty",
    "run": "this session's run",
    "file": "a loaded file",
    "experiment": "an experiment's run",
    "corrected": "one corrected by you",
    "own": "the one that the class taught",  # of a room, on its phones alone
}


def title(network: NetworkInUse, choice: str) -> str:
    """Return what one of a visitor's choices is called: of a file, the name that somebody gave."""
    return (network.file_name if choice == "file" else "") or capitalised(NAMES[choice])


def choices(visitor: Session) -> list[str]:
    """Return which networks there are for this visitor."""
    is_there = {
        "own": None,
        "run": visitor.training.run,
        "file": visitor.network.loaded,
        "experiment": visitor.network.of_experiment,
        "corrected": visitor.corrections.records,
    }
    return [name for name in NAMES if is_there.get(name, True)]


def _untrained(visitor: Session) -> InUse:
    config = visitor.training.config
    network = visitor.visit.keep("networks.untrained", config, lambda: config.first_network())
    story = f"Random weights from seed {config.seed}: it has learnt nothing."
    origin = Provenance(config, data="MNIST", version=nn.__version__)
    return InUse(Reader(network), story, origin, away=NAMES["untrained"])


def _of_run(run: Run, visitor: Session) -> InUse:
    view, moment, lesson = run.snapshot(), visitor.network.moment, visitor.training.lessons.get(run)
    data = "MNIST"
    if drawings := run.extra_count - (lesson.images if lesson else 0):
        data += f" and {drawings} corrected drawings"
    if lesson:
        what = "invented sign" if lesson.asked else "digit"
        data += f" and {counted(lesson.digits, what)} {OF_ROOM}"
    network, position, step, test = view.newest, view.position, view.progress.step, None
    if moment is not None and view.checkpoints:
        then = view.at(moment)
        network, position, step, test = then.network, then.position, then.step, then.test
    # Of a moment that was chosen, the name says it.
    story = f"{when(position, step)} of this session's run." if moment is None else ""
    origin = Provenance(view.config, int(position), None, data, nn.__version__)
    return InUse(Reader(network), story, origin, test, remark=_remark(view, position, step))


def _remark(view: RunView, position: float, step: int) -> str:
    """Return what a run's last settings and its whole epochs do not tell of its network."""
    sentences = []
    if view.state is RunState.DIVERGED and step == view.progress.step:
        sentences.append(view.message)
    elif position != int(position):
        sentences.append(f"It is the network {uncapitalised(when(position, step))}.")
    if view.changes:
        changes = [f"{c.text} {uncapitalised(when(c.position, c.step))}" for c in view.changes]
        sentences.append(
            f"The settings were changed during the run: {listed(changes)}. Training from the "
            "start with the last ones gives another network."
        )
    return " ".join(sentences)


def _corrected(records: list[CorrectedDrawing]) -> InUse:
    reader, first = records[-1].correction.reader, len(records) - 1
    while records[first].in_use.choice == "corrected":
        first -= 1
    times = counted(len(records) - first, "drawing")
    origin = _changed(records[first].before.provenance, f"Corrected by {times}.")
    before = records[first].in_use
    story = f"{html.as_it_is(title(before, before.choice))}: corrected by {times}."
    return InUse(reader, story, origin)


def _stored(saved: Saved, away: str = "") -> InUse:
    origin = saved.provenance
    data = origin.data[:200].replace("MNIST", "MNIST's handwritten digits", 1)
    story = (
        f"Trained on {html.as_it_is(data)}, for {counted(origin.epochs, 'epoch')} "
        "(passes through all the images)."
    )
    return InUse(saved.reader, story, origin, away=away or InUse.away)


def name(visitor: Session) -> str:
    """Return what the network in use is called, with the moment of its run that was chosen."""
    network, run = visitor.network, visitor.training.run
    # A browser that is late may ask for one that is gone.
    here = network.choice if network.choice in choices(visitor) else AT_FIRST
    called = html.as_it_is((network.file_name if here == "file" else "") or NAMES[here])
    if here == "run" and run and network.moment is not None and run.snapshot().checkpoints:
        then = run.snapshot().at(network.moment)
        called += f", {uncapitalised(when(then.position, then.step))}"
    return called


def in_use(visitor: Session) -> InUse:
    """Return a visitor's network in use, with where it comes from."""
    used, changes = without_changes(visitor), visitor.network.changes
    used = replace(used, name=name(visitor))
    if not changes:
        return used
    key = (used.network, tuple(changes.items()))
    network = visitor.visit.keep(
        "networks.changed", key, lambda: _with_changes(used.network, changes)
    )
    reader = replace(used.reader, network=network)
    origin = _changed(used.origin, "Neurons were changed.")
    used = replace(used, changes=dict(changes), before=used.reader)
    return replace(used, reader=reader, test=None, origin=origin)


def settle(visitor: Session) -> None:
    """Let go of a choice that is gone, and of changes to neurons that the network does not have."""
    network, run = visitor.network, visitor.training.run
    # A run that has not learnt to read, and that nobody has chosen.
    if network.before and network.choice == "run" and run and run.snapshot().reads_too_little:
        network.choose_again(network.before)
    if not network.chosen and not network.changes:  # the page chooses
        explains = places.place_named(visitor.visit.page).few_neurons
        network.choice, network.before = FEW_NEURONS if explains else AT_FIRST, None
    if network.choice not in choices(visitor):
        visitor.use(AT_FIRST)
        network.chosen = False
    elif network.changes:
        hidden = dict(enumerate(without_changes(visitor).network.sizes[1:-1]))
        # Such as after a change of the settings.
        if any(neuron >= hidden.get(layer, 0) for layer, neuron in network.changes):
            visitor.use(network.choice, network.moment)


def without_changes(visitor: Session) -> InUse:
    """Return the chosen network without changes by hand, or the one at first if it is gone."""
    network = visitor.network
    match network.choice:
        case "untrained":
            return _untrained(visitor)
        case "book":
            return _stored(shipped("book"), NAMES["book"])
        case "run" if run := visitor.training.run:
            return _of_run(run, visitor)
        case "file" if saved := network.loaded:
            return _stored(saved, network.file_name)
        case "experiment" if saved := network.of_experiment:
            used = _stored(saved)
            return replace(used, story=f"{saved.provenance.note} {used.story}")
        case "corrected" if records := visitor.corrections.records:
            return _corrected(records)
    return _stored(shipped(AT_FIRST), NAMES[AT_FIRST])


def _with_changes(network: Network, changes: Changes) -> Network:
    for (layer, neuron), change in changes.items():
        network = with_changed_neuron(network, layer, neuron, **vars(change))
    return network


def _changed(origin: Provenance, how: str) -> Provenance:
    """Return an origin with how the network was changed, and without what was measured before."""
    return replace(origin, calibration=None, note=f"{origin.note} {how}".strip())


@cache
def shipped(name: str) -> Saved:
    """Return a network that comes with the project."""
    return open_network(name)


def refuse_unfit(network: Network, name: str) -> None:
    """Raise `Refused` for a network that does not read digits or is too large."""
    inputs, outputs = network.sizes[0], network.sizes[-1]
    if (inputs, outputs) != (IMAGE_PIXELS, DIGITS):
        raise Refused(
            f"The network in {name} has {inputs} inputs and {outputs} outputs; "
            f"reading digits takes {IMAGE_PIXELS} and {DIGITS}."
        )
    most = st.get_option("server.maxMessageSize")  # in millions of bytes
    size = sum(array.nbytes for array in network.parameters)
    if size + MOST_BESIDES > most * 1_000_000:
        raise Refused(
            f"The network in {name} is too large: your browser gets its weights in one message of "
            f"at most {most} MB, and they take {size / 1_000_000:.1f} MB."
        )


def readings_of(visit: Visit, reader: Reader) -> confusion.Readings:
    """Return what a network reads on the test images; the newest result is kept."""
    return visit.keep("networks.readings", reader, lambda: confusion.read(reader, load().test))


def test_of(visit: Visit, used: InUse, name: str = "test") -> Evaluation:
    """Return how a network does on the test images; computed where it is not known."""
    return used.test or tested(visit, used.network, name)


def as_saved(visit: Visit, used: InUse) -> Saved:
    """Return a network as its file keeps it: with how many test images it reads right."""
    accuracy = test_of(visit, used).accuracy
    origin = replace(used.origin, test_accuracy=accuracy, version=nn.__version__)
    return Saved(used.reader, origin)


def tested(visit: Visit, network: Network, name: str) -> Evaluation:
    """Return how a network does on the test images; the newest result is kept under a name."""
    return visit.keep(f"networks.test_{name}", network, lambda: evaluate(network, load().test))
