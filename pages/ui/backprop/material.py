"""What goes through a training step: the network, the images, and the step itself."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nn.explain.one_step import Trace, take_step
from nn.functions import Array
from nn.in_words import capitalised
from nn.mnist import load, to_floats
from nn.sgd import one_hot
from pages.ui.app.html import as_it_is
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import BATCH, BackpropView, GoesIn
from pages.ui.app.visitor import digits, runs
from pages.ui.app.visitor.networks import InUse
from pages.ui.backprop.symbols import neuron_names


@dataclass(frozen=True, eq=False)
class Examples:
    """The images that go in."""

    x: Array  # (m, 784) in [0, 1]
    labels: list[int]
    name: str = ""  # of a single one
    why: str = ""  # it is this one, and not the digit in use
    asks: bool = False  # whether the visitor is asked which digit it is


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
    goes_in: GoesIn  # the same, or the page's own choice
    used: InUse  # the network as it was when the page was opened
    examples: Examples
    trace: Trace
    missing: list[str]  # the steps that this network or number of images does not have
    focus: Focus
    names: list[str]  # of all neurons of the layer
    sources: list[str]  # of the neurons or pixels of the layer before

    @property
    def name(self) -> str:
        """What the neuron is called."""
        return self.names[self.focus.neuron]

    @property
    def label(self) -> int:
        """The digit that the image is."""
        return self.examples.labels[self.focus.image]


def material_for(visitor: Session) -> Material:
    """Return what the page shows now; the step is taken again only when something has changed.

    Raises `Refused` if the step cannot be taken.
    """
    view, used = visitor.views.backprop, runs.as_it_was(visitor)
    if view.goes_in is GoesIn.MISREAD and view.misread[0] != digits.key(visitor.digit):
        view.goes_in = None
    goes_in = view.goes_in or _worth_most(visitor, used)
    config = used.origin.config or visitor.training.config
    if view.instead_of != config.cost:
        view.instead_of = view.cost = config.cost
    eta = config.eta if view.eta is None else view.eta

    def step() -> tuple[Examples, Trace]:
        if goes_in is GoesIn.BATCH:
            ten = load().train[view.start : view.start + BATCH]
            examples = Examples(to_floats(ten.images), ten.labels.tolist())
        else:
            examples = _example(visitor, used, goes_in)
        y = one_hot(np.array(examples.labels, np.uint8))
        return examples, take_step(used.network, examples.x, y, eta, view.cost)

    images = (view.goes_in, view.start, view.misread, view.said, digits.key(visitor.digit))
    key = (used.network, images, view.cost, eta)
    examples, trace = visitor.visit.keep("backprop.step", key, step)
    missing = ["bp2"] * (trace.last == 0) + ["average"] * (trace.m == 1)
    if view.step in missing:
        view.step = {"bp2": "bp1", "average": "bp4"}[view.step]  # the one before
    focus = _focus(view, trace, examples.labels)
    names, sources = (neuron_names(trace, focus.layer - k) for k in (0, 1))
    return Material(visitor, view, goes_in, used, examples, trace, missing, focus, names, sources)


def _focus(view: BackpropView, trace: Trace, labels: list[int]) -> Focus:
    """Return what the step is about.

    At first it is the image with the largest cost, and the output that should be 1 or the hidden
    neuron with the largest error.
    """
    image = view.images.get(view.start) if trace.m > 1 else 0
    if image is None:
        image = int(trace.cost_before.argmax())
    # Only hidden neurons have BP2, and only the outputs a cost and BP1.
    view.layer = min(view.layer, trace.last - (view.step == "bp2"))
    layer = trace.last if view.step in ("cost", "bp1") else view.layer
    neuron = view.neurons.get(layer)
    if neuron is None or neuron >= trace.before.sizes[layer + 1]:
        errors = np.abs(trace.backward.deltas[layer][image])
        neuron = labels[image] if layer == trace.last else int(errors.argmax())
    return Focus(image, layer, neuron)


def _worth_most(visitor: Session, used: InUse) -> GoesIn:
    """Return the digit in use if it is read wrong, and else one that is: from it one learns."""
    subject = digits.current(visitor)
    right, answer = _label(visitor, subject), used.reader.see(subject.image).answer
    is_read_wrong = right is not None and answer.digit != right
    return GoesIn.ONE if is_read_wrong and not subject.trouble else GoesIn.MISREAD


def _label(visitor: Session, subject: digits.Subject) -> int | None:
    """Return which digit it is: as somebody has said, or as it is read best; None if unclear."""
    said, digit = visitor.views.backprop.said or (None, 0)
    is_said = said == digits.key(visitor.digit) and subject.label is None
    return digit if is_said else digits.what_is_right(subject)


def _example(visitor: Session, used: InUse, goes_in: GoesIn) -> Examples:
    view, subject, why = visitor.views.backprop, digits.current(visitor), ""
    if goes_in is view.goes_in is GoesIn.MISREAD:
        subject = digits.test_digit(view.misread[1])
    elif goes_in is GoesIn.MISREAD or subject.trouble:
        it, is_clear = as_it_is(subject.name), _label(visitor, subject) is not None
        why = f"{capitalised(it)} is read right, so there is little to learn from it."
        why = subject.trouble or (why if is_clear else f"Which digit {it} is, is unclear.")
        subject = digits.test_digit(digits.misread_and_learnt(visitor, used))
        why += f" This is {subject.name}, which the network reads wrong."
    label = _label(visitor, subject)
    if label is None:
        label = int(used.reader.see(subject.image).outputs.argmax())
    return Examples(subject.x[None], [label], as_it_is(subject.name), why, subject.label is None)
