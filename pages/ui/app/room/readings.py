"""What networks read of a room's digits: each digit is read once by each network."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from nn.answers import NO_ANSWER, Reader
from nn.drawing.mnist_pen import SIDE
from nn.explain import confusion
from nn.explain.confusion import Readings
from nn.functions import Array
from nn.in_words import uncapitalised
from nn.mnist import Bytes, Images, to_floats
from pages.ui.app import networks
from pages.ui.app.pictures import as_grey, png
from pages.ui.app.room.room import Room
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.state.session import Session, Visit

KEPT = "room_"  # before the names of what a visit keeps of its room
PICTURES = f"{KEPT}pictures"
IN_USE = "in_use"  # the name under which the readings of the network in use are kept


def digits_of(visit: Visit, room: Room) -> dict[str, Bytes]:
    """Return the images of a room's digits, (784,) each, by id, in the order of their arrival.

    They stay the same for one look at the room, whatever is taken off the wall meanwhile.
    """
    return visit.keep(f"{KEPT}images", room, lambda: ROOMS.images(room))


def pixels(image: Bytes) -> Array:
    """Return an image of a digit as what is drawn of it, (28, 28) in 0..1."""
    return to_floats(image).reshape(SIDE, SIDE)


def pictures(visit: Visit, room: Room, images: Mapping[str, Bytes]) -> dict[str, str]:
    """Return images as addresses that carry them, by id; each is made once while it is shown."""
    drawn: dict[str, str] = visit.keep(PICTURES, room.code, dict)
    for gone in drawn.keys() - images.keys():
        del drawn[gone]
    for new in images.keys() - drawn.keys():
        drawn[new] = png(as_grey(pixels(images[new])))
    return drawn


def labelled(room: Room, images: Mapping[str, Bytes]) -> Images:
    """Return at least one digit of a room, by its id, with what it was meant to be."""
    labels = np.array([room.digits[digit].meant for digit in images], np.uint8)
    return Images(np.stack(list(images.values())), labels)


def read(visit: Visit, room: Room, reader: Reader, name: str) -> Readings | None:
    """Return what a network reads of a room's digits, in their order; None without a digit.

    What it read before is kept under `name`, for the newest network only.
    """
    images = digits_of(visit, room)
    if not images:
        return None
    seen: dict[str, tuple[Array, bool]] = visit.keep(f"{KEPT}seen_{name}", reader, dict)
    for gone in seen.keys() - images.keys():  # such as one that was taken back
        del seen[gone]
    if new := {k: image for k, image in images.items() if k not in seen}:
        read = confusion.read(reader, labelled(room, new))
        seen |= zip(new, zip(read.outputs, read.no_digit.tolist(), strict=True), strict=True)

    def gather() -> Readings:
        outputs, no_digit = zip(*(seen[digit] for digit in images), strict=True)
        labels = labelled(room, images).labels
        read = confusion.readings_of(np.stack(outputs), labels, np.array(no_digit))
        # The wall says that it sees no digit there: that is not read right, whatever it would say.
        answers = np.where(read.no_digit, NO_ANSWER, read.answers)
        return replace(read, answers=answers, right=answers == labels)

    return visit.keep(f"{KEPT}read_{name}", (reader, tuple(images)), gather)


def compared(visitor: Session) -> dict[str, Reader]:
    """Return the network in use, `draw` and `book`, each once, by a short name."""
    used = networks.in_use(visitor).reader
    shown = {short_name(visitor.network.choice): used}
    for name in ("draw", "book"):
        shown.setdefault(short_name(name), networks.shipped(name).reader)
    return shown


def short_name(choice: str) -> str:
    """Return what a choice of network is called, without what it is for."""
    name = networks.name_of(choice).partition(",")[0]
    return uncapitalised(name)
