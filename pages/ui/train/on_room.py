"""How a run reads the room's digits while it learns, and what it has gained from them.

Each look reads the digits with up to AT_ONCE checkpoints of the run that have not read all of them
yet: the newest first, the others at the next looks.
"""

from typing import NamedTuple

import streamlit as st

from nn.answers import Reader
from nn.evaluation import Evaluation
from nn.figures.accuracy import Curve
from nn.network import Network
from nn.runs.run import Run
from nn.runs.run_view import RunState, RunView
from pages.ui.app.formats import counted, percent
from pages.ui.app.html import Html, div, score
from pages.ui.app.state.session import Session, Visit
from pages.ui.app.visitor import networks
from pages.ui.class_room import sent_digits, steering
from pages.ui.class_room.store import StoreGone

ALL = "the room's digits"
HELD_OUT = "the room's held-out digits"
HIDDEN = "The room's digits are face down. Reveal the wall to see how they are read."
AT_ONCE = 10  # checkpoints that read the digits in one look
WITHOUT_THE_ROOM = "the same run without the room's digits"
NONE_HELD_OUT = (
    "None of the room's digits is held out yet. The third curve begins with the first that is."
)
OTHERWISE = (
    " That network was trained in another way. To compare like with like, let these settings "
    "finish once without the room's digits, then once with them."
)


class OnRoom(NamedTuple):
    """How a run reads the digits of the visitor's room."""

    name: str = ALL
    digits: sent_digits.Digits | None = None  # those that are read, None for none
    curve: Curve | None = None
    newest: int | None = None  # how many the run's network reads right as it is now, once known
    trouble: str = ""  # what to say about the room

    @property
    def share(self) -> str:
        """The share that the run's network reads right as it is now."""
        if self.digits is None or self.newest is None:
            return "– %"
        return percent(self.newest / len(self.digits), 0)

    @property
    def counted(self) -> str:
        """Its name with the number of digits: "the room's 41 digits"."""
        count = len(self.digits or ())
        name = self.name.removesuffix("s") if count == 1 else self.name
        return name.replace("room's", f"room's {count:,}")


def follow(visitor: Session, run: Run, view: RunView) -> OnRoom:
    """Return how a run reads the room's digits, as far as that is known after this look.

    For a run that learns from the room, these are the held-out digits.
    """
    try:
        room = steering.own_room(visitor)
    except StoreGone as error:
        return OnRoom(trouble=str(error))
    digits = room and sent_digits.digits_of(visitor.visit, room)
    if not room or not digits or room.hidden:
        return OnRoom(trouble=HIDDEN if digits else "")
    name = ALL
    if run in visitor.training.lessons:
        name, digits = HELD_OUT, digits.held_out
        if not len(digits):
            return OnRoom(name, trouble=NONE_HELD_OUT)
    # Before the first checkpoint, it is the network that the run begins with.
    moments = [(c.position, c.network) for c in view.checkpoints]
    if not moments and not view.progress.step:
        moments = [(0.0, view.newest)]
    scores = _scores(visitor.visit, run, moments, digits)
    curve = Curve("room", name, [(at, right / len(digits)) for at, right in scores.items()])
    newest = scores.get(moments[-1][0]) if moments else None
    return OnRoom(name, digits, curve, newest)


def _scores(
    visit: Visit, run: Run, moments: list[tuple[float, Network]], digits: sent_digits.Digits
) -> dict[float, int]:
    """Return how many digits are read right, by position, where they have been read."""
    known: dict[float, tuple[tuple[str, ...], int]] = visit.keep("train.room_scores", run, dict)
    new = [at for at in reversed(moments) if known.get(at[0], ((), None))[0] != digits.ids]
    for position, network in new[:AT_ONCE]:
        known[position] = digits.ids, sent_digits.read(Reader(network), digits.images).correct
    return {position: known[position][1] for position, _ in moments if position in known}


def show_before_and_after(visitor: Session, run: Run, view: RunView, room: OnRoom) -> None:
    """Show how many held-out digits are read after a run that learnt from the room, and before."""
    taught, visit = visitor.training.lessons.get(run), visitor.visit
    digits, after = room.digits, room.newest
    if view.state is not RunState.FINISHED or taught is None or digits is None or after is None:
        return
    reader, images = taught.before, digits.images
    key = reader, digits.ids
    before = visit.keep("train.room_before", key, lambda: sent_digits.read(reader, images).correct)
    tested, test = networks.tested(visit, reader.network, "before_room"), view.final.test
    st.markdown(
        f"The run has learnt from {counted(taught.digits, 'digit')} of the room, and never from "
        "those that are held out: they show what it has gained, and MNIST's test images what that "
        f"has cost.{'' if taught.is_same else OTHERWISE}"
    )
    named = WITHOUT_THE_ROOM if taught.is_same else networks.NAMES["book"]
    without = _number(before, len(digits), tested, f"before: {named}")
    st.html(div("tn-two-numbers", without, _number(after, len(digits), test, "after: this run")))


def _number(right: int, total: int, test: Evaluation, what: str) -> Html:
    words = f"{right:,} of {total:,} held-out digits, MNIST {percent(test.accuracy)}; {what}"
    return score(percent(right / total, 0), words, "tn-score tn-score-room")
