"""Starts a process of `nn.runs.training_process`, listens to it, and ends it."""

import errno
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from nn.mnist import Images
from nn.runs import messages
from nn.settings.config import TrainingConfig

ROOT = Path(__file__).resolve().parents[2]
MOST_ERROR_BYTES = 8_000
SECONDS_TO_END = 5.0

Received = Callable[["WorkerProcess", dict[str, Any], bytes], None]
Ended = Callable[["WorkerProcess", str], None]

log = logging.getLogger(__name__)


class WorkerProcess:
    """Starts a training process, which loads the images and waits to hear what it is to train.

    Another thread calls `received` with each message and its payload, and at last `ended` with a
    sentence about how the process ended. Raises `OSError` if the system starts no more processes,
    or no more threads.
    """

    def __init__(self, received: Received, ended: Ended) -> None:
        self._received, self._ended = received, ended
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "nn.runs.training_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        )
        pipes = (self._popen.stdin, self._popen.stdout, self._popen.stderr)
        self._stdin, self._stdout, self._stderr = (cast(BinaryIO, pipe) for pipe in pipes)
        self._error_output = b""
        name = f"training process {self.pid}"
        self._errors = threading.Thread(target=self._keep_error_output, name=name, daemon=True)
        # A thread of its own writes: the process reads nothing before it has loaded numpy, and
        # nobody should wait for that.
        self._to_send: queue.SimpleQueue[tuple[dict[str, Any], bytes] | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write, name=name, daemon=True)
        self._listener = threading.Thread(target=self._listen, name=name, daemon=True)
        try:
            for thread in (self._errors, self._writer, self._listener):
                thread.start()
        except RuntimeError as error:  # the system starts no more threads
            self._popen.kill()
            self._popen.wait()
            self._to_send.put(None)
            if self._errors.is_alive():
                self._errors.join(SECONDS_TO_END)
            self._close_pipes()
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from error

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._popen.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process has not ended."""
        return self._popen.poll() is None

    def begin(
        self,
        config: TrainingConfig,
        extra: Images | None = None,
        parked: tuple[dict[str, Any], bytes] | None = None,
    ) -> None:
        """Tell the process what to train; it waits for a command to start.

        `extra` are at most `messages.MOST_IMAGES` more images to learn from. `parked` is the
        message with which another worker left the run; `config` are then the settings of that time.
        """
        about = {"config": config.to_dict(), "goes_on": parked is not None}
        self.send(about, messages.pack_images(extra))
        if parked:
            self.send(*parked)

    def send(self, message: dict[str, Any], payload: bytes = b"") -> None:
        """Send a message, if the process has not ended."""
        self._to_send.put((message, payload))

    def kill(self) -> None:
        """End the process at once; it has nothing to tidy up."""
        self._popen.kill()

    def join(self, seconds: float) -> None:
        """Wait, at most so many seconds, until the process has ended and all it sent is read."""
        self._listener.join(seconds)

    def _listen(self) -> None:
        how = ""
        try:
            while (received := messages.read(self._stdout)) is not None:
                self._received(self, *received)
        except messages.MessageError:
            log.exception("Training process %d sent something that is not a message", self.pid)
            how = "The run's process sent something that is not a message."
            self.kill()
        finally:
            code = self._wait()
            self._to_send.put(None)
            self._writer.join(SECONDS_TO_END)
            self._errors.join(SECONDS_TO_END)
            self._close_pipes()
            if self._error_output:
                text = self._error_output.decode(errors="replace")
                log.error("Training process %d ended with code %d:\n%s", self.pid, code, text)
            self._ended(self, how or _how_it_ended(code))

    def _close_pipes(self) -> None:
        for pipe in (self._stdin, self._stdout, self._stderr):
            with suppress(OSError):  # what was still to be sent to it
                pipe.close()

    def _write(self) -> None:
        while (message := self._to_send.get()) is not None:
            with suppress(OSError, ValueError):  # it has ended, and the pipe is closed
                messages.write(self._stdin, *message)

    def _wait(self) -> int:
        """Return the exit code; negative is the signal that killed the process."""
        try:
            return self._popen.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self.kill()
            return self._popen.wait()

    def _keep_error_output(self) -> None:
        """Keep the end of what the process writes to standard error."""
        while written := os.read(self._stderr.fileno(), MOST_ERROR_BYTES):
            self._error_output = (self._error_output + written)[-MOST_ERROR_BYTES:]


def _how_it_ended(code: int) -> str:
    if code >= 0:
        return f"The run's process ended unexpectedly, with exit code {code}."
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    perhaps = ", perhaps because memory ran out" if name == "SIGKILL" else ""
    return f"The run's process was killed by the system ({name}){perhaps}."
