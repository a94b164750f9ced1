"""The wall: everybody's digits with what the network reads, and how well it does."""

import math
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from nn.answers import NO_ANSWER
from nn.explain.confusion import Readings
from nn.in_words import uncapitalised
from pages.ui.app import digits, html, networks, places
from pages.ui.app.html import Html, div, span
from pages.ui.app.numbers import counted, output, percent
from pages.ui.app.pictures import picture
from pages.ui.app.places import Place
from pages.ui.app.room import readings, steering
from pages.ui.app.room import room as rules
from pages.ui.app.room.room import Room, SentDigit
from pages.ui.app.state.room import Wall
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import Part
from pages.ui.app.widgets import bound, button, choice
from pages.ui.room import joining

SCRIPT = Path(__file__).with_name("wall.js")
AT_A_TIME = 200  # digits
OPEN_WITH = (*digits.CLOSELY, places.MISTAKES)
NAMED = 6  # mix-ups, above the digits
LEGEND = (
    "On each tile: what was meant → what the network reads. Orange ones are misread; – means that "
    "it sees no digit. Click one to look closer, or to remove it."
)
COMPARED = ("draw", "book", "run")  # networks between which one click changes
_KEY = "wall"


def show(visitor: Session, room: Room, shown: Wall) -> None:
    """Show the code, or the digits or who is taken for whom, with the scores beside them."""
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
        read = readings.on_wall(visitor.visit, room, networks.in_use(visitor).reader)
        with left:
            if read is not None and shown is Wall.MIX_UPS:
                _mix_ups(visitor, room, read)
            else:
                show_tiles(visitor, room, read)
        with right, st.container(key="room_side", gap="xsmall"):
            st.html(joining.how(room, "tn-small"))
            st.html(counts(room))
            read_by(visitor)
            st.html(_scores(visitor, room))
            if shown is Wall.DIGITS:
                _pager(visitor, room)
            if read is not None:
                chosen(visitor, room, read)


def counts(room: Room) -> Html:
    """Return how many phones and digits there are, and what is different from usual."""
    words = [counted(len(room.phones), "phone"), counted(len(room.digits), "digit")]
    if room.paused:
        words.append("paused")
    return div("tn-room-counts", " · ".join(words))


def _scores(visitor: Session, room: Room) -> Html:
    """Return how many of the room's digits each network reads right."""
    here, rows = visitor.network.choice, []
    for name in dict.fromkeys(("draw", "book", here)):
        used = networks.in_use(visitor) if name == here else networks.shipped(name)
        kept = "in_use" if name == here else name
        read = readings.on_wall(visitor.visit, room, used.reader, kept)
        if read is not None:
            places_shown = 1 if 100 * read.correct % len(read) else 0
            share = span("tn-room-share", percent(read.correct / len(read), places_shown))
            words = span("", f"{read.correct} of {len(read)} read by {_short_name(name)}")
            rows.append(div("tn-room-score", share, words))
    return div("tn-room-scores", *rows)


def read_by(visitor: Session) -> None:
    """Show which network reads the wall; a click on another one chooses it for all pages."""
    here, there = visitor.network.choice, networks.choices(visitor)

    def use(name: str) -> None:
        visitor.use(name)
        st.rerun()

    titles = {name: name for name in there if name in (*COMPARED, here)}
    choice(visitor.network, "choice", "Read by", titles, "wall_network", then=use)


def _short_name(choice: str) -> str:
    """Return what a choice of network is called, without what it is for."""
    return uncapitalised(networks.TITLES[choice].partition(",")[0])


# The digits


