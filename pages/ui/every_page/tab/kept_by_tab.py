"""What a browser tab keeps for a server that has forgotten it, such as one that was restarted.

The tab has its drawing by itself (reader.js). Here is the rest, a little JSON.
"""

from collections.abc import Iterable
from typing import Any

from nn.mnist import TEST_IMAGES
from nn.settings.link import from_query, to_query
from nn.storage import network_files
from pages.ui.app.state.drawing import Source
from pages.ui.app.state.room import Ticket
from pages.ui.app.state.session import Session
from pages.ui.class_room.who_may import is_code
from pages.ui.live.pen import sent_strokes

SHIPPED = ("untrained", *network_files.SHIPPED)
FORGOTTEN = (
    "The server was started again or took over from another, it was full, or this page was away "
    "for ten minutes. Your drawing and settings are back; what you trained or loaded is lost."
)


def of(visitor: Session) -> dict[str, Any]:
    """Return what the tab is to keep."""
    network, digit = visitor.network, visitor.digit
    return {
        "settings": to_query(visitor.training.config),
        "network": network.choice if network.chosen and network.choice in SHIPPED else "",
        "test": digit.test_number if digit.source is Source.TEST else None,
        "host": visitor.room.host,
        "phone": visitor.room.phone,
        "secret": visitor.room.secret,
    }


def give_back(visitor: Session, kept: dict[str, Any], drawings: Iterable[Any]) -> None:
    """Give a new visitor what a tab has kept, and its drawings on Draw and on Numbers."""
    for sheet, drawn in zip(visitor.sheets, drawings, strict=True):
        sheet.drawing.put_on_canvas(drawn and sent_strokes.strokes_of(drawn["strokes"]) or ())
    visitor.visit.given_back = visitor.digit.drawing.strokes
    visitor.training.config, _ = from_query(kept.get("settings", {}))
    if (network := kept.get("network")) in SHIPPED:
        visitor.network.choice, visitor.network.chosen = network, True
    if type(test := kept.get("test")) is int and test in range(TEST_IMAGES):
        visitor.digit.source, visitor.digit.test_number = Source.TEST, test
    visitor.room.host, visitor.room.phone = _ticket(kept.get("host")), _ticket(kept.get("phone"))
    if isinstance(secret := kept.get("secret"), str):
        visitor.room.secret = secret
    visitor.visit.trouble.append(FORGOTTEN)


def _ticket(kept: Any) -> Ticket | None:
    """Return a ticket that a tab has kept; the room checks its token."""
    match kept:
        case [str(code), str(token)] if is_code(code):
            return Ticket(code, token)
    return None
