"""The command line of serve.py, with a server that is late to hear and to send, as a busy one is.

What a run says reaches its session LATE_SECONDS later. What a run of the whole page says is held
back until it has ended, and for HELD_SECONDS more. So what runs next meets it unheard or unsent.
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
_since: WeakKeyDictionary[AppSession, float] = WeakKeyDictionary()  # the end of a run


def flush_late(session: AppSession) -> list[ForwardMsg]:
    """Return what is to be sent: nothing yet, if a run of the whole page has just begun."""
    now, queue = time.monotonic(), session._browser_queue._queue
    if session not in _since or not any(_is_end(message) for message in queue):
        _since[session] = now
    if any(_is_whole_page(message) for message in queue) and now - _since[session] < HELD_SECONDS:
        if wake := session._message_enqueued_callback:
            asyncio.get_running_loop().call_later(LOOKS_AGAIN_SECONDS, wake)
        return []
    return _flush(session)


def hear_late(session: AppSession, callback: Callable[[], None]) -> None:
    """Take in what a run says, in the order in which it was said."""
    loop = session._event_loop
    with suppress(RuntimeError):  # the server has ended
        loop.call_soon_threadsafe(loop.call_later, LATE_SECONDS, callback)


def _is_whole_page(message: ForwardMsg) -> bool:
    is_beginning = message.WhichOneof("type") == "new_session"
    return is_beginning and not message.metadata.run.fragment_ids


def _is_end(message: ForwardMsg) -> bool:
    return message.WhichOneof("type") == "script_finished"


if __name__ == "__main__":
    AppSession.flush_browser_queue = flush_late  # type: ignore[assignment, method-assign]
    AppSession._call_soon_on_event_loop = hear_late  # type: ignore[assignment, method-assign]
    serve.answer_heartbeats_when_settled()
    sys.exit(cli.main())
