"""The rooms that a visitor opened or joined, as state; and what is asked in a room."""

import hashlib
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple
from weakref import WeakSet

from nn.answers import Reader
from nn.experiments.study import Study
from nn.runs.run import Run
from pages.ui.app.state.copies import ANEW

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


@dataclass
class Tries:
    """The wrong codes that one visitor typed."""

    wrong: int = 0
    waits_until: float = 0.0  # of `time.monotonic`


@dataclass(frozen=True)
class Question:
    """What the host asks the room. Guesses are numbers, or places in the list of choices."""

    text: str
    choices: tuple[str, ...] = ()  # () asks for a number
    unit: str = ""  # of the number
    kind: str = ""  # one of the list that the app can answer itself; "" for the host's own
    revealed: bool = False  # the guesses are shown, and nobody may change theirs
    truth: tuple[float, ...] = ()  # all that is right, once it is known
    least: float = -LARGEST  # number that may be guessed
    most: float = LARGEST  # likewise
    asked: float = 0.0  # when: a guess is for this question and no other


class Wall(Enum):
    """What the host's page shows large."""

    CODE = "Code"
    DIGITS = "Wall"
    MATRIX = "Mix-ups"
    GUESS = "Guess"


@dataclass
class Draft:
    """A question that the host prepares."""

    listed: str = "epoch"  # which one of the list, by its name there
    text: str = ""  # of the host's own
    has_choices: bool = False
    unit: str = ""
    choices: str = ""  # one a line


@dataclass(frozen=True, eq=False)
class RoomLesson:
    """What a run learns from a room's digits, and the network to compare it with."""

    code: str  # of the room
    digits: int  # that it learns from: not those that are held out
    times: int  # each of them in an epoch
    # The network that was in use before the run, None if its file is missing; and what it is.
    before: Reader | None
    named: str

    @property
    def images(self) -> int:
        """How many images of an epoch are the room's."""
        return self.digits * self.times


@dataclass
class InRoom:
    """One visitor's part in a room: as its host, or as a phone."""

    host: Ticket | None = None
    wall: Wall | None = None  # None: the code until there is a digit
    chosen: str = ""  # the digit on the wall that is looked at, by its id
    page: int = 0  # of the wall, from 0, the newest digits first
    learn: bool = False  # the next run learns from the room's digits too
    draft: Draft = field(default_factory=Draft)
    counted_on: str = ""  # where the app has found a truth, in a sentence
    # The runs and experiments whose result was known when the question was asked.
    too_early: WeakSet[Run | Study] = field(default_factory=WeakSet)

    phone: Ticket | None = None
    tries: Tries = field(default_factory=Tries, metadata=ANEW)
    typed: str = ""  # the code that is in the field
    followed: str = ""  # the code in the browser's address that was last tried
    refused: str = ""  # why the last request was refused, in a sentence
    waits: bool = False  # the phone tries to join again by itself
    # The name that the phone gave to its last request, which is not done twice.
    heard: str = ""
    was_closed: bool = False  # the room that the phone was in is over
