"""What goes through a training step: the network, the images, and the step itself."""

from dataclasses import dataclass

import numpy as np

from nn.answers import answer_of
from nn.explain import confusion
from nn.explain.one_step import Trace, take_step
from nn.functions import Array
from nn.mnist import load, one_hot, to_floats
from pages.ui.app import digits, networks
from pages.ui.app.networks import InUse
from pages.ui.app.session import Session
from pages.ui.app.views import BATCH

SEARCHED = 500  # test digits, for one that is misread


@dataclass(frozen=True, eq=False)
class Examples:
    """The images that go in.

    Attributes
    ----------
    x : (m, 784) in [0, 1]
    note : str
        A remark about the choice, or "".
    asks : object or None
        The key of a drawing whose digit the visitor is asked for; None where it is known.
    """

    x: Array
    labels: list[int]
    names: list[str]
    note: str = ""
    asks: object = None


@dataclass(frozen=True, eq=False)
class Material:
    """All that the page shows.

    Attributes
    ----------
    used : InUse
        The network as it was when the page was opened.
    is_old : bool
        Whether it has learnt on since.
    own_cost : str or None
        The cost that the network learnt with; None if it is not known.
    """

    used: InUse
    is_old: bool
    examples: Examples
    trace: Trace
    own_cost: str | None


def of(visitor: Session) -> Material:
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
        subject_key = (digits.key(visitor.digit), view.said, used.network)
        examples = visit.keep("backprop_example", subject_key, lambda: _example(visitor, used))
    learnt_with = networks.config_of(visitor, used)
    own_cost = learnt_with.cost if learnt_with else None
    config = learnt_with or visitor.training.config
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
    return Material(used, is_old, examples, trace, own_cost)


def _as_it_was(visitor: Session, newest: InUse) -> InUse:
    """Return the network in use; one that is learning stays as it was when the page opened."""
    network = visitor.network
    if network.choice != "run" or network.moment is not None:
        return newest
    key = (
        visitor.visit.entered,
        visitor.views.backprop.taken,
        visitor.training.run,
        tuple(network.changes.items()),
    )
    return visitor.visit.keep("backprop_network", key, lambda: newest)


def _ten(start: int) -> Examples:
    images = load().train[start : start + BATCH]
    names = [f"training digit {start + k}" for k in range(len(images))]
    return Examples(to_floats(images.images), images.labels.tolist(), names)


def _example(visitor: Session, used: InUse) -> Examples:
    subject, key = digits.current(visitor), digits.key(visitor.digit)
    if subject.trouble:
        return _test_digit_instead(used, subject.trouble)
    said, label, note = visitor.views.backprop.said, subject.label, ""
    asks = key if label is None else None
    if label is None and said and said[0] == key:
        label = said[1]
    if label is None:
        answer = answer_of(networks.read(used.network, subject.image)[-1])
        label = answer.digit
        if answer.all_equal:
            note = f"All ten outputs are equal, so the network has no answer. Here {label} is one."
    return Examples(subject.x[None], [label], [subject.name], note, asks)


def _test_digit_instead(used: InUse, trouble: str) -> Examples:
    """Return the first test digit that the network misreads, or test digit 0."""
    misread = confusion.read(used.network, load().test[:SEARCHED]).misread
    number = int(misread[0]) if len(misread) else 0
    test = load().test[number : number + 1]
    reason = ", which the network reads wrong: there is something to learn" * bool(len(misread))
    return Examples(
        to_floats(test.images),
        test.labels.tolist(),
        [f"test digit {number}"],
        f"{trouble} Until then, this is test digit {number}{reason}.",
    )
