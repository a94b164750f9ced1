"""The people of a room: a host whose page shows the wall, and phones that join and send digits.

A digit is known by its id: the phone learns it from its own page, and the wall shows it.
"""

import asyncio
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from streamlit.proto.Element_pb2 import Element
from streamlit.proto.WidgetStates_pb2 import WidgetState

from pages.ui.app.state.drawing import PEN
from pages.ui.class_room.rules import MOST_EACH
from tests.benchmarks.class_people import Crowd, finish, varied, visit_until_the_end
from tests.benchmarks.streamlit_client import TIMEOUT, Client, cookies_of, visit
from tests.browser.driving import STROKES

# As the app calls them.
ROOM, OPEN, EACH = "room", "Open a room", "Digits that each phone may have on the wall"
PHONE, WALL = "thirty_neurons_phone", "thirty_neurons_wall"
CODE = re.compile(r"with the code (\w+)")
PHONES = re.compile(r"(\d+) phones? · ")  # that are there, as the wall says

CANVAS = re.compile(PHONE.encode() + rb"\b")  # in the element of the phone's page
TICK = 0.05  # seconds


@dataclass
class Audience(Crowd):
    """Where everybody is, and what is noted of them and of the digits on the wall."""

    code: str = ""
    heard: list[float] = field(default_factory=list)
    taken_back: int = 0
    there: int = 0  # phones that the wall counts
    fewest: int = 0  # that it has counted since all were in
    sent: dict[str, float] = field(default_factory=dict)  # when, by the digit's id
    hung: dict[str, float] = field(default_factory=dict)  # when the wall first showed it, likewise

    @property
    def times(self) -> dict[str, list[float]]:
        on_wall = [self.hung[digit] - at for digit, at in self.sent.items() if digit in self.hung]
        return {
            "from the address to the canvas": self.opened,
            "from Send to the phone's answer": self.heard,
            "from Send to the wall": on_wall,
        }

    @property
    def noted(self) -> dict[str, Any]:
        phones = {"at the end": self.there, "at the fewest": self.fewest}
        return super().noted | {"phones on the wall": phones}

    @property
    def missing(self) -> set[str]:
        """The digits that were sent and did not get to the wall yet."""
        return self.sent.keys() - self.hung.keys()


async def hold(audience: Audience, people: int, join_seconds: float) -> None:
    """Open a room, let phones join and send, and stay until the last digit is on the wall."""
    cookies = await asyncio.to_thread(cookies_of, audience.url) if audience.has_cookies else ""
    async with visit(audience.url, lambda delta: None, cookies) as host:
        await open_room(audience, host)
        moments = [(number + random.random()) / people * join_seconds for number in range(people)]
        phones = [attend(audience, number, moment) for number, moment in enumerate(moments)]
        await asyncio.gather(*phones)
        deadline = perf_counter() + TIMEOUT
        while audience.missing and perf_counter() < deadline:
            await asyncio.sleep(TICK)
        audience.errors += host.errors
    audience.errors += [f"a digit never got to the wall: {digit}" for digit in audience.missing]


async def open_room(audience: Audience, host: Client) -> None:
    """Open a room in which each phone may have as many digits as possible."""

    def look(element: Element, now: float) -> None:
        body = element.html.body if element.WhichOneof("type") == "html" else ""
        if code := CODE.search(body):
            audience.code = code[1]
        if phones := PHONES.search(body):
            there = audience.there = int(phones[1])
            if audience.begun.is_set():
                audience.fewest = min(audience.fewest or there, there)
        for tile in words_of(element, WALL).get("tiles", []):
            audience.hung.setdefault(tile["id"], now)

    host.sees = look
    await finish(await host.open(address=ROOM))
    await finish(await host.press(OPEN))
    each = host.find("number_input", lambda it: it.label == EACH)
    if each is None or not audience.code:
        raise LookupError("expected a room's code and settings on the host's page")
    most = WidgetState(id=each.element.number_input.id, double_value=MOST_EACH)
    await finish(await host.rerun(most))


def words_of(element: Element, component: str) -> dict[str, Any]:
    """Return what a component of this name is told by an element, {} if the element is not it."""
    if element.WhichOneof("type") != "bidi_component":
        return {}
    found = element.bidi_component
    words: dict[str, Any] = json.loads(found.json) if found.component_name == component else {}
    return words


async def attend(audience: Audience, number: int, moment: float) -> None:
    """Join with a phone, so many seconds from now, and send digits; join anew after an error."""

    tab: dict[str, Any] = {}

    async def come_in(client: Client) -> None:
        phone = Phone(audience, client)
        await phone.join(tab)
        tab.update(client.kept)  # from then on it does not load its page
        audience.ready.add(number)
        await phone.send_digits(number)

    await asyncio.sleep(moment)
    await visit_until_the_end(audience, come_in, CANVAS.search)


class Phone:
    def __init__(self, audience: Audience, client: Client) -> None:
        self.audience, self.client = audience, client
        self.words: dict[str, Any] = {}  # what its page was told last
        self._at = 0.0  # when that was
        self._new = asyncio.Event()
        client.sees = self._look

    def _look(self, element: Element, now: float) -> None:
        if words := words_of(element, PHONE):
            self.words, self._at = words, now
            self._new.set()

    async def join(self, tab: dict[str, Any]) -> None:
        rerun = await self.client.open(address=f"join?code={self.audience.code}", tab=tab)
        await finish(rerun)
        if rerun.answered is None:
            raise LookupError("the phone has no canvas")
        self.audience.opened.append(rerun.answered - rerun.sent)

    async def send_digits(self, number: int) -> None:
        """Send a digit every few seconds, and take the oldest one back where that is needed."""
        audience = self.audience
        due = perf_counter() + random.uniform(0, audience.every)
        while due < audience.end:
            await asyncio.sleep(due - perf_counter())
            if not self.words["left"]:
                await self.ask("take_back", {"id": self.words["own"][0]["id"]})
                audience.taken_back += 1
            await self.send_a_digit()
            audience.answered_to.add(number)
            due += audience.every
            if perf_counter() > due:
                audience.late += 1
                due = perf_counter()
        await asyncio.sleep(audience.end - perf_counter())

    async def send_a_digit(self) -> None:
        """Send a digit; note when, how long the phone waited, and the digit's id."""
        before = self._own()
        meant = random.choice(list(STROKES))
        strokes = [
            {"points": points, "width": PEN, "erases": False} for points in varied(STROKES[meant])
        ]
        self.audience.drawn += 1
        sent, heard = await self.ask("send", {"strokes": strokes, "meant": meant})
        self.audience.heard.append(heard - sent)
        for digit in self._own() - before:
            self.audience.sent[digit] = sent

    async def ask(self, event: str, value: dict[str, Any]) -> tuple[float, float]:
        """Ask the server for something; return when, and when it had been done.

        Raises `LookupError` if the server refuses it.
        """
        name = f"{perf_counter()}-{random.random()}"
        rerun = await self.client.trigger(PHONE, event, {"name": name, **value})
        try:
            heard = await asyncio.wait_for(self._until(lambda it: it["heard"] == name), TIMEOUT)
        except TimeoutError:
            raise TimeoutError(f"{event} was not heard after {TIMEOUT:g} s") from None
        if self.words["refused"]:
            raise LookupError(f"{event} was refused: {self.words['refused']}")
        return rerun.sent, heard

    async def _until(self, holds: Callable[[dict[str, Any]], bool]) -> float:
        while not holds(self.words):
            self._new.clear()
            await self._new.wait()
        return self._at

    def _own(self) -> set[str]:
        return {digit["id"] for digit in self.words["own"]}
