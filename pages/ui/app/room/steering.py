"""What the host does to the room by a button, and what is forgotten of a room that is over."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from nn.runs.host import HOST
from pages.ui.app import frame
from pages.ui.app.room.room import Room
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.room.store import CLOSED, NoRoom, StoreGone
from pages.ui.app.state.digit import Source
from pages.ui.app.state.room import Draft
from pages.ui.app.state.session import Session

FROM_WALL = "a digit of the room"  # what a picture from the wall is called
ENDED = "The run was ended with the room: it learnt from the room's digits, which are deleted."
GONE_SECONDS = 1.0  # between two looks at a room that cannot be reached
HIDE = "The digits are face down until you reveal them. The room can guess first."


def change(visitor: Session, how: Callable[[Room], Room]) -> None:
    """Change the room as its host; where that cannot be done, a sentence on the page says why."""
    if host := visitor.room.host:
        with frame.told(visitor.visit):
            try:
                ROOMS.change(host, how)
            except NoRoom:  # the next look says so
                return


def wait(visitor: Session) -> None:
    """Run the page again when the room can be reached; the last thing on the page meanwhile."""

    def is_gone() -> bool:
        try:
            if visitor.room.host:
                ROOMS.see(visitor.room.host)
        except StoreGone:
            return True
        return False

    frame.part(visitor.visit, lambda: None, every=GONE_SECONDS, follows=is_gone)


def setting(name: str, value: Any) -> Callable[[Room], Room]:
    """Return what sets an attribute of a room."""
    return lambda room: replace(room, **{name: value})


def button(
    visitor: Session, label: str, key: str, how: Callable[[Room], Room], **options: Any
) -> None:
    """Show a button that changes the room."""
    st.button(label, key=key, on_click=change, args=(visitor, how), **options)


def pause_and_reveal(visitor: Session, room: Room) -> None:
    """Show Pause and Hide, or what undoes them.

    They are buttons, which keep no state of their own in the browser that could come back.
    """

    def put(label: str, key: str, icon: str, name: str, value: bool, **options: Any) -> None:
        icon = f":material/{icon}:"
        button(visitor, label, key, setting(name, value), icon=icon, **options)

    if room.hidden:
        put("Reveal", "reveal", "visibility", "hidden", False, type="primary")
    else:
        put("Hide", "hide", "visibility_off", "hidden", True, help=HIDE)
    if room.paused:
        put("Go on", "pause_room", "play_arrow", "paused", False)
    else:
        put("Pause", "pause_room", "pause", "paused", True)


# The end


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
        if digit.picture and digit.picture.name == FROM_WALL:
            digit.picture = None
            digit.read_from(Source.DRAWING)
    for run in list(training.lessons):
        HOST.discard(run, ENDED)


def say_closed(visitor: Session) -> None:
    """Forget a room that somebody or something else has closed, and say that it is closed."""
    forget(visitor)
    visitor.visit.trouble.append(CLOSED)
