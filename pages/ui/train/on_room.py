"""How a run reads the room's digits while it learns.

Each look reads the digits with up to AT_ONCE checkpoints of the run that have not read all of them
yet: the newest first, the others at the next looks.
"""

from typing import NamedTuple

from nn.answers import Reader
from nn.figures.accuracy import Curve
from nn.network import Network
from nn.runs.run import Run
from nn.runs.run_view import RunView
from pages.ui.app.formats import percent
from pages.ui.app.state.session import Session, Visit
from pages.ui.class_room import sent_digits, steering
from pages.ui.class_room.store import StoreGone

ALL = "the room's {}"
HELD_OUT = "the room's held-out {}"
HIDDEN = "The room's {} are face down. Reveal the wall to see how they are read."
AT_ONCE = 10  # checkpoints that read the digits in one look


class OnRoom(NamedTuple):
    """How a run reads the digits of the visitor's room."""

    name: str = ""
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
    digits = room and sent_digits.digits_of(visitor.visit, room.current)
    what = "signs" if room and room.sign else "digits"
    if not room or not digits or room.hidden:
        return OnRoom(trouble=HIDDEN.format(what) if digits else "")
    name, lesson = ALL.format(what), visitor.training.lessons.get(run)
    if lesson and lesson.asked == (room.sign.asked if room.sign else 0.0):
        name, digits = HELD_OUT.format(what), digits.split(lesson.phones)[1]
        if not len(digits):  # they were taken back
            return OnRoom(name)
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
