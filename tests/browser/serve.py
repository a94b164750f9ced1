"""Streamlit's own command line, for a server that says when it is settled and whom it talks to.

The answer to a page's heartbeat waits until no run of the session's is going on or asked for, and
all that the runs have said is on its way. settled.js asks.
"""

import asyncio
import os
import socket
import sys
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

from streamlit import runtime
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.session_manager import SessionClientDisconnectedError
from streamlit.web import cli

from nn.runs import host
from pages.ui.app import streamlit_internals
from pages.ui.app.server import scripts
from pages.ui.every_page.tab import whose_tab

TALKS_TO = "The server talks to"  # and an address beyond this machine, in its log
OTHER_SCRIPTS = "OTHER_SCRIPTS"  # in the environment: what the app's scripts have more
SCALE = "PATIENCE_SCALE"  # in the environment: a factor of how long the app waits for the absent


def print_whom_it_talks_to(event: str, given: tuple[Any, ...]) -> None:
    """Print where a connection leads that the server begins (`sys.addaudithook`)."""
    if event == "socket.connect" and given[0].type == socket.SOCK_STREAM:
        match given[1]:
            case (host, *_) if not ip_address(host).is_loopback:
                print(TALKS_TO, host, flush=True)


def answer_heartbeats_when_settled() -> None:
    """Have each session answer a heartbeat once it is settled."""
    begin = AppSession.__init__
    waiting = set[asyncio.Task[None]]()  # the event loop does not hold them

    def begin_tracked(session: AppSession, *given: Any, **named: Any) -> None:
        begin(session, *given, **named)
        session.track_settling()

    async def answer_settled(session: AppSession) -> None:
        await session.wait_until_settled()
        while streamlit_internals._waiting.get(session):
            await asyncio.sleep(streamlit_internals.LOOKS_EVERY)
            await session.wait_until_settled()
        # At once: what waits in the session's queue is dropped where a page begins anew.
        app = runtime.get_instance()
        if here := app._session_mgr.get_active_session_info(session.id):
            with suppress(SessionClientDisconnectedError):
                app._send_message(here, ForwardMsg(heartbeat_ack=True))

    def take(session: AppSession) -> None:
        task = asyncio.get_running_loop().create_task(answer_settled(session))
        waiting.add(task)
        task.add_done_callback(waiting.discard)

    AppSession.__init__ = begin_tracked  # type: ignore[assignment, method-assign]
    AppSession._handle_app_heartbeat_request = take  # type: ignore[assignment, method-assign]


if __name__ == "__main__":
    sys.addaudithook(print_whom_it_talks_to)
    answer_heartbeats_when_settled()
    if more := os.environ.get(OTHER_SCRIPTS):
        scripts.SOURCES["main.js"] += more
    scale = float(os.environ.get(SCALE, "1"))
    for module, names in {
        host: ("IDLE", "IDLE_WHEN_OTHERS_WAIT"),
        whose_tab: ("ABSENT", "ABSENT_WHEN_OTHERS_WAIT", "FORGOTTEN"),
    }.items():
        for name in names:
            setattr(module, name, getattr(module, name) * scale)
    sys.exit(cli.main())
