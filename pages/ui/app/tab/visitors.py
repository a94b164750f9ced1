"""Which visitor a browser tab belongs to, so that a reload loses nothing.

    token, which the tab keeps -> the visitor's session

Streamlit begins a new session of its own at every reload. A tab that comes back names its token and
gets its visitor back. The tokens are given out here; one that is made up belongs to nobody.
"""

import logging
import secrets
import threading
import time
from collections import deque
from dataclasses import dataclass
from itertools import count

from nn import time_limits
from nn.experiments.in_the_app import STUDIES
from nn.runs.host import HOST
from pages.ui.app import streamlit_internals
from pages.ui.app.memory import ceiling
from pages.ui.app.state.session import Session
from pages.ui.app.tab import lease

MOST_ABSENT = 500  # visitors without a browser
MOST_FORGOTTEN = 1_000  # whose reason is remembered
LOOKS_EVERY = 2.0  # seconds
CEILING_EVERY = 5  # of these looks
ENDED = "The run was ended while this page was away."

log = logging.getLogger(__name__)


@dataclass
class _Known:
    """A visitor, the session of Streamlit's that they are in, and when a browser was last there."""

    visitor: Session
    session_id: str
    seen: float  # of `time.monotonic`

    @property
    def is_there(self) -> bool:
        return streamlit_internals.is_connected(self.session_id)


class Visitors:
    """All visitors of this server, by token."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._known: dict[str, _Known] = {}
        self._forgotten_early: deque[str] = deque(maxlen=MOST_FORGOTTEN)
        self._looking: threading.Thread | None = None

    def __len__(self) -> int:
        """Return how many visitors are known."""
        return len(self._known)

    def add(self, visitor: Session, session_id: str) -> str:
        """Take in a visitor, and return the new token."""
        token = secrets.token_urlsafe()
        self._take_in(token, visitor, session_id)
        return token

    def see(self, visitor: Session, session_id: str) -> None:
        """Take in a visitor again who was forgotten, but whose page is still there.

        Of many who are cut off at once, Streamlit may keep some whom this forgets.
        """
        token = visitor.visit.token
        if token and token not in self._known:
            self._take_in(token, visitor, session_id)

    def _take_in(self, token: str, visitor: Session, session_id: str) -> None:
        with self._lock:
            self._known[token] = _Known(visitor, session_id, time.monotonic())
            if self._looking is None:
                thread = threading.Thread(target=self._look, name="visitors", daemon=True)
                thread.start()  # where that fails, the next visitor to come tries again
                self._looking = thread

    def back(self, token: str, session_id: str, reloaded: bool) -> tuple[str, Session] | None:
        """Return the token and the visitor of a tab that names a token; None if nobody has it.

        A tab that was duplicated names the token of a tab that is still open: it gets a token of
        its own, and a copy. `reloaded` says that the tab has surely left its page before.
        """
        with self._lock:
            known = self._known.get(token)
            if known is None:
                return None
            if known.session_id != session_id and known.is_there and not reloaded:
                copy = known.visitor.copy()
                return self.add(copy, session_id), copy
            known.session_id, known.seen = session_id, time.monotonic()
            return token, known.visitor

    def forgot_early(self, token: str) -> bool:
        """Tell whether a visitor was forgotten within ten minutes, since too many were away."""
        return token in self._forgotten_early

    def look_after_absent(self) -> None:
        """Pause what those do who have been away too long for it, as `lease` says.

        Forget who has been away for ten minutes, and the longest absent if they are many.
        """
        with self._lock:
            now = time.monotonic()
            for known in self._known.values():
                if known.is_there:
                    known.seen = now
                else:
                    known.visitor.visit.kept.clear()  # it is made again when it is needed
                    lease.pause_runs(known.visitor, now - known.seen)
                    lease.stop_experiments(known.visitor, now - known.seen)
            absent = [(token, k) for token, k in self._known.items() if k.seen < now]
            absent.sort(key=lambda entry: entry[1].seen, reverse=True)
            for place, (token, known) in enumerate(absent):
                is_late = now - known.seen > time_limits.FORGOTTEN
                if is_late or place >= MOST_ABSENT:
                    del self._known[token]
                    if not is_late:
                        self._forgotten_early.append(token)
                    for run in known.visitor.training.runs:
                        HOST.discard(run, ENDED)
                    for study in known.visitor.experiments.studies:
                        STUDIES.stop(study)

    def keep_under_ceiling(self) -> None:
        """Let go of what was used longest ago where all visitors together have too much."""
        with self._lock:
            everybody = {id(k.visitor): k for k in self._known.values()}
            ceiling.keep_under(
                [known.visitor for known in everybody.values()],
                lambda visitor: streamlit_internals.is_running(everybody[id(visitor)].session_id),
            )

    def _look(self) -> None:
        for look in count():
            time.sleep(LOOKS_EVERY)
            try:
                self.look_after_absent()
                if look % CEILING_EVERY == 0:
                    self.keep_under_ceiling()
            except Exception:  # without this thread runs would train on for nobody
                log.exception("The visitors could not be looked after")


VISITORS = Visitors()
