"""The command `experiment`, as a person types it."""

import errno
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nn.cli.commands import main
from nn.cli.experiment.results_file import ResultsFile
from nn.experiments import records, scheduler
from nn.fast_reading import cores
from tests.nn.cli.conftest import Cli

pytestmark = pytest.mark.slow

QUICK = ("experiment", "--limit", "500", "--epochs", "1", "--jobs", "1")
VARIED = (*QUICK, "--vary", "eta=0.5,3", "--seeds", "1-2")
BEGIN, THIRD = "at a time,", "3 of 4000:"  # moments of its messages
WAIT_SECONDS = 120  # on a busy machine

posix = pytest.mark.skipif(sys.platform == "win32", reason="shells and signals of POSIX")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Carry out an experiment once for several tests; return its table and its results' file."""
    file = tmp_path_factory.mktemp("whole") / "results.jsonl"
    with redirect_stdout(io.StringIO()) as out:
        assert main([*VARIED, "--out", str(file)]) == 0
    return out.getvalue(), file


def without_times(path: Path) -> list[dict[str, Any]]:
    """Return the results in a file, in the order of their runs."""
    results = [json.loads(line) | {"seconds": 0} for line in path.read_text().splitlines()]
    return sorted(results, key=lambda result: int(result["number"]))


def test_results_are_lines_that_pandas_reads(whole: tuple[str, Path]) -> None:
    table = pd.read_json(whole[1], lines=True)
    assert len(table) == 4
    by_eta = table.groupby("eta")["accuracy"].mean()
    assert list(by_eta.index) == [0.5, 3.0] and by_eta[3.0] > by_eta[0.5]
    assert set(table["seed"]) == {1, 2} and table["accuracy"].between(0, 1).all()


def test_the_table_has_a_row_for_each_cell_and_says_what_can_be_told_apart(
    whole: tuple[str, Path],
) -> None:
    head, first, second, _, apart = whole[0].splitlines()
    assert "  ".join(head.split("  ")).split() == (
        "Learning rate η runs mean spread lowest highest best seed".split()
    )
    runs = without_times(whole[1])
    for row, eta in (first, 0.5), (second, 3.0):
        shares = [run["accuracy"] for run in runs if run["eta"] == eta]
        best = max((run for run in runs if run["eta"] == eta), key=lambda run: run["accuracy"])
        spread = abs(shares[0] - shares[1]) / 2**0.5
        numbers = [sum(shares) / 2, spread, min(shares), max(shares)]
        texts = [f"{number:.2%}" for number in numbers]
        assert row.split() == [f"{eta:g}", "2", *texts, str(best["seed"])]
    assert "No two cells can be told apart (Mann–Whitney U test" in apart
    assert "need 4 seeds each" in apart


def test_with_json_there_is_one_object_and_every_run_is_told_to_a_person(cli: Cli) -> None:
    code, out, err = cli(*VARIED, "--json")
    told = json.loads(out)
    assert code == 0 and len(told["runs"]) == 4
    assert [cell["eta"] for cell in told["cells"]] == [0.5, 3.0]
    assert [cell["runs"] for cell in told["cells"]] == [2, 2]
    assert told["differences"][0]["told_apart"] is False
    assert told["experiment"]["seeds"] == "1,2"
    assert "2 cells, 2 seeds: 4 runs, 1 at a time, about " in err
    assert "4 of 4: Learning rate η" in err and told["message"] in err


def test_what_is_missing_is_added_to_the_file_and_a_line_cut_off_is_mended(
    whole: tuple[str, Path], tmp_path: Path, cli: Cli
) -> None:
    file = tmp_path / "results.jsonl"
    lines = whole[1].read_bytes().splitlines(keepends=True)
    file.write_bytes(lines[0] + lines[1] + lines[2][:100])
    code, out, err = cli("experiment", "--resume", file, "--jobs", "1")
    assert (code, out) == (0, whole[0]) and ": 2 runs, 1 at a time, about " in err
    assert file.read_bytes().startswith(lines[0] + lines[1])
    assert without_times(file) == without_times(whole[1])
    before = file.read_bytes()
    assert cli(*VARIED, "--resume", file)[:2] == (0, whole[0])  # nothing is missing
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["--seeds", "1-3"], "seeds, 1,2 there and 1-3 here"),
        (["--epochs", "2"], "epochs, 1 there and 2 here"),
        (["--vary", "eta=0.5,4"], "eta, 0.5,3 there and 0.5,4 here"),
        (["--preset", "chapter-3"], "sizes, 30 there and 100 here"),
    ],
)
def test_results_of_another_experiment_are_not_gone_on_with(
    options: list[str], what: str, whole: tuple[str, Path], cli: Cli
) -> None:
    before = whole[1].read_bytes()
    code, out, err = cli("experiment", "--resume", whole[1], *options)
    assert (code, out) == (2, "") and what in err
    assert whole[1].read_bytes() == before


