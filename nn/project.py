"""The project's own folder, and its files that may be missing or damaged."""

from pathlib import Path

from nn.errors import Refused, reason

PROJECT = Path(__file__).parents[1]


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


def text_of(path: Path) -> str:
    """Return the text of a file of the project's own; raise `Damaged` if it cannot be read."""
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise Damaged("A file is missing", path, f"cannot be read ({reason(error)})") from error
