"""The one family of errors that are meant for a person to read."""

from pathlib import Path


class Refused(ValueError):
    """Something asked for cannot be done; the message says what was wrong and what to do.

    The command line prints the message and ends with exit code 2; a page shows it as it is.
    """


def shown(value: object, most: int = 80) -> str:
    """Return what came, for a message, cut to `most` characters: text as it is, others by repr."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= most else text[: most - 1] + "…"


def reason(error: Exception) -> str:
    """Return why the system refused, without the error's number and the path."""
    return getattr(error, "strerror", None) or str(error)


def name_of(source: object, otherwise: str) -> str:
    """Return the name of a path or an open file for a message, or `otherwise`."""
    label = source if isinstance(source, Path) else getattr(source, "name", None)
    return str(label) if isinstance(label, (str, Path)) else otherwise
