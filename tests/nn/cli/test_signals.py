"""Signals that stop a command, wherever in it they arrive."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nn.cli import progress, terminal
from nn.cli.commands import main
from nn.evaluation import evaluate
from nn.storage import network_files
from nn.training import train
from tests.nn.cli.conftest import Cli

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


# Judged by one image, an epoch that reads it cannot be beaten: which one is best is known.
EARLY = ("train", "--limit", "1000", "--seed", "5", "--held-back", "1", "--epochs", "6", "--json")
EXPLODING = """train --limit 1000 --epochs 2 --activation relu --eta 1000 --cost cross-entropy
    --sizes 784,100,100,100,10 --json"""


@pytest.fixture
def restored() -> Iterator[None]:
    """Afterwards the signals do what they did."""
    before = {number: signal.getsignal(number) for number in terminal.TO_STOP}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("restored")
@pytest.mark.parametrize(("patience", "last"), [(1, 2), (50, 4)])
def test_with_early_stopping_an_interrupted_run_keeps_its_best_network(
    patience: int, last: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    file, evaluations = tmp_path / "net.npz", 0

    def interrupted(*arguments: Any, **options: Any) -> object:
        nonlocal evaluations
        evaluations += 1  # two an epoch
        if evaluations == 2 * last:
            signal.raise_signal(signal.SIGTERM)
        return evaluate(*arguments, **options)

    monkeypatch.setattr(progress, "evaluate", interrupted)
    _, out, err = cli(*EARLY, "--early-stopping", patience, "--out", file)
    result = json.loads(out)
    held_back = [epoch["held_back_accuracy"] for epoch in result["epochs"]]
    best = held_back.index(max(held_back)) + 1
    assert [epoch["epoch"] for epoch in result["epochs"]] == list(range(1, len(held_back) + 1))
    assert all("test_accuracy" in epoch for epoch in result["epochs"])
    assert result["network_epoch"] == network_files.load(file).provenance.epochs == best
    assert result["final_test_accuracy"] == result["epochs"][best - 1]["test_accuracy"]
    assert f"from epoch {best}, " in err


@pytest.mark.usefixtures("restored")
def test_interrupted_after_the_weights_exploded_it_saves_a_network_from_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    file = tmp_path / "net.npz"

    def exploding(run: Any, *images: Any) -> Iterator[Any]:
        for mini_batch in train(run, *images):
            if not run.network.is_finite:
                signal.raise_signal(signal.SIGTERM)
            yield mini_batch

    monkeypatch.setattr(progress, "train", exploding)
    code, _, err = cli(*EXPLODING.split(), "--out", file)
    assert code == 130 and "Interrupted after 0 whole epochs." in err
    assert all(np.isfinite(w).all() for w in network_files.load(file).reader.network.weights)


@posix
@pytest.mark.slow
@pytest.mark.parametrize("module", ["numpy", "nn.cli.train"])
def test_ctrl_c_during_the_imports_ends_without_a_word(module: str) -> None:
    heed = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    program = IN_AN_IMPORT.format(module=module)
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, preexec_fn=heed
    )
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


def test_afterwards_a_signal_does_what_it_did() -> None:
    before = [signal.getsignal(number) for number in terminal.TO_STOP]
    assert main(["train", "--limit", "100", "--epochs", "1"]) == 0
    assert [signal.getsignal(number) for number in terminal.TO_STOP] == before
