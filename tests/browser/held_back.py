"""The command line of serve.py, with a server that is late to hear and to send, as a busy one is.

What a run says reaches its session LATE_SECONDS later. What a run of the whole page says is held
back until a fragment follows, and then sent alone; without one, until HELD_SECONDS after its end.
So what runs next meets it unheard or unsent, and the browser shows it before it hears the rest.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from weakref import WeakKeyDictionary

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.web import cli

from tests.browser import serve

LATE_SECONDS = 0.05
HELD_SECONDS = 0.15
LOOKS_AGAIN_SECONDS = 0.01

_flush = AppSession.flush_browser_queue
_until: WeakKeyDictionary[AppSession, float] = WeakKeyDictionary()  # it sends nothing


def flush_late(session: AppSession) -> list[ForwardMsg]:
    """Return what is to be sent: nothing yet, if a run of the whole page has just begun."""
    now, kinds = time.monotonic(), [_kind(message) for message in session._browser_queue._queue]
    since = kinds[kinds.index("page") :] if "page" in kinds else []
    if "fragment" in since:
        _until[session] = now + HELD_SECONDS
        return _first(session, len(kinds) - len(since) + since.index("fragment"))
    if since and "end" not in since:
        _until[session] = now + HELD_SECONDS
    if now < _until.get(session, 0):
        _look_again(session)
        return []
    return _flush(session)


def hear_late(session: AppSession, callback: Callable[[], None]) -> None:
    """Take in what a run says, in the order in which it was said."""
    loop = session._event_loop
    with suppress(RuntimeError):  # the server has ended
        loop.call_soon_threadsafe(loop.call_later, LATE_SECONDS, callback)


def _first(session: AppSession, count: int) -> list[ForwardMsg]:
    line = session._browser_queue
    rest = line._queue[count:]
    sent = _flush(session)[:count]
    line._queue = rest
    _look_again(session)
    return sent


def _look_again(session: AppSession) -> None:
    if wake := session._message_enqueued_callback:
        asyncio.get_running_loop().call_later(LOOKS_AGAIN_SECONDS, wake)


def _kind(message: ForwardMsg) -> str:
    """Return what begins or ends with a message: a run of the "page" or a "fragment", its "end"."""
    kind = message.WhichOneof("type")
    if kind == "new_session":
        return "fragment" if message.metadata.run.fragment_ids else "page"
    return "end" if kind == "script_finished" else ""


if __name__ == "__main__":
    AppSession.flush_browser_queue = flush_late  # type: ignore[assignment, method-assign]
    AppSession._call_soon_on_event_loop = hear_late  # type: ignore[assignment, method-assign]
    serve.answer_heartbeats_when_settled()
    sys.exit(cli.main())
