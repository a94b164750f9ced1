"""What stands around each use of a library's private part: missing, it costs one convenience."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

log = logging.getLogger(__name__)


@cache
def say_once(what_is_lost: str, library: str = "Streamlit") -> None:
    """Say in the log what a change inside a library costs, the first time."""
    log.warning("This release of %s has changed inside: %s", library, what_is_lost)


@contextmanager
def or_else(what_is_lost: str, library: str = "Streamlit") -> Iterator[None]:
    """Go on where a library's private part is missing or different; say once what that costs."""
    try:
        yield
    except (AttributeError, ImportError, KeyError, TypeError):
        say_once(what_is_lost, library)
