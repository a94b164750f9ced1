"""A room as a value: its phones, the digits that they sent, and the rules for both.

Every rule takes a room and returns another one, or raises `Refused` with a sentence. So a store
can apply it as one step, whatever other phones do meanwhile. Times are those of `time.time`, which
several processes share.
"""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from nn.answers import NO_ANSWER
from nn.errors import Refused
from nn.mnist import DIGITS, Bytes
from pages.ui.app.formats import counted, plain
from pages.ui.app.state.room import Question, Sign
from pages.ui.app.state.views import AT_FIRST

LIFE = 2 * 60 * 60.0  # seconds without a host
EMPTY_LIFE = 10 * 60.0  # likewise, of a room that nobody has joined
MOST_PHONES = 400
MOST_DIGITS = 2_000
MOST_EACH = 10  # digits that a phone may have on the wall, at most
EACH = 3  # of them, at first
LONGEST_TEXT = 120  # letters of a question
MOST_CHOICES = 10
LONGEST_CHOICE = 50  # letters
UNSAID = -2  # in the place of a digit where nobody has said what was drawn
OWN = "own"  # in the place of a network's name: the one that the class has taught

PAUSED = "The host has paused the room."
BLOCKED = "The host takes no more digits from this phone."
CLOSED = "The host has asked for something else since."


class SentDigit(NamedTuple):
    """A digit on the wall."""

    id: str
    phone: str
    meant: int  # its owner's word: a digit, NO_ANSWER if it is none, or UNSAID
    at: float  # when it was sent
    picture: str  # dark on white, as an address that carries it
    is_none: bool = False  # the host's word: it is no digit

    @property
    def label(self) -> int:
        """What it counts as: a digit, NO_ANSWER or UNSAID."""
        return NO_ANSWER if self.is_none else self.meant

    @property
    def image(self) -> Bytes:
        """Its pixels, (784,) 0..255 with 255 for ink."""
        file = io.BytesIO(base64.b64decode(self.picture.partition(",")[2]))
        return 255 - np.asarray(Image.open(file)).reshape(-1)


@dataclass(frozen=True)
class Phone:
    """Somebody who has joined, known by no name."""

    blocked: bool = False  # the host takes no more from it
    guess: float | None = None  # to the question


@dataclass(frozen=True)
class Room:
    """All that is known of a room."""

    code: str
    host: str  # the hash of the host's token
    host_seen: float  # when the host's page last looked
    each: int = EACH  # digits that a phone may have on the wall
    live: bool = True  # a phone shows what the network reads while one draws
    hidden: bool = False  # the wall shows no digit yet
    paused: bool = False  # no digit is taken
    locked: bool = False  # no other phone may join
    network: str = AT_FIRST  # which shipped network the phones read with, or OWN
    weights: str = ""  # of OWN, as `sent_network.address_of` takes them
    question: Question | None = None
    sign: Sign | None = None  # which the phones send in place of digits
    phones: dict[str, Phone] = field(default_factory=dict)
    digits: dict[str, SentDigit] = field(default_factory=dict)  # in the order in which they came
    signs: dict[str, SentDigit] = field(default_factory=dict)  # likewise

    @property
    def ends(self) -> float:
        """When the room ends if its host stays away."""
        return self.host_seen + (LIFE if self.phones else EMPTY_LIFE)

    @property
    def is_full(self) -> bool:
        """Whether the wall takes no more digits."""
        return len(self.digits) + len(self.signs) >= MOST_DIGITS

    @property
    def current(self) -> dict[str, SentDigit]:
        """What the phones send now: digits, or an invented sign."""
        return self.signs if self.sign else self.digits

    def digits_of(self, phone: str) -> list[SentDigit]:
        """Return what a phone has sent of it, the oldest first."""
        return [digit for digit in self.current.values() if digit.phone == phone]

    @property
    def guesses(self) -> list[float]:
        """Return all guesses to the question."""
        return [phone.guess for phone in self.phones.values() if phone.guess is not None]


# What phones do


def joined(room: Room, phone: str) -> Room:
    """Let a phone in; one that is in already stays as it is."""
    if phone in room.phones:
        return room
    if room.locked:
        raise Refused("The host has locked the room.")
    if len(room.phones) >= MOST_PHONES:
        raise Refused(f"The room is full: {MOST_PHONES} phones have joined.")
    return replace(room, phones={**room.phones, phone: Phone()})


