"""The people of `class_load`: what they do in the app, and what is noted of them.

A drawing may rerun the whole page or a fragment: that is as the reader's element says. The server's
answer is the reader's data in that run, which say that it has the strokes; the digit is read by the
browser, without it.
"""

import asyncio
import json
import random
import re
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from math import inf
from time import perf_counter
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import WebSocketException

from pages.ui.app.state.drawing import CANVAS_SIDE, PEN
from pages.ui.every_page.tab.greeting import BROWSER
from tests.benchmarks import report
from tests.benchmarks.streamlit_client import TIMEOUT, Client, Rerun, cookies_of, visit
from tests.browser.driving import STROKES, Stroke

SHIFT, SCALE = 12, 0.08  # by how many pixels and what share a digit differs, at most

# Seconds.
STAY = (10.0, 60.0)  # of those who come and go
ENTER_TOGETHER = 4  # people

ANSWER = re.compile(rb'"known": ')  # how many strokes the server has, in the reader's data


@dataclass
class Crowd:
    """Where everybody is, and what is noted of them. Times are in seconds."""

    url: str
    every: float  # from one digit of a person to the next
    churn: bool = False
    has_cookies: bool = False  # a page of the app is opened first, for the cookies of a proxy
    end: float = inf  # a reading of `perf_counter`
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    door: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(ENTER_TOGETHER))
    ready: set[int] = field(default_factory=set)  # people
    answered_to: set[int] = field(default_factory=set)  # people
    opened: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    finished: list[float] = field(default_factory=list)
    drawn: int = 0
    late: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def times(self) -> dict[str, list[float]]:
        return {
            "to open the app": self.opened,
            "from a drawing to its answer": self.answered,
            "from a drawing to the finished page": self.finished,
        }

    @property
    def noted(self) -> dict[str, Any]:
        return {
            "seconds": {name: report.summary(times) for name, times in self.times.items() if times},
            "visits": len(self.opened),
            "people who got an answer": len(self.answered_to),
            "digits drawn": self.drawn,
            "late": self.late,
        }


async def attend(crowd: Crowd, number: int) -> None:
    """Come in and draw; come back as somebody new after having left, or after an error."""

    async def come_in(client: Client) -> None:
        async with crowd.door:
            rerun = await client.open()
            crowd.opened.append(await finish(rerun) - rerun.sent)
        stay = random.uniform(*STAY) if crowd.churn else inf
        await draw(crowd, client, number, perf_counter() + stay)

    await visit_until_the_end(crowd, come_in, ANSWER.search)


async def visit_until_the_end(
    crowd: Crowd,
    come_in: Callable[[Client], Coroutine[Any, Any, None]],
    looks_for: Callable[[bytes], object],
) -> None:
    """Connect a visitor, and another one after they have left or after an error."""
    cookies = await asyncio.to_thread(cookies_of, crowd.url) if crowd.has_cookies else ""
    while perf_counter() < crowd.end:
        try:
            async with visit(crowd.url, looks_for, cookies) as client:
                here = asyncio.create_task(come_in(client))
                try:
                    await asyncio.wait({here, client.listening}, return_when="FIRST_COMPLETED")
                    if not here.done():
                        raise ConnectionError("the line was cut")
                    here.result()
                finally:
                    here.cancel()
                    if BROWSER not in cookies and (browser := client.kept.get("browser")):
                        cookies += f"; {BROWSER}={browser}"  # as a browser, which comes back
                    crowd.errors += client.errors
        except (OSError, LookupError, WebSocketException) as error:
            crowd.errors.append(f"{type(error).__name__}: {error}")
            await asyncio.sleep(1.0)


async def finish(rerun: Rerun) -> float:
    try:
        return await asyncio.wait_for(rerun.finished, TIMEOUT)
    except TimeoutError:
        raise TimeoutError(f"a page was not finished after {TIMEOUT:g} s") from None


async def draw(crowd: Crowd, client: Client, number: int, leaves: float) -> None:
    crowd.ready.add(number)
    await crowd.begun.wait()
    ends = min(leaves, crowd.end)
    due = perf_counter() + random.uniform(0, crowd.every)
    while due < ends:
        await asyncio.sleep(due - perf_counter())
        rerun = await send_a_digit(client)
        crowd.drawn += 1
        try:
            crowd.finished.append(await finish(rerun) - rerun.sent)
        finally:  # the answer may be there though the page is never finished
            if rerun.answered is not None:
                crowd.answered_to.add(number)
                crowd.answered.append(rerun.answered - rerun.sent)
        if rerun.answered is None:
            raise LookupError("the page has no answer")
        due += crowd.every
        if perf_counter() > due:
            crowd.late += 1
            due = perf_counter()
    await asyncio.sleep(ends - perf_counter())


async def send_a_digit(client: Client) -> Rerun:
    reader = client.find("bidi_component", lambda it: bool(ANSWER.search(it.json.encode())))
    if reader is None:
        raise LookupError("the page has no reader")
    component = reader.element.bidi_component
    strokes = [
        {"points": [[round(x, 2), round(y, 2)] for x, y in stroke], "width": PEN, "erases": False}
        for stroke in varied(random.choice(list(STROKES.values())))
    ]
    reads = json.loads(component.json)
    sent = {"told": reads["told"], "size": reads["size"], "strokes": strokes}
    value = json.dumps({"strokes": sent})
    return await client.rerun(
        WidgetState(id=component.id, json_value=value), fragment=reader.fragment
    )


def varied(strokes: Sequence[Stroke]) -> list[Stroke]:
    """Return strokes in pixels of the canvas, moved and scaled a bit."""
    scale = CANVAS_SIDE * random.uniform(1 - SCALE, 1 + SCALE)
    across, down = (random.uniform(-SHIFT, SHIFT) for _ in range(2))
    return [[(across + scale * x, down + scale * y) for x, y in stroke] for stroke in strokes]
