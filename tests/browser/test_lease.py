"""Who may train, and what becomes of a run when a tab, a line, a process or the server goes."""

import os
import re
import select
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, FloatRect, Locator, Page, expect

from pages.ui.app.tab.lease import KEPT_WHEN_OTHERS_WAIT
from tests.browser.driving import (
    CANVAS,
    SAID,
    STROKES,
    SWAP,
    accuracy_curve,
    button,
    go_to,
    open_app,
    place_of,
    soon,
    visitor,
    wait_for_epoch,
)
from tests.browser.server import Server, children, is_alive, running_server
from tests.pages.conftest import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

CORES = 2
SOON = 20_000  # milliseconds
LONG = "images=10000&epochs=500"
ENDLESS = f"/train?{LONG}&start=1"

FREED = 10.0  # seconds


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start the app on two cores, and no more, however many there are."""
    with running_server(tmp_path_factory.mktemp("home"), CORES) as server:
        yield server


@pytest.fixture(autouse=True)
def nobody_trains(server: Server) -> Iterator[None]:
    """End the runs that a test leaves, once its pages are closed, sooner than the app would."""
    yield
    until(lambda: not end_children(server.pid), FREED)


def end_children(pid: int) -> list[int]:
    """Kill a process's children, and return which there were."""
    ended = children(pid)
    for child in ended:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    return ended


def status(page: Page) -> Locator:
    """Return what the sidebar says of the run, with its buttons."""
    return page.locator(".st-key-run_status")


def start_a_run(page: Page, url: str) -> None:
    open_app(page, f"{url}{ENDLESS}")
    wait_for_epoch(page, 1)


def test_who_comes_too_late_is_told_their_place_and_starts_when_one_stops_or_goes(
    browser: Browser, server: Server
) -> None:
    usable = min(CORES, len(os.sched_getaffinity(0)))
    with ExitStack() as visitors:
        *training, late = [
            visitors.enter_context(visitor(browser, f"{server.url}/train?{LONG}"))
            for _ in range(usable + 1)
        ]
        for page in training:  # now and not by a link: pages open sooner before a run
            button(page, "Play").click()
        for page in training:
            expect(status(page)).to_contain_text("Training", timeout=SOON)
            go_to(page, "How it works")  # which draws no chart of the run each second
        button(late, "Play").click()
        sentence = re.compile("Waiting: 1st in line, (less than a minute|about . minutes?)")
        for place in status(late), late.locator(".st-key-progress"):
            expect(place).to_contain_text(sentence, timeout=SOON)
        assert len(children(server.pid)) == usable
        tab = late.context.new_page()
        open_app(tab, f"{server.url}/train?{LONG}")
        button(tab, "Play").click()
        refused = "Another tab of this browser has a run that waits for its turn"
        expect(tab.get_by_role("main")).to_contain_text(refused, timeout=SOON)
        go_to(late, "How it works")
        first, *others = training
        status(first).get_by_role("button", name="Pause").click()
        expect(status(late)).to_contain_text("Training", timeout=SOON)
        status(first).get_by_role("button", name="Play").click()
        expect(status(first)).to_contain_text(sentence, timeout=SOON)
        for page in (*others, late):
            page.close()
        after = 1000 * KEPT_WHEN_OTHERS_WAIT + SOON
        expect(status(first)).to_contain_text("Training", timeout=after)


def test_a_line_that_is_cut_takes_neither_the_run_nor_a_stroke(page: Page, server: Server) -> None:
    with Line(server.url) as line:
        start_a_run(page, line.url)
        [process] = children(server.pid)
        go_to(page, "Draw")
        place = place_of(page.locator(CANVAS))
        line.cut()
        # Streamlit's own, which nobody sees: what is behind it takes no clicks.
        page.get_by_test_id("stDialog").wait_for(state="attached")
        expect(page.locator(".tn-lost")).to_be_visible()
        for [*points] in STROKES[7]:
            page.mouse.move(*on_screen(place, points[0]))
            page.mouse.down()
            for point in points[1:]:
                page.mouse.move(*on_screen(place, point))
            page.mouse.up()
        expect(page.locator(".tn-digit")).to_have_text("7")  # the browser reads it
        assert not heard(page)
        line.mend()
        assert soon(page, lambda: heard(page) == len(STROKES[7]))
        expect(page.locator(".tn-lost")).to_have_count(0)
        expect(status(page)).to_contain_text("Training", timeout=SOON)
        assert process in children(server.pid)


def on_screen(place: FloatRect, point: tuple[float, float]) -> tuple[float, float]:
    x, y = point
    return place["x"] + x * place["width"], place["y"] + y * place["height"]


def heard(page: Page) -> int:
    """Return how many strokes the server has read; while a page is loaded anew, 0."""
    with suppress(Error):
        return int(page.evaluate(f"{SAID}.strokes?.length ?? 0"))
    return 0


def test_a_process_that_is_killed_gets_a_sentence_and_its_checkpoints_are_kept(
    page: Page, server: Server
) -> None:
    start_a_run(page, server.url)
    [process] = children(server.pid)
    os.kill(process, signal.SIGKILL)
    main = page.get_by_role("main")
    expect(main).to_contain_text("The run's process was killed by the system", timeout=SOON)
    expect(main).to_contain_text("Everything up to the last checkpoint, at epoch", timeout=SOON)
    expect(button(page, "Play")).to_be_disabled(timeout=SOON)
    expect(status(page)).to_contain_text("The training was cut off")
    assert len(accuracy_curve(page)) > 1
    go_to(page, "Look inside")
    expect(main).to_contain_text("of this session's run. It reads", timeout=SOON)
    expect(main.get_by_role("slider", name=re.compile("^Time"))).to_be_visible()
    go_to(page, "Train")
    button(page, "Reset").click()
    expect(page.locator(".st-key-progress")).to_contain_text("Ready to train", timeout=SOON)
    page.wait_for_timeout(SWAP)
    button(page, "Play").click()
    wait_for_epoch(page, 1)
    assert len(children(server.pid)) == 1


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=lambda how: how.name)
def test_stopping_the_server_leaves_no_process(
    how: signal.Signals, page: Page, tmp_path: Path
) -> None:
    with running_server(tmp_path) as server:
        open_app(page, server.url + ENDLESS)
        until(lambda: children(server.pid), FREED)
        processes = children(server.pid)
        os.kill(server.pid, how)
        until(lambda: not is_alive(server.pid), FREED)
        until(lambda: not any(map(is_alive, processes)), FREED)


class Line:
    """A line between a browser and the app at `url`, which can be cut."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._app = (parts.hostname, parts.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._is_cut = False
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> "Line":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """End every connection, and each new one at once."""
        self._is_cut = True
        for end in list(self._open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let connections through again."""
        self._is_cut = False

    def _accept(self) -> None:
        with suppress(OSError):  # the line is taken down
            while True:
                browser, _ = self._listener.accept()
                if self._is_cut:
                    browser.close()
                else:
                    threading.Thread(target=self._carry, args=(browser,), daemon=True).start()

    def _carry(self, browser: socket.socket) -> None:
        """Hand on what each side says until one of them ends."""
        with browser, suppress(OSError), socket.create_connection(self._app) as app:
            ends = {browser: app, app: browser}
            self._open |= set(ends)
            try:
                while True:
                    for end in select.select(list(ends), [], [])[0]:
                        if not (data := end.recv(65_536)):
                            return
                        ends[end].sendall(data)
            finally:
                self._open -= set(ends)