def test_results_are_not_written_over(whole: tuple[str, Path], cli: Cli) -> None:
    before = whole[1].read_bytes()
    code, out, err = cli(*VARIED, "--out", whole[1])
    assert (code, out) == (2, "") and f"Go on with it by --resume {whole[1]}" in err
    assert whole[1].read_bytes() == before


def test_an_experiment_of_the_book_is_begun_by_its_name(cli: Cli) -> None:
    quick = ("--limit", "500", "--epochs", "1", "--seeds", "1", "--jobs", "1", "--json")
    told = json.loads(cli("experiment", "--experiment", "eta", *quick).out)
    assert [cell["eta"] for cell in told["cells"]] == [0.025, 0.25, 2.5]


def test_an_experiment_is_saved_and_begun_from_its_file(tmp_path: Path, cli: Cli) -> None:
    file = tmp_path / "experiment.txt"
    several = ("--vary", "mini-batch=10,20", "--vary", "limit=500,600", "--paired", "--json")
    first = json.loads(cli("experiment", "--epochs", "1", *several, "--save", file).out)
    assert [run["training_images"] for run in first["runs"]] == [500, 600]
    assert [run["mini_batch_size"] for run in first["runs"]] == [10, 20]
    again = json.loads(cli("experiment", "--experiment", file, "--jobs", "1", "--json").out)
    assert again["experiment"] == first["experiment"]
    assert [r["fingerprint"] for r in again["runs"]] == [r["fingerprint"] for r in first["runs"]]
    changed = json.loads(cli("experiment", "--experiment", file, "--limit", "700", "--json").out)
    assert [run["config"]["training_images"] for run in changed["runs"]] == [700, 700]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--vary", "eta"], "--vary: expected a setting and its values, such as eta=0.1"),
        (["--vary", "eta="], "Learning rate η: expected a number"),
        (["--vary", "etta=1,2"], "There is no setting 'etta'"),
        (["--vary", "seed=1-3"], "The seeds go to --seeds"),
        (["--vary", "eta=1,2", "--vary", "eta=3"], "eta varies twice"),
        (["--vary", "eta=1,2", "--eta", "3"], "eta varies, and --eta gives it one value"),
        (["--vary", "eta=0..1*5"], "Learning rate η: expected 0.00001 to 1,000, got 0"),
        (["--vary", "eta=5..1*5"], "from a smaller to a larger number"),
        (["--vary", "cost=quadratic,cubic"], "Cost: expected one of"),
        (["--vary", "mini-batch=10,1000"], "No run can be made with"),
        (["--vary", "eta=1,2", "--vary", "lmbda=1,2,3", "--paired"], "as many values each"),
        (["--seeds", "1-100000"], "got 100,000"),
        (["--vary", "eta=0.1..9*100", "--seeds", "1-1000"], "100,000 runs"),
        (["--seeds", "two"], "Seed: expected a whole number"),
        (["--seed", "1"], "--seed 1. Try `python -m nn experiment --help`."),
        (["--jobs", "99"], f"Expected 1 to {cores()} jobs, one a core, got 99."),
        (["--jobs", "0"], f"Expected 1 to {cores()} jobs"),
        (["--scheduler", "tcp://127.0.0.1:1"], "--jobs is for this machine, and --scheduler"),
        (["--resume", "absent.jsonl"], "absent.jsonl cannot be read"),
        (["--experiment", "absent.txt"], "absent.txt cannot be read"),
        (["--out", "/no/such/folder/r.jsonl"], "there is no folder /no/such/folder"),
        (["--out", "a.jsonl", "--resume", "b.jsonl"], "--resume adds to its own file"),
        (["--preset", "bok"], "There is no preset"),
    ],
)
def test_what_no_experiment_can_be_made_of_gets_a_sentence(
    options: list[str], sentence: str, cli: Cli
) -> None:
    code, out, err = cli(*QUICK, *options)
    assert (code, out) == (2, "")
    assert sentence in err and len(err) < 500


def test_without_a_scheduler_a_sentence_says_so(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "FIND_SECONDS", 0.5)
    code, out, err = cli("experiment", "--scheduler", "tcp://127.0.0.1:1")
    assert (code, out) == (2, "") and "No Dask scheduler answers at tcp://127.0.0.1:1" in err


