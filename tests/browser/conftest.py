"""What the browser tests share: the running app, a browser, and a page that takes notes."""

import shutil
from collections.abc import Callable, Generator, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, WebSocket, expect

from tests.browser.driving import (
    PATIENCE,
    STILL,
    VIEWPORT,
    forget_visitor,
    open_app,
    running_profile,
)
from tests.browser.failures import begin_try, folder_of_test, keep_what_is_there, watched
from tests.browser.modules import Import, importing
from tests.browser.server import Server, end_runs, running_server

HERE = ("127.0.0.1", "localhost")


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
def profile() -> Iterator[BrowserContext]:
    """Start Chromium once for all tests, with a cache that they share."""
    expect.set_options(timeout=PATIENCE)
    with running_profile() as profile:
        profile.set_default_timeout(PATIENCE)
        yield profile


@pytest.fixture(scope="session")
def browser(profile: BrowserContext) -> Browser:
    """Return the browser, for more visitors than the one of `page`."""
    assert profile.browser
    return profile.browser


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Import]:
    """Return what imports the app's JavaScript modules, into one page for a file of tests."""
    with importing(browser, reduced_motion=STILL) as modules:
        yield modules


def pytest_itemcollected(item: pytest.Item) -> None:
    """Have a test of the browser that fails tried once more; the end of the run names it."""
    item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tell a second try from the first."""
    begin_try(getattr(item, "execution_count", 1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Function,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep what the pages of a failed test look like, and what its server has printed."""
    report = yield
    if report.failed:
        keep_what_is_there()
        if isinstance(tab := item.funcargs.get("tab"), Tab):
            tab.give_up()
        if isinstance(server := item.funcargs.get("server"), Server):
            shutil.copy(server.log, folder_of_test() / "server.log")
    return report


class Tab:
    """The tab that the tests share: to open the app in a new one takes half as much work again."""

    # What stays in a tab for whoever comes next.
    LASTING = "add_init_script", "on", "route", "route_web_socket"

    def __init__(self, profile: BrowserContext) -> None:
        self._profile = profile
        self._page: Page | None = None

    def open(self) -> Page:
        """Return an empty page: a new one if a test has left something in the one before."""
        if self._page is None:
            self._page = self._profile.new_page()
            for name in self.LASTING:
                setattr(self._page, name, self._last(getattr(self._page, name)))
        return self._page

    def _last(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def act_and_give_up(*given: Any, **named: Any) -> Any:
            self.give_up()
            return act(*given, **named)

        return act_and_give_up

    def give_up(self) -> None:
        """Have the next test begin in a new tab."""
        self._page = None

    def leave(self, url: str) -> None:
        """Forget the visitor; `url` is the app's, where the tab still is, or ""."""
        page = self._page
        if not page or not url or not page.url.startswith(url):
            self.give_up()
            return forget_visitor(self._profile)
        forget_visitor(self._profile, page)
        page.goto(f"{url}/favicon.png")
        page.evaluate("sessionStorage.clear()")
        page.set_viewport_size(VIEWPORT)
        page.emulate_media(color_scheme="light", reduced_motion=STILL, forced_colors="none")
        page.mouse.move(0, 0)
        page.clear_console_messages()


@pytest.fixture(scope="session")
def tab(profile: BrowserContext) -> Tab:
    return Tab(profile)


@pytest.fixture
def page(profile: BrowserContext, tab: Tab, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open an empty page for a new visitor; it may request nothing from beyond this machine."""
    outside: list[str] = []

    def note(asked: Request | WebSocket) -> None:
        parts = urlsplit(asked.url)
        if parts.scheme not in ("data", "blob") and parts.hostname not in HERE:
            outside.append(asked.url)

    profile.on("request", note)
    try:
        with watched(profile):
            page = tab.open()
            Page.on(page, "websocket", note)
            yield page
            Page.remove_listener(page, "websocket", note)
        assert outside == []
    finally:
        profile.remove_listener("request", note)
        server = request.node.funcargs.get("server")
        tab.leave(server.url if isinstance(server, Server) else "")
        if isinstance(server, Server):
            end_runs(server)  # which would go on for two minutes beside the next tests


@pytest.fixture
def app(page: Page, app_url: str) -> Page:
    """Open the app at its first page, Draw."""
    open_app(page, app_url)
    return page
