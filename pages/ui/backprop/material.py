"""What goes through a training step on the Backprop page: network, images, and the step itself."""

from dataclasses import dataclass

import numpy as np

from nn.errors import Refused
from nn.explain import confusion
from nn.explain.one_step import Trace, take_step
from nn.functions import Array
from nn.mnist import load, one_hot, to_floats
from pages.ui.app import digits, networks
from pages.ui.app.networks import InUse
from pages.ui.app.session import Session
from pages.ui.app.views import BATCH

LOOKED_AT = 500  # test digits, for one to begin with


@dataclass(frozen=True, eq=False)
class Shown:
    """The images that go in.

    Attributes
    ----------
    x : (m, 784) in [0, 1]
    labels : list of int
        Which digits they are.
    names : list of str
        What each is, such as "test digit 18".
    note : str
        What is to be said about the choice, "" when nothing is.
    asks : object or None
        What the visitor is asked to name, as a key; None where the label is known.
    """

    x: Array
    labels: list[int]
    names: list[str]
    note: str = ""
    asks: object = None


@dataclass(frozen=True)
class Material:
    """All that the page shows.

    Attributes
    ----------
    used : InUse
        The network as it was when the page was opened.
    is_old : bool
        Whether it has learnt on since.
    shown : Shown
    trace : Trace
    """

    used: InUse
    is_old: bool
    shown: Shown
    trace: Trace


def of(visitor: Session) -> Material:
    """Return what the page shows now; made anew only when something was changed.

    Raises
    ------
    Refused
        If the step cannot be taken.
    """
    chosen = visitor.views.backprop
    newest = networks.in_use(visitor)
    used = _as_it_was(visitor, newest)
    shown = _batch(visitor) if chosen.batch else _example(visitor, used)
    config = networks.config_of(visitor, used) or visitor.training.config
    cost = chosen.cost or config.cost
    eta = config.eta if chosen.eta is None else chosen.eta
    trace = visitor.visit.keep(
        "backprop_trace", (used.network, shown, cost, eta), lambda: _step(used, shown, eta, cost)
    )
    if isinstance(trace, Refused):
        raise trace
    chosen.layer = min(chosen.layer, trace.last)
    if not 0 <= chosen.image < trace.m:
        chosen.image = int(trace.cost_before.argmax())
    return Material(used, used.network is not newest.network, shown, trace)


def _step(used: InUse, shown: Shown, eta: float, cost: str) -> Trace | Refused:
    labels = np.array(shown.labels, np.uint8)
    try:
        return take_step(used.network, shown.x, one_hot(labels), eta, cost)
    except Refused as error:
        return error


def _as_it_was(visitor: Session, newest: InUse) -> InUse:
    """Return the network in use; one that may learn on stays as it was when the page opened."""
    if visitor.network.choice != "run" or visitor.network.moment is not None:
        return newest
    key = (
        visitor.visit.entered,
        visitor.views.backprop.taken,
        id(visitor.training.run),
        tuple(visitor.network.changes.items()),
    )
    return visitor.visit.keep("backprop_network", key, lambda: newest)


def _batch(visitor: Session) -> Shown:
    start = visitor.views.backprop.start
    return visitor.visit.keep("backprop_batch", start, lambda: _ten(start))


def _ten(start: int) -> Shown:
    images = load().train[start : start + BATCH]
    names = [f"training digit {start + k}" for k in range(len(images))]
    return Shown(to_floats(images.images), [int(label) for label in images.labels], names)


def _example(visitor: Session, used: InUse) -> Shown:
    key = (
        digits.key(visitor.digit),
        visitor.digit.test_number,
        visitor.views.backprop.said,
        used.network,
    )
    return visitor.visit.keep("backprop_example", key, lambda: _one(visitor, used))


def _misread(used: InUse) -> tuple[int, bool]:
    """Return the first test digit that a network reads wrong and True, or 0 and False."""
    wrong = confusion.read(used.network, load().test[:LOOKED_AT]).misread
    return (int(wrong[0]), True) if len(wrong) else (0, False)


def _one(visitor: Session, used: InUse) -> Shown:
    read = digits.current(visitor)
    if read.trouble:
        number, wrong = _misread(used)
        test = load().test[number : number + 1]
        reason = ", which the network reads wrong: there is something to learn" if wrong else ""
        return Shown(
            to_floats(test.images),
            [int(test.labels[0])],
            [f"test digit {number}"],
            f"{read.trouble} Until then, this is test digit {number}{reason}.",
        )
    if read.label is not None:
        return Shown(read.x[None], [read.label], [read.name])
    said = visitor.views.backprop.said
    key = digits.key(visitor.digit)
    if said is not None and said[0] == key:
        label = said[1]
    else:
        label = int(networks.read(used.network, read.image)[-1].argmax())
    return Shown(read.x[None], [label], [read.name], asks=key)
