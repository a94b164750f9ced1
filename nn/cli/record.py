"""The command `record`: make the recorded run that the app plays when none can train."""

import argparse
from pathlib import Path

from nn.cli import saving, terminal
from nn.errors import Refused, reason
from nn.mnist import load
from nn.runs import recording
from nn.storage import files

HELP = "record the first epoch of the book's run, for the app to play"
DESCRIPTION = (
    "Train the book's network for one epoch, and save its checkpoints as the recording that the "
    "app plays when no run can train."
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "--out", type=Path, metavar="FILE.npz", required=True, help="save the recording here"
    )


def run(options: argparse.Namespace) -> int:
    """Run the command; return the exit code."""
    files.check_can_write(options.out)
    recorded = recording.record(load())
    content = recording.to_bytes(recorded)
    saved = saving.save(options.out, lambda path: _write(path, content))
    last = recorded.checkpoints[-1]
    terminal.say(
        f"It holds {len(recorded.checkpoints)} networks in {len(content):,} bytes. "
        f"The last one reads {last.test.accuracy:.2%} of the test images."
    )
    return 0 if saved else terminal.BAD_USE


def _write(path: Path, content: bytes) -> None:
    try:
        files.write(path, content)
    except OSError as error:
        raise Refused(f"{path} cannot be saved: {reason(error)}. {files.advice(error)}") from error
