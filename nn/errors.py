"""The one family of errors that are meant for a person to read."""


class Refused(ValueError):
    """Something asked for cannot be done; the message says what was wrong and what to do.

    The command line prints the message and ends with exit code 2; a page shows it as it is.
    """


def shown(value: object, most: int = 80) -> str:
    """Return what came, for a message, cut to `most` characters: text as it is, others by repr."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= most else text[: most - 1] + "…"
