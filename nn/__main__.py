"""The command line: `python -m nn train | evaluate | predict | experiment`."""

import sys

from nn.cli import signals

if __name__ == "__main__":
    signals.end_at_once()  # while all the rest is imported
    from nn.cli.commands import main

    code = main()
    signals.end_at_once()
    sys.exit(code)
