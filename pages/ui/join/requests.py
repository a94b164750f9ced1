"""What a phone asks for. All of it comes from a browser and may be anything."""

from collections.abc import Callable
from typing import Any

from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.errors import Refused
from nn.mnist import to_bytes
from pages.ui.app.state.drawing import Drawing
from pages.ui.app.state.room import InRoom, Ticket
from pages.ui.app.visitor import digits
from pages.ui.class_room.store import NoRoom, StoreGone
from pages.ui.class_room.who_may import ROOMS
from pages.ui.live.pen.sent_strokes import strokes_of

NOT_ARRIVED = "It did not arrive: the room cannot be reached. Try again."
MOST_NAME = 60  # letters, by which a phone names what it asks for


def send(here: InRoom, asked: dict[str, Any]) -> None:
    """Put the digit that a phone has drawn on the wall."""

    def act(ticket: Ticket) -> None:
        sent: Any = asked.get("strokes")
        meant: Any = asked.get("meant")  # as all else, it is checked by the room's rules
        strokes = strokes_of(sent)
        if strokes is not None and len(strokes) < len(sent):  # more than a drawing may have
            raise Refused("There is too much ink. Clear it and draw one digit.")
        image = prepare_strokes(*digits.visible(Drawing(strokes=strokes or ())))
        pixels, drawing = to_bytes(image.reshape(-1)), _text(asked.get("drawing"))
        ROOMS.send(ticket, pixels, meant, drawing, asked.get("sign") or 0.0)

    _act(here, asked, act)


def take_back(here: InRoom, asked: dict[str, Any]) -> None:
    """Take a digit of the phone's own off the wall."""
    _act(here, asked, lambda ticket: ROOMS.take_back(ticket, _text(asked.get("id"))))


def guess(here: InRoom, asked: dict[str, Any]) -> None:
    """Note the phone's guess."""

    def act(ticket: Ticket) -> None:
        value: Any = asked.get("guess")
        if type(value) not in (int, float):
            raise Refused("Your guess has to be a number, such as 60 or 0.5.")
        ROOMS.guess(ticket, value, asked.get("question"))

    _act(here, asked, act)


def _text(value: object) -> str:
    """Return a name, not too long, without halves of letters; "" if it is no text."""
    return value[:MOST_NAME].encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _act(here: InRoom, asked: dict[str, Any], do: Callable[[Ticket], None]) -> None:
    """Do what a phone asks for, and note its name for the answer, or why it cannot be done."""
    name = _text(asked.get("name"))
    if here.phone is None or not name:
        return
    here.heard, here.refused = name, ""
    try:
        do(here.phone)
    except NoRoom:  # the next look says so
        return
    except StoreGone:
        here.refused = NOT_ARRIVED
    except Refused as error:
        here.refused = str(error)
