"""What the host does to the room by a button, and what is forgotten of a room that is over."""

import time
from collections.abc import Callable

from nn.runs.host import HOST
from pages.ui.app import fragments, trouble
from pages.ui.app.state.drawing import Source
from pages.ui.app.state.room import InRoom
from pages.ui.app.state.session import Session
from pages.ui.class_room import rules, store
from pages.ui.class_room.who_may import ROOMS

FROM_WALL = "a digit of the room"  # what a picture from the wall is called
ENDED = "The run was ended with the room: it learnt from the room's digits, which are deleted."
ROOM_SECONDS = 0.4  # between two looks at the room
GONE_SECONDS = 1.0  # between two looks at a room that cannot be reached


def own_room(visitor: Session) -> rules.Room | None:
    """Return the room that a visitor is host of; forget one that is over. Raises `StoreGone`."""
    host = visitor.room.host
    room = ROOMS.see(host) if host else None
    if host and room is None:
        forget(visitor)
        visitor.visit.trouble.append(store.CLOSED)
    return room


def change(visitor: Session, how: Callable[[rules.Room], rules.Room]) -> None:
    """Change the room as its host; where that cannot be done, a sentence on the page says why."""
    if host := visitor.room.host:
        with trouble.caught(visitor.visit):
            ROOMS.change(host, how)


def wait(visitor: Session) -> None:
    """Run the page again and again until the room can be reached; the last thing on the page."""
    fragments.show(visitor.visit, lambda: None, every=GONE_SECONDS, follows=time.monotonic)


def forget(visitor: Session) -> None:
    """Forget all that a visitor has of their room.

    A run that still learns from its digits ends, since its process has them. What a network has
    learnt from them stays in its weights.
    """
    visitor.room = InRoom(phone=visitor.room.phone, secret=visitor.room.secret)
    visitor.visit.kept.clear()  # what is not the room's is made again when it is needed
    for digit in (visitor.digit, *(left.digit for left in visitor.talk.left.values())):
        if digit.picture and digit.picture.name == FROM_WALL:
            digit.picture = None
            digit.read_from(Source.DRAWING)
    for run in list(visitor.training.lessons):
        HOST.discard(run, ENDED)
