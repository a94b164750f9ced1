"""The command line as the tests call it."""

import errno
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from nn.answers import Reader
from nn.cli.commands import main
from nn.storage import network_files


class Done(NamedTuple):
    code: int
    out: str
    err: str


Cli = Callable[..., Done]
QUICK = ("train", "--limit", "1000", "--epochs", "2", "--seed", "5")


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Return the command line as a function of its words."""

    def run(*words: object) -> Done:
        try:
            code = main(list(map(str, words)))
        except SystemExit as end:
            code = int(end.code or 0)
        done = Done(code, *capsys.readouterr())
        assert "Traceback" not in done.err and "Warning" not in done.err
        return done

    return run


def assert_refused(done: Done, sentence: str, code: int = 2) -> None:
    assert (done.code, done.out) == (code, "")
    assert sentence in done.err and len(done.err) < 500


def assert_failed(done: Done, sentence: str) -> None:
    assert_refused(done, sentence, code=1)


def is_gone(group: int) -> bool:
    """Tell whether a group has no process any more."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def fill_disk(monkeypatch: pytest.MonkeyPatch, refusals: int) -> None:
    """Let the disk be full for the next so many writes."""
    left = iter(range(refusals))

    def sync(file: int) -> None:
        if next(left, None) is not None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", sync)


def network_with(least_energy: float, folder: Path) -> Path:
    """Save the book's network with the energy below which it sees no digit."""
    saved, file = network_files.open_network("book"), folder / "net.npz"
    network_files.save(file, Reader(saved.reader.network, least_energy), saved.provenance)
    return file


# Two sevens and a mere dot, by two people.
SEVENS = [(7, 0, "150 400|350 400|220 100"), (7, 1, "150 300|300 300|230 50"), (7, 1, "250 250")]


def pen_file(folder: Path, digits: Iterable[tuple[int, int, str]] = SEVENS) -> Path:
    """Write digits of a stroke each as UCI does: what each is, its writer and its points."""
    path = folder / "pen.tra"
    with path.open("w") as file:
        for digit, writer, points in digits:
            print(
                f'.SEGMENT DIGIT 0 ? "{digit}"', f".COMMENT {digit} {writer} 1", sep="\n", file=file
            )
            print(".PEN_DOWN", *points.split("|"), ".PEN_UP", sep="\n", file=file)
    return path
