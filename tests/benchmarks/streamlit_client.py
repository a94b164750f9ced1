"""Speaks Streamlit's websocket protocol as the browser does, without showing anything.

A client keeps what a browser keeps: the elements on the page, the messages that the server may
refer to by their hash, and the fragments that run again by themselves. A browser names the state of
every widget to the server, a client only of those that it has changed; the server takes the others'
defaults.
"""

import asyncio
import json
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http.cookiejar import CookieJar
from time import perf_counter
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

# What a browser sends in place of the token of a login, if there is none.
PROTOCOLS = (Subprotocol("streamlit"), Subprotocol("PLACEHOLDER_AUTH_TOKEN"))
TRIGGERS = "$$STREAMLIT_INTERNAL_KEY"  # before the name of a component's triggers
TIMEOUT = 30.0  # seconds


@dataclass
class Rerun:
    """A rerun that a client has asked for; times are readings of `perf_counter`."""

    fragment: str  # that runs again: "" for the whole page
    sent: float
    finished: asyncio.Future[float]  # fails if the connection is lost
    answered: float | None = None  # when the first delta came that the client looks for
    run: str | None = None  # its name at the server, once it has begun


@dataclass(frozen=True)
class Shown:
    element: Element
    fragment: str
    run: str


def cookies_of(url: str) -> str:
    """Return the cookies that a visitor of a page gets, as the header that sends them back."""
    jar = CookieJar()
    no_proxy = urllib.request.ProxyHandler({})
    opener = urllib.request.build_opener(no_proxy, urllib.request.HTTPCookieProcessor(jar))
    with opener.open(url, timeout=TIMEOUT):
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


@asynccontextmanager
async def visit(
    url: str, looks_for: Callable[[bytes], object], cookies: str = ""
) -> AsyncIterator["Client"]:
    """Connect a new visitor, and disconnect them afterwards.

    `looks_for` tells of a delta whether it is the one that `Rerun.answered` is about. By `cookies`
    a proxy may tell to which server a visitor belongs.
    """
    async with connect(
        f"{url.replace('http', 'ws', 1)}/_stcore/stream",
        origin=Origin(url),
        subprotocols=PROTOCOLS,
        additional_headers={"Cookie": cookies} if cookies else None,
        max_size=None,
        ping_interval=None,  # a browser only answers the server's
        proxy=None,
    ) as socket:
        client = Client(url, socket, looks_for)
        listening = client.listening = asyncio.create_task(client.listen())
        try:
            yield client
        finally:
            client.stop_timers()
            listening.cancel()


def _is_trigger(state: WidgetState) -> bool:
    return state.WhichOneof("value") in ("trigger_value", "json_trigger_value")


