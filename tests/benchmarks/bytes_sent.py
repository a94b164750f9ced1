"""Measure how many bytes the server sends a browser: for a stroke, a visit of Draw, a phone's join.

    python tests/benchmarks/bytes_sent.py [--strokes N] [--visits N] [--rest MS]

A stroke is a digit in one stroke, on Draw with the lesson Why, which is open at first, and on
Numbers. Its bytes are what comes from pen-up until the page is settled, without Clear.

The first visit has an empty cache. The second is a new tab of the same browser, with its cache and
cookies. A phone joins a room in which phones show what they read. HTTP is what crosses the line,
headers and compressed bodies; the cache counts 0. The websocket is not compressed, and its
JavaScript is the source of components in its messages.
"""

import argparse
import base64
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser, Page
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.benchmarks import report, watching
from tests.browser.driving import STROKES, button, click, draw_at_once, open_app, settle, visitor
from tests.browser.room import join, open_room, phone

# By page: the address, and how wide a digit is beside how wide it is on Draw.
PAGES = {"Draw, with the lesson Why": ("", 1.0), "Numbers": ("numbers", 0.5)}
BINARY = 2  # the opcode of a frame of the websocket that is a message
ACKNOWLEDGED = 0xD0  # the first byte of the answer by which `settle` knows that all is done


@dataclass
class Received:
    """What came to a page: the bytes of each answer by HTTP, and the websocket's messages."""

    http: list[float] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)

    def sizes(self) -> dict[str, float]:
        http, websocket = sum(self.http), sum(map(len, self.messages))
        deltas = (ForwardMsg.FromString(message).delta for message in self.messages)
        scripts = [delta.new_element.bidi_component.js_content for delta in deltas]
        return {
            "in all": http + websocket,
            "HTTP": http,
            "websocket": websocket,
            "of these, JavaScript": sum(len(script.encode()) for script in scripts),
        }


@contextmanager
def receiving(page: Page, rest: int) -> Iterator[Received]:
    """Note what comes to a page meanwhile, and until it is settled and `rest` ms have passed."""
    received = Received()

    def note_message(event: Any) -> None:
        frame = event["response"]
        if frame["opcode"] == BINARY and (message := base64.b64decode(frame["payloadData"])):
            if message[0] != ACKNOWLEDGED:
                received.messages.append(message)

    network = page.context.new_cdp_session(page)
    network.on("Network.webSocketFrameReceived", note_message)
    network.on("Network.loadingFinished", lambda e: received.http.append(e["encodedDataLength"]))
    network.send("Network.enable")
    yield received
    settle(page)
    page.wait_for_timeout(rest)
    network.detach()


def measure(browser: Browser, url: str, options: argparse.Namespace) -> dict[str, Any]:
    strokes = {}
    for name, (path, width) in PAGES.items():
        with visitor(browser, f"{url}/{path}") as page:
            some = [stroke(page, k, width, options.rest) for k in range(-1, options.strokes)][1:]
            strokes[name] = medians(some)
    visits = [visit(browser, url, options.rest) for _ in report.rounds(options.visits)]
    both = {name: medians([each[name] for each in visits]) for name in visits[0]}
    return {"bytes of a stroke": strokes, "bytes of a visit": both}


def stroke(page: Page, k: int, width: float, rest: int) -> dict[str, float]:
    """Draw a digit in one stroke and clear it; return the bytes that came after pen-up."""
    one_stroke = [strokes for strokes in STROKES.values() if len(strokes) == 1]
    (points,) = one_stroke[k % len(one_stroke)]
    draw_at_once(page, [[(x * width, y) for x, y in points]], lift=False)
    with receiving(page, rest) as received:
        page.mouse.up()
    click(button(page, "Clear"))
    page.wait_for_timeout(rest)
    return received.sizes()


def visit(browser: Browser, url: str, rest: int) -> dict[str, dict[str, float]]:
    """Open Draw with an empty cache, and in a new tab; join a room; return the bytes of each."""
    with visitor(browser) as page:
        with receiving(page, rest) as first:
            open_app(page, url)
        again = page.context.new_page()
        page.close()
        with receiving(again, rest) as second:
            open_app(again, url)
    with visitor(browser, f"{url}/room") as host, phone(browser) as page:
        code = open_room(host)
        with receiving(page, rest) as joined:
            join(page, url, code)
    each = {"the first": first, "the second": second, "a phone's join": joined}
    return {name: received.sizes() for name, received in each.items()}


def medians(some: list[dict[str, float]]) -> dict[str, float]:
    return {name: median(each[name] for each in some) for name in some[0]}


if __name__ == "__main__":
    numbers = (
        ("strokes", 1, 10, "on each page; the figures are medians"),
        ("visits", 1, 3, "a first and a second visit and a phone, of which they are medians too"),
        ("rest", 0, watching.REST, "milliseconds, in which what is still on its way arrives"),
    )
    watching.run(report.parser(__doc__, *numbers), measure)
