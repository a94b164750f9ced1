"""The command line as the tests call it."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from nn.cli.commands import main


class Done(NamedTuple):
    code: int
    out: str
    err: str


Cli = Callable[..., Done]


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