class Client:
    def __init__(
        self, url: str, socket: ClientConnection, looks_for: Callable[[bytes], object]
    ) -> None:
        self.url, self.errors = url, list[str]()  # what a browser would complain about
        # Called with each element that is put on the page, and when that was.
        self.sees: Callable[[Element, float], object] = lambda element, now: None
        self.listening: asyncio.Task[None]  # ends when the connection is lost
        self._socket, self._looks_for = socket, looks_for
        self._pages, self._page = dict[str, str](), ""  # hashes by name; the page's hash
        self._path = self._query = ""  # in the browser's address
        self._elements: dict[tuple[int, ...], Shown] = {}
        self._states: dict[str, WidgetState] = {}
        self._cache: dict[str, bytes] = {}  # messages that the server may refer to, by their hash
        self._timers: dict[str, tuple[float, asyncio.Task[None]]] = {}
        self._waiting: Rerun | None = None
        self._run = ""

    async def open(self, page: str = "", address: str = "", tab: Any = None) -> Rerun:
        """Open a page by the name that the navigation gives it; the app's first page if "".

        A new visitor may come by another page's address, such as "join?code=ABCDEF". The app asks
        them whose tab it is (greeting.js): a new one, or that which has kept `tab` (`kept`).
        """
        self.stop_timers()
        self._states = {}
        self._page = self._pages[page] if page else ""
        self._path, _, self._query = address.partition("?")
        first = await self.rerun()
        await first.finished
        greeting = self.component("greeting")
        if greeting is None or '"asks"' not in greeting.element.bidi_component.json:
            return first
        second = await self.trigger("greeting", "hello", tab or {})
        second.sent = first.sent
        return second

    @property
    def kept(self) -> dict[str, Any]:
        """What the tab keeps, in case the line is lost."""
        shown = self.component("greeting")
        return json.loads(shown.element.bidi_component.json) if shown else {}

    async def press(self, label: str) -> Rerun:
        button = self.find("button", lambda button: button.label == label)
        if button is None:
            raise LookupError(f"expected a button {label!r} on the page")
        pressed = WidgetState(id=button.element.button.id, trigger_value=True)
        return await self.rerun(pressed, fragment=button.fragment)

    async def trigger(self, component: str, event: str, value: dict[str, Any]) -> Rerun:
        """Have a component say that something has happened, once."""
        shown = self.component(component)
        if shown is None:
            raise LookupError(f"expected a component {component!r} on the page")
        said = WidgetState(
            id=f"{TRIGGERS}_{shown.element.bidi_component.id}__events",
            json_trigger_value=json.dumps([{"event": event, "value": value}]),
        )
        return await self.rerun(said, fragment=shown.fragment)

    async def rerun(self, *changes: WidgetState, fragment: str = "") -> Rerun:
        """Send changed widgets. Only one rerun at a time is watched."""
        finished = asyncio.get_running_loop().create_future()
        rerun = self._waiting = Rerun(fragment, perf_counter(), finished)
        await self._send(changes, fragment)
        return rerun

    def find(self, kind: str, fits: Callable[[Any], bool]) -> Shown | None:
        """Return the first element of a kind, such as "button", that fits; None if none does."""
        for shown in self._elements.values():
            if shown.element.WhichOneof("type") == kind and fits(getattr(shown.element, kind)):
                return shown
        return None

    def component(self, name: str) -> Shown | None:
        return self.find("bidi_component", lambda it: it.component_name.endswith(name))

    async def _send(
        self, changes: tuple[WidgetState, ...], fragment: str, by_itself: bool = False
    ) -> None:
        states = self._states | {state.id: state for state in changes}
        self._states = {key: s for key, s in states.items() if not _is_trigger(s)}
        message = BackMsg()
        rerun = message.rerun_script
        rerun.widget_states.widgets.extend(states.values())
        rerun.page_script_hash, rerun.fragment_id = self._page, fragment
        rerun.page_name, rerun.query_string = "" if self._page else self._path, self._query
        rerun.is_auto_rerun = by_itself
        rerun.cached_message_hashes.extend(self._cache)
        rerun.context_info.url = f"{self.url}/{self._path}"
        rerun.context_info.timezone = "UTC"
        await self._socket.send(message.SerializeToString())

    async def listen(self) -> None:
        """Take in what the server sends until the connection is lost."""
        with suppress(ConnectionClosed):
            async for payload in self._socket:
                if isinstance(payload, bytes):
                    self._receive(payload, perf_counter())
        error = f"the connection was lost: {self._socket.close_code} {self._socket.close_reason}"
        if self._waiting and not self._waiting.finished.done():
            self._waiting.finished.set_exception(ConnectionError(error))
        else:
            self.errors.append(error)

    def _receive(self, payload: bytes, now: float) -> None:
        message = ForwardMsg.FromString(payload)
        kind = message.WhichOneof("type")
        path = tuple(message.metadata.delta_path)
        if message.metadata.cacheable:
            self._cache[message.hash] = payload
        if kind == "ref_hash":
            if message.ref_hash not in self._cache:
                self.errors.append("the server referred to a message that is not in the cache")
                return
            payload, kind = self._cache[message.ref_hash], "delta"
            message = ForwardMsg.FromString(payload)
        if kind == "delta":
            self._take_in(message, path, now)
            rerun = self._waiting
            if rerun and rerun.run == self._run and rerun.answered is None:
                rerun.answered = now if self._looks_for(payload) else None
        elif kind == "new_session":
            self._begin(message)
        elif kind == "script_finished":
            self._finish(message, now)
        elif kind == "navigation":
            pages = message.navigation.app_pages
            self._pages = {page.page_name: page.page_script_hash for page in pages}
            self._page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self._start_timer(message.auto_rerun.fragment_id, message.auto_rerun.interval)
        elif kind == "stop_auto_rerun":
            self.stop_timers(*message.stop_auto_rerun.fragment_ids)

    def _take_in(self, message: ForwardMsg, path: tuple[int, ...], now: float) -> None:
        self._elements.pop(path, None)
        if message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            self._elements[path] = Shown(element, message.delta.fragment_id, self._run)
            if element.WhichOneof("type") == "exception":
                self.errors.append(f"{element.exception.type}: {element.exception.message}")
            self.sees(element, now)

    def _begin(self, message: ForwardMsg) -> None:
        run = message.metadata.run
        self._run = run.script_run_id
        if not run.fragment_ids:
            self.stop_timers()
        rerun = self._waiting
        # A run of other fragments is that of a timer which had fired before.
        is_it = not run.fragment_ids or (rerun and rerun.fragment in run.fragment_ids)
        if rerun and rerun.run is None and is_it:
            rerun.run = self._run

    def _finish(self, message: ForwardMsg, now: float) -> None:
        run, rerun = message.metadata.run, self._waiting
        mine = rerun and rerun.run == run.script_run_id
        if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            if rerun and mine:
                rerun.run = None  # begun anew
            return
        if rerun and mine:
            if not rerun.finished.done():  # nobody may wait any more
                rerun.finished.set_result(now)
            self._waiting = None
        for path, shown in list(self._elements.items()):
            ran = not run.fragment_ids or shown.fragment in run.fragment_ids
            if ran and shown.run != run.script_run_id:
                del self._elements[path]

    def _start_timer(self, fragment: str, seconds: float) -> None:
        if fragment in self._timers and self._timers[fragment][0] == seconds:
            return
        self.stop_timers(fragment)
        self._timers[fragment] = seconds, asyncio.create_task(self._repeat(fragment, seconds))

    def stop_timers(self, *fragments: str) -> None:
        for fragment in fragments or list(self._timers):
            if fragment in self._timers:
                self._timers.pop(fragment)[1].cancel()

    async def _repeat(self, fragment: str, seconds: float) -> None:
        with suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(seconds)
                await self._send((), fragment, by_itself=True)
