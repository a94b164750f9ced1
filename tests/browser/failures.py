"""Watch pages: what no page of the app may do, and what is kept of a test that fails.

A test fails if a page reports an error of a script, turns white, or does what the app's own
security headers forbid.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, WebError

from tests.summary import kept_of

# What Chromium's console says of all that the app's own headers keep a page from.
FORBIDDEN = "Content Security Policy"
# Harmless, and not the app's: the canvas was loading a drawing when it was taken away.
CANVAS_HAS_GONE = "Cannot read properties of undefined (reading 'clearRect')"
# React takes everything away when an error ends it.
IS_WHITE = """() => document.querySelector("#root:empty") !== null"""
IS_LOADED = "performance.now() > 10_000"  # before, a page may be white

_traced_whole = False
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
    context.tracing.start(snapshots=_traced_whole)
    try:
        yield
        errors += [f"{page.url} is white" for page in context.pages if _is_white(page)]
        assert errors == [], "\n".join(errors)
    except BaseException:
        keep_what_is_there()
        raise
    finally:
        del _watched[context]
        context.tracing.stop()
        context.remove_listener("console", note)
        context.remove_listener("weberror", note_error)


def _is_white(page: Page) -> bool:
    with suppress(Error):  # it is about to load, or closed
        return bool(page.evaluate(f"() => {IS_LOADED} && ({IS_WHITE})()"))
    return False


def keep_what_is_there() -> None:
    """Keep what the pages of a failed test look like, and what they said."""
    folder = folder_of_test()
    for visitor, (context, said) in enumerate(_watched.items(), start=1):
        for number, page in enumerate(context.pages, start=1):
            name = folder / f"page-{visitor}-{number}"
            with suppress(Error, OSError):
                name.with_suffix(".txt").write_text("\n".join([page.url, *said]), "utf-8")
                name.with_suffix(".html").write_text(page.content(), "utf-8")
                page.screenshot(path=name.with_suffix(".png"), timeout=5_000)
        if not (trace := folder / f"trace-{visitor}.zip").exists():
            context.tracing.stop(path=trace)
            context.tracing.start()


def begin_try(number: int) -> None:
    """Begin a try of a test; the second has a folder of its own, and is traced as a whole.

    A trace that has the page at every step takes a fifth more time.
    """
    global _traced_whole
    _traced_whole = number > 1
    if number > 1:
        first = folder_of_test()
        first.rename(first.with_name(f"{first.name}-first"))


def folder_of_test() -> Path:
    """Return the folder of the test that runs now."""
    name = os.environ.get("PYTEST_CURRENT_TEST", "no test").rpartition(" ")[0]
    folder = kept_of(name)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
