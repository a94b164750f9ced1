"""How many of a room's digits a run reads, at each checkpoint: while it learns, and afterwards.

Each checkpoint reads each digit once. A look at a run does so much of it and no more: the newest
checkpoints first, the others at the next looks.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nn.answers import Reader
from nn.explain import confusion
from nn.figures.curves import Curve
from nn.mnist import Images
from nn.network import Network
from nn.runs.run import Run
from nn.runs.run_view import RunView
from pages.ui.app.room import lesson, steering
from pages.ui.app.room.lesson import Digits
from pages.ui.app.room.readings import KEPT
from pages.ui.app.room.store import CLOSED
from pages.ui.app.state.session import Session, Visit

ALL = "the room's digits"
HELD_OUT = "the room's held-out digits"
HIDDEN = "The room's digits are face down: how they are read is shown when you reveal the wall."
# In one look: about 12,000 digits by the book's network, which takes it 0.01 seconds.
MOST_MULTIPLICATIONS = 300_000_000
LEAST_DIGITS = 20  # in one look, however large the network is


class Score(NamedTuple):
    """How many of some digits a network reads right."""

    right: int
    total: int

    @property
    def share(self) -> float:
        """The share read right, 0 to 1."""
        return self.right / self.total


class OnRoom(NamedTuple):
    """How a run reads the digits of the visitor's room."""

    name: str = ALL
    digits: Digits | None = None  # those that are read, None for none
    curve: Curve | None = None
    newest: Score | None = None  # of the run's network as it is now, once that is read
    trouble: str = ""  # what to say about the room

    @property
    def counted(self) -> str:
        """Its name with the number of digits: "the room's 41 digits"."""
        count = len(self.digits or ())
        name = self.name.removesuffix("s") if count == 1 else self.name
        return name.replace("room's", f"room's {count:,}")


def follow(visitor: Session, run: Run, view: RunView) -> OnRoom:
    """Return how a run reads the room's digits, as far as that is known after this look.

    Of a run that learns from the room, it is the held-out digits. Of a room that is over, the
    visitor's part in it is forgotten.
    """
    here = lesson.look(visitor)
    if here.trouble == CLOSED:
        steering.forget(visitor)
    if here.digits is None or here.hidden:
        return OnRoom(trouble=here.trouble or HIDDEN * here.hidden)
    taught = visitor.training.lessons.get(run)
    partly = taught is not None and taught.code == here.digits.code
    name = HELD_OUT if partly else ALL
    everything = digits = here.digits
    if partly:
        digits = visitor.visit.keep(f"{KEPT}held_out", digits, lambda: everything.held_out)
    if not len(digits):
        return OnRoom(name, trouble=here.trouble)
    moments = _moments(view)
    right = _read(visitor.visit, run, moments, digits)
    points = [(at, right[step] / len(digits)) for step, at, _ in moments if step in right]
    newest = view.final.step if view.checkpoints else 0
    score = Score(right[newest], len(digits)) if newest in right else None
    return OnRoom(name, digits, Curve(name, points), score, here.trouble)


Moment = tuple[int, float, Network]  # step, position in epochs, and the network then


def _moments(view: RunView) -> list[Moment]:
    """Return the checkpoints; before the first one, the network that the run begins with."""
    if not view.checkpoints:
        return [] if view.progress.step else [(0, 0.0, view.newest)]
    return [(c.step, c.position, c.network) for c in view.checkpoints]


def _read(visit: Visit, run: Run, moments: Sequence[Moment], digits: Digits) -> dict[int, int]:
    """Return how many digits are read right at each step at which all of them have been read."""
    counted: dict[int, int] = visit.keep(f"{KEPT}counted", (run, digits.ids), dict)
    known: dict[int, dict[str, bool]] = visit.keep(f"{KEPT}right", run, dict)
    left = 0
    for step, _, network in reversed(moments):
        if step in counted:
            continue
        left = left or max(LEAST_DIGITS, MOST_MULTIPLICATIONS // _multiplications(network))
        there = known.setdefault(step, {})
        missing = [k for k, digit in enumerate(digits.ids) if digit not in there]
        now = missing[:left]
        if now:
            images = Images(digits.images.images[now], digits.images.labels[now])
            read = right(Reader(network), images)
            there |= {digits.ids[k]: bool(it) for k, it in zip(now, read, strict=True)}
        if len(now) == len(missing):
            counted[step] = sum(there[digit] for digit in digits.ids)
        left -= len(now)
        if left <= 0:
            break
    return counted


def _multiplications(network: Network) -> int:
    return sum(weights.size for weights in network.weights)


def right(reader: Reader, images: Images) -> npt.NDArray[np.bool_]:
    """Tell which images are read right, (n,); not those in which no digit is seen."""
    read = confusion.read(reader, images)
    flags: npt.NDArray[np.bool_] = read.right & ~read.no_digit
    return flags


def score(reader: Reader, digits: Digits) -> Score:
    """Return how many digits are read right."""
    return Score(int(right(reader, digits.images).sum()), len(digits))
