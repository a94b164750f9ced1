"""What becomes of a run and of a stroke when a process, the server or the line goes."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, WebSocketRoute, expect

from tests.browser.driving import (
    CANVAS,
    HEARD,
    STROKES,
    accuracy_curve,
    button,
    draw_at_once,
    go_to,
    open_app,
    place_of,
    settle,
    wait_for,
    wait_for_epoch,
)
from tests.browser.server import Server, children, is_alive, running_server
from tests.pages.conftest import until

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
    pytest.mark.thorough,
]

ENDLESS = "/train?images=10000&epochs=500&start=1"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Start the app on one core, without much patience for who is absent."""
    with running_server(tmp_path, cores=1, scale=0.2) as server:
        yield server


def status(page: Page) -> Locator:
    """Return what the sidebar says of the run, with its buttons."""
    return page.locator(".st-key-run_status")


def test_a_killed_process_gets_a_sentence_and_a_stopped_server_leaves_none(
    page: Page, server: Server
) -> None:
    main = page.get_by_role("main")
    open_app(page, server.url + ENDLESS)
    wait_for_epoch(page, 1)
    [process] = children(server.pid)
    os.kill(process, signal.SIGKILL)
    expect(main).to_contain_text("The run's process was killed by the system")
    expect(main).to_contain_text("Everything up to the last checkpoint, after epoch")
    expect(button(page, "Play")).to_be_disabled()
    expect(status(page)).to_contain_text("The training was cut off")
    assert len(accuracy_curve(page)) > 1
    button(page, "Reset").click()
    expect(page.locator(".st-key-progress")).to_contain_text("Ready to train")
    settle(page)
    button(page, "Play").click()
    wait_for_epoch(page, 1)

    [process] = children(server.pid)
    os.kill(server.pid, signal.SIGTERM)
    until(lambda: not is_alive(server.pid))
    until(lambda: not is_alive(process))


def test_a_line_that_is_cut_takes_neither_the_run_nor_a_stroke(page: Page, server: Server) -> None:
    line = Line(page)
    open_app(page, server.url + ENDLESS)
    wait_for_epoch(page, 1)
    [process] = children(server.pid)
    go_to(page, "Draw")
    box = place_of(page.locator(CANVAS))
    line.cut()
    # Streamlit's own, which nobody sees: what is behind it takes no clicks.
    page.get_by_test_id("stDialog").wait_for(state="attached")
    expect(page.locator(".tn-lost[role=alert]")).to_be_visible()
    draw_at_once(page, STROKES[7], box=box)
    expect(page.locator(".tn-digit")).to_have_text("7")  # the browser reads it
    assert not page.evaluate(HEARD, 1)
    line.mend()
    settle(page)
    wait_for(page, HEARD, 1)
    expect(page.locator(".tn-lost[role=alert]")).to_have_count(0)
    expect(status(page)).to_contain_text("Training")
    assert children(server.pid) == [process]


class Line:
    """The line between a page and the app, which can be cut."""

    def __init__(self, page: Page) -> None:
        self._ends: list[WebSocketRoute] = []
        self._is_cut = False
        page.route_web_socket("**/_stcore/stream", self._connect)
        page.route("**/_stcore/**", self._ask)

    def cut(self) -> None:
        """End every connection, and each new one at once."""
        self._is_cut = True
        for end in self._ends:
            end.close()

    def mend(self) -> None:
        """Let connections through again."""
        self._is_cut = False
        self._ends.clear()

    def _connect(self, browser_side: WebSocketRoute) -> None:
        if self._is_cut:
            browser_side.close()
        else:
            self._ends += [browser_side, browser_side.connect_to_server()]

    def _ask(self, route: Route) -> None:
        if self._is_cut:
            route.abort()
        else:
            route.continue_()
