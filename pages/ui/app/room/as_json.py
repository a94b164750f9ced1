"""A room as JSON, for a store that several processes share."""

import math
from collections.abc import Collection, Iterable
from dataclasses import fields
from itertools import product
from operator import attrgetter
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from nn.mnist import DIGITS
from pages.ui.app.room.room import Pace, Phone, Room, SentDigit
from pages.ui.app.state.room import Question

Row = TypeVar("Row", Pace, Phone, Question, SentDigit)

_PLAIN = "code host opened host_seen each live hidden paused locked network".split()

# `dataclasses.astuple` copies deeply, which takes thirty times as long as all else here.
_ROW = {
    kind: attrgetter(*(field.name for field in fields(kind)))
    for kind in (Pace, Phone, Question, SentDigit)
}


def _types(hint: Any) -> tuple[type, ...]:
    """Return the types that JSON may give for a field, such as float and int for a float."""
    options = (tuple,) if get_origin(hint) is tuple else get_args(hint) or (hint,)
    return (*options, int) if float in options else options


_HINTS = get_type_hints(Room)
# Which types a row may have, by what it is of: one tuple for each combination.
_FITS = {kind: set(product(*map(_types, get_type_hints(kind).values()))) for kind in _ROW}
_PLAIN_FITS = set(product(*(_types(_HINTS[name]) for name in _PLAIN)))


def to_json(room: Room) -> dict[str, Any]:
    """Return a room as what JSON has."""
    return {
        **{name: getattr(room, name) for name in _PLAIN},
        "question": room.question and _ROW[Question](room.question),
        "phones": {name: _ROW[Phone](phone) for name, phone in room.phones.items()},
        "digits": [_ROW[SentDigit](digit) for digit in room.digits.values()],
        "joining": _ROW[Pace](room.joining),
        "sending": _ROW[Pace](room.sending),
    }


def from_json(value: Any) -> Room:
    """Return the room of `to_json`. Raises `ValueError` for anything else."""
    try:
        if value.keys() != _HINTS.keys():
            raise ValueError(f"Expected the fields {', '.join(_HINTS)}.")
        return _room(value)
    except (AttributeError, KeyError, OverflowError, TypeError) as error:
        raise ValueError("This is not a room.") from error


def _room(value: dict[str, Any]) -> Room:
    plain = {name: value[name] for name in _PLAIN}
    _check([plain.values()], _PLAIN_FITS)
    if not (math.isfinite(plain["opened"]) and math.isfinite(plain["host_seen"])):
        raise ValueError("A time is not finite.")
    digits, phones = _made(SentDigit, value["digits"]), value["phones"]
    joining, sending = _made(Pace, [value["joining"], value["sending"]])
    if not all(0 <= digit.meant < DIGITS for digit in digits):
        raise ValueError("A digit is not one of ten.")
    return Room(
        **plain,
        question=None if value["question"] is None else _question(*value["question"]),
        phones=dict(zip(phones.keys(), _made(Phone, phones.values()), strict=True)),
        digits={digit.id: digit for digit in digits},
        joining=joining,
        sending=sending,
    )


def _question(*row: Any) -> Question:
    """Return a question; JSON has lists where it has tuples."""
    tuples = [tuple(value) if isinstance(value, list) else value for value in row]
    question = _made(Question, [tuples])[0]
    if any(type(choice) is not str for choice in question.choices):
        raise ValueError("An answer to choose is not text.")
    if any(type(number) not in (float, int) for number in question.truth):
        raise ValueError("A truth is not a number.")
    return question


def _made(kind: type[Row], rows: Collection[Any]) -> list[Row]:
    _check(rows, _FITS[kind])
    return [kind(*row) for row in rows]


def _check(rows: Iterable[Any], fits: set[tuple[type, ...]]) -> None:
    if not {tuple(map(type, row)) for row in rows} <= fits:
        raise ValueError("A field is of another type.")
