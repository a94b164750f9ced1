"""Save what a command has made; where that fails, keep it somewhere else.

The place is tried before a run, but an hour later its disk may be full, or gone.
"""

import secrets
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from nn.cli import terminal
from nn.errors import Refused

Write = Callable[[Path], None]


def save(path: Path, write: Write) -> bool:
    """Save a file with `write`, and say where; return whether it is at `path`.

    Where it cannot be saved it is kept in the folder for temporary files, or in the user's. Where
    that fails, too, the person at the terminal is asked for another place, until there is one.

    Parameters
    ----------
    write
        Writes the file to a path. Raises `Refused`, from an `OSError` if another place may help.
    """
    try:
        write(path)
    except Refused as error:
        terminal.say(error)
        if isinstance(error.__cause__, OSError):
            _keep(path, write)
        return False
    terminal.say(f"Saved {path}.")
    return True


def _keep(path: Path, write: Write) -> None:
    name = f"{path.stem[:50]}-{secrets.token_hex(4)}{path.suffix[:10]}"  # which nothing has yet
    for folder in (tempfile.gettempdir, Path.home, Path.cwd):
        with suppress(Refused, OSError, RuntimeError):  # the last two: there is no such folder
            place = Path(folder()) / name
            write(place)
            terminal.say(f"It is kept as {place}. Move it to where you want it.")
            return
    while place_typed := _ask():
        try:
            write(Path(place_typed))
        except Refused as error:
            terminal.say(error)
            continue
        terminal.say(f"Saved {place_typed}.")
        return
    terminal.say("There is no other place to keep it: it is lost.")


def _ask() -> str:
    """Return the path that a person types; "" if there is nobody."""
    if not (sys.stdin and sys.stdin.isatty() and terminal.messages.isatty()):
        return ""
    terminal.say("Where else should it be saved? Type a file's name, or just Enter to give it up:")
    return sys.stdin.readline().strip()