def show_tiles(visitor: Session, room: Room, read: Readings | None) -> None:
    """Show a page of the digits, the newest on the first; face down if they are not `read`."""
    here, count = visitor.room, len(room.digits)
    here.page = min(here.page, max(0, count - 1) // AT_A_TIME)
    last = count - here.page * AT_A_TIME
    shown = slice(max(0, last - AT_A_TIME), last)
    tiles: list[dict[str, Any]] = [{"id": digit} for digit in list(room.digits)[shown]]
    if read is not None:
        for tile, answer in zip(tiles, read.answers[shown].tolist(), strict=True):
            digit = room.digits[tile["id"]]
            tile |= {"image": digit.picture, "meant": digit.meant, "wrong": digit.meant != answer}
            tile["read"] = "–" if answer == NO_ANSWER else str(answer)

    def choose() -> None:
        asked = (st.session_state.get(_KEY) or {}).get("choose")
        if isinstance(asked, str):
            here.chosen = "" if asked == here.chosen else asked

    html.component("wall", SCRIPT)(
        key=_KEY,
        data={"tiles": tiles, "chosen": here.chosen},
        on_choose_change=choose,
    )


def _pager(visitor: Session, room: Room) -> None:
    here, pages = visitor.room, math.ceil(len(room.digits) / AT_A_TIME)
    if pages > 1 and not room.hidden:

        def turn(page: int) -> None:
            here.page = page - 1

        bound(st.pagination, pages, key="room_pager", value=here.page + 1, then=turn)


def _mix_ups(visitor: Session, room: Room, read: Readings) -> None:
    """Show the misread digits, the most frequent mix-up first."""
    pairs = list(zip(read.labels.tolist(), read.answers.tolist(), strict=True))
    times, total = Counter(pairs), Counter(read.labels.tolist())
    order = sorted(read.misread.tolist(), key=lambda k: (-times[pairs[k]], pairs[k]))
    names = {NO_ANSWER: "no digit"}
    named = [
        f"{meant} as {names.get(answer, answer)} ({times[meant, answer]} of {total[meant]})"
        for meant, answer in dict.fromkeys(pairs[k] for k in order)
    ]
    said = ", ".join(named[:NAMED]) or f"none of {counted(len(read), 'digit')} yet"
    st.html(div("tn-room-counts", f"Misread by {_short_name(visitor.network.choice)}: {said}"))
    if order:
        ids = list(room.digits)
        misread = replace(room, digits={ids[k]: room.digits[ids[k]] for k in order})
        show_tiles(visitor, misread, Readings(*(kept[order] for kept in vars(read).values())))


# One digit


def chosen(visitor: Session, room: Room, read: Readings) -> None:
    """Show the digit that was clicked, and what the host may do with it."""
    digit = room.digits.get(visitor.room.chosen)
    if digit is None:
        st.caption(LEGEND)
        return
    place = list(room.digits).index(digit.id)
    answer = int(read.answers[place])
    reads = f"read as **{answer}**, output {output(read.sure[place])}"
    if answer == NO_ANSWER:
        reads = "and the network sees **no digit**"
    with st.container(key="room_chosen", gap="xsmall"):
        st.html(picture(readings.pixels(digit.image), f"A {digit.meant} from the room"))
        st.markdown(f"Meant **{digit.meant}**, {reads}.")
        digits.open_with(
            visitor, "room", lambda page: _take(visitor, page, digit, answer), OPEN_WITH
        )
        remove(visitor, room)


def remove(visitor: Session, room: Room) -> None:
    """Offer to remove the chosen digit, or all from the same phone."""
    digit = room.digits[visitor.room.chosen]
    with st.container(horizontal=True, gap="xsmall", key="room_remove"):
        change = partial(steering.change, visitor)
        button("Remove", "delete", change, lambda it: rules.without(it, {digit.id}))
        label, about = "Remove all from this phone", "And take no more digits from it."
        button(label, "block", change, lambda it: rules.without_phone(it, digit.phone), help=about)


def _take(visitor: Session, page: Place, digit: SentDigit, answer: int) -> None:
    """Make a digit of the room the one that all pages read, for a page that opens with it."""
    pixels = readings.pixels(digit.image)
    digits.read_prepared(visitor.digit, pixels, steering.FROM_WALL, digit.meant)
    mistakes = visitor.views.mistakes
    if page is places.MISTAKES:  # test images that are taken for each other likewise
        mistakes.part = Part.MATRIX
        mistakes.digit, mistakes.answer = digit.meant, answer
