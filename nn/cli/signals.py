"""The signals that stop a command: Ctrl-C, `kill`, a closed terminal window.

    while modules are imported   the program ends at once, since there is nothing to lose
    while a command runs         KeyboardInterrupt
    while a network is trained   KeyboardInterrupt at the first signal; later ones change nothing
    while it is being saved      nothing

Python prints an exception that is raised in a destructor, and forgets it. So a signal in training
is also noted, and whoever trains asks now and then whether there was one (`check`).

It imports nothing slow, since it is loaded before everything else.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

INTERRUPTED = 130  # exit code: what a shell reports of a program that Ctrl-C ended

# Ctrl-C, `kill`, a closed terminal window, Ctrl-Break; not every system has all of them.
TO_STOP = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
]
_received: list[int] = []  # the signals since `stopped_once` began


def end_at_once() -> None:
    """From here on Ctrl-C ends the program without a word; if it is ignored, it stays so."""
    if signal.getsignal(signal.SIGINT) in (signal.default_int_handler, _end):
        signal.signal(signal.SIGINT, _end)


def raise_as_usual() -> None:
    """After `end_at_once`, let Ctrl-C raise KeyboardInterrupt again."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def stopped_once() -> Iterator[None]:
    """Raise KeyboardInterrupt at the first signal to stop, of any kind, and only note later ones.

    After one all are ignored, since the program is about to end, with its own exit code. A signal
    that is ignored already, as under `nohup`, stays so. Nothing is done outside the main thread,
    where Python has no signals.
    """
    before: dict[int, Any] = {}
    _received.clear()
    try:
        if threading.current_thread() is threading.main_thread():
            for number in TO_STOP:
                if signal.getsignal(number) not in (signal.SIG_IGN, None):
                    before[number] = signal.signal(number, _stop)
        yield
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) in (_stop, _go_on):
                signal.signal(number, signal.SIG_IGN if _received else handler)
        _received.clear()


def check() -> None:
    """Raise KeyboardInterrupt if a signal to stop has come, in case the first one was lost."""
    if _received:
        raise KeyboardInterrupt


def no_longer_stopped() -> None:
    """Ignore signals to stop from here to the end of `stopped_once`."""
    for number in TO_STOP:
        if signal.getsignal(number) is _stop:
            signal.signal(number, _go_on)


def _end(number: int, frame: object) -> None:
    os._exit(INTERRUPTED)


def _stop(number: int, frame: object) -> None:
    _received.append(number)
    if len(_received) == 1:
        raise KeyboardInterrupt


def _go_on(number: int, frame: object) -> None:
    pass
