"""The wall of the room, as large as the window; while it is empty, the code to join by."""

import streamlit as st

from pages.ui.app import frame, html, networks
from pages.ui.app.html import div
from pages.ui.app.places import ROOM
from pages.ui.app.room import readings, steering
from pages.ui.app.room.address import ONLY_HERE
from pages.ui.app.room.room import Room
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.room.store import GONE, StoreGone
from pages.ui.app.state.room import Wall
from pages.ui.app.state.session import Session
from pages.ui.room import host, joining, wall

HOW = f"{ONLY_HERE} The page {ROOM.title} shows the command."
OTHER = {Wall.CODE: Wall.DIGITS, Wall.DIGITS: Wall.CODE}
ICONS = {Wall.CODE: ":material/qr_code:", Wall.DIGITS: ":material/grid_view:"}


def show(visitor: Session) -> None:
    """Show the wall or the code, or offer to open a room."""
    html.styles(host.STYLE)
    frame.part(visitor.visit, _look, visitor, every=host.SECONDS)


def _look(visitor: Session) -> None:
    ticket = visitor.room.host
    try:
        room = ROOMS.see(ticket) if ticket else None
        if room is not None:
            _show(visitor, room)
            return
    except StoreGone:
        st.html(div("tn-talk-words", GONE))
        return
    if ticket:
        steering.forget(visitor)
    _offer(visitor)


def _show(visitor: Session, room: Room) -> None:
    # Whatever the host's page shows: here it is one of two.
    shown = Wall.CODE if host.shown_of(visitor, room) is Wall.CODE else Wall.DIGITS
    with st.container(horizontal=True, vertical_alignment="center", key="talk_room_top"):
        st.html(wall.counts(room), width="stretch")
        _buttons(visitor, room, shown)
    if shown is Wall.CODE:
        reach = joining.reach()
        if reach.command:
            st.html(div("tn-talk-words", HOW))
        st.html(joining.how(room, "tn-large", reach))
    else:
        reader = networks.in_use(visitor).reader
        read = readings.read(visitor.visit, room, reader, readings.IN_USE)
        wall.show_tiles(visitor, room, None if room.hidden else read)


def _offer(visitor: Session) -> None:
    st.html(div("tn-talk-words", "No room is open. The phones join one, draw, and send."))
    st.button("Open a room", key="talk_open_room", on_click=host.open_room, args=(visitor,))


def _buttons(visitor: Session, room: Room, shown: Wall) -> None:
    here, other = visitor.room, OTHER[shown]
    if shown is Wall.DIGITS and here.chosen in room.digits and not room.hidden:
        wall.remove(visitor, room)
    steering.pause_and_reveal(visitor, room)
    st.button(
        other.value,
        key="talk_room_part",
        icon=ICONS[other],
        on_click=lambda: setattr(here, "wall", other),
    )
