"""A training run in a process of its own: `python -m nn.runs.training_process`.

    standard input:   `Begin`, then commands
    standard output:  what `Worker` reports

Both are pickles, between this program and the one that started it. The process loads the images
while it waits to hear what to train. It ends with the run, and at once when its standard input
ends: it does not outlive the process that started it.
"""

import os
import pickle
import signal
import sys
import threading
import traceback
from contextlib import suppress
from queue import SimpleQueue
from typing import BinaryIO

from nn import mnist
from nn.cores import NO_THREAD
from nn.errors import Refused
from nn.runs.messages import Command, Message
from nn.runs.worker import work

# A low priority: a pen stroke is answered before the next mini-batch where both want the same core.
# A run alone loses nothing by it, and on a full machine a run still gets a little. Linux's policies
# for batch and for idle work answered no sooner. The lowest priority is that of an experiment's
# processes, which get half as much of a core as a run beside them.
NICENESS = 16
NO_THREADS = 75  # exit code, as sysexits.h has it for what may go better later


def main() -> None:
    """Train one run, as standard input says, and end the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started this process
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is printed goes to standard error
    code = 0
    try:
        _work(sys.stdin.buffer, out)
    except (BrokenPipeError, EOFError):
        pass  # nobody is left to tell
    except RuntimeError as error:
        traceback.print_exc()
        code = NO_THREADS if NO_THREAD in str(error) else 1
    except Exception:
        traceback.print_exc()
        code = 1
    _exit(code)


def _exit(code: int) -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # nobody reads it any more
            stream.flush()
    os._exit(code)  # another exit would wait for the other thread


def _work(commands_in: BinaryIO, out: BinaryIO) -> None:
    with suppress(Refused, MemoryError):  # the run says what is wrong with them
        mnist.load()
    begin = pickle.load(commands_in)
    commands: SimpleQueue[Command] = SimpleQueue()
    threading.Thread(target=_listen, args=(commands_in, commands), daemon=True).start()

    def report(message: Message) -> None:
        pickle.dump(message, out, pickle.HIGHEST_PROTOCOL)  # 5 keeps arrays read-only
        out.flush()

    work(begin, commands, report, keeps=True)


def _listen(commands_in: BinaryIO, commands: "SimpleQueue[Command]") -> None:
    """Hand on commands; end the process, whatever it does, when standard input ends."""
    try:
        while True:
            commands.put(pickle.load(commands_in))
    finally:  # at the end, or in the middle of a message, which raises errors of many kinds
        _exit(0)


if __name__ == "__main__":
    main()
