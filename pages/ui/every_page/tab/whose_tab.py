"""Which visitor a browser tab belongs to, so that a reload loses nothing.

    token, which the tab keeps -> the visitor's session

Streamlit begins a new session of its own at every reload. A tab that comes back names its token and
gets its visitor back. The tokens are given out here; one that is made up belongs to nobody.

Memory has a bound, since there are so many visitors, and so much for each kind of thing:

    a run's networks (nn/runs/run.py)                          50 MB, or five networks
    an experiment's networks (nn/experiments/study.py)         32 MB
    networks from a file and from an experiment                32 MB each
    corrected networks, drawings from files                  32 MB each
    two pictures (nn/drawing/picture_files.py)                 10 MB each
    two drawings, for each step of Undo                        2.5 MB

Nobody has all of that. Whoever draws and trains the book's network has 3 MB, and a phone in a room
a fifth of one: a class of 100 takes 0.3 GB, and 1,000 visitors who train take 3.
"""

import logging
import secrets
import threading
import time

from nn.experiments.in_the_app import STUDIES
from nn.experiments.study import StudyState
from nn.runs.host import HOST
from nn.runs.run_view import RunState
from pages.ui.app import streamlit_internals
from pages.ui.app.server import sent_network
from pages.ui.app.state.copies import copied
from pages.ui.app.state.session import Session
from pages.ui.class_room.who_may import ROOMS

MOST_VISITORS = 1_000
# In seconds. A run or an experiment goes on for so long after the last sign of its visitor's tab.
ABSENT = 120.0
ABSENT_WHEN_OTHERS_WAIT = 15.0
FORGOTTEN = 600.0  # a visitor without a browser is known for so long
LOOKS_EVERY = 2.0
ENDED = "The run was ended while this page was away."
PAUSED = "Your run was paused, because this tab was disconnected. Press Play and it goes on."
STOPPED = (
    "Your experiment was stopped, because this tab was disconnected. Press Go on for the runs "
    "that are missing."
)

log = logging.getLogger(__name__)


class Visitors:
    """All visitors of this server, by token."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._known: dict[str, Session] = {}
        threading.Thread(target=self._look, name="visitors", daemon=True).start()

    def add(self, visitor: Session, session_id: str) -> str:
        """Take in a visitor, and return their token.

        Of too many, it forgets who is away, or else who did nothing for the longest time.
        """
        token = visitor.visit.token = secrets.token_urlsafe()
        visitor.visit.session_id, visitor.visit.seen = session_id, time.monotonic()
        with self._lock:
            if len(self._known) >= MOST_VISITORS:
                known = self._known.values()
                self._forget(min(known, key=lambda each: (_is_there(each), each.visit.used)))
            self._known[token] = visitor
        return token

    def back(self, token: str, session_id: str, reloaded: bool) -> Session | None:
        """Return the visitor of a tab that names a token; None if nobody has it.

        A tab that was duplicated names the token of a tab that is still open: it gets a token of
        its own, and a copy. `reloaded` says that the tab has surely left its page before.
        """
        with self._lock:
            known = self._known.get(token)
            if known is None:
                return None
            visit = known.visit
            if visit.session_id != session_id and _is_there(known) and not reloaded:
                copy = copied(known, still={})
                self.add(copy, session_id)
                return copy
            visit.session_id, visit.seen = session_id, time.monotonic()
            return known

    def look_after_absent(self) -> None:
        """Pause what those do who have been away too long, and forget them after ten minutes."""
        with self._lock:
            now = time.monotonic()
            for visitor in list(self._known.values()):
                away = now - visitor.visit.seen
                if _is_there(visitor):
                    visitor.visit.seen = now
                elif away > FORGOTTEN:
                    self._forget(visitor)
                else:
                    visitor.visit.kept.clear()  # it is made again when it is needed
                    _rest(visitor, away)

    def _forget(self, visitor: Session) -> None:
        """Forget a visitor. Streamlit may keep the session, so that is emptied."""
        del self._known[visitor.visit.token]
        for run in visitor.runs:
            HOST.discard(run, ENDED)
        if study := visitor.experiments.study:
            STUDIES.stop(study)
        vars(visitor).update(vars(Session()))
        visitor.visit.forgotten = True

    def _look(self) -> None:
        while True:
            time.sleep(LOOKS_EVERY)
            try:
                self.look_after_absent()
                ROOMS.store.tidy()
                sent_network.let_go()
            except Exception:  # without this thread runs would train on for nobody
                log.exception("The visitors could not be looked after")


def _is_there(visitor: Session) -> bool:
    return streamlit_internals.is_connected(visitor.visit.session_id)


def _rest(visitor: Session, away: float) -> None:
    """Pause the runs and stop the experiments of a visitor who was away for so many seconds.

    The server cannot tell a tab that was closed from one whose line is cut. So they go on for as
    long as bad Wi-Fi may take, and for less where they keep others waiting.
    """

    def is_too_long(others_wait: bool) -> bool:
        return away >= (ABSENT_WHEN_OTHERS_WAIT if others_wait else ABSENT)

    for run in visitor.runs:
        trains = run.state is RunState.RUNNING
        if run.state.under_way and is_too_long(trains and HOST.somebody_waits):
            HOST.pause(run)
            visitor.visit.trouble.append(PAUSED)
    if (study := visitor.experiments.study) and study.state.under_way:
        if is_too_long(study.state is StudyState.RUNNING and STUDIES.somebody_waits):
            STUDIES.stop(study)
            visitor.visit.trouble.append(STOPPED)


VISITORS = Visitors()
