"""The terminal of a command: its two outputs, and the signals that stop it.

The reader of an output may close it at any time. That must not cost a network that took an hour to
train; nor may a second Ctrl-C while it is being saved.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

from tqdm import tqdm

NO_READER = 1  # exit code: the result could not be written
BAD_USE = 2  # exit code: an option or a file that cannot be used
DIVERGED = 3
SECONDS_BEFORE_THE_BAR = 2
INTERRUPTED = 130  # what a shell reports of a program that Ctrl-C ended

# Ctrl-C, `kill`, a closed terminal window, Ctrl-Break; not every system has all of them.
_TO_STOP = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
]


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


def answer(text: str) -> None:
    """Print a result on standard output, at once.

    Raises `OSError` if it cannot be written, as when nobody reads it any more.
    """
    try:
        print(text, flush=True)
    except UnicodeEncodeError:  # a path may hold bytes that no encoding has
        encoding = sys.stdout.encoding
        print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)


def forget_answers() -> None:
    """Discard what could not be written, so that Python does not try again at its end."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())


@contextmanager
def stopped_once() -> Iterator[None]:
    """Raise KeyboardInterrupt at the first signal to stop, of any kind, and ignore later ones.

    They stay ignored, since the program is about to end, with its own exit code. A signal that is
    ignored already, as under `nohup`, stays so. Outside the main thread, where Python has no
    signals, nothing is done.
    """
    before: dict[int, Any] = {}
    try:
        if threading.current_thread() is threading.main_thread():
            for number in _TO_STOP:
                if signal.getsignal(number) not in (signal.SIG_IGN, None):
                    before[number] = signal.signal(number, _stop)
        yield
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) in (_stop, _go_on):
                signal.signal(number, handler)


def no_longer_stopped() -> None:
    """Ignore signals to stop from here to the end of `stopped_once`."""
    for number in _TO_STOP:
        if signal.getsignal(number) is _stop:
            signal.signal(number, _go_on)


def _stop(number: int, frame: object) -> None:
    for other in _TO_STOP:
        if signal.getsignal(other) is _stop:
            signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt


def _go_on(number: int, frame: object) -> None:
    pass
