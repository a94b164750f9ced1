"""Forgets a room that is over, wherever a visitor still has something of it."""

from nn.runs.host import HOST
from pages.ui.app.room.store import CLOSED
from pages.ui.app.state.digit import Digit, Source
from pages.ui.app.state.room import Draft
from pages.ui.app.state.session import Session

FROM_WALL = "a digit of the room"  # what a picture from the wall is called
ENDED = "The run was ended with the room: it learnt from the room's digits, which are deleted."


def forget(visitor: Session) -> None:
    """Forget all that a visitor has of their room.

    A run that still learns from its digits ends, since its process has them. What a network has
    learnt from them stays in its weights.
    """
    here, training = visitor.room, visitor.training
    here.host, here.wall, here.chosen, here.page, here.learn = None, None, "", 0, False
    here.draft, here.counted_on = Draft(), ""
    visitor.visit.kept.clear()  # what is not the room's is made again when it is needed
    for digit in (visitor.digit, *(left.digit for left in visitor.talk.left.values())):
        _put_away(digit)
    for run in list(training.lessons):
        HOST.discard(run, ENDED)


def say_closed(visitor: Session) -> None:
    """Forget a room that somebody or something else has closed, and say that it is closed."""
    forget(visitor)
    visitor.visit.trouble.append(CLOSED)


def _put_away(digit: Digit) -> None:
    if digit.picture and digit.picture.name == FROM_WALL:
        digit.picture = None
        digit.read_from(Source.DRAWING)
