"""The file of an experiment's results: a line for each run, written as the run ends."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from nn.cli import saving, terminal
from nn.errors import Refused, reason
from nn.storage import files


class ResultsFile:
    """A file of results, which grows line by line.

    Where a line cannot be written, as on a full disk, the next one tries again. What cannot be
    written in the end is kept elsewhere.

    Parameters
    ----------
    path
        Where the file is; None for none.
    whole_bytes
        As many of its bytes are kept: the rest is a line that was cut off.
    """

    def __init__(self, path: Path | None, whole_bytes: int = 0) -> None:
        self.path = path
        self._size = whole_bytes
        self._stream: BinaryIO | None = None
        self._waiting: list[bytes] = []  # lines that are not written yet
        self._trouble = False
        if path:
            files.check_can_write(path)  # before the runs, not after them

    def add(self, line: str) -> None:
        """Write a line, and say so if it cannot be written."""
        if self.path is None:
            return
        self._waiting.append(line.encode() + b"\n")
        try:
            self._write(self.path, b"".join(self._waiting))
        except OSError as error:
            self._cut_off()
            if not self._trouble:
                terminal.say(
                    f"{self.path} cannot be written: {reason(error)}. {files.advice(error)} It is "
                    "tried again after every run."
                )
            self._trouble = True
            return
        self._waiting.clear()
        if self._trouble:
            terminal.say(f"{self.path} can be written again.")
            self._trouble = False

    def close(self) -> bool:
        """Keep elsewhere what could not be written; return whether all is where it should be."""
        if self._stream:
            with suppress(OSError):
                if self.path and not self.path.exists():  # deleted meanwhile
                    self._stream.seek(0)
                    self._waiting.insert(0, self._stream.read(self._size))
                self._stream.close()
        if self.path is None or not self._waiting:
            return True
        return saving.save(self.path, self._writer(self.path))

    def _write(self, path: Path, content: bytes) -> None:
        if self._stream is None:
            self._stream = path.open("a+b", buffering=0)
        self._keep_whole_lines()
        rest = memoryview(content)
        while rest:
            rest = rest[self._stream.write(rest) :]
        os.fsync(self._stream.fileno())  # a disk may say only now that it is full
        self._size += len(content)

    def _keep_whole_lines(self) -> None:
        """Take away a line that was cut off, but none of another command that adds to the file."""
        assert self._stream
        self._stream.seek(self._size)
        self._size += self._stream.read().rfind(b"\n") + 1
        self._stream.truncate(self._size)

    def _cut_off(self) -> None:
        """Take away a line that is not whole."""
        with suppress(OSError):
            if self._stream:
                self._stream.truncate(self._size)

    def _writer(self, path: Path) -> Callable[[Path], None]:
        """Return what writes the whole file to a path."""

        def write(other: Path) -> None:
            try:
                before = path.read_bytes()[: self._size] if path.exists() else b""
                files.write(other, before + b"".join(self._waiting))
            except OSError as error:
                raise Refused(
                    f"The results cannot be saved as {other}: {reason(error)}. "
                    f"{files.advice(error)}"
                ) from error

        return write
