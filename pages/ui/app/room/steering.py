"""What the host does to the room, by a button."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from pages.ui.app import frame
from pages.ui.app.room.room import Room
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.room.store import NoRoom
from pages.ui.app.state.session import Session

HIDE = "The digits are face down until you reveal them. The room can guess first."


def change(visitor: Session, how: Callable[[Room], Room]) -> None:
    """Change the room as its host; where that cannot be done, a sentence on the page says why."""
    if host := visitor.room.host:
        with frame.told(visitor.visit):
            try:
                ROOMS.change(host, how)
            except NoRoom:  # the next look says so
                return


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
