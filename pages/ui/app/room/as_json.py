"""A room as JSON, for a store that several processes share."""

from dataclasses import astuple
from typing import Any

from pages.ui.app.room.room import Pace, Phone, Question, Room, SentDigit

_PLAIN = "code host opened host_seen each live hidden paused network".split()


def to_json(room: Room) -> dict[str, Any]:
    """Return a room as what JSON has."""
    question = room.question
    return {
        **{name: getattr(room, name) for name in _PLAIN},
        "question": question and dict(vars(question)),
        "phones": {name: astuple(phone) for name, phone in room.phones.items()},
        "digits": [astuple(digit) for digit in room.digits.values()],
        "joining": astuple(room.joining),
        "sending": astuple(room.sending),
    }


def from_json(value: dict[str, Any]) -> Room:
    """Return the room of `to_json`."""
    question = value["question"]
    digits = [SentDigit(*entry) for entry in value["digits"]]
    return Room(
        **{name: value[name] for name in _PLAIN},
        question=question and _question(question),
        phones={name: Phone(*entry) for name, entry in value["phones"].items()},
        digits={digit.id: digit for digit in digits},
        joining=Pace(*value["joining"]),
        sending=Pace(*value["sending"]),
    )


def _question(value: dict[str, Any]) -> Question:
    """Return a question; JSON has lists where it has tuples."""
    lists = {name: tuple(field) for name, field in value.items() if isinstance(field, list)}
    return Question(**{**value, **lists})
