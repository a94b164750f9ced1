"""The file of an experiment's results: a line for each run, written as the run ends."""

import os
from pathlib import Path

from nn.errors import Refused, reason
from nn.storage import files


class ResultsFile:
    """A file of results, which grows line by line; it is tried before the runs, not after them.

    `path` is where it is, None for none. As many as `whole_bytes` of it are kept: the rest is a
    line that was cut off. Raises `Refused` if it cannot be written.
    """

    def __init__(self, path: Path | None, whole_bytes: int = 0) -> None:
        self.path = path
        if path:
            files.check_can_write(path)
            if path.exists():
                os.truncate(path, whole_bytes)

    def add(self, line: str) -> None:
        """Write a line; raise `Refused` if that fails."""
        if self.path is None:
            return
        try:
            with self.path.open("ab") as stream:
                stream.write(line.encode() + b"\n")
                stream.flush()
                os.fsync(stream.fileno())  # a disk may say only now that it is full
        except OSError as error:
            raise Refused(
                f"{self.path} cannot be written: {reason(error)}. {files.advice(error)}"
            ) from error
