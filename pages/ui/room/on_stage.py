"""On the stage: the wall of the room, while it is empty the code to join by; and the talk's end."""

import math

import streamlit as st

from pages.ui.app import fragments
from pages.ui.app.html import Html, div, tag
from pages.ui.app.places import ROOM
from pages.ui.app.state.room import Wall
from pages.ui.app.state.session import Session
from pages.ui.app.state.talk import MOST_DRAWN
from pages.ui.app.visitor import networks
from pages.ui.app.widgets import button
from pages.ui.class_room import steering, store
from pages.ui.every_page import sidebar
from pages.ui.room import host, joining, score, wall

# Where it may be divided.
BOOK = sidebar.BOOK.removeprefix("http://").replace("and", "\N{ZERO WIDTH SPACE}and")
HOW = f"{joining.ONLY_HERE} The page {ROOM.title} shows the command."


def show(visitor: Session) -> None:
    """Show the wall or the code, or offer to open a room."""
    st.html(host.STYLE)
    fragments.show(visitor.visit, _look, visitor, every=steering.ROOM_SECONDS)


def _look(visitor: Session) -> None:
    try:
        room = steering.own_room(visitor)
    except store.StoreGone as error:
        st.html(div("tn-talk-words", str(error)))
        return
    if room is None:
        st.html(div("tn-talk-words", "No room is open. The phones join one, draw, and send."))
        button("Open a room", "", host.open_room, visitor, key="talk_open_room")
        return
    here = visitor.room
    # Whatever the host's page shows: here it is one of two.
    shown, other, icon = Wall.DIGITS, Wall.CODE, "qr_code"
    if host.shown_of(visitor, room) is Wall.CODE:
        shown, other, icon = Wall.CODE, Wall.DIGITS, "grid_view"
    with st.container(horizontal=True, vertical_alignment="center", key="talk_room_top"):
        st.html(wall.counts(room), width="stretch")
        if shown is Wall.DIGITS and here.chosen in room.digits and not room.hidden:
            wall.remove(visitor, room)
        elif shown is Wall.DIGITS:
            wall.read_by(visitor)
        host.pause_and_reveal(visitor, room)
        button(other.value, icon, setattr, here, "wall", other, key="talk_room_part")
    if shown is Wall.CODE:
        if joining.reach().command:
            st.html(div("tn-talk-words", HOW))
        st.html(joining.how(room, "tn-large"))
    else:
        read = score.on_wall(visitor.visit, room, networks.in_use(visitor).reader)
        wall.show_tiles(visitor, room, read)


def end(visitor: Session) -> None:
    """Show what was drawn, and the way to the room or the app, or to the book if both are far."""
    st.html(host.STYLE)
    try:
        room = steering.own_room(visitor)
    except store.StoreGone:
        room = None
    found = joining.reach()
    if room and not found.command:
        where = joining.how(room, "tn-large")
    else:
        why, link, name = "Draw your own:", found.urls[0], found.typed[0]
        if found.command:
            why, link, name = "Read the book:", sidebar.BOOK, BOOK
        words = div("tn-talk-words", why), div("tn-join-address", name)
        where = joining.with_code(link, f"QR code of {link}", "tn-large", *words)
    drawn = list(visitor.talk.drawn.values())
    if room and not room.hidden:
        of_room = [digit.picture for digit in room.digits.values()]
        drawn += of_room[max(0, len(drawn) + len(of_room) - MOST_DRAWN) :]
    below = "" if found.command else div("tn-talk-words", f"The book behind it: {BOOK}")
    st.html(div("tn-talk-made" if drawn else "", _wall(drawn), div("", where, below)))


def _wall(drawn: list[str]) -> Html:
    """Return pictures, by their addresses, that come together on a wall, one after the other."""
    tiles = []
    for k, src in enumerate(drawn):
        comes = f"--x:{37 * k % 60 - 30}vw;animation-delay:{0.04 * k:.2f}s"
        tiles.append(tag("img", kind="tn-picture", src=src, alt="", style=comes))
    root = math.ceil(math.sqrt(max(len(drawn), 1)))
    across = min(range(root, root + root // 2 + 1), key=lambda n: -len(drawn) % n)
    return div("tn-talk-wall", *tiles, style=f"--across:{across}")
