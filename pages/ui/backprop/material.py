"""What goes through a training step: the network, the images, and the step itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from nn.answers import NO_ANSWER, Reader, answer_of
from nn.explain import confusion
from nn.explain.one_step import Trace, take_step
from nn.functions import Array
from nn.mnist import load, one_hot, to_floats
from pages.ui.app import charts, digits, runs
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
    name: str = ""  # of a single one
    note: str = ""  # a remark about the choice
    asks: object = None  # the key of a drawing whose digit the visitor is asked for


class Focus(NamedTuple):
    """What a step is about; all from 0."""

    image: int
    layer: int  # 0 is the first after the input
    neuron: int


@dataclass(frozen=True, eq=False)
class Material:
    """All that the page shows."""

    visitor: Session
    view: BackpropView  # what the visitor has chosen on the page
    used: InUse  # the network as it was when the page was opened
    examples: Examples
    trace: Trace
    own_cost: str | None  # that the network learnt with; None if it is not known
    missing: list[str]  # the steps that this network or number of images does not have
    focus: Focus
    names: list[str]  # of all neurons of the layer
    sources: list[str]  # of the neurons or pixels of the layer before

    @property
    def name(self) -> str:
        """What the neuron is called."""
        return self.names[self.focus.neuron]

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
    used = runs.as_it_was(visitor)
    if view.batch:
        examples = visit.keep("backprop_batch", view.start, lambda: _ten(view.start))
    else:
        example_key = (digits.key(visitor.digit), view.said, misread(visitor), used.network)
        examples = visit.keep("backprop_example", example_key, lambda: _example(visitor, used))
    own_config = used.origin.config
    own_cost = own_config.cost if own_config else None
    config = own_config or visitor.training.config
    cost = view.cost[1] if view.cost and view.cost[0] == own_cost else config.cost
    eta = config.eta if view.eta is None else view.eta
    key = (used.network, examples, cost, eta)
    y = one_hot(np.array(examples.labels, np.uint8))
    trace = visit.keep(
        "backprop_trace", key, lambda: take_step(used.network, examples.x, y, eta, cost)
    )
    missing = ["bp2"] * (trace.last == 0) + ["average"] * (trace.m == 1)
    if view.step in missing:
        view.step = {"bp2": "bp1", "average": "bp4"}[view.step]  # the one before
    focus = _focus(view, trace, examples.labels)
    names, sources = (neuron_names(trace, focus.layer - k) for k in (0, 1))
    return Material(visitor, view, used, examples, trace, own_cost, missing, focus, names, sources)


def _focus(view: BackpropView, trace: Trace, labels: list[int]) -> Focus:
    """Return what the step is about.

    At first it is the image with the largest cost, and the output that should be 1 or the hidden
    neuron with the largest error.
    """
    if view.image is None or view.image >= trace.m:
        view.image = int(trace.cost_before.argmax())
    view.layer = min(view.layer, trace.last)
    layer = min(view.layer, trace.last - 1) if view.step == "bp2" else view.layer
    if view.step in ("cost", "bp1"):
        layer = trace.last
    neuron = view.neurons.get(layer)
    if neuron is None or neuron >= trace.before.sizes[layer + 1]:
        errors = np.abs(trace.backward.deltas[layer][view.image])
        neuron = labels[view.image] if layer == trace.last else int(errors.argmax())
    return Focus(view.image, layer, neuron)


def _ten(start: int) -> Examples:
    images = load().train[start : start + BATCH]
    return Examples(to_floats(images.images), images.labels.tolist())


def misread(visitor: Session) -> int | None:
    """Return the number of the test digit that goes in instead of the digit in use, if any."""
    taken = visitor.views.backprop.misread
    return taken[1] if taken and taken[0] == digits.key(visitor.digit) else None


def _example(visitor: Session, used: InUse) -> Examples:
    subject, number, note = digits.current(visitor), misread(visitor), ""
    if number is None and subject.trouble:
        number, reason = _something_to_learn(used.reader)
        note = f"{subject.trouble} Until then, this is test digit {number}{reason}."
    if number is not None:
        subject = digits.test_digit(number)
    if subject.label is not None:
        return Examples(subject.x[None], [subject.label], subject.name, note)
    key, said = digits.key(visitor.digit), visitor.views.backprop.said
    answer = answer_of(used.reader.see(subject.image).outputs)
    label = 0 if answer.digit == NO_ANSWER else answer.digit
    if said and said[0] == key:
        label = said[1]
    elif answer.all_equal:
        note = "All ten outputs are equal, so the network has no answer. "
        note += f"Until you say, this counts as {a_digit(label)}."
    return Examples(subject.x[None], [label], subject.name, note, key)


def _something_to_learn(reader: Reader) -> tuple[int, str]:
    """Return the number of the first test digit that is misread, and why it is that one."""
    misread = confusion.read(reader, load().test[:SEARCHED]).misread
    if len(misread):
        return int(misread[0]), ", which the network reads wrong: there is something to learn"
    return 0, ""
