"""The rooms that a visitor opened or joined, as state; and what is asked in a room."""

import hashlib
import secrets
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple
from weakref import WeakSet

from nn.experiments.study import Study
from nn.runs.run import Run

LARGEST = 1e9  # number that somebody may guess


class Ticket(NamedTuple):
    """A room's code, and a secret that says who one is there."""

    code: str
    token: str

    @property
    def name(self) -> str:
        """What the room knows of the holder: a hash of the token."""
        return hashlib.sha256(self.token.encode()).hexdigest()[:32]

    def digit(self, drawing: str) -> str:
        """Return the id of a digit that the holder calls so."""
        return hashlib.sha256(f"{self.token} {drawing}".encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Question:
    """What is guessed. Guesses are numbers, or places in the list of choices."""

    text: str
    choices: tuple[str, ...] = ()  # () asks for a number
    unit: str = ""  # of the number
    kind: str = ""  # one of the list that the app can answer itself; "" for the host's own
    least: float = -LARGEST  # number that may be guessed
    most: float = LARGEST  # likewise
    # Of a question to a room; it is the same question whenever it is asked.
    asked: float = field(default=0.0, compare=False)  # when: a guess is for this question alone
    revealed: bool = field(default=False, compare=False)  # nobody may change a guess any more
    truth: tuple[float, ...] = field(default=(), compare=False)  # all that is right, once known


class Sign(NamedTuple):
    """A sign that the class has invented for one of the ten digits."""

    digit: int
    asked: float  # when: what a phone sends is for this sign alone
    is_read: bool = False  # the wall says what a network reads that does not know it


class Wall(Enum):
    """What the host's page shows large."""

    CODE = "Code"
    DIGITS = "Wall"
    GUESS = "Guess"
    INVENT = "Invent a digit"


@dataclass
class Draft:
    """A question that the host prepares."""

    listed: str = "epoch"  # which one of the list, by its kind; "" for the host's own
    text: str = ""  # of the host's own
    choices: str = ""  # one a line; "" for a number
    unit: str = ""
    sign: int = 7  # the digit that an invented sign stands for


@dataclass(frozen=True, eq=False)
class RoomLesson:
    """What a run learns from a room."""

    phones: frozenset[str]  # whose digits it learns from; those of all others are held out
    asked: float  # for which sign; 0 for the room's digits
    digits: int  # that it learns from
    images: int  # of an epoch, which are the room's


@dataclass
class InRoom:
    """One visitor's part in a room: as its host, or as a phone."""

    host: Ticket | None = None
    wall: Wall | None = None  # None: the code until there is a digit
    chosen: str = ""  # the digit on the wall that is looked at, by its id
    page: int = 0  # of the wall, from 0, the newest digits first
    learn: bool = False  # the next run learns from what the phones send, too
    learner: Run | None = None  # the last run that learnt from an invented sign
    taught: set[str] = field(default_factory=set)  # the phones that any run has learnt from
    draft: Draft = field(default_factory=Draft)
    # The runs and experiments that had begun when the question was asked.
    too_early: WeakSet[Run | Study] = field(default_factory=WeakSet)

    phone: Ticket | None = None
    # The token of that ticket: kept by the tab before it joins, so that it stays the same phone.
    secret: str = field(default_factory=secrets.token_urlsafe)
    typed: str = ""  # the code that is in the field
    asks: bool = False  # to join with it
    refused: str = ""  # why the last request was refused, in a sentence
    heard: str = ""  # the name that the phone gave to its last request
