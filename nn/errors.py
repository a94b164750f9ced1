"""The one family of errors that are meant for a person to read."""

from collections.abc import Iterable
from pathlib import Path


class Refused(ValueError):
    """A request that cannot be carried out; the message says what was wrong and what to do.

    The command line prints it and ends with exit code 2; a page shows it as it is.
    """


def check_choice(what: str, name: str, choices: Iterable[str]) -> None:
    """Raise `Refused` unless `name`, of a `what` such as "Cost", is one of the choices."""
    if name not in choices:
        raise Refused(f"{what} {name!r} is unknown; choose one of {', '.join(choices)}.")


def shown(value: object, most: int = 80) -> str:
    """Return a value for a message, cut to `most` characters: text as it is, others by repr."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= most else text[: most - 1] + "…"


def reason(error: Exception) -> str:
    """Return why the system refused, without the error's number and the path."""
    return getattr(error, "strerror", None) or str(error)


def name_of(source: object, otherwise: str) -> str:
    """Return the name of a path or an open file for a message, or `otherwise`."""
    label = source if isinstance(source, Path) else getattr(source, "name", None)
    return str(label) if isinstance(label, (str, Path)) else otherwise
