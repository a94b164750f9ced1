"""Read files, and replace a file at once: a reader gets the old one or the new one."""

import errno
import os
import secrets
from pathlib import Path
from typing import BinaryIO

from nn.errors import Refused, name_of, reason, shown

# What helps where nothing can be saved.
FREE_SPACE = "Free some space there, or choose another disk."
SHORTER = "Choose a shorter name."
MAY_WRITE = "Choose a folder that exists and that you may write to."
ADVICE = {
    errno.ENOSPC: FREE_SPACE,
    getattr(errno, "EDQUOT", errno.ENOSPC): FREE_SPACE,
    errno.EFBIG: "Choose a disk that takes files as large as this one.",
    errno.ENAMETOOLONG: SHORTER,
    errno.EIO: "The disk may be broken: choose another one.",
}


class FileError(Refused):
    """A file that cannot be read, or a place where nothing can be saved."""


def advice(error: Exception) -> str:
    """Return a sentence that says what to do when a file cannot be saved for this reason."""
    return ADVICE.get(getattr(error, "errno", None) or 0, MAY_WRITE)


def read(source: Path | BinaryIO | bytes, most: int) -> bytes:
    """Return the content of a file, or its first `most` + 1 bytes if it has more.

    Raises `FileError` if it cannot be read.
    """
    try:
        if isinstance(source, bytes):
            return source
        if not isinstance(source, Path):
            return source.read(most + 1)
        with source.open("rb") as stream:
            return stream.read(min(os.fstat(stream.fileno()).st_size, most + 1))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise FileError(
            f"{name_of(source, 'The file')} cannot be read: {reason(error)}. Choose a file that "
            "exists and that you may read."
        ) from error


def check_can_write(path: Path) -> None:
    """Raise `FileError` if no file can be saved there, before there is something to lose."""
    trouble = ""
    try:
        target = _target(path)
        folder = target.parent
        if not folder.is_dir():
            trouble = f"there is no folder {folder}. Make it first."
        elif target.is_dir():
            trouble = "it is a folder. Name a file in it."
        elif target.exists() and not target.is_file():
            trouble = "it is not a file. Name one."
        else:
            attempt = _temporary(folder)
            attempt.touch(exist_ok=False)
            attempt.unlink()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        trouble = f"{reason(error)}. {advice(error)}"
    if trouble:
        raise FileError(f"{shown(str(path), most=200)} cannot be saved: {trouble}")


def write(path: Path, content: bytes) -> None:
    """Write the file under another name and rename it.

    Raises `OSError` if it cannot be written; the old file is still there then, and `ValueError` if
    the path has a NUL in it.
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


def _target(path: Path) -> Path:
    """Return the file behind a link, so that the link stays a link."""
    return Path(os.path.realpath(path))


def _temporary(folder: Path) -> Path:
    return folder / f".{secrets.token_hex(8)}.tmp"
