"""What one visitor has, in parts: visit, digit, number, network in use, training, and so on.

A session lives as long as the browser tab, also over a reload (`whose_tab`). Streamlit forgets the
values of widgets when the page changes, so the truth is kept here, and widgets write to it by
callback.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import streamlit as st

from nn.drawing.strokes import Stroke
from nn.runs.run import Run
from nn.settings.config import TrainingConfig
from pages.ui.app.state.copies import ANEW, copied
from pages.ui.app.state.corrections import Corrections
from pages.ui.app.state.drawing import Digit, Number, Sheet
from pages.ui.app.state.experiments import Asked
from pages.ui.app.state.room import InRoom, Question, RoomLesson
from pages.ui.app.state.talk import Talk
from pages.ui.app.state.views import NetworkInUse, Views

_KEY = "thirty_neurons"

T = TypeVar("T")


@dataclass
class Visit:
    """The page that is open, what it has to say, and results that are kept for it."""

    page: str = ""
    used: float = field(default_factory=time.monotonic)  # when a page was last run or clicked on
    seen: float = 0.0  # when a browser was last there (`whose_tab`)
    token: str = ""  # by which the browser tab is known
    session_id: str = ""  # of the session of Streamlit's that the visitor is in
    given_back: tuple[Stroke, ...] = ()  # the drawing, by the tab, that a talk does not clear away
    forgotten: bool = False  # others needed the place; the tab has yet to say what it keeps
    entered: int = 0  # how many times a page was entered
    trouble: list[str] = field(default_factory=list)  # sentences to be shown once
    done: str = ""  # what was done with a file, in a sentence to be shown for a moment
    # The container to bring into view, and how many choices asked for one.
    into_view: tuple[str, int] = ("", 0)
    received: Counter[str] = field(default_factory=Counter)  # files, by their place (uploads.py)
    kept: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def keep(self, name: str, key: Any, make: Callable[[], T]) -> T:
        """Return what `make` returns, made again only when `key` is not the same as last time.

        Two runs of the page may call it at once: each gets what belongs to its own key.
        """
        kept = self.kept.get(name)
        if kept is None or kept[0] != key:
            kept = self.kept[name] = (key, make())
        return kept[1]


@dataclass
class Training:
    """The settings of the next run, and this visitor's run."""

    config: TrainingConfig = field(default_factory=TrainingConfig)
    run: Run | None = None
    per_second: float | None = None  # mini-batches in slow motion, None for full speed
    owner: str | None = None  # whose the runs are: all tabs of a browser are one owner
    lessons: WeakKeyDictionary[Run, RoomLesson] = field(default_factory=WeakKeyDictionary)


@dataclass
class Session:
    """One visitor's state; functions take the part that they use."""

    visit: Visit = field(default_factory=Visit, metadata=ANEW)
    digit: Digit = field(default_factory=Digit)
    number: Number = field(default_factory=Number)
    network: NetworkInUse = field(default_factory=NetworkInUse)
    training: Training = field(default_factory=Training)
    corrections: Corrections = field(default_factory=Corrections)
    views: Views = field(default_factory=Views)
    talk: Talk = field(default_factory=Talk)
    room: InRoom = field(default_factory=InRoom)
    experiments: Asked = field(default_factory=Asked)
    guesses: dict[Question, float] = field(default_factory=dict)
    links: dict[str, dict[str, str]] = field(default_factory=dict)  # the last one of each page
    # Hold it to put another run or experiment in the place of one: after quick clicks, two runs of
    # the page may do so at once.
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False, metadata=ANEW)

    @property
    def runs(self) -> list[Run]:
        """All runs of this visitor: a step of a talk may come back to an earlier one."""
        runs = [left.run for left in self.talk.left.values()] + [self.training.run]
        return list(dict.fromkeys(filter(None, runs)))

    def enter(self, page: str) -> None:
        """Note which page is open; a page that is entered shows the drawing as it is."""
        if page == self.visit.page:
            return
        self.visit.page = page
        self.visit.entered += 1
        # The network of a film on Look inside is in use only there. Whoever chose another network
        # meanwhile keeps that one.
        before, network = self.views.inside.film, self.network
        if before and network.choice == "run" and network.moment is not None:
            network.choose_again(before)
        self.views.inside.film = None
        for sheet in self.sheets:
            sheet.drawing.put_again()

    @property
    def sheets(self) -> tuple[Sheet, Sheet]:
        """What the two canvases are for."""
        return self.digit, self.number

    def begin_film(self) -> None:
        """Look back at the run from its first weights on, moment by moment."""
        self.views.inside.film = copied(self.network)
        self.use("run", 0)

    def use(self, choice: str, moment: int | None = None) -> None:
        """Look at another network or another moment of the run, without changes by hand."""
        self.network.choice, self.network.moment = choice, moment
        self.network.chosen, self.network.before = True, None
        if self.network.changes and not self.talk.on:  # after it they are there again
            self.visit.trouble.append(
                "Your changes by hand are undone, since this is another network."
            )
        self.network.without_changes()


def was_there() -> bool:
    """Tell whether this visitor had a session, which may be forgotten by now."""
    return _KEY in st.session_state


def is_there() -> bool:
    """Tell whether this visitor's session is known yet, and still."""
    return _KEY in st.session_state and not st.session_state[_KEY].visit.forgotten


def put(session: Session) -> None:
    """Make this the visitor's session."""
    st.session_state[_KEY] = session


def get() -> Session:
    """Return this visitor's session."""
    session: Session = st.session_state[_KEY]
    session.visit.used = time.monotonic()
    return session
