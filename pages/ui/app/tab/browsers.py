"""Whose run it is: the browser's, which all its tabs name."""

import re

_NAME = re.compile(r"[0-9a-f]{32}")  # as greeting.js makes it


def owner(browser: object, token: str) -> str:
    """Return whose runs those of a tab are.

    `browser` is what the tab calls its browser, and may be anything. A tab whose browser keeps
    nothing is an owner by itself, by its token.
    """
    return browser if isinstance(browser, str) and _NAME.fullmatch(browser) else f"tab {token}"
