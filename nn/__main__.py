"""The command line: `python -m nn train | evaluate | predict | experiment | export`."""

import io
import os
import signal
import sys

if __name__ == "__main__":
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a traceback
    if sys.stderr is None:  # closed from the start; what is said is for nobody
        sys.stderr = open(os.devnull, "w")
    if isinstance(sys.stdout, io.TextIOWrapper):  # a path may hold bytes that no encoding has
        sys.stdout.reconfigure(errors="backslashreplace")
    from nn.cli.commands import main  # takes a while

    sys.exit(main())
