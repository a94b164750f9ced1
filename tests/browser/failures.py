"""Watch pages: what no page of the app may do, and what is kept of a test that fails.

A test fails if a page reports an error of a script, turns white, or does what the app's own
security headers forbid.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, WebError

KEPT = Path(os.environ.get("KEPT_OF_FAILURES") or Path(tempfile.gettempdir(), "thirty-neurons"))
# What Chromium's console says of all that the app's own headers keep a page from.
FORBIDDEN = "Content Security Policy"
# Harmless, and not the app's: the canvas was loading a drawing when it was taken away.
CANVAS_HAS_GONE = "Cannot read properties of undefined (reading 'clearRect')"
# React takes everything away when an error ends it.
IS_WHITE = """() => document.querySelector("#root:empty") !== null"""
IS_LOADED = "performance.now() > 10_000"  # before, a page may be white

_watched: dict[BrowserContext, list[str]] = {}  # and what their pages said


@contextmanager
def watched(context: BrowserContext) -> Iterator[None]:
    """Watch the pages of a context for the time of a test; what they did wrong fails it."""
    said, errors = list[str](), list[str]()
    _watched[context] = said

    def note(message: ConsoleMessage) -> None:
        line = f"{message.type}: {message.text} ({message.location['url']})"
        said.append(line)
        if FORBIDDEN in message.text:
            errors.append(line)

    def note_error(error: WebError) -> None:
        said.append(f"pageerror: {error.error}")
        if CANVAS_HAS_GONE not in said[-1]:
            errors.append(said[-1])

    context.on("console", note)
    context.on("weberror", note_error)
    try:
        yield
        errors += [f"{page.url} is white" for page in context.pages if _is_white(page)]
        assert errors == [], "\n".join(errors)
    except BaseException:
        keep_what_is_there()
        raise
    finally:
        del _watched[context]
        context.remove_listener("console", note)
        context.remove_listener("weberror", note_error)


def _is_white(page: Page) -> bool:
    with suppress(Error):  # it is about to load, or closed
        return bool(page.evaluate(f"() => {IS_LOADED} && ({IS_WHITE})()"))
    return False


def keep_what_is_there() -> None:
    """Keep what the pages of a failed test look like, and what they said."""
    folder, number = folder_of_test(), 0
    for said, page in [
        (said, page) for context, said in _watched.items() for page in context.pages
    ]:
        number += 1
        with suppress(Error, OSError):
            (folder / f"page-{number}.txt").write_text("\n".join([page.url, *said]), "utf-8")
            (folder / f"page-{number}.html").write_text(page.content(), "utf-8")
            page.screenshot(path=folder / f"page-{number}.png", timeout=5_000)


def folder_of_test() -> Path:
    """Return the folder of the test that runs now."""
    name = os.environ.get("PYTEST_CURRENT_TEST", "no test").rpartition(" ")[0]
    folder = KEPT / re.sub(r"[^\w.\[\]-]+", "-", name.removeprefix("tests/browser/"))[:150]
    folder.mkdir(parents=True, exist_ok=True)
    return folder
