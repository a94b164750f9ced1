"""The app's JavaScript modules in Chromium, imported one by one without a server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, JSHandle, Route

from nn.figures import colours
from tests.browser.server import ROOT

HOME = "http://tn.test/"  # nobody answers there: `importing` does
SCRIPTS = ROOT / "pages" / "ui"

Import = Callable[..., JSHandle]
IMPORT = """async addresses => Object.assign(
    {}, ...await Promise.all(addresses.map(address => import(address))))"""


@contextmanager
def importing(browser: Browser, root: Path = SCRIPTS, **options: Any) -> Iterator[Import]:
    """Open an empty page in the app's colours; yield what imports modules into it.

    It takes paths of modules below `root`, such as "live/reading/reader.js", and returns what they
    export. What a module imports itself comes from there, too, once for all modules of the page.

    Parameters
    ----------
    options
        Those of a browser's page.

    Raises
    ------
    Error
        Playwright's, if a module cannot be loaded; it says which one was asked for.
    """

    def answer(route: Route) -> None:
        address = urlsplit(route.request.url).path.lstrip("/")
        path = root / address
        if not address:
            route.fulfill(body="<!doctype html>", content_type="text/html")
        elif path.suffix == ".js" and path.is_file():
            route.fulfill(body=path.read_bytes(), content_type="text/javascript")
        else:
            route.fulfill(status=404)

    with browser.new_page(**options) as page:
        page.route(f"{HOME}**", answer)
        page.goto(HOME)
        page.add_style_tag(content=f":root {{ {colours.variables()} }}")
        yield lambda *paths: page.evaluate_handle(IMPORT, [HOME + path for path in paths])
