"""What the browser tests share: the running app, a browser, and a page that takes notes."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, sync_playwright

from tests.browser.server import Server, running_server
from tests.chromium import NOT_FOUND, find_chromium

FLAGS = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
VIEWPORT: ViewportSize = {"width": 1280, "height": 800}

HERE = ("127.0.0.1", "localhost")
INSIDE_SCHEMES = ("data", "blob")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start the app once for all tests."""
    with running_server(tmp_path_factory.mktemp("home")) as server:
        yield server


@pytest.fixture(scope="session")
def app_url(server: Server) -> str:
    """Return where the app answers, without a slash at the end."""
    return server.url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once for all tests."""
    chromium = find_chromium()
    if chromium is None:
        pytest.fail(NOT_FOUND)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags())
        yield browser
        browser.close()


@pytest.fixture
def outside_requests() -> list[str]:
    """Return the list in which the page notes every address it asks beyond this machine."""
    return []


@pytest.fixture
def console_errors() -> list[str]:
    """Return the list in which the page notes errors of the console and of its scripts."""
    return []


@pytest.fixture
def page(
    browser: Browser, outside_requests: list[str], console_errors: list[str]
) -> Iterator[Page]:
    """Open an empty page of a visitor who was never here."""
    context = browser.new_context(viewport=VIEWPORT)
    page = context.new_page()

    def note_address(url: str) -> None:
        if not _is_inside(url):
            outside_requests.append(url)

    def note_message(message: ConsoleMessage) -> None:
        if message.type == "error":
            console_errors.append(f"{message.text} ({message.location['url']})")

    context.on("request", lambda request: note_address(request.url))
    page.on("websocket", lambda websocket: note_address(websocket.url))
    page.on("console", note_message)
    page.on("pageerror", lambda error: console_errors.append(str(error)))
    yield page
    context.close()


def flags() -> list[str]:
    # Chromium refuses to start its sandbox as root.
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*FLAGS, *(["--no-sandbox"] if is_root else [])]


def _is_inside(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in INSIDE_SCHEMES or parts.hostname in HERE
