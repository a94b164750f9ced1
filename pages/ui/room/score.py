"""The wall's score: what networks read of a room's digits, and by which of them each is judged."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from nn.answers import NO_ANSWER, Reader
from nn.explain.confusion import Readings
from nn.mnist import to_bytes
from pages.ui.app.formats import percent
from pages.ui.app.html import Html, div, span
from pages.ui.app.state.session import Session, Visit
from pages.ui.app.state.views import AT_FIRST, FEW_NEURONS
from pages.ui.app.visitor import networks
from pages.ui.class_room import sent_digits
from pages.ui.class_room.rules import UNSAID, Room

UNSEEN = ", all of them new to it"


def scores(visitor: Session, room: Room) -> Html:
    """Return how many of the room's digits each network reads right of those that judge it."""
    here, used, rows = visitor.network.choice, networks.in_use(visitor), []
    for name in dict.fromkeys(("draw", "book", here)):
        is_here = name == here
        reader = used.reader if is_here else networks.shipped(name).reader
        read = on_wall(visitor.visit, room, reader, "in_use" if is_here else name)
        if read is not None:
            seen = learnt(visitor, room) if is_here else set()
            judges = [it.label != UNSAID and it.id not in seen for it in room.digits.values()]
            read = read[np.flatnonzero(judges)]
            right, total = read.correct, len(read)
            share = percent(right / total, 1 if 100 * right % total else 0) if total else "–"
            words = f"{right:,} of {total:,} read by {networks.NAMES[name]}{UNSEEN * bool(seen)}"
            rows.append(div("tn-room-score", span("tn-room-share", share), span("", words)))
    return div("tn-room-scores", *rows)


def on_wall(visit: Visit, room: Room, reader: Reader, name: str = "in_use") -> Readings | None:
    """Return what a network reads of a room's digits, in their order.

    None without a digit, and while they are face down. What is no digit is read right where the
    network sees none. A digit without a label cannot be misread.
    What it read before is kept under `name`, for the newest network only: each digit is read once.
    """
    if room.hidden or not room.digits:
        return None
    rows: dict[str, Iterable[Any]] = visit.keep(f"room.seen_{name}", reader, dict)
    if new := [digit for digit in room.digits.values() if digit.id not in rows]:
        columns = vars(sent_digits.read(reader, sent_digits.images_of(new))).values()
        rows |= zip([digit.id for digit in new], zip(*columns, strict=True), strict=True)

    def gather() -> Readings:
        columns = zip(*(rows[digit] for digit in room.digits), strict=True)
        found = Readings(*map(np.array, columns))
        right = np.where(labels == NO_ANSWER, found.no_digit, found.answers == labels)
        return replace(found, labels=labels, right=right | (labels == UNSAID))

    labels = np.array([digit.label for digit in room.digits.values()])
    key = reader, tuple(room.digits), labels.tobytes()
    return visit.keep(f"room.read_{name}", key, gather)


def learnt(visitor: Session, room: Room) -> set[str]:
    """Return which of a room's digits do not judge the network in use, by their ids.

    It has learnt from them, or from others of the same phone.
    """
    if visitor.network.choice in (AT_FIRST, FEW_NEURONS):
        return set()
    run = visitor.training.run if visitor.network.choice == "run" else None
    lesson = visitor.training.lessons.get(run) if run else None
    phones = lesson.phones if lesson else visitor.room.taught
    of_room = networks.OF_ROOM in networks.in_use(visitor).origin.data
    learnt = {key for key, digit in room.digits.items() if of_room and digit.phone in phones}
    drawings = visitor.corrections.drawings
    if drawings and (digits := sent_digits.digits_of(visitor.visit, room.digits)):
        images = {to_bytes(drawing.image.reshape(-1)).tobytes() for drawing in drawings}
        pairs = zip(digits.ids, digits.images.images, strict=True)
        learnt |= {key for key, image in pairs if image.tobytes() in images}
    return learnt
