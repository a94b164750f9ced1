"""The one family of errors that are meant for a person to read."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

PROJECT = Path(__file__).parents[1]
NO_THREAD = "can't start new thread"  # Python's words for it, in a RuntimeError
T = TypeVar("T")


class Refused(ValueError):
    """A request that cannot be carried out; the message says what was wrong and what to do.

    The command line prints it and ends with exit code 2; a page shows it as it is.
    """


class Damaged(Refused):
    """A file of the project's own that is missing or damaged.

    The message names it as it lies in the project, since a visitor of the app sees the message, and
    should not learn where on the server that is.
    """

    def __init__(self, what: str, path: Path, trouble: str = "cannot be used") -> None:
        super().__init__(what, path, trouble)  # processes of an experiment pickle errors

    def __str__(self) -> str:
        what, path, trouble = self.args
        inside = path.is_relative_to(PROJECT)
        file = path.relative_to(PROJECT).as_posix() if inside else path.name
        return (
            f"{what}: {file} {trouble}. It is part of the project: restore it with "
            f"`git checkout -- {file}`, or clone the project again."
        )


class Choices(dict[str, T]):
    """A table by name, of a `what` such as "Cost"; asked for a name that it lacks, it refuses."""

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
