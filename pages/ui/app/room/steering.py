"""What the host does to the room by a button, and what is forgotten of a room that is over."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from nn.runs.host import HOST
from pages.ui.app import frame, places
from pages.ui.app.room.room import Room
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.room.store import CLOSED, StoreGone
from pages.ui.app.state.digit import Source
from pages.ui.app.state.room import InRoom
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import button

FROM_WALL = "a digit of the room"  # what a picture from the wall is called
ENDED = "The run was ended with the room: it learnt from the room's digits, which are deleted."
LOOK_SECONDS = 0.4  # between two looks at the room
GONE_SECONDS = 1.0  # between two looks at a room that cannot be reached
PAUSE_AND_REVEAL = {
    "hidden": (("Hide", "visibility_off"), ("Reveal", "visibility")),
    "paused": (("Pause", "pause"), ("Go on", "play_arrow")),
}
HIDE = "The digits are face down until you reveal them. The room can guess first."


def look(visitor: Session) -> Room | None:
    """Return the room that a visitor is host of; forget one that is over. Raises `StoreGone`."""
    host = visitor.room.host
    room = ROOMS.see(host) if host else None
    if host and room is None:
        forget(visitor)
        visitor.visit.trouble.append(CLOSED)
    return room


def offer_to_join(visitor: Session) -> None:
    """Offer the page that asks for a code, while there is a room; style.css shows it on phones."""
    with suppress(StoreGone):
        if visitor.room.host is None and ROOMS.store.any_open():
            act, place = places.go_to, places.JOIN
            button("Join the room", "", act, place, key="join_offer", type="primary")


def change(visitor: Session, how: Callable[[Room], Room]) -> None:
    """Change the room as its host; where that cannot be done, a sentence on the page says why."""
    if host := visitor.room.host:
        with frame.told(visitor.visit):
            ROOMS.change(host, how)


def wait(visitor: Session) -> None:
    """Run the page again and again until the room can be reached; the last thing on the page."""
    frame.part(visitor.visit, lambda: None, every=GONE_SECONDS, follows=time.monotonic)


def pause_and_reveal(visitor: Session, room: Room) -> None:
    """Show Pause and Hide, or what undoes them.

    They are buttons, which keep no state of their own in the browser that could come back.
    """
    for name, labels in PAUSE_AND_REVEAL.items():
        is_so = getattr(room, name)
        label, icon = labels[is_so]
        about = HIDE if label == "Hide" else None
        kind = "primary" if label == "Reveal" else "secondary"
        how = partial(replace, **{name: not is_so})
        button(label, icon, change, visitor, how, key=f"{name}_room", type=kind, help=about)


# The end


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
