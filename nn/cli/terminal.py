"""The terminal of a command: messages on standard error, results on standard output, signals."""

import errno
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

from tqdm import tqdm

from nn.errors import Refused

# Exit codes
FAILED = 1  # a file that cannot be read or written, or the system gave too little
BAD_USE = 2  # a command that says nothing that could be done
DIVERGED = 3
INTERRUPTED = 130  # what a shell reports of a program that Ctrl-C ended

# Ctrl-C, `kill`, a closed terminal window, Ctrl-Break; not every system has all of them.
STOPPING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
TO_STOP = [each for each in signal.Signals if each.name in STOPPING]
tqdm.monitor_interval = 0  # it would take a thread to watch the progress bars


class BadUse(Refused):
    """What was typed is no command; nothing was read or written."""


@contextmanager
def options_are_read() -> Iterator[None]:
    """Whatever is `Refused` meanwhile is `BadUse`."""
    try:
        yield
    except Refused as error:
        raise BadUse(str(error)) from None


@contextmanager
def stopped_once(stop: Callable[[], object]) -> Iterator[None]:
    """Call `stop` at the first signal to stop.

    From then on all signals to stop are ignored, since the command is about to end. A signal that
    is ignored already, as under `nohup`, stays so.
    """
    not_heeded = (signal.SIG_IGN, None)
    heeded = {each: old for each in TO_STOP if (old := signal.getsignal(each)) not in not_heeded}

    def handle(number: int, frame: object) -> None:
        for each in [*heeded]:  # another signal may come in the middle, and clear them
            signal.signal(each, signal.SIG_IGN)
        heeded.clear()
        stop()

    for each in heeded:
        signal.signal(each, handle)
    try:
        yield
    finally:
        for each, old in list(heeded.items()):
            signal.signal(each, old)


def say(text: object) -> None:
    """Print a message on standard error, above a progress bar; nobody need read it."""
    with suppress(OSError, ValueError):
        tqdm.write(str(text), file=sys.stderr)
        sys.stderr.flush()


def progress_bar(total: int, unit: str, **choices: Any) -> "tqdm[NoReturn]":
    """Return a progress bar on standard error, which only a person sees."""
    return tqdm(total=total, unit=f" {unit}", disable=None, **choices)


def option(name: str) -> str:
    """Return how the option of this name is typed: "--mini-batch" for "mini_batch"."""
    return f"--{name.replace('_', '-')}"


def answer(text: str) -> None:
    """Print a result on standard output, at once; raise OSError if it cannot be written."""
    check_can_answer()
    print(text, flush=True)


def check_can_answer() -> None:
    """Raise OSError if standard output is closed, where `print` says nothing."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "standard output is closed")
