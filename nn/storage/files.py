"""Read files, and replace a file at once: a reader gets the old one or the new one."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from nn.errors import Refused, reason, shown

ADVICE = "Choose another name, a folder that exists and that you may write to, or free some space."
T = TypeVar("T")


def read(path: Path, most: int) -> bytes:
    """Return the content of a file, or its first `most` + 1 bytes if it has more.

    Raises `Refused` if it cannot be read.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe may never end, or never begin
            raise OSError("it is not a file")
        with path.open("rb") as stream:
            return stream.read(most + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise Refused(
            f"{path} cannot be read: {reason(error)}. Choose a file that exists and that you may "
            "read."
        ) from error


def loaded(source: Path | bytes, most: int, what: str, parse: Callable[[bytes], T]) -> T:
    """Return what `parse` makes of a file, or of the bytes of one.

    Raises `Refused` if the file cannot be read, has more than `most` bytes, or `parse` refuses it
    with a clause about "it". The sentence says `what` the file then is: "is not a network".
    """
    content = source if isinstance(source, bytes) else read(source, most)
    try:
        if len(content) > most:
            raise Refused(f"it is larger than {most:,} bytes")
        return parse(content)
    except Refused as error:
        name = "The file" if isinstance(source, bytes) else source
        raise Refused(
            f"{name} {what} saved by Thirty Neurons: {str(error).removesuffix('.'):.400}. "
            "Choose an .npz file that was saved here."
        ) from error


def check_can_write(path: Path, size: int = 1_000_000) -> None:
    """Raise `Refused` if no file of so many bytes can be saved there; leave nothing there."""
    with _beside(path) as (temporary, _):
        temporary.write_bytes(bytes(size))


def write(path: Path, content: bytes) -> None:
    """Write a file under another name and rename it.

    Raises `Refused` if it cannot be written; the old file is still there then.
    """
    with _beside(path) as (temporary, target):
        with temporary.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, target)


@contextmanager
def _beside(path: Path) -> Iterator[tuple[Path, Path]]:
    """Yield a new file, which is deleted at the end, and the file beside it that `path` means."""
    try:
        target = Path(os.path.realpath(path))  # the file behind a link, so that the link stays
        if target.exists() and not target.is_file():
            raise OSError("it is not a file")
        temporary = target.parent / f".{secrets.token_hex(8)}.tmp"
        temporary.touch(exist_ok=False)
        try:
            yield temporary, target
        finally:
            temporary.unlink(missing_ok=True)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise Refused(
            f"{shown(str(path), most=200)} cannot be saved: {reason(error)}. {ADVICE}"
        ) from error
