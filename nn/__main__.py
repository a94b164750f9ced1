"""The command line: `python -m nn train | evaluate | predict | record`."""

import sys

from nn.cli.commands import main

if __name__ == "__main__":
    sys.exit(main())
