"""A training run in a process of its own: both ends of the pipes between it and the host.

    the host's end, `Process`    starts the process, tells it what to train, and listens
    the process's end, `main`    python -m nn.runs.process: trains, and tells how it goes

What goes through them is in `messages.py`. The process loads the images while it waits to hear what
to train. It ends with the run, and at once when its standard input ends: it does not outlive the
process that started it.
"""

import errno
import logging
import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, BinaryIO

from nn import mnist
from nn.cores import NO_THREAD
from nn.errors import Refused
from nn.project import PROJECT
from nn.runs.messages import Begin, Command, Report
from nn.runs.worker import Worker

SECONDS_TO_END = 5.0
# A low priority: a pen stroke is answered before the next mini-batch where both want the same core.
# A run alone loses nothing by it, and on a full machine a run still gets a little. Linux's policies
# for batch and for idle work answered no sooner. The lowest priority is that of an experiment's
# processes, which get half as much of a core as a run beside them.
NICENESS = 16

log = logging.getLogger(__name__)


# The host's end


class Process:
    """Waits to hear by `Begin` what it is to train.

    Another thread calls `received` with each report, and at last `ended` with a sentence about how
    the process ended. Raises `OSError` if the system starts no process, or no threads.
    """

    def __init__(
        self,
        received: "Callable[[Process, Report], None]",
        ended: "Callable[[Process, str], None]",
    ) -> None:
        self._received, self._ended = received, ended
        self.is_alive = True
        self._why = ""  # it ended, where somebody knows that
        self._to_send: SimpleQueue[Any] = SimpleQueue()
        popen = self._popen = subprocess.Popen(
            [sys.executable, "-m", "nn.runs.process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=PROJECT,
            start_new_session=True,  # a terminal's Ctrl-C is for this program alone
        )
        # One thread listens, and one writes: the process reads nothing before it has loaded NumPy,
        # and nobody should wait for that.
        self._threads = [
            threading.Thread(target=work, args=(pipe,), name="training", daemon=True)
            for work, pipe in ((self._write, popen.stdin), (self._listen, popen.stdout))
        ]
        try:
            for thread in self._threads:
                thread.start()
        except RuntimeError as error:
            self._to_send.put(None)  # ends the thread that writes
            with popen:
                popen.kill()
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from error

    def send(self, message: Begin | Command) -> None:
        """Send a message, if the process has not ended."""
        self._to_send.put(message)

    def kill(self) -> None:
        """End the process at once; it has nothing to tidy up."""
        self._popen.kill()

    def join(self, seconds: float) -> None:
        """Wait, at most so many seconds, until the process has ended and all it sent is read."""
        self._threads[-1].join(seconds)

    def _write(self, stdin: BinaryIO) -> None:
        try:
            while (message := self._to_send.get()) is not None:
                stdin.write(pickle.dumps(message))
                stdin.flush()
        except OSError:
            pass  # it has ended
        except Exception as error:
            log.exception("A training process cannot be told more")
            self._why = f"The run's process could not be told what to do ({error!r})."
        finally:  # which also ends the process
            with suppress(OSError):  # what was still to be sent to it
                stdin.close()

    def _listen(self, stdout: BinaryIO) -> None:
        try:
            with suppress(EOFError, pickle.UnpicklingError):
                while True:
                    message = pickle.load(stdout)
                    if isinstance(message, str):
                        self._why = message
                    else:
                        self._received(self, message)
        except Exception as error:
            log.exception("A training process cannot be listened to")
            self._why = f"What the run's process told could not be read ({error!r})."
            self._popen.kill()
        how = self._how_it_ended()
        self.is_alive = False
        self._ended(self, how)
        self._to_send.put(None)
        stdout.close()

    def _how_it_ended(self) -> str:
        try:
            code = self._popen.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            code = self._popen.wait()
        if self._why:
            return self._why
        if code >= 0:
            return f"The run's process ended unexpectedly, with exit code {code}."
        return (
            f"The run's process was killed by the system (signal {-code}): perhaps memory ran out."
        )


# The process's end


def main() -> None:
    """Train one run, as standard input says, and end the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started this process
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is printed goes to standard error

    def tell(message: Report | str) -> None:
        pickle.dump(message, out, pickle.HIGHEST_PROTOCOL)  # 5 keeps arrays read-only
        out.flush()

    code = 0
    try:
        _train(sys.stdin.buffer, tell)
    except (BrokenPipeError, EOFError):
        pass  # nobody is left to tell
    except Exception as error:
        code = 1
        traceback.print_exc()
        with suppress(OSError):
            tell(why_it_ended(error))
    _exit(code)


def why_it_ended(error: Exception) -> str:
    """Return a sentence for a person whose run has ended by an error."""
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, MemoryError):
        return "The run needed more memory than the system gives it."
    if NO_THREAD in str(error):
        return "The system starts no more threads, and a run's process needs two."
    return f"The run's process failed ({error!r})."


def _train(commands_in: BinaryIO, tell: Callable[[Report], None]) -> None:
    data, begin = mnist.load(), pickle.load(commands_in)
    commands: SimpleQueue[Command] = SimpleQueue()
    threading.Thread(target=_hand_on, args=(commands_in, commands), daemon=True).start()
    Worker(begin, data, commands, tell).work()


def _hand_on(commands_in: BinaryIO, commands: "SimpleQueue[Command]") -> None:
    """Hand on commands; end the process, whatever it does, when standard input ends."""
    try:
        while True:
            commands.put(pickle.load(commands_in))
    finally:  # at the end, or in the middle of a message, which raises errors of many kinds
        _exit(0)


def _exit(code: int) -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # nobody reads it any more
            stream.flush()
    os._exit(code)  # another exit would wait for the other thread


if __name__ == "__main__":
    main()