class Disk:
    """Stands for a disk that is full until its `room` runs out of refusals."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path, refusals: int) -> None:
        self._folder, self._refusals = folder, refusals
        monkeypatch.setattr(os, "fsync", self._sync)
        monkeypatch.setattr(tempfile, "gettempdir", lambda: str(folder / "elsewhere"))

    def _sync(self, file: int) -> None:
        if self._refusals:
            self._refusals -= 1
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_disk_that_is_full_for_a_while_costs_no_result(
    whole: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    Disk(monkeypatch, tmp_path, refusals=2)
    code, _, err = cli(*VARIED, "--out", tmp_path / "results.jsonl")
    assert code == 0 and err.count("No space left on device. Free some space there") == 1
    assert f"{tmp_path / 'results.jsonl'} can be written again." in err
    assert without_times(tmp_path / "results.jsonl") == without_times(whole[1])


def test_on_a_disk_that_stays_full_the_results_are_kept_elsewhere(
    whole: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    (tmp_path / "elsewhere").mkdir()
    Disk(monkeypatch, tmp_path, refusals=5)  # four runs, and once more in the end
    code, out, err = cli(*VARIED, "--out", tmp_path / "results.jsonl")
    assert (code, out) == (2, whole[0])
    (kept,) = (tmp_path / "elsewhere").iterdir()
    assert f"It is kept as {kept}." in err
    assert without_times(kept) == without_times(whole[1])
    assert (tmp_path / "results.jsonl").read_bytes() == b""


def test_two_commands_that_go_on_from_one_file_lose_no_result(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_bytes(b"first\ntor")
    one, other = ResultsFile(path, 6), ResultsFile(path, 6)
    one.add("one")
    other.add("other")
    one.add("one more")
    assert one.close() and other.close()
    assert path.read_bytes() == b"first\none\nother\none more\n"


@posix
def test_a_file_that_is_deleted_meanwhile_comes_back_with_all_results(tmp_path: Path) -> None:
    file = ResultsFile(tmp_path / "results.jsonl")
    file.add("one")
    (tmp_path / "results.jsonl").unlink()
    file.add("two")
    assert file.close()
    assert (tmp_path / "results.jsonl").read_bytes() == b"one\ntwo\n"


# What only a program of its own can show


@posix
@pytest.mark.parametrize(
    ("name", "moment"),
    [("SIGINT", BEGIN), ("SIGINT", THIRD), ("SIGHUP", THIRD), ("SIGTERM", THIRD)],
)
def test_a_signal_keeps_what_has_ended_and_leaves_no_process(
    name: str, moment: str, tmp_path: Path
) -> None:
    file, number = tmp_path / "results.jsonl", getattr(signal, name)
    options = ["--vary", "eta=0.5,3", "--seeds", "1-2000", "--out", str(file)]
    heed = partial(signal.signal, number, signal.SIG_DFL)
    run = subprocess.Popen(
        [sys.executable, "-m", "nn", *QUICK, *options],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heed,
        start_new_session=True,
    )
    assert run.stderr is not None
    before = []
    for line in run.stderr:
        before.append(line)
        if moment in line:
            break
    if moment == BEGIN:
        time.sleep(0.3)  # the engine's processes import what they need, or not yet, or not any more
    if name == "SIGTERM":
        run.send_signal(number)
    else:  # a terminal sends it to all its processes
        os.killpg(run.pid, number)
    out, err = run.communicate(timeout=WAIT_SECONDS)
    assert run.returncode == 130, err
    assert "Traceback" not in err and "Warning" not in err and "Stopped after " in err
    wait_until_gone(run.pid)
    if file.exists():
        ended = records.read(file)
        assert 1 <= len(ended.results) < 4000
        assert f"Go on with: python -m nn experiment --resume {file} --jobs 1" in err
        assert out.startswith("Learning rate η")
        assert ended.whole_bytes == file.stat().st_size
    else:
        assert moment == BEGIN and "begin again" in err and out == ""


def wait_until_gone(group: int) -> None:
    """Wait until a group has no process any more."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("there are processes left")


@posix
@pytest.mark.parametrize(("closed", "code"), [(">&-", 1), ("2>&-", 0), (">&- 2>&-", 1)])
def test_outputs_that_are_closed_cost_no_result(closed: str, code: int, tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    words = " ".join([sys.executable, "-m", "nn", *QUICK, "--out", str(file)])
    done = subprocess.run(["sh", "-c", f"{words} {closed}"], capture_output=True, text=True)
    assert done.returncode == code and "Traceback" not in done.stderr
    assert ("standard output is closed" in done.stderr) == (closed == ">&-")
    assert len(records.read(file).results) == 1
