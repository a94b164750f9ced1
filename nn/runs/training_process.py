"""A training run in a separate process: `python -m nn.runs.training_process`.

    standard input:   {"config": {...}} and perhaps extra images to learn from, then commands;
                      of a run that stood still {"config": {...}, "goes_on": true}, its standstill,
                      and then commands
    standard output:  what `Worker` reports

It loads the images while it waits to hear what to train. The process ends with the run, and at once
when its standard input ends: it does not outlive the process that started it.
"""

import os
import queue
import signal
import sys
import threading
import traceback
from contextlib import suppress
from functools import partial
from typing import BinaryIO

from nn import mnist
from nn.errors import Refused
from nn.runs import messages
from nn.runs.worker import Command, Worker
from nn.settings.config import TrainingConfig
from nn.standstill import Standstill
from nn.training import Trainer

# A low priority: a pen stroke is answered before the next mini-batch where both want the same core.
# A run alone loses nothing by it, and on a full machine a run still gets a little. Linux's policies
# for batch and for idle work answered no sooner. The lowest priority is that of an experiment's
# processes, which get half as much of a core as a run beside them.
NICENESS = 16
PATIENCE = 630.0  # seconds: it ends if it has not heard by then what to train


def main() -> None:
    """Train one run, as standard input says, and end the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started this process
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    out = _take_over_stdout()
    code = 0
    try:
        _work(sys.stdin.buffer, out)
    except BrokenPipeError:
        pass  # nobody is left to tell
    except Exception:
        traceback.print_exc()
        code = 1
    _exit(code)


def _exit(code: int) -> None:
    sys.stderr.flush()
    os._exit(code)  # another exit would wait for the other thread


def _take_over_stdout() -> BinaryIO:
    """Return standard output, for messages alone: what is printed goes to standard error."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return out


def _work(commands_in: BinaryIO, out: BinaryIO) -> None:
    threading.Thread(target=_load_early, daemon=True).start()
    timer = threading.Timer(PATIENCE, _exit, [0])
    timer.daemon = True
    timer.start()
    first = messages.read(commands_in)
    timer.cancel()
    parked = messages.read(commands_in) if first and first[0].get("goes_on") else None
    if first is None:
        return
    commands: queue.Queue[Command] = queue.Queue()
    threading.Thread(target=_listen, args=(commands_in, commands), daemon=True).start()
    try:
        config = TrainingConfig.from_dict(first[0]["config"])
        extra = messages.unpack_images(first[1])
        trainer = Trainer(config, mnist.load(), extra=extra)
        if parked:
            trainer.take_up(Standstill.from_message(parked[0]["standstill"], parked[1]))
        pace = parked[0]["pace"] if parked else None
        Worker(trainer, commands, partial(messages.write, out), pace=pace).work()
    except (Refused, MemoryError) as error:
        memory = "The run needed more memory than the system gives it."
        why = memory if isinstance(error, MemoryError) else str(error)
        messages.write(out, {"is": "over", "state": "failed", "message": why})


def _load_early() -> None:
    """Load the images while the process waits for its run; the run says what is wrong with them."""
    with suppress(Refused, MemoryError):
        mnist.load()


def _listen(commands_in: BinaryIO, commands: "queue.Queue[Command]") -> None:
    """Hand on commands; end the process, whatever it does, when standard input ends."""
    code = 1
    try:
        while (received := messages.read(commands_in)) is not None:
            commands.put(received[0])
        code = 0
    except messages.MessageError as error:
        print(f"A command could not be read. {error}", file=sys.stderr)
    finally:
        _exit(code)


if __name__ == "__main__":
    main()
