"""The terminal of a command: its two outputs.

The reader of an output may close it at any time, or never have opened it. That must not cost a
network that took an hour to train.
"""

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from tqdm import tqdm

from nn.errors import Refused

NO_READER = 1  # exit code: the result could not be written
BAD_USE = 2  # exit code: an option or a file that cannot be used
DIVERGED = 3
SECONDS_BEFORE_THE_BAR = 2


class _Messages:
    """Standard error as a stream that takes everything, even when nobody reads it."""

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):
            if sys.stderr:  # None if it was closed from the start
                sys.stderr.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            if sys.stderr:
                sys.stderr.flush()

    def isatty(self) -> bool:
        with suppress(ValueError):
            return bool(sys.stderr) and sys.stderr.isatty()
        return False

    @property
    def encoding(self) -> str:  # by which a progress bar chooses its characters
        return getattr(sys.stderr, "encoding", None) or "ascii"


messages = _Messages()


def say(text: object) -> None:
    """Print a message on standard error."""
    messages.write(f"{text}\n")
    messages.flush()


def progress_bar(total: int, unit: str, **choices: Any) -> "tqdm[NoReturn]":
    """Return a progress bar on standard error, which only a person sees."""
    return tqdm(total=total, unit=f" {unit}", disable=None, file=messages, **choices)


def late_progress_bar(total: int, unit: str) -> "tqdm[NoReturn]":
    """Return a progress bar that is seen only if it takes long, and then vanishes."""
    return progress_bar(total, unit, delay=SECONDS_BEFORE_THE_BAR, leave=False)


def option(name: str) -> str:
    """Return how the option of this name is typed: "--pen-digits" for "pen_digits"."""
    return f"--{name.replace('_', '-')}"


def reads(network: str, correct: int, total: int, images: str) -> str:
    """Return a sentence that says how many images a network reads right."""
    return f"{network} reads {correct:,} of {total:,} {images} right: {correct / total:.2%}."


def save(path: Path, write: Callable[[Path], None]) -> bool:
    """Save a file with `write`, which may raise `Refused`; say what came of it, and return it."""
    try:
        write(path)
    except Refused as error:
        say(error)
        return False
    say(f"Saved {path}.")
    return True


def answer(text: str) -> None:
    """Print a result on standard output, at once.

    Raises `OSError` if it cannot be written, as when nobody reads it any more.
    """
    if sys.stdout is None:  # closed from the start, and `print` would say nothing of that
        raise OSError(errno.EBADF, "standard output is closed")
    try:
        print(text, flush=True)
    except UnicodeEncodeError:  # a path may hold bytes that no encoding has
        encoding = sys.stdout.encoding
        print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)


def forget_answers() -> None:
    """Discard what could not be written, so that Python does not try again at its end."""
    if sys.stdout is not None:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
