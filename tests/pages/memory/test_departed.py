"""Whoever has left, and was forgotten, takes no memory.

The test runs this file as a program: the app in a process of its own, with visitors who go again.
"""

import asyncio
import gc
import os
import re
import subprocess
import sys
import threading
import time
import weakref
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))


from pages.ui.app.state.session import Session
from pages.ui.every_page.tab import whose_tab
from tests.benchmarks.streamlit_client import visit
from tests.browser.server import ROOT, free_port, is_healthy

CAME = 12
PATIENCE = 60.0  # seconds


@pytest.mark.slow
def test_who_came_right_after_the_start_is_not_kept_for_ever() -> None:
    command = [sys.executable, __file__, str(free_port())]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180)
    counts = re.search(r"(\d+) came, (\d+) are kept", process.stdout)
    assert counts, process.stdout + process.stderr
    came, kept = map(int, counts.groups())
    assert came >= CAME
    assert kept <= 1, "the one who came last may still be known"


def main(port: int) -> None:
    """Come, go, and print: how many visitors there were, and how many are still kept."""
    os.chdir(ROOT)
    import streamlit_app

    made: weakref.WeakSet[Session] = weakref.WeakSet()
    make = Session.__init__

    def count(session: Session) -> None:
        make(session)
        made.add(session)

    Session.__init__ = count  # type: ignore[assignment,method-assign]
    Session.__hash__ = object.__hash__  # type: ignore[method-assign]
    url = f"http://127.0.0.1:{port}"
    threading.Thread(target=come_and_go, args=(url, made), daemon=True).start()
    options = {"server.headless": True, "server.disconnectedSessionTTL": 0}
    streamlit_app.app.run(config={"server.port": port, **options})


def come_and_go(url: str, made: "weakref.WeakSet[Session]") -> None:
    """Do so from a thread beside the server's."""
    while not is_healthy(url):
        time.sleep(0.1)
    asyncio.run(come(url, CAME))
    came = len(made)
    whose_tab.FORGOTTEN = 0.0
    asyncio.run(come(url, 1))  # Streamlit lets go of sessions that are over when another one comes
    end = time.monotonic() + PATIENCE
    while len(made) > 1 and time.monotonic() < end:
        time.sleep(0.1)
        whose_tab.VISITORS.look_after_absent()
        gc.collect()
    print(f"{came} came, {len(made)} are kept", flush=True)
    os._exit(0)


async def come(url: str, count: int) -> None:
    """Have visitors open the app, all at once, and close it again."""
    async with AsyncExitStack() as stack:
        for _ in range(count):
            client = await stack.enter_async_context(visit(url, bool))
            await (await client.open()).finished


if __name__ == "__main__":
    main(int(sys.argv[1]))