def sent(room: Room, digit: SentDigit, asked: float = 0.0) -> Room:
    """Put a digit on the wall, or the sign that was `asked` for; what hangs there already stays."""
    sender = _sender(room, digit.phone)
    if digit.id in {**room.digits, **room.signs}:
        return room
    if asked != (room.sign.asked if room.sign else 0.0):
        raise Refused(CLOSED)
    if room.paused:
        raise Refused(PAUSED)
    if sender.blocked:
        raise Refused(BLOCKED)
    if room.sign:
        digit = digit._replace(meant=room.sign.digit)
    if type(digit.meant) is not int or digit.meant not in range(UNSAID, DIGITS):
        raise Refused("Say what it is: a digit from 0 to 9, or none.")
    if len(room.digits_of(digit.phone)) >= room.each:
        raise Refused(
            f"You have {counted(room.each, 'digit')} on the wall, the most allowed. "
            "Take one back first."
        )
    if room.is_full:
        raise Refused(f"The wall is full: it has {MOST_DIGITS:,} digits. Ask the host to clear it.")
    current: Any = {"signs" if room.sign else "digits": {**room.current, digit.id: digit}}
    return replace(room, **current)


def taken_back(room: Room, phone: str, digit: str) -> Room:
    """Take a digit off the wall, if it is the phone's own."""
    _sender(room, phone)
    return without(room, {digit} & {own.id for own in room.digits_of(phone)})


def guessed(room: Room, phone: str, guess: float, asked: float | None = None) -> Room:
    """Note what a phone guesses; it may change its mind until the guesses are shown.

    `asked` tells which question it is for, by the time at which that was asked.
    """
    sender, question = _sender(room, phone), room.question
    if question is None or question.revealed:
        raise Refused("The host has closed this question.")
    if asked not in (None, question.asked):
        raise Refused("The host has asked another question since.")
    if not fits(question, guess):
        raise Refused(
            "Choose one of the answers."
            if question.choices
            else f"Guess a number from {plain(question.least)} to {plain(question.most)}."
        )
    return replace(room, phones={**room.phones, phone: replace(sender, guess=float(guess))})


def fits(question: Question, answer: float) -> bool:
    """Tell whether a number answers a question."""
    if question.choices:
        return answer in range(len(question.choices))
    return question.least <= answer <= question.most  # NaN is not


def _sender(room: Room, phone: str) -> Phone:
    if phone not in room.phones:
        raise Refused("This phone is not in the room. Load the page again to join.")
    return room.phones[phone]


# What the host does


def without(room: Room, digits: set[str]) -> Room:
    """Take digits and signs off the wall."""
    left = (
        {k: it for k, it in its.items() if k not in digits} for its in (room.digits, room.signs)
    )
    return replace(room, digits=next(left), signs=next(left))


def without_phone(room: Room, phone: str) -> Room:
    """Take all digits of a phone off the wall, and take no more from it."""
    phones = {**room.phones, phone: replace(room.phones[phone], blocked=True)}
    sent = [*room.digits.values(), *room.signs.values()]
    return without(replace(room, phones=phones), {it.id for it in sent if it.phone == phone})


def without_oldest_half(room: Room) -> Room:
    """Take the digits that came first off a full wall: a second click takes no more off it."""
    return without(room, set(list(room.digits)[: MOST_DIGITS // 2])) if room.is_full else room


def called(room: Room, digit: str, is_none: bool) -> Room:
    """Call a digit of the wall no digit, or what its owner calls it."""
    if known := room.digits.get(digit):  # or it is taken back by now
        room = replace(room, digits={**room.digits, digit: known._replace(is_none=is_none)})
    return room


def without_sign(room: Room) -> Room:
    """Delete the invented signs: the phones send digits again, and read as at first."""
    network = AT_FIRST if room.network == OWN else room.network
    return replace(room, sign=None, signs={}, network=network, weights="")


def asked(room: Room, question: Question | None) -> Room:
    """Ask a question in place of the one before; None asks none. All guesses are forgotten."""
    if question is not None:
        _check(question)
    phones = {name: replace(phone, guess=None) for name, phone in room.phones.items()}
    return replace(room, question=question, phones=phones)


def _check(question: Question) -> None:
    if not question.text.strip():
        raise Refused("Write the question first.")
    if len(question.choices) == 1 or len(question.choices) > MOST_CHOICES:
        raise Refused(f"Give 2 to {MOST_CHOICES} answers to choose from, or none for a number.")
    if any(not 0 < len(choice) <= LONGEST_CHOICE for choice in question.choices):
        raise Refused(f"An answer to choose has 1 to {LONGEST_CHOICE} letters.")
    if len(set(question.choices)) < len(question.choices):
        raise Refused("Two of the answers are the same.")


def revealed(room: Room, asked: float, truth: Sequence[float] = ()) -> Room:
    """Show the guesses to the question that was `asked` at that time, and what is right, if known.

    Nobody may change a guess from now on.
    """
    question = room.question
    if question is None or question.asked != asked:
        return room
    if not all(fits(question, answer) for answer in truth):
        raise Refused("This cannot be the answer to the question.")
    truth = tuple(map(float, truth)) or question.truth
    return replace(room, question=replace(question, revealed=True, truth=truth))
