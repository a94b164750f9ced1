"""A process of `nn.runs.training_process`: it is started, listened to, and ended here.

Where the system starts none, the run trains in a thread of this program.
"""

import errno
import logging
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

from nn.runs.messages import Begin, Command, Message
from nn.runs.training_process import NO_THREADS
from nn.runs.worker import work

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_END = 5.0

log = logging.getLogger(__name__)


class Process:
    """Loads the images, and waits to hear by `Begin` what it is to train.

    Another thread calls `received` with each message, and at last `ended` with a sentence about how
    the process ended. Before that it calls `is_here_now` if no process could be started. Raises
    `OSError` if the system starts no more threads either.
    """

    def __init__(
        self,
        received: "Callable[[Process, Message], None]",
        ended: "Callable[[Process, str], None]",
        is_here_now: "Callable[[Process], None]",
    ) -> None:
        self._received, self._ended, self._is_here_now = received, ended, is_here_now
        self.is_here = False  # it is a thread of this program, as `is_here_now` notes
        self.is_alive = True
        self._killed = False
        self._popen: subprocess.Popen[bytes] | None = None
        # A thread of its own writes: the process reads nothing before it has loaded numpy, and
        # nobody should wait for that.
        self._to_send: SimpleQueue[Any] = SimpleQueue()
        self._thread = _started(self._live)

    def send(self, message: Begin | Command) -> None:
        """Send a message, if the process has not ended."""
        self._to_send.put(message)

    def kill(self) -> None:
        """End the process at once; it has nothing to tidy up."""
        self._killed = True
        if self._popen:
            self._popen.kill()
        self._to_send.put(Command("pause"))  # a thread may be waiting for a command

    def join(self, seconds: float) -> None:
        """Wait, at most so many seconds, until the process has ended and all it sent is read."""
        self._thread.join(seconds)

    def _live(self) -> None:
        how = "The run's thread ended unexpectedly."
        try:
            try:
                popen = self._popen = self._start()
            except OSError:
                log.warning("No training process could be started: a thread trains", exc_info=True)
                self._is_here_now(self)
                self._train_here()
            else:
                how = self._listen(popen)
        finally:
            self.is_alive = False
            self._ended(self, how)

    def _start(self) -> subprocess.Popen[bytes]:
        """Start the process and a thread that writes to it; raise `OSError` if there is none."""
        popen = subprocess.Popen(
            [sys.executable, "-m", "nn.runs.training_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            start_new_session=True,  # a terminal's Ctrl-C is for this program alone
        )
        try:
            _started(self._write, popen.stdin)
        except OSError:
            popen.kill()
            popen.communicate()
            raise
        return popen

    def _listen(self, popen: subprocess.Popen[bytes]) -> str:
        """Hand on what the process sends; return how it ended."""
        assert popen.stdin and popen.stdout
        if self._killed:  # before there was a process
            popen.kill()
        with suppress(EOFError, pickle.UnpicklingError):
            while True:
                self._received(self, pickle.load(popen.stdout))
        try:
            code = popen.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            popen.kill()
            code = popen.wait()
        self._to_send.put(None)  # ends the thread that writes
        popen.stdout.close()
        return _how_it_ended(code)

    def _write(self, stdin: BinaryIO) -> None:
        with suppress(OSError):  # it has ended
            while (message := self._to_send.get()) is not None:
                pickle.dump(message, stdin)
                stdin.flush()
        with suppress(OSError):  # what was still to be sent to it
            stdin.close()

    def _train_here(self) -> None:
        begin = self._to_send.get()
        if isinstance(begin, Begin):  # otherwise it was killed
            with suppress(_Killed):
                work(begin, self._to_send, self._report, keeps=False)

    def _report(self, message: Message) -> None:
        if self._killed:
            raise _Killed
        self._received(self, message)


class _Killed(Exception):
    """Takes the thread out of its work."""


def _started(target: Callable[..., None], *arguments: object) -> threading.Thread:
    """Return a new thread; raise `OSError` if the system starts no more."""
    thread = threading.Thread(target=target, args=arguments, name="training", daemon=True)
    try:
        thread.start()
    except RuntimeError as error:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from error
    return thread


def _how_it_ended(code: int) -> str:
    if code == NO_THREADS:
        return "The system starts no more threads, and a run's process needs two."
    if code >= 0:
        return f"The run's process ended unexpectedly, with exit code {code}."
    return f"The run's process was killed by the system (signal {-code}): perhaps memory ran out."
