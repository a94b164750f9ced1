"""The one family of errors that are meant for a person to read."""

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


class Refused(ValueError):
    """A request that cannot be carried out; the message says what was wrong and what to do.

    Whoever asked is shown it as it is.
    """


class Choices(dict[str, T]):
    """A table by name, of a `what` such as "Cost"; an unknown name is `Refused`."""

    def __init__(self, what: str, entries: Mapping[str, T]) -> None:
        super().__init__(entries)
        self.what = what

    def __missing__(self, name: str) -> T:
        raise Refused(
            f"{self.what} {shown(repr(name))} is unknown; choose one of {', '.join(self)}."
        )


def shown(value: object, most: int = 80) -> str:
    """Return a value for a message, cut to `most` characters: text as it is, others by repr."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= most else text[: most - 1] + "…"


def reason(error: Exception) -> str:
    """Return why the system refused, without the error's number and the path."""
    return getattr(error, "strerror", None) or str(error)
