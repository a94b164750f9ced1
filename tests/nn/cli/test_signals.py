"""Signals that stop a command, wherever in it they arrive, and closed streams."""

import json
import os
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
from tests.nn.cli.conftest import QUICK, Cli
from tests.nn.conftest import posix

linux = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is full")
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
@pytest.mark.parametrize(
    ("patience", "interrupted"), [(1, None), (50, None), (1, 2), (50, 4)], ids=str
)
def test_with_early_stopping_a_run_keeps_its_best_network_also_if_it_is_interrupted(
    patience: int,
    interrupted: int | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    cli: Cli,
) -> None:
    file, evaluations = tmp_path / "net.npz", 0

    def counted(*arguments: Any, **options: Any) -> object:
        nonlocal evaluations
        evaluations += 1  # two an epoch
        if interrupted and evaluations == 2 * interrupted:
            signal.raise_signal(signal.SIGTERM)
        return evaluate(*arguments, **options)

    monkeypatch.setattr(progress, "evaluate", counted)
    _, out, err = cli(*EARLY, "--early-stopping", patience, "--out", file)
    result = json.loads(out)
    held_back = [epoch["held_back_accuracy"] for epoch in result["epochs"]]
    best = held_back.index(max(held_back)) + 1
    assert [epoch["epoch"] for epoch in result["epochs"]] == list(range(1, len(held_back) + 1))
    assert f"{held_back[0]:.2%} of those held back" in err
    assert result["network_epoch"] == network_files.load(file).provenance.epochs == best
    assert result["final_test_accuracy"] == result["epochs"][best - 1]["test_accuracy"]
    assert not interrupted or f"from epoch {best}, " in err


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


# What only a program of its own can show


def shell(command: str) -> "subprocess.CompletedProcess[str]":
    """Run a line of a POSIX shell; NN stands for the command line, its exit code is printed."""
    program = command.replace("NN", f"{sys.executable} -m nn")
    return subprocess.run(["sh", "-c", program], capture_output=True, text=True, timeout=120)


@posix
@pytest.mark.slow
@pytest.mark.parametrize(("name", "times"), [("SIGINT", 20), ("SIGTERM", 1)])
def test_signals_save_what_is_there_however_often_they_come(
    name: str, times: int, tmp_path: Path
) -> None:
    file, number = tmp_path / "net.npz", getattr(signal, name)
    command = [sys.executable, "-m", "nn", "train", "--epochs", "500", "--limit", "2000", "--json"]
    pipes: dict[str, Any] = dict.fromkeys(("stdout", "stderr"), subprocess.PIPE)
    # Signals may be ignored here, as under `nohup` or in a script's background.
    heed = partial(signal.signal, number, signal.SIG_DFL)
    run = subprocess.Popen([*command, "--out", file], text=True, preexec_fn=heed, **pipes)
    assert run.stderr is not None
    next(line for line in run.stderr if "epoch   2:" in line)
    for _ in range(times):
        run.send_signal(number)
    out, err = run.communicate(timeout=60)
    assert run.returncode == 130, err
    assert err.index("Stopping, one moment.") < err.index("Interrupted after")
    assert "Traceback" not in err
    assert network_files.load(file).provenance.epochs == len(json.loads(out)["epochs"]) >= 2
    assert os.listdir(tmp_path) == ["net.npz"]


@posix
@pytest.mark.slow
@pytest.mark.parametrize(
    "closed", ["2>&-", pytest.param("2>/dev/full", marks=linux), "2>&1 >/dev/null | head -c 1"]
)
def test_messages_that_nobody_reads_cost_no_network_and_are_not_among_the_results(
    closed: str, tmp_path: Path
) -> None:
    done = shell(f"NN {' '.join(QUICK)} --json --out {tmp_path}/net.npz {closed}")
    assert "Traceback" not in done.stderr
    assert network_files.load(tmp_path / "net.npz").provenance.epochs == 2
    if "/dev/null" not in closed:
        assert len(json.loads(done.stdout)["epochs"]) == 2


@linux
@pytest.mark.slow
def test_results_that_cannot_be_written_end_with_a_sentence() -> None:
    assert shell("(NN evaluate book; echo $? >&2) | true").stderr == "1\n"
    done = shell("NN evaluate book >/dev/full; echo $? >&2")
    assert done.stderr == "The result cannot be written: No space left on device.\n1\n"


@posix
@pytest.mark.slow
@pytest.mark.parametrize("command", ["evaluate book", f"{' '.join(QUICK)} --json", "experiment"])
def test_a_closed_standard_output_is_an_error_before_anything_is_trained(command: str) -> None:
    done = shell(f"NN {command} >&-; echo $? >&2")
    assert done.stderr == "The result cannot be written: standard output is closed.\n1\n"


@posix
@pytest.mark.slow
def test_where_there_is_no_room_for_the_network_it_is_said_before_the_training(
    tmp_path: Path,
) -> None:
    done = shell(f"ulimit -f 50; NN {' '.join(QUICK)} --out {tmp_path}/net.npz; echo $? >&2")
    assert "net.npz cannot be saved: File too large." in done.stderr
    assert done.stderr.endswith("\n1\n") and "epoch" not in done.stderr
    assert os.listdir(tmp_path) == []
