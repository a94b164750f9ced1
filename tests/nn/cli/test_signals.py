"""Signals that stop a command, wherever in it they arrive."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from nn.cli import signals
from nn.cli.commands import main
from nn.cli.progress import Run
from nn.storage import network_files

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
LONG = ("train", "--limit", "500", "--epochs", "500", "--seed", "5", "--json")

# Runs the command line; Ctrl-C comes while a module is imported.
IN_AN_IMPORT = """
import runpy, signal, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "{module}":
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
sys.argv = ["nn", "evaluate", "book"]
runpy.run_module("nn", run_name="__main__", alter_sys=True)
"""


class Interrupted:
    """Something whose destructor gets the Ctrl-C."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


@pytest.fixture
def heeded() -> Iterator[None]:
    """Ctrl-C may be ignored here, as in a script's background; all is afterwards as it was."""
    before = {number: signal.getsignal(number) for number in signals.TO_STOP}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_ctrl_c_in_a_destructor_is_not_lost(
    heeded: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    report, reports = Run._report, 0

    def report_and_destroy(run: Run) -> None:
        nonlocal reports
        reports += 1
        if reports == 3:  # the end of the second epoch
            Interrupted()
        report(run)

    monkeypatch.setattr(Run, "_report", report_and_destroy)
    file = tmp_path / "net.npz"
    assert main([*LONG, "--out", str(file)]) == 130
    done = capsys.readouterr()
    assert "Interrupted after" in json.loads(done.out)["message"]
    assert 2 <= network_files.load(file).provenance.epochs < 10


@posix
@pytest.mark.parametrize("module", ["numpy", "nn.cli.train"])
def test_ctrl_c_during_the_imports_ends_without_a_word(module: str) -> None:
    heed = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    program = IN_AN_IMPORT.format(module=module)
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, preexec_fn=heed
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_afterwards_ctrl_c_does_what_it_did(heeded: None) -> None:
    options: list[Any] = ["--limit", "100", "--epochs", "1"]
    assert main(["train", *options]) == 0
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
