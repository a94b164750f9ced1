"""The one family of errors that are meant for a person to read."""

from collections.abc import Iterable


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
