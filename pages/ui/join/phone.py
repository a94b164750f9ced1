"""A phone's page: the code if it is not known yet, and then the canvas.

code -> the room lets the phone in -> phone.js draws and reads -> what it sends is checked
"""

from pathlib import Path
from typing import Any

import streamlit as st

from nn.errors import Refused
from pages.ui.app import html, networks
from pages.ui.app.canvas import reader
from pages.ui.app.html import div, tag
from pages.ui.app.room import guesses, readings
from pages.ui.app.room.codes import LENGTH
from pages.ui.app.room.room import BLOCKED, PAUSED, Room
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.room.store import CLOSED, StoreGone
from pages.ui.app.state.room import InRoom, Ticket
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound
from pages.ui.join import requests

STYLE = Path(__file__).with_name("join.css")
SCRIPTS = [Path(__file__).with_name(name) for name in ("question.js", "phone.js")]
READING = [
    *(script for script in reader.SCRIPTS if script.stem in ("reading", "readout", "digit_parts")),
    Path(__file__).with_name("phone_reading.js"),
]
ADDRESS = "code"  # in the browser's address
SECONDS = 2.0  # between two looks at the room
# What phone.js knows of a room that does not answer.
NOTHING: dict[str, Any] = {
    "open": False,
    "live": False,
    "network": "",
    "left": 0,
    "own": [],
    "trouble": True,
    "question": None,
    "refused": "",
}
_KEY = "phone"


def show(visitor: Session) -> None:
    """Show the canvas to who is in a room, and others the field for its code."""
    html.styles(STYLE)
    here = visitor.room
    _follow_address(here)
    if here.phone is None:
        _ask_for_code(here)
    else:
        st.query_params[ADDRESS] = here.phone.code
        network = _network_now(here.phone)
        if network:
            _send_network(network)
        st.fragment(_look, run_every=SECONDS)(visitor, network)


def _follow_address(here: InRoom) -> None:
    """Join the room that the address names, unless the phone is in it."""
    asked = st.query_params.get(ADDRESS, "")
    is_in = here.phone and here.phone.code == asked
    if asked and not is_in and here.followed != asked:
        here.followed = asked
        here.typed = asked[: LENGTH + 2]
        join(here)


def join(here: InRoom) -> None:
    """Join the room with the code that was typed, or say why that cannot be done."""
    here.refused, here.was_closed, here.waits = "", False, False
    try:
        # In another room, too, it is the same phone: what was refused to it once stays so.
        here.phone = ROOMS.join(here.typed, here.tries, here.phone.token if here.phone else "")
    except Refused as error:
        here.refused, here.waits = str(error), isinstance(error, StoreGone)


def _take_code(here: InRoom, text: str) -> None:
    here.typed = text
    if text.strip():
        join(here)


def _join_again(here: InRoom) -> None:
    """Join as soon as the room can be reached."""
    join(here)
    if not here.waits:
        st.rerun()


def _ask_for_code(here: InRoom) -> None:
    if not here.waits:
        st.query_params.clear()
    with st.container(key="join"):
        st.html(tag("h1", "Join the room"))
        if here.was_closed:
            st.html(div("tn-join-says", CLOSED))
        bound(
            st.text_input,
            f"The {LENGTH} characters on the wall",
            key="code",
            value=here.typed,
            then=lambda text: _take_code(here, text),  # Enter joins, too
            max_chars=LENGTH + 2,
            autocomplete="off",
        )
        st.button(
            "Join", type="primary", width="stretch", key="join_button", on_click=join, args=(here,)
        )
        if here.refused:
            st.html(div("tn-join-says", here.refused, role="alert"))
        if here.waits:
            st.fragment(_join_again, run_every=SECONDS)(here)


def _network_now(ticket: Ticket) -> str:
    try:
        room = ROOMS.look(ticket.code)
    except StoreGone:
        return ""
    return _network_of(room) if room else ""


def _network_of(room: Room) -> str:
    """Return what a phone reads with while one draws; "" if it shall not show what it reads."""
    return room.network if room.live else ""


def _send_network(name: str) -> None:
    """Send the phone a network, a megabyte: once, and not again at each look at the room."""
    used = networks.shipped(name).reader
    html.component("phone_reading", *READING)(key="phone_reading", data=reader.packed(used, 1))


def _look(visitor: Session, network: str) -> None:
    """Show the canvas, and what the room says by now; the phone reads with that `network`."""
    here = visitor.room
    if (ticket := here.phone) is None:
        st.rerun()
    try:
        room = ROOMS.look(ticket.code)
        if room and ticket.name not in room.phones:  # such as after a restart of the store
            ROOMS.join(ticket.code, here.tries, ticket.token)  # as the phone that it was
            room = ROOMS.look(ticket.code)
        words = _words(visitor, ticket, room) if room else {}
    except Refused as error:  # the next look tries it again
        _show(visitor, _without_room(here, ticket, str(error)))
        return
    if room is None:
        here.phone, here.was_closed, here.typed, here.followed = None, True, "", ticket.code
        visitor.visit.kept.pop(readings.PICTURES, None)
        st.rerun()
    if _network_of(room) != network:
        st.rerun()
    _show(visitor, words)


def _show(visitor: Session, words: dict[str, Any]) -> None:
    def told(event: str) -> dict[str, Any]:
        value = (st.session_state.get(_KEY) or {}).get(event)
        return value if isinstance(value, dict) else {}

    html.component("phone", *SCRIPTS)(
        key=_KEY,
        data=words,
        on_send_change=lambda: requests.send(visitor.room, told("send")),
        on_take_back_change=lambda: requests.take_back(visitor.room, told("take_back")),
        on_guess_change=lambda: requests.guess(visitor.room, told("guess")),
    )


def _words(visitor: Session, ticket: Ticket, room: Room) -> dict[str, Any]:
    """Return what phone.js has to know."""
    here, own = visitor.room, room.digits_of(ticket.name)
    images = ROOMS.images(room, [digit.id for digit in own])
    drawn = readings.pictures(visitor.visit, room, images)
    blocked = room.phones[ticket.name].blocked
    left = max(0, room.each - len(own))
    says = ""
    if blocked:
        says = BLOCKED
    elif room.paused:
        says = PAUSED
    elif not left:
        says = "All sent. Touch one above to take it back."
    elif own and not here.refused:
        says = "It is on the wall. Draw another one."
    return {
        "code": room.code,
        "open": not (room.paused or blocked),
        "live": room.live,
        "network": room.network,
        "left": left,
        "own": [
            {"id": digit.id, "meant": digit.meant, "image": drawn[digit.id]}
            for digit in own
            if digit.id in drawn
        ],
        "says": says,
        "trouble": blocked,
        "question": _question(ticket, room),
        "heard": here.heard,
        "refused": here.refused,
    }


def _question(ticket: Ticket, room: Room) -> dict[str, Any] | None:
    """Return the question for this phone: of others' guesses nothing before all are shown."""
    question, own = room.question, room.phones[ticket.name].guess
    if question is None:
        return None
    words = guesses.told_before(question, own)
    if question.revealed:
        words = guesses.told_after(question, own, room.guesses)
    return {
        "asked": question.asked,
        "text": question.text,
        "choices": question.choices,
        "unit": question.unit,
        "revealed": question.revealed,
        "known": bool(question.truth),
        "guess": own,
        "says": words,
    }


def _without_room(here: InRoom, ticket: Ticket, sentence: str) -> dict[str, Any]:
    """Return what phone.js has to know while the room does not answer."""
    return NOTHING | {"code": ticket.code, "says": sentence, "heard": here.heard}
