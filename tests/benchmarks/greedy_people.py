"""The greedy visitor of `class_load`, and the honest one who wants to train as well."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from time import perf_counter
from typing import Any

from streamlit.proto.Element_pb2 import Element

from tests.benchmarks import report
from tests.benchmarks.class_people import PLAY, finish
from tests.benchmarks.server_process import MEGABYTE, sample
from tests.benchmarks.streamlit_client import Client, visit
from tests.browser.server import children

LONG_RUN = "train?epochs=500"
GREEDY = "f" * 32  # what all tabs of the greedy visitor call their browser
PATIENCE = 400.0  # seconds; an honest visitor who waits longer is an error
SECONDS_BETWEEN = 3.0  # before an honest visitor comes
TICK = 0.1
TRAINS, WAITS = re.compile(r"\*\*Training: epoch"), "Another tab of this browser has a run"


async def measure(url: str, pid: int | None, tabs: int, rounds: int) -> dict[str, Any]:
    """Have one browser start long runs in many tabs, and others with one tab each train."""
    errors: list[str] = []
    waited: list[float] = []
    memory: list[tuple[float, float]] = []
    async with AsyncExitStack() as stack:
        told: set[int] = set()
        for tab in range(tabs):
            client = await stack.enter_async_context(visit(url, lambda delta: False))
            client.browser = GREEDY
            client.sees = _listener(told, tab, WAITS)
            await finish(await client.open(address=LONG_RUN))
            await finish(await client.press(PLAY))
            errors += client.errors
        report.progress(f"{tabs} tabs have pressed Play; {len(told)} are told to wait")
        for number in range(rounds):
            await _wait(SECONDS_BETWEEN, pid, memory)
            async with visit(url, lambda delta: False) as client:
                client.browser = f"{number:032x}"
                waited.append(await _train(client, pid, memory))
                errors += client.errors
            report.progress(f"an honest visitor trains after {waited[-1]:.1f} s")
    server, processes = ([pair[k] for pair in memory] for k in (0, 1))
    return {
        "seconds": {"from Play to training": report.summary(waited)},
        "tabs": {"opened": tabs, "told to wait": len(told)},
        "most MB": {
            "server": max(server, default=None),
            "its processes": max(processes, default=None),
        },
        "error": errors,
    }


async def _train(client: Client, pid: int | None, memory: list[tuple[float, float]]) -> float:
    """Press Play, and return after how many seconds the page says that it trains; then pause."""
    await finish(await client.open(address=LONG_RUN))
    trains: set[int] = set()
    client.sees = _listener(trains, 0, TRAINS)
    begun = perf_counter()
    await client.press(PLAY)
    while not trains:
        if perf_counter() - begun > PATIENCE:
            raise TimeoutError(f"an honest visitor did not train in {PATIENCE:g} s")
        await _wait(TICK, pid, memory)
    seconds = perf_counter() - begun
    await asyncio.sleep(1.0)
    await finish(await client.press("Pause"))
    return seconds


def _listener(seen: set[int], who: int, sentence: str | re.Pattern[str]) -> Callable[..., None]:
    """Return what notes `who` when an element of text has a sentence."""

    def see(element: Element, now: float) -> None:
        body = element.markdown.body or element.alert.body
        if re.search(sentence, body):
            seen.add(who)

    return see


async def _wait(seconds: float, pid: int | None, memory: list[tuple[float, float]]) -> None:
    """Wait, and note every second at least what the server and its processes take, in MB."""
    end = perf_counter() + seconds
    while (left := end - perf_counter()) > 0:
        await asyncio.sleep(min(left, 1.0))
        if pid is not None:
            memory.append((sample(pid).memory, sum(map(_resident, children(pid)))))


def _resident(pid: int) -> float:
    """Return a process's resident set in MB, 0 if it has just ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) * 1024 / MEGABYTE if found else 0.0
