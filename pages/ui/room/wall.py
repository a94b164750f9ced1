"""The wall: everybody's digits with what the network reads, and how well it does."""

import math
from collections.abc import Iterable
from functools import partial
from typing import Any

import streamlit as st

from nn.answers import NO_ANSWER
from nn.explain.confusion import Readings
from pages.ui.app.formats import counted, output
from pages.ui.app.html import Html, div
from pages.ui.app.pictures import picture
from pages.ui.app.server.scripts import component
from pages.ui.app.state.room import Wall
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import FEW_NEURONS
from pages.ui.app.visitor import digits, networks
from pages.ui.app.widgets import bound_to, button, pager
from pages.ui.class_room import rules, sent_digits, steering
from pages.ui.class_room.who_may import ROOMS
from pages.ui.room import joining, score

AT_A_TIME = 200  # digits
LEGEND = (
    "On each tile: what was meant → what the network reads. Orange is misread, – is no digit. What "
    "nobody has named, ?, does not count. Click one to look closer, or to remove it."
)
SIGNS = {NO_ANSWER: "–", rules.UNSAID: "?"}  # on a tile
NAMES = {NO_ANSWER: "no digit", rules.UNSAID: "?"}  # in a sentence
COMPARED = ("draw", "book", "run")  # networks between which one click changes
_KEY = "wall"


def show(visitor: Session, room: rules.Room, shown: Wall) -> None:
    """Show the code, or the digits with the scores beside them."""
    with st.container(key=f"room_{shown.name.lower()}"):
        if shown is Wall.CODE:
            found = joining.reach()
            if found.command:
                joining.show_command(found)
            st.html(joining.how(room, "tn-large"))
            if found.typed[1:] and not found.command:
                st.caption(f"If phones do not find it there, try {' or '.join(found.typed[1:])}.")
            st.html(counts(room))
            return
        left, right = st.columns([3, 1], gap="medium")
        read = score.on_wall(visitor.visit, room, networks.in_use(visitor).reader)
        with left:
            show_tiles(visitor, room, read)
        with right, st.container(key="room_side", gap="xsmall"):
            if visitor.room.chosen not in room.digits:  # the buttons of a tile need the place
                st.html(joining.how(room, "tn-small"))
            st.html(counts(room))
            read_by(visitor)
            st.html(score.scores(visitor, room))
            if not room.hidden:
                here, pages = visitor.room, math.ceil(len(room.digits) / AT_A_TIME)
                pager(pages, "room_pager", here.page, partial(setattr, here, "page"))
            if read is not None:
                chosen(visitor, room, read)


def counts(room: rules.Room, what: str = "digit") -> Html:
    """Return how many phones and digits there are now, and what is different from usual."""
    phones = len(ROOMS.store.there(room.code))
    words = [counted(phones, "phone"), counted(len(room.digits), what)]
    words += ["paused"] * room.paused + ["locked"] * room.locked
    if room.is_full:
        words.append("full: “Clear” makes room")
    return div("tn-room-counts", " · ".join(words))


def read_by(visitor: Session) -> None:
    """Show which network reads the wall; a click on another one chooses it for all pages."""
    here, there = visitor.network.choice, networks.choices(visitor)

    def use(name: str) -> None:
        visitor.use(name)
        st.rerun()

    names = [name for name in there if name in (*COMPARED, here)]
    own: dict[str, Any] = {"key": "wall_network", "then": use, "label_visibility": "collapsed"}
    own |= {"format_func": partial(networks.title, visitor.network), "required": True}
    bound_to(visitor.network, "choice", st.pills, "Read by", names, **own)


def show_tiles(
    visitor: Session,
    room: rules.Room,
    read: Readings | None,
    is_up: bool = False,
    learnt: Iterable[rules.SentDigit] = (),  # those that a network has learnt from follow, pale
) -> None:
    """Show a page of the digits, the newest on the first; face down if not `read` nor `is_up`."""
    here, count = visitor.room, len(room.digits)
    here.page = min(here.page, max(0, count - 1) // AT_A_TIME)
    last = count - here.page * AT_A_TIME
    shown = slice(max(0, last - AT_A_TIME), last)
    tiles: list[dict[str, Any]] = [{"id": digit} for digit in list(room.digits)[shown]]
    for k, tile in enumerate(tiles, shown.start):
        if read is not None or is_up:
            tile["image"] = room.digits[tile["id"]].picture
        if read is not None:
            label, answer = int(read.labels[k]), int(read.answers[k])
            tile |= {"meant": SIGNS.get(label, label), "read": SIGNS.get(answer, answer)}
            tile["wrong"] = not read.right[k]
    tiles += ({"id": it.id, "image": it.picture, "pale": True} for it in learnt)

    def choose() -> None:
        asked = (st.session_state.get(_KEY) or {}).get("choose")
        if isinstance(asked, str):
            here.chosen = "" if asked == here.chosen else asked

    what = "sign" if here.wall is Wall.INVENT else "digit"
    component("wall")(
        key=_KEY,
        data={"tiles": tiles, "chosen": here.chosen, "what": what},
        on_choose_change=choose,
    )


def chosen(visitor: Session, room: rules.Room, read: Readings | None) -> None:
    """Show the digit that was clicked, how it is `read`, and what the host may do with it."""
    digit = room.digits.get(visitor.room.chosen)
    if digit is None:
        st.caption(LEGEND)
        return
    how_read = ""
    if read is not None:
        place = list(room.digits).index(digit.id)
        answer = int(read.answers[place])
        sure = f", output {output(read.sure[place])}" if answer != NO_ANSWER else ""
        how_read = f", read as **{NAMES.get(answer, answer)}**{sure}"
    meant, pixels = NAMES.get(digit.label, digit.label), sent_digits.pixels(digit.image)
    with st.container(key="room_chosen", gap="xsmall"):
        alt = f"A {meant if digit.label >= 0 else 'drawing'} from the room"
        st.html(picture(pixels, alt))
        st.markdown(f"Meant **{meant}**{how_read}.")
        if visitor.room.host:
            remove(visitor, room)

        def take() -> None:
            digits.read_prepared(visitor.digit, pixels, steering.FROM_WALL, digit.label)
            if not visitor.room.host:  # by which the example's digits are read
                visitor.use(FEW_NEURONS)

        digits.open_with(visitor, "room", take)


def remove(visitor: Session, room: rules.Room) -> None:
    """Offer to remove the chosen digit, or all from the same phone; or to call it no digit."""
    digit = room.digits[visitor.room.chosen]
    with st.container(horizontal=True, gap="xsmall", key="room_remove"):
        change = partial(steering.change, visitor)
        button("Remove", "delete", change, lambda it: rules.without(it, {digit.id}))
        is_digit = digit.meant != NO_ANSWER and digit.id not in room.signs
        if is_digit and not visitor.talk.on:  # the stage has no place
            label, how = ("As meant", False) if digit.is_none else ("It is no digit", True)
            button(label, "", change, lambda it: rules.called(it, digit.id, how))
        label, about = "Remove all from this phone", "This phone cannot send any more."
        button(label, "block", change, lambda it: rules.without_phone(it, digit.phone), help=about)
