"""The people of `class_load`: what they do in the app, and what is noted of them.

A drawing may rerun the whole page or a fragment: that is as the reader's element says. The server's
answer is the reader's data in that run, which say that it has the strokes; the digit is read by the
browser, without it.
"""

import asyncio
import json
import random
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from math import inf
from time import perf_counter, sleep

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import WebSocketException

from pages.ui.app.state.digit import CANVAS_SIDE, PEN
from tests.benchmarks import watching
from tests.benchmarks.streamlit_client import TIMEOUT, Client, Rerun, cookies_of, visit
from tests.browser.driving import STROKES, Stroke, running_browser, visitor

SHIFT, SCALE = 12, 0.08  # by how many pixels and what share a digit differs, at most

# Seconds.
STAY = (10.0, 60.0)  # of those who come and go
TICK = 0.1

ENTER_TOGETHER = 4  # people
PLAY, RESET, TRAIN = "Play", "Reset", "Train"  # as the app calls them

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
    in_browser: list[float] = field(default_factory=list)
    drawn: int = 0
    late: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def times(self) -> dict[str, list[float]]:
        return {
            "to open the app": self.opened,
            "from a drawing to its answer": self.answered,
            "from a drawing to the finished page": self.finished,
            "from pen-up to it in a browser": self.in_browser,
        }


Act = Callable[[Crowd, Client, int, float], Awaitable[None]]


async def attend(crowd: Crowd, number: int, act: Act) -> None:
    """Come in and act; come back as somebody new after having left, or after an error."""

    async def come_in(client: Client) -> None:
        async with crowd.door:
            rerun = await client.open()
            crowd.opened.append(await finish(rerun) - rerun.sent)
        stay = random.uniform(*STAY) if crowd.churn else inf
        await act(crowd, client, number, perf_counter() + stay)

    await visit_until_the_end(crowd, come_in, ANSWER.search)


async def visit_until_the_end(
    crowd: Crowd,
    come_in: Callable[[Client], Awaitable[None]],
    looks_for: Callable[[bytes], object],
) -> None:
    """Connect a visitor, and another one after they have left or after an error."""
    while perf_counter() < crowd.end:
        try:
            cookies = await asyncio.to_thread(cookies_of, crowd.url) if crowd.has_cookies else ""
            async with visit(crowd.url, looks_for, cookies) as client:
                try:
                    await come_in(client)
                finally:
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
    reads = json.loads(component.json)["reads"]
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


async def train(crowd: Crowd, client: Client, number: int, leaves: float) -> None:
    """Train on the Train page, and begin again when a run is over."""
    await finish(await client.open(TRAIN))
    await finish(await client.press(PLAY))
    crowd.ready.add(number)
    while perf_counter() < min(leaves, crowd.end):
        await asyncio.sleep(1.0)
        # While a run goes on, the button is called Pause.
        if play := client.find("button", lambda button: button.label == PLAY):
            if play.element.button.disabled:
                await finish(await client.press(RESET))
            await finish(await client.press(PLAY))


def browse(crowd: Crowd, number: int) -> None:
    """Draw in a real browser, and note the seconds from pen-up to the server's answer."""
    expect.set_options(timeout=watching.PATIENCE)
    try:
        with running_browser() as browser, visitor(browser, crowd.url) as page:
            watching.draw_and_take_time(page, 0)  # to warm up
            crowd.ready.add(number)
            while not crowd.begun.is_set():
                sleep(TICK)
            while (start := perf_counter()) < crowd.end:
                waited = watching.draw_and_take_time(page, len(crowd.in_browser))
                crowd.in_browser.append(waited / 1000)
                sleep(max(0.0, start + crowd.every - perf_counter()))
    except PlaywrightError as error:
        crowd.errors.append(f"in the browser: {error}")
        crowd.ready.add(number)
