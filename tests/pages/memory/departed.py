"""Starts the app in this process, lets visitors come and go, and prints how many are still kept.

`test_departed.py` runs it in a process of its own.
"""

import asyncio
import contextlib
import gc
import os
import sys
import threading
import time
import weakref
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)

VISITORS = 12
PORT = int(sys.argv[1])
OPTIONS = {"server.port": PORT, "server.headless": True, "server.disconnectedSessionTTL": 0}

import streamlit_app  # noqa: E402
from pages.ui.app.state.session import Session  # noqa: E402
from pages.ui.app.tab import visitors  # noqa: E402
from tests.benchmarks.streamlit_client import visit  # noqa: E402
from tests.browser.server import is_healthy  # noqa: E402

URL = f"http://127.0.0.1:{PORT}"
made: weakref.WeakSet[Session] = weakref.WeakSet()
make = Session.__init__


def count(session: Session, *args: object, **options: object) -> None:
    """Note a visitor who is new."""
    make(session, *args, **options)  # type: ignore[arg-type]
    made.add(session)


async def come(visitor_count: int) -> None:
    """Have visitors open the app, all at once, and close it again."""
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(visitor_count):
            client = await stack.enter_async_context(visit(URL, bool))
            await (await client.open()).finished


def main() -> None:
    """Come, go, and print: how many visitors there were, and how many are still kept."""
    Session.__init__ = count  # type: ignore[assignment,method-assign]
    Session.__hash__ = object.__hash__  # type: ignore[method-assign]
    threading.Thread(target=come_and_go, daemon=True).start()
    streamlit_app.app.run(config=OPTIONS)


def come_and_go() -> None:
    """Do so from a thread beside the server's."""
    while not is_healthy(URL):
        time.sleep(0.1)
    asyncio.run(come(VISITORS))
    there = len(made)
    visitors.FORGOTTEN = 0.0
    asyncio.run(come(1))  # Streamlit lets go of sessions that are over when the next one comes
    time.sleep(0.5)
    visitors.VISITORS.look_after_absent()
    gc.collect()
    print(f"{there} came, {len(made)} are kept", flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
