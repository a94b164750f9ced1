"""What goes through a training step: the network, the images, and the step itself."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from nn.answers import NO_ANSWER, answer_of
from nn.explain import confusion
from nn.explain.one_step import Trace, take_step
from nn.functions import Array
from nn.mnist import load, one_hot, to_floats
from pages.ui.app import charts, digits, networks
from pages.ui.app.networks import InUse
from pages.ui.app.numbers import a_digit
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import BATCH, BackpropView
from pages.ui.backprop.symbols import neuron_names

SEARCHED = 500  # test digits, for one that is misread


@dataclass(frozen=True, eq=False)
class Examples:
    """The images that go in."""

    x: Array  # (m, 784) in [0, 1]
    labels: list[int]
    name: str
    note: str = ""  # a remark about the choice
    asks: object = None  # the key of a drawing whose digit the visitor is asked for


@dataclass(frozen=True, eq=False)
class Material:
    """All that the page shows."""

    visitor: Session
    view: BackpropView  # what the visitor has chosen on the page
    used: InUse  # the network as it was when the page was opened
    is_old: bool  # whether it has learnt on since
    examples: Examples
    trace: Trace
    own_cost: str | None  # that the network learnt with; None if it is not known

    @property
    def layer(self) -> int:
        """The layer that the step is about; 0 is the first after the input."""
        if self.view.step == "bp2":
            return min(self.view.layer, self.trace.last - 1)
        return self.trace.last if self.view.step in ("cost", "bp1") else self.view.layer

    @property
    def neuron(self) -> int:
        """The neuron of the layer that the step is about, from 0.

        At first it is the output that should be 1, or the hidden neuron with the largest error.
        """
        image, neuron = self.view.image, self.view.neurons.get(self.layer, -1)
        if 0 <= neuron < self.trace.before.sizes[self.layer + 1]:
            return neuron
        if self.layer == self.trace.last:
            return self.examples.labels[image]
        return int(np.abs(self.trace.backward.deltas[self.layer][image]).argmax())

    @property
    def focus(self) -> tuple[int, int, int]:
        """The image, layer and neuron that the step is about, from 0."""
        return self.view.image, self.layer, self.neuron

    @property
    def name(self) -> str:
        """What the neuron is called."""
        return self.names[self.neuron]

    @property
    def names(self) -> list[str]:
        """What all neurons of the layer are called."""
        return neuron_names(self.trace, self.layer)

    @property
    def sources(self) -> list[str]:
        """What the neurons or pixels of the layer before are called."""
        return neuron_names(self.trace, self.layer - 1)

    def chart(self, key: str, height: int, draw: Callable[[], go.Figure]) -> None:
        """Show a figure; it is drawn again only for another step, image or neuron."""
        charts.show_fitting(self.figure(key, draw), key, height)

    def figure(self, key: str, draw: Callable[[], go.Figure]) -> go.Figure:
        """Return a figure, drawn again only for another step, image or neuron."""
        return self.visitor.visit.keep(key, (self.trace, self.focus), draw)


def material_for(visitor: Session) -> Material:
    """Return what the page shows now; the step is taken again only when something has changed.

    Raises
    ------
    Refused
        If the step cannot be taken.
    """
    view, visit = visitor.views.backprop, visitor.visit
    newest = networks.in_use(visitor)
    used = _as_it_was(visitor, newest)
    if view.batch:
        examples = visit.keep("backprop_batch", view.start, lambda: _ten(view.start))
    else:
        example_key = (digits.key(visitor.digit), view.said, misread(visitor), used.network)
        examples = visit.keep("backprop_example", example_key, lambda: _example(visitor, used))
    own_config = networks.config_of(visitor, used)
    own_cost = own_config.cost if own_config else None
    config = own_config or visitor.training.config
    cost = view.cost[1] if view.cost and view.cost[0] == own_cost else config.cost
    eta = config.eta if view.eta is None else view.eta
    key = (used.network, examples, cost, eta)
    y = one_hot(np.array(examples.labels, np.uint8))
    trace = visit.keep(
        "backprop_trace", key, lambda: take_step(used.network, examples.x, y, eta, cost)
    )
    view.layer = min(view.layer, trace.last)
    if not 0 <= view.image < trace.m:
        view.image = int(trace.cost_before.argmax())
    is_old = used.network is not newest.network
    return Material(visitor, view, used, is_old, examples, trace, own_cost)


def _as_it_was(visitor: Session, newest: InUse) -> InUse:
    """Return the network in use; one that is learning stays as it was when the page opened."""
    network, taken = visitor.network, visitor.views.backprop.taken
    if network.choice != "run" or network.moment is not None:
        return newest
    key = (visitor.visit.entered, taken, visitor.training.run, tuple(network.changes.items()))
    return visitor.visit.keep("backprop_network", key, lambda: newest)


def _ten(start: int) -> Examples:
    images = load().train[start : start + BATCH]
    return Examples(
        to_floats(images.images), images.labels.tolist(), f"training digits from {start}"
    )


def misread(visitor: Session) -> int | None:
    """Return the number of the test digit that goes in instead of the digit in use, if any."""
    taken = visitor.views.backprop.misread
    return taken[1] if taken and taken[0] == digits.key(visitor.digit) else None


def _example(visitor: Session, used: InUse) -> Examples:
    subject, key, number = digits.current(visitor), digits.key(visitor.digit), misread(visitor)
    if number is not None:
        subject = digits.numbered_test_digit(number)
    if subject.trouble:
        return _test_digit_instead(used, subject.trouble)
    correction, label, note = visitor.views.backprop.said, subject.label, ""
    asks = key if label is None else None
    if label is None and correction and correction[0] == key:
        label = correction[1]
    if label is None:
        answer = answer_of(networks.read(used.network, subject.image)[-1])
        label = 0 if answer.digit == NO_ANSWER else answer.digit
        if answer.all_equal:
            note = "All ten outputs are equal, so the network has no answer."
            note += f" Until you say, this counts as {a_digit(label)}."
    return Examples(subject.x[None], [label], subject.name, note, asks)


def _test_digit_instead(used: InUse, trouble: str) -> Examples:
    """Return the first test digit that the network misreads, or test digit 0."""
    misread = confusion.read(used.reader, load().test[:SEARCHED]).misread
    number = int(misread[0]) if len(misread) else 0
    test = load().test[number : number + 1]
    reason = ", which the network reads wrong: there is something to learn" * bool(len(misread))
    note = f"{trouble} Until then, this is test digit {number}{reason}."
    return Examples(to_floats(test.images), test.labels.tolist(), f"test digit {number}", note)
