"""The host's page: opens a room, steers it, and ends it."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import streamlit as st

from nn.drawing.mnist_pen import SIDE
from nn.errors import Refused
from nn.explain.confusion import Readings
from nn.mnist import load
from nn.storage import drawing_files, network_files
from pages.ui.app import fragments, pictures, trouble
from pages.ui.app.formats import counted
from pages.ui.app.places import DRAW, JOIN
from pages.ui.app.server import sent_network
from pages.ui.app.state.room import Wall
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import FEW_NEURONS
from pages.ui.app.visitor import networks
from pages.ui.app.widgets import bound_to, button, choice, download
from pages.ui.class_room import rules, sent_digits, steering, store
from pages.ui.class_room.guessing import histogram, the_truth
from pages.ui.class_room.who_may import ROOMS
from pages.ui.room import guess, invent, wall

OF_TEST = slice(240, 288)  # where about as many are misread as elsewhere
STYLE = Path(__file__).with_name("room.css")
WHAT = (
    "**A class draws on phones, and all digits hang on one wall**, each with what the network "
    "reads. No account, no name; ending the room deletes it all."
)
LOCKED = "Phones in the room stay. Turn this on once everyone has joined."
LIVE = "When off, phones hide what the network reads. Only the wall shows it."
READ_WITH = (
    "The one for drawings reads nearly everything, and every phone loads 0.6 MB for it. The book's "
    "thirty misread more, and take 0.1 MB: better where the Wi-Fi is weak."
)
PAUSE_AND_REVEAL = {
    "hidden": (("Hide", "visibility_off"), ("Reveal", "visibility")),
    "paused": (("Pause", "pause"), ("Go on", "play_arrow")),
}
HIDE = "The digits are face down until you reveal them. The room can guess first."


def show(visitor: Session) -> None:
    """Show the room that this visitor is host of, or offer to open one."""
    st.html(STYLE)
    st.html(histogram.STYLE)
    if visitor.room.host is None:
        _offer(visitor)
        return
    try:
        room = steering.own_room(visitor)
    except store.StoreGone as error:
        st.title("Room", anchor=False)
        st.warning(str(error), icon=":material/cloud_off:")
        steering.wait(visitor)
        return
    if room is None:
        st.rerun()
    _controls(visitor, room)
    shown = shown_of(visitor, room)
    with st.container(key="room_shown"):
        if shown is Wall.GUESS:
            guess.controls(visitor, room)
        stage = the_truth.stage(room)
        fragments.show(visitor.visit, _look, visitor, shown, stage, every=steering.ROOM_SECONDS)


def shown_of(visitor: Session, room: rules.Room) -> Wall:
    """Return what is shown large: what the host chose, or the code until there is a digit."""
    return visitor.room.wall or (Wall.DIGITS if room.digits else Wall.CODE)


def _offer(visitor: Session) -> None:
    st.title("Room", anchor=False)
    left, right = st.columns([3, 1], gap="medium")
    with right, st.container(key="room_side"):
        st.markdown(WHAT)
        button("Open a room", "groups", open_room, visitor, key="open_room", type="primary")
        st.page_link(JOIN.path, label="Join a room by its code", icon=JOIN.icon)
        st.caption("An example: MNIST's test digits, read by the book's thirty. Orange is misread.")
        with left:
            room, read = _example()
            wall.show_tiles(visitor, room, read)
        if visitor.room.chosen in room.digits:
            wall.chosen(visitor, room, read)


@cache
def _example() -> tuple[rules.Room, Readings]:
    """Return a wall of MNIST's test digits, and what `book` reads of them."""
    test = load().test[OF_TEST]
    digits: dict[str, rules.SentDigit] = {}
    for image, label in zip(test.images, test.labels, strict=True):
        it, shown = str(len(digits)), pictures.png(255 - image.reshape(SIDE, SIDE))
        digits[it] = rules.SentDigit(it, "", int(label), 0.0, shown)
    read = sent_digits.read(networks.shipped(FEW_NEURONS).reader, test)
    return rules.Room("", "", 0.0, digits=digits), read


def open_room(visitor: Session) -> None:
    """Open a room, with this visitor as its host."""
    with trouble.caught(visitor.visit):
        visitor.room.host = ROOMS.open()


