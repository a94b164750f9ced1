"""The one family of errors that are meant for a person to read."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

PROJECT = Path(__file__).parents[1]
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
        file = in_project(path)
        super().__init__(
            f"{what}: {file} {trouble}. It is part of the project: restore it with "
            f"`git checkout -- {file}`, or clone the project again."
        )
        self._made_of = what, path, trouble

    def __reduce__(self) -> tuple[type["Damaged"], tuple[str, Path, str]]:
        # Pickle would hand the message alone to `__init__`. Processes of an experiment send errors.
        return Damaged, self._made_of


def in_project(path: Path) -> str:
    """Return a file's path from the project's folder on; of a file elsewhere only the name."""
    inside = path.is_relative_to(PROJECT)
    return path.relative_to(PROJECT).as_posix() if inside else path.name


def read_text(path: Path) -> str:
    """Return the text of a file of the project's own; raise `Damaged` if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Damaged("A part of the app is missing or damaged", path, "cannot be read") from error


class Choices(dict[str, T]):
    """A table by name, of a `what` such as "Cost"; asked for a name that it lacks, it refuses."""

    def __init__(self, what: str, entries: Mapping[str, T]) -> None:
        super().__init__(entries)
        self.what = what

    def __missing__(self, name: str) -> T:
        raise Refused(f"{self.what} {name!r} is unknown; choose one of {', '.join(self)}.")


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
