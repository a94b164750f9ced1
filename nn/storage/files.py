"""Put a file in its place at once: whoever reads it meanwhile gets the old one or the new one."""

import os
import secrets
from pathlib import Path

from nn.errors import Refused, shown


class FileError(Refused):
    """A place where nothing can be saved."""


def check_can_write(path: Path) -> None:
    """Refuse a path where no file can be put, before there is something to lose.

    Raises
    ------
    FileError
        If the folder is missing or cannot be written to, or the path is no regular file's.
    """
    try:
        target = _target(path)
        folder = target.parent
        if not folder.is_dir():
            raise FileError(f"{path} cannot be saved: there is no folder {folder}. Make it first.")
        if target.is_dir():
            raise FileError(f"{path} cannot be saved: it is a folder. Name a file in it.")
        if target.exists() and not target.is_file():
            raise FileError(f"{path} cannot be saved: it is not a file. Name one.")
        attempt = _temporary(folder)
        attempt.touch(exist_ok=False)
        attempt.unlink()
    except FileError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise FileError(
            f"{shown(str(path))} cannot be saved: {reason(error)}. Choose a folder that exists "
            "and that you may write to."
        ) from error


def write(path: Path, content: bytes) -> None:
    """Put the file there at once, by renaming one that is complete.

    Raises
    ------
    OSError
        If it cannot be written; the file that was there is still there then.
    ValueError
        If the path has a NUL in it.
    """
    path = _target(path)
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OSError("it is not a file")
    temporary = _temporary(path.parent)
    try:
        with temporary.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def reason(error: Exception) -> str:
    """Return why the system refused, without the error's number and the path."""
    return getattr(error, "strerror", None) or str(error)


def _target(path: Path) -> Path:
    """Return the file itself: a link to it stays a link."""
    return Path(os.path.realpath(path))


def _temporary(folder: Path) -> Path:
    return folder / f".{secrets.token_hex(8)}.tmp"
