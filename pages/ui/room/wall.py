"""The wall: everybody's digits with what the network reads, and how well it does."""

from pathlib import Path
from typing import Any

import streamlit as st

from nn.answers import NO_ANSWER, Reader
from nn.explain import confusion
from nn.explain.confusion import Readings
from nn.figures.confusion import confusion_matrix
from nn.mnist import Bytes
from pages.ui.app import charts, digits, html, networks, places
from pages.ui.app.html import Html, div, join, span
from pages.ui.app.numbers import counted, output, percent
from pages.ui.app.pictures import picture
from pages.ui.app.places import Place
from pages.ui.app.room import readings, steering
from pages.ui.app.room import room as rules
from pages.ui.app.room.room import Room
from pages.ui.app.state.room import Wall
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import Part
from pages.ui.room import joining

SCRIPT = Path(__file__).with_name("wall.js")
AT_A_TIME = 200  # digits
OPEN_WITH = (*digits.CLOSELY, places.MISTAKES)
MATRIX_HEIGHT = 560
LEGEND = (
    "On each tile: what was meant → what the network reads. Orange ones are misread; – means that "
    "it sees no digit. Click one to look closer, or to remove it."
)
_KEY = "wall"


def show(visitor: Session, room: Room, shown: Wall) -> None:
    """Show the code, or the digits or who is taken for whom, with the scores beside them."""
    with st.container(key=f"room_{shown.name.lower()}"):
        if shown is Wall.CODE:
            _show_code(room)
            return
        left, right = st.columns([3, 1], gap="medium")
        read = readings.read(visitor.visit, room, _in_use(visitor), readings.IN_USE)
        with left:
            if read is None or room.hidden:
                show_tiles(visitor, room, None)
            elif shown is Wall.MATRIX:
                _matrix(visitor, read)
            else:
                show_tiles(visitor, room, read)
        with right, st.container(key="room_side", gap="xsmall"):
            st.html(joining.how(room, "tn-small", joining.reach(), copies=True))
            st.html(join([counts(room), _scores(visitor, room)]))
            _pager(visitor, room)
            if read is not None and not room.hidden and shown is Wall.DIGITS:
                chosen(visitor, room, read)


def _in_use(visitor: Session) -> Reader:
    return networks.in_use(visitor).reader


def _show_code(room: Room) -> None:
    reach = joining.reach()
    if reach.command:
        joining.show_command(reach)
    st.html(joining.how(room, "tn-large", reach, copies=True))
    st.html(counts(room))
    if reach.others and not reach.command:
        st.caption(f"If phones do not find it there, try {' or '.join(reach.others)}.")


def counts(room: Room) -> Html:
    """Return how many phones and digits there are, and what is different from usual."""
    words = [counted(len(room.phones), "phone"), counted(len(room.digits), "digit")]
    if room.paused:
        words.append("paused")
    return div("tn-room-counts", " · ".join(words))


def _scores(visitor: Session, room: Room) -> Html:
    """Return how many of the room's digits each network reads right."""
    if room.hidden or not room.digits:
        return div("tn-room-scores")
    rows = []
    for name, reader in readings.compared(visitor).items():
        key = readings.IN_USE if reader == _in_use(visitor) else name
        read = readings.read(visitor.visit, room, reader, key)
        if read is not None:
            places_shown = 1 if 100 * read.correct % len(read) else 0
            share = span("tn-room-share", percent(read.correct / len(read), places_shown))
            words = span("", f"{read.correct} of {len(read)} read by {name}")
            rows.append(div("tn-room-score", share, words))
    return div("tn-room-scores", *rows)


# The digits


def show_tiles(visitor: Session, room: Room, read: Readings | None) -> None:
    """Show the digits; face down if they are not `read`."""
    here = visitor.room

    def choose() -> None:
        asked = (st.session_state.get(_KEY) or {}).get("choose")
        if isinstance(asked, str):
            here.chosen = "" if asked == here.chosen else asked

    html.component("wall", SCRIPT)(
        key=_KEY,
        data={
            "tiles": _hidden_tiles(room) if read is None else tiles(visitor, room, read),
            "chosen": here.chosen,
            "hidden": room.hidden,
            "empty": "No digit yet. The first one appears here as soon as it is sent.",
        },
        on_choose_change=choose,
    )


def _hidden_tiles(room: Room) -> list[dict[str, Any]]:
    return [{"id": digit} for digit in list(room.digits)[-AT_A_TIME:]]