def _controls(visitor: Session, room: rules.Room) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="room_top"):
        st.title("Room", anchor=False, width="stretch")
        titles, shown = {it: it.value for it in Wall}, shown_of(visitor, room)
        choice(visitor.room, "wall", "Show", titles, "room_part", value=shown)
        pause_and_reveal(visitor, room)
        with st.popover("Settings", icon=":material/settings:", key="room_settings"):
            _settings(visitor, room)
        with st.popover("Clear", icon=":material/delete:", key="room_clear"):
            st.markdown("This takes digits off the wall, and deletes them.")
            change, half = partial(steering.change, visitor), rules.without_oldest_half
            if room.is_full:
                button("Delete the oldest half", "", change, half, key="clear_half")
            button("Delete all digits", "", change, partial(replace, digits={}), key="clear_wall")
            if room.sign:
                label = "Delete the signs, and draw digits again"
                button(label, "", _clear_signs, visitor, key="clear_signs")
        with st.popover("End", icon=":material/stop_circle:", key="room_end"):
            _end(visitor, room)


def _clear_signs(visitor: Session) -> None:
    visitor.room.learn = False  # or the next run would learn from the digits
    steering.change(visitor, rules.without_sign)


def _settings(visitor: Session, room: rules.Room) -> None:
    def put(name: str, widget: Callable[..., Any], *arguments: Any, **options: Any) -> None:
        def change(value: Any) -> None:
            steering.change(visitor, partial(replace, **{name: value}))

        bound_to(room, name, widget, *arguments, key=f"room_{name}", then=change, **options)

    put("locked", st.toggle, "Lock the room", help=LOCKED)
    put("live", st.toggle, "Phones show the live answer", help=LIVE)
    reads, titles = "Phones read with", partial(networks.title, visitor.network)
    names = [*network_files.SHIPPED, *([rules.OWN] if room.weights else [])]
    options = {"format_func": titles, "required": True, "help": READ_WITH}
    put("network", st.segmented_control, reads, names, **options)
    put("each", st.number_input, "Digits that each phone may have on the wall", 1, rules.MOST_EACH)


def _end(visitor: Session, room: rules.Room) -> None:
    def save() -> bytes:
        now = ROOMS.look(room.code) or room  # more may have come than when the page was shown
        digits = sent_digits.digits_of(visitor.visit, now.digits)
        return drawing_files.to_bytes(digits.images) if digits else b""

    st.markdown(
        "Ending the room deletes every digit and every guess in it, and disconnects the phones. "
        "Save the digits first if you want to keep them. Those that you corrected on Draw stay "
        "among your corrected drawings."
    )
    download(
        "Save the digits as a file",
        save,
        f"room-{room.code}.npz",
        key="save_before_end",
        disabled=not any(digit.label >= 0 for digit in room.digits.values()),
        help=f"Load it on {DRAW.title}, under “Teach it”: then Mistakes shows the digits, and a "
        "run can learn from them. Drawings that nobody named, or called no digit, stay out.",
    )
    label = "End the room and delete everything"
    button(label, "", _end_it, visitor, key="end_room", type="primary")


def _end_it(visitor: Session) -> None:
    with trouble.caught(visitor.visit):
        if host := visitor.room.host:
            room = ROOMS.end(host)
            sent_network.given.pop(sent_network.address_of(room.weights), None)
            count = counted(len(room.digits) + len(room.signs), "digit")
            steering.forget(visitor)
            visitor.visit.trouble.append(
                f"The room is closed. Its {count} and everything else in it are deleted, here and "
                "on the phones."
            )


def _look(visitor: Session, shown: Wall, stage: tuple[object, ...]) -> None:
    try:
        room = the_truth.seen(visitor)
    except store.StoreGone:
        st.rerun()
    if room is None or shown_of(visitor, room) is not shown or the_truth.stage(room) != stage:
        st.rerun()
    try:
        if shown is Wall.GUESS:
            guess.show(room)
        elif shown is Wall.INVENT:
            invent.show(visitor, room)
        else:
            wall.show(visitor, room, shown)
    except Refused as error:  # such as a network that is missing
        st.error(str(error))


def pause_and_reveal(visitor: Session, room: rules.Room) -> None:
    """Show Pause and Hide, or what undoes them.

    They are buttons, which keep no state of their own in the browser that could come back.
    """
    for name, labels in PAUSE_AND_REVEAL.items():
        is_so = getattr(room, name)
        label, icon = labels[is_so]
        about = HIDE if label == "Hide" else None
        kind = "primary" if label == "Reveal" else "secondary"
        how = partial(replace, **{name: not is_so})
        button(
            label, icon, steering.change, visitor, how, key=f"{name}_room", type=kind, help=about
        )
