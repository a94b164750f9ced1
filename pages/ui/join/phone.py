"""A phone's page: the code if it is not known yet, and then the canvas.

code -> the room lets the phone in -> phone.js draws and reads -> what it sends is checked
"""

from pathlib import Path
from typing import Any

import streamlit as st

from nn.errors import Refused
from pages.ui.app import fragments
from pages.ui.app.formats import counted
from pages.ui.app.html import div, tag
from pages.ui.app.server import sent_network
from pages.ui.app.server.scripts import component
from pages.ui.app.state.drawing import PAPER
from pages.ui.app.state.room import InRoom, Ticket
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import networks
from pages.ui.app.widgets import bound, button
from pages.ui.class_room import rules, steering, store
from pages.ui.class_room.guessing.guess_in_words import on_phone
from pages.ui.class_room.who_may import LENGTH, ROOMS
from pages.ui.join import requests

STYLE = Path(__file__).with_name("join.css")
ADDRESS = "code"  # in the browser's address
SECONDS = 2.0  # between two looks at the room
IN_FRONT = "Look at the screen in front."
TRY = "This phone reads with the network that you taught. Draw your sign again."
# What phone.js knows of a room that does not answer.
NOTHING: dict[str, Any] = {
    "canvas": PAPER,
    "own": [],
    "trouble": True,
}
_KEY = "phone"


def show(visitor: Session) -> None:
    """Show the canvas in a room, and elsewhere the field for a room's code."""
    st.html(STYLE)
    visitor.visit.trouble.clear()  # a phone has no room for what other pages say
    here = visitor.room
    if here.asks:  # not in the callback, which the next request could break off
        st.query_params[ADDRESS], here.asks = here.typed, False
    asked = st.query_params.get(ADDRESS, "")
    if asked and not (here.phone and here.phone.code == asked):
        join(here, asked)
    if here.phone is None:
        _ask_for_code(visitor)
        return
    st.query_params[ADDRESS] = here.phone.code
    fragments.show(visitor.visit, _look, here, here.phone, every=SECONDS)


def join(here: InRoom, code: str) -> None:
    """Join the room with the code in the address, or say why that cannot be done."""
    here.typed, here.refused = code[: LENGTH + 2], ""
    try:
        # In another room, too, it is the same phone: what was refused to it once stays so.
        here.phone = ROOMS.join(here.typed, here.secret)
    except Refused as error:
        here.refused = str(error)
        if not isinstance(error, store.StoreGone):  # then the code is tried again
            st.query_params.clear()


def _ask_for_code(visitor: Session) -> None:
    here = visitor.room

    def take(text: str) -> None:
        here.typed, here.asks = text, bool(text.strip())

    with st.container(key="join"):
        st.html(tag("h1", "Join the room"))
        bound(
            st.text_input,
            f"The {LENGTH} characters on the screen",
            key="code",
            value=here.typed,
            then=take,  # Enter joins, too
            max_chars=LENGTH + 2,
            autocomplete="off",
        )
        options = {"key": "join_button", "type": "primary", "width": "stretch"}
        button("Join", "", lambda: take(here.typed), **options)
        if here.refused:
            st.html(div("tn-join-says", here.refused, role="alert"))
        if st.query_params:  # until the room can be reached
            steering.wait(visitor)


def _look(here: InRoom, ticket: Ticket) -> None:
    """Show the canvas, and what the room says by now."""
    words = NOTHING | {"code": ticket.code, "heard": here.heard, "refused": here.refused}
    try:
        room = ROOMS.look(ticket.code, ticket.name)
    except store.StoreGone as error:  # the next look tries it again
        _show(here, words | {"says": str(error)})
        return
    if room is None or ticket.name not in room.phones:
        here.phone, here.refused, here.typed = None, store.CLOSED, ""
        st.query_params.clear()
        st.rerun()
    _show(here, words | _words(here, ticket, room))


def _show(here: InRoom, words: dict[str, Any]) -> None:
    def sent(event: str) -> dict[str, Any]:
        value = (st.session_state.get(_KEY) or {}).get(event)
        return value if isinstance(value, dict) else {}

    component("phone")(
        key=_KEY,
        data=words,
        on_send_change=lambda: requests.send(here, sent("send")),
        on_take_back_change=lambda: requests.take_back(here, sent("take_back")),
        on_guess_change=lambda: requests.guess(here, sent("guess")),
    )


def _words(here: InRoom, ticket: Ticket, room: rules.Room) -> dict[str, Any]:
    """Return what phone.js has to know: of others' guesses nothing before all are shown."""
    own, sender, question = room.digits_of(ticket.name), room.phones[ticket.name], room.question
    if question and question.revealed and room.sign and question.asked < room.sign.asked:
        question = None  # its sheet would lie over the canvas
    left = 0 if sender.blocked else max(0, room.each - len(own))
    what, tries = "sign" if room.sign else "digit", room.network == rules.OWN and room.live
    reads_with = sent_network.addresses().get(room.network)
    says = f"Draw our new sign for {room.sign.digit}, and send it." if room.sign else ""
    if sender.blocked:
        says = f"{rules.BLOCKED} {IN_FRONT}"
    elif tries:
        says, reads_with = TRY, sent_network.address_of(room.weights)
    elif not left:
        says = f"All sent. {IN_FRONT}"
    elif room.paused:
        says = f"{rules.PAUSED} {IN_FRONT}"
    elif own and not here.refused:
        says = f"On the wall: {counted(len(own), what)}. Draw another one."
    return {
        "open": not (room.paused or sender.blocked),
        "network": networks.NAMES[room.network],
        # Of a sign that is still to be learnt it would tell too early what is read.
        "reads_with": reads_with if room.live and (tries or not room.sign) else None,
        "sign": room.sign and room.sign._asdict(),
        "tries": tries and not sender.blocked,
        "left": left,
        "own": [{"id": digit.id, "meant": digit.meant, "image": digit.picture} for digit in own],
        "says": says,
        "trouble": sender.blocked,
        "question": question
        and vars(question)
        | {"guess": sender.guess, "says": on_phone(question, sender.guess, room.guesses)},
    }