def on_page(visitor: Session, room: Room) -> list[int]:
    """Return the places of the digits on this page of the wall, the first page has the newest."""
    count = len(room.digits)
    here = visitor.room
    here.page = min(here.page, max(0, count - 1) // AT_A_TIME)
    last = count - here.page * AT_A_TIME
    return list(range(max(0, last - AT_A_TIME), last))


def tiles(visitor: Session, room: Room, read: Readings) -> list[dict[str, Any]]:
    """Return what wall.js has to know of each digit on this page."""
    images = list(readings.digits_of(visitor.visit, room).items())
    # The image of the newest may be on the way.
    on_wall = [place for place in on_page(visitor, room) if place < len(read)]
    drawn = readings.pictures(visitor.visit, room, dict(images[place] for place in on_wall))
    result = []
    for place in on_wall:
        digit = images[place][0]
        meant, answer = int(read.labels[place]), int(read.answers[place])
        said = "–" if answer == NO_ANSWER else str(answer)
        result.append(
            {
                "id": digit,
                "image": drawn[digit],
                "meant": meant,
                "read": said,
                "wrong": meant != answer,
            }
        )
    return result


def _pager(visitor: Session, room: Room) -> None:
    here, count = visitor.room, len(room.digits)
    if count <= AT_A_TIME or room.hidden:
        return
    places_shown = on_page(visitor, room)

    def turn(by: int) -> None:
        here.page = max(0, here.page + by)

    with st.container(horizontal=True, vertical_alignment="center", key="room_pager"):
        first = places_shown[0] == 0
        st.button("Older", key="older", disabled=first, on_click=turn, args=(1,))
        st.markdown(f"{places_shown[0] + 1:,} to {places_shown[-1] + 1:,}", width="content")
        st.button("Newer", key="newer", disabled=here.page == 0, on_click=turn, args=(-1,))


def _matrix(visitor: Session, read: Readings) -> None:
    st.markdown(f"**Who is taken for whom** by {readings.short_name(visitor.network.choice)}")
    figure = visitor.visit.keep(
        f"{readings.KEPT}matrix",
        read,
        lambda: confusion_matrix(confusion.confusion_matrix(read), False, (None, None)),
    )
    charts.show_live(visitor.visit, "room_matrix", figure, MATRIX_HEIGHT)


# One digit


def chosen(visitor: Session, room: Room, read: Readings) -> None:
    """Show the digit that was clicked, and what the host may do with it."""
    here = visitor.room
    images = readings.digits_of(visitor.visit, room)
    if here.chosen not in images or here.chosen not in room.digits:
        st.caption(LEGEND)
        return
    place = list(images).index(here.chosen)
    if place >= len(read):
        return
    meant, answer = int(read.labels[place]), int(read.answers[place])
    reads = f"read as **{answer}**, output {output(read.sure[place])}"
    if answer == NO_ANSWER:
        reads = "and the network sees **no digit**"
    with st.container(key="room_chosen", gap="xsmall"):
        st.html(picture(readings.pixels(images[here.chosen]), f"A {meant} from the room"))
        st.markdown(f"Meant **{meant}**, {reads}.")
        image = images[here.chosen]
        digits.open_with(
            visitor, "room", lambda page: _take(visitor, page, image, meant, answer), OPEN_WITH
        )
        remove(visitor, room)


def remove(visitor: Session, room: Room) -> None:
    """Offer to remove the chosen digit, or all from the same phone."""
    digit = room.digits[visitor.room.chosen]
    with st.container(horizontal=True, gap="xsmall", key="room_remove"):
        steering.button(
            visitor,
            "Remove",
            "remove_digit",
            lambda it: rules.without(it, {digit.id}),
            icon=":material/delete:",
        )
        steering.button(
            visitor,
            "Remove all from this phone",
            "remove_phone",
            lambda it: rules.without_phone(it, digit.phone),
            icon=":material/block:",
            help="And take no more digits from it.",
        )


def _take(visitor: Session, page: Place, image: Bytes, meant: int, answer: int) -> None:
    """Make a digit of the room the one that all pages read, for a page that opens with it."""
    digits.read_prepared(visitor.digit, readings.pixels(image), steering.FROM_WALL, meant)
    mistakes = visitor.views.mistakes
    if page is places.MISTAKES:  # test images that are taken for each other likewise
        mistakes.part = Part.MATRIX
        mistakes.show(meant, answer)
