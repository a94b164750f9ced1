"""What the browser tests share: the running app, a browser, and a page that takes notes."""

import shutil
from collections.abc import Generator, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, WebSocket, expect

from tests.browser.driving import PATIENCE, STILL, forget_visitor, open_app, running_profile
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
        if isinstance(server := item.funcargs.get("server"), Server):
            shutil.copy(server.log, folder_of_test() / "server.log")
    return report


@pytest.fixture
def page(profile: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open an empty page for a new visitor; it may request nothing from beyond this machine."""
    outside: list[str] = []

    def note(asked: Request | WebSocket) -> None:
        parts = urlsplit(asked.url)
        if parts.scheme not in ("data", "blob") and parts.hostname not in HERE:
            outside.append(asked.url)

    profile.on("request", note)
    try:
        with watched(profile):
            page = profile.new_page()
            page.on("websocket", note)
            yield page
        assert outside == []
    finally:
        forget_visitor(profile)
        if isinstance(server := request.node.funcargs.get("server"), Server):
            end_runs(server)  # which would go on for two minutes beside the next tests
        profile.remove_listener("request", note)


@pytest.fixture
def app(page: Page, app_url: str) -> Page:
    """Open the app at its first page, Draw."""
    open_app(page, app_url)
    return page
