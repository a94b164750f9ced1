"""What a browser tab keeps for a server that has forgotten it, such as one that was restarted.

The tab has its drawing by itself (live.js). Here are the settings and the network in use.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nn.drawing.strokes import Stroke
from nn.errors import Refused
from nn.in_words import capitalised, listed
from nn.mnist import load
from nn.settings.link import from_query, to_query
from nn.storage import network_files
from pages.ui.app import networks, runs
from pages.ui.app.canvas.payload import drawing_of, stroke_through, strokes_in
from pages.ui.app.room.codes import is_code
from pages.ui.app.room.ticket import Ticket
from pages.ui.app.state.digit import Source
from pages.ui.app.state.session import Session

SHIPPED = ("untrained", *network_files.SHIPPED)
NETWORK = "the network in use"
# What only the server has, by the names under which a tab notes that it was there.
ONLY_HERE = {
    "run": "your run",
    "study": "your experiment",
    "network": "the network that was in use",
    "corrections": "your corrected drawings",
    "picture": "your picture",
    "changes": "your changes by hand",
    "told": "what you said of a number's digits",
}
MOST_TOKEN = 100  # letters
MOST_BYTES = 1_000_000  # of a network; a tab has room for about five million


def of(visitor: Session) -> dict[str, Any]:
    """Return what the tab is to keep."""
    file = _file(visitor)
    return {
        "settings": to_query(visitor.training.config),
        "network": visitor.network.choice,
        "file": file,
        "only_here": _only_here(visitor, has_network=bool(file)),
        "source": visitor.digit.source.value,
        "test": visitor.digit.test_number,
        "host": visitor.room.host,
        "phone": visitor.room.phone,
    }


def _only_here(visitor: Session, has_network: bool) -> list[str]:
    """Return the names of what is lost with the server's memory of a visitor."""
    there = {
        "run": bool(visitor.training.runs),
        "study": bool(visitor.experiments.studies),
        "network": visitor.network.choice not in SHIPPED and not has_network,
        "corrections": bool(visitor.corrections.drawings),
        "picture": any(sheet.picture for sheet in visitor.sheets),
        "changes": bool(visitor.network.changes),
        "told": bool(visitor.number.told),
    }
    return [name for name in ONLY_HERE if there[name]]


def _file(visitor: Session) -> str:
    """Return the network in use as text, "" for one that is shipped, learns, or is too large."""
    if visitor.network.choice in SHIPPED or runs.network_learns(visitor.network, visitor.training):
        return ""
    try:
        used = networks.in_use(visitor)
    except Refused:
        return ""
    return visitor.visit.keep("saved", used.network, lambda: _as_text(visitor, used))


def _as_text(visitor: Session, used: networks.InUse) -> str:
    if sum(a.nbytes for a in used.network.parameters) > MOST_BYTES:
        return ""
    about = replace(networks.origin_of(visitor, used), test_accuracy=None)
    try:
        content = network_files.to_bytes(used.reader, about)
    except Refused:  # such as one with weights that are not numbers
        return ""
    return b64encode(content).decode()


def give_back(visitor: Session, kept: object, drawing: object, number: object = None) -> str:
    """Give a new visitor what a tab has kept; return what is back, and what is lost, in sentences.

    All comes from the browser and may be anything: what cannot be used is left out. `number` is
    the drawing on Numbers.
    """
    kept = kept if isinstance(kept, dict) else {}
    visitor.room.host, visitor.room.phone = (_ticket(kept.get(who)) for who in ("host", "phone"))
    parts = []
    if strokes := strokes_of(drawing):
        visitor.digit.drawing.put_on_canvas(strokes)
        visitor.visit.given_back = True
        parts.append("your drawing")
    if strokes := strokes_of(number):
        visitor.number.drawing.put_on_canvas(strokes)
        parts.append("your number")
    settings = kept.get("settings")
    if isinstance(settings, dict) and all(isinstance(text, str) for text in settings.values()):
        visitor.training.config, _ = from_query(settings)
        parts.append("your settings")
    if _take_network(visitor, kept):
        parts.append(NETWORK)
    test = kept.get("test")
    if isinstance(test, int) and 0 <= test < len(load().test):
        visitor.digit.test_number = test
        if kept.get("source") == Source.TEST.value:
            visitor.digit.source = Source.TEST
    return " ".join(filter(None, (_is_back(parts), _is_gone(kept.get("only_here")))))


def _is_back(parts: list[str]) -> str:
    verb = "is" if parts in (["your drawing"], ["your number"]) else "are"
    return f"{capitalised(listed(parts))} {verb} back." if parts else ""


def _is_gone(names: object) -> str:
    """Return what is lost and why, as far as a tab has noted it."""
    gone = [what for name, what in ONLY_HERE.items() if isinstance(names, list) and name in names]
    if not gone:
        return ""
    plural = len(gone) > 1 or gone[0].endswith(("drawings", "changes by hand"))
    verb, them = ("are", "them") if plural else ("is", "it")
    return f"{capitalised(listed(gone))} {verb} lost: only the server had {them}."


def _take_network(visitor: Session, kept: Mapping[str, Any]) -> bool:
    choice, file = kept.get("network"), kept.get("file")
    if choice in SHIPPED:
        visitor.network.choice = choice
        return True
    if not isinstance(file, str) or not file or len(file) > 2 * MOST_BYTES:
        return False
    try:
        saved = network_files.load(b64decode(file))
        networks.refuse_unfit(saved.reader.network, "this tab")
    except ValueError:  # `Refused` is one, and what is not base64 raises others
        return False
    visitor.network.loaded, visitor.network.choice = saved, "file"
    return True


def _ticket(kept: object) -> Ticket | None:
    """Return a ticket that a tab has kept. A room checks it, so it need not be right."""
    if isinstance(kept, list) and len(kept) == 2 and all(isinstance(part, str) for part in kept):
        code, token = kept
        if is_code(code) and token.isascii() and len(token) <= MOST_TOKEN:
            return Ticket(code, token)
    return None


def strokes_of(drawing: object) -> tuple[Stroke, ...]:
    """Return the strokes that a tab has kept, () if they cannot be used."""
    strokes = drawing.get("strokes") if isinstance(drawing, dict) else None
    if not isinstance(strokes, list):
        return ()
    try:
        return strokes_in(drawing_of(map(_stroke, strokes), "")["objects"])
    except (TypeError, ValueError, KeyError, IndexError, OverflowError):
        return ()


def _stroke(stroke: Any) -> Stroke:
    return stroke_through(stroke["points"], stroke["width"], stroke["erases"])
