"""Signals that stop a command, wherever in it they arrive."""

import signal
import subprocess
import sys
from functools import partial

import pytest

from nn.cli import signals
from nn.cli.commands import main

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
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
    """Something whose destructor gets a signal."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGTERM)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_signal_in_a_destructor_is_not_lost() -> None:
    before = {number: signal.getsignal(number) for number in signals.TO_STOP}
    with pytest.raises(KeyboardInterrupt), signals.stopped_once():
        Interrupted()
        signals.check()
    for number, handler in before.items():
        signal.signal(number, handler)


@posix
@pytest.mark.slow
@pytest.mark.parametrize("module", ["numpy", "nn.cli.train"])
def test_ctrl_c_during_the_imports_ends_without_a_word(module: str) -> None:
    heed = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    program = IN_AN_IMPORT.format(module=module)
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, preexec_fn=heed
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_afterwards_a_signal_does_what_it_did() -> None:
    before = [signal.getsignal(number) for number in signals.TO_STOP]
    assert main(["train", "--limit", "100", "--epochs", "1"]) == 0
    assert [signal.getsignal(number) for number in signals.TO_STOP] == before
