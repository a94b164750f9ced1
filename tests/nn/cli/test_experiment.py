"""The command `experiment`, as a person types it."""

import io
import json
import os
import signal
import subprocess
import sys
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from nn.cli.commands import main
from nn.cli.experiment import report
from nn.experiments import results_file
from nn.experiments.experiment import Experiment, Varied
from nn.settings.config import TrainingConfig
from tests.nn.cli.conftest import Cli, assert_failed, assert_refused, is_gone
from tests.nn.conftest import posix
from tests.nn.experiments.made import made
from tests.nn.runs.conftest import PATIENCE, until

pytestmark = pytest.mark.slow

QUICK = ("experiment", "--limit", "500", "--epochs", "1", "--jobs", "1")
VARIED = (*QUICK, "--vary", "eta=0.5,3", "--seeds", "1-2")
BEGIN, THIRD = "at a time,", "3 of 4000:"  # moments of its messages


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


def test_the_table_has_a_row_for_each_cell_and_says_what_can_be_told_apart(
    whole: tuple[str, Path],
) -> None:
    head, first, second, _, apart = whole[0].splitlines()
    assert head.split() == "Learning rate η runs mean spread lowest highest best seed".split()
    for row, eta in (first, "0.5"), (second, "3"):
        runs = [run for run in without_times(whole[1]) if run["eta"] == float(eta)]
        low, high = sorted(runs, key=lambda run: float(run["accuracy"]))
        a, b = low["accuracy"], high["accuracy"]
        mean, *texts = [f"{number:.2%}" for number in ((a + b) / 2, a, b)]
        spread = [f"{100 * (b - a) / 2**0.5:.2f}", "points"]
        assert row.split() == [eta, "2", mean, *spread, *texts, str(high["seed"])]
    assert "No two cells can be told apart (Mann–Whitney U test" in apart
    assert "need 4 seeds each" in apart


@pytest.mark.parametrize(("cells", "in_json"), [(13, 78), (40, 780), (41, 0)])
def test_of_many_cells_it_says_where_they_are_compared(cells: int, in_json: int) -> None:
    etas = tuple(float(eta) for eta in range(1, cells + 1))
    many = Experiment(TrainingConfig(epochs=1), (Varied("eta", etas),))
    results = made(many)
    assert len(json.loads(report.as_json(many, results, ""))["differences"]) == in_json
    last = report.as_text(many, results).splitlines()[-1]
    assert last == "Up to 12 cells are compared in pairs, with --json 40."


def test_with_json_there_is_one_object_and_every_run_is_told_to_a_person(cli: Cli) -> None:
    code, out, err = cli(*VARIED, "--json")
    told = json.loads(out)
    assert code == 0 and len(told["runs"]) == 4
    assert [cell["eta"] for cell in told["cells"]] == [0.5, 3.0]
    assert [cell["runs"] for cell in told["cells"]] == [2, 2]
    assert told["experiment"]["seeds"] == "1,2"
    assert "2 cells, 2 seeds: 4 runs, 1 at a time, about " in err
    assert "4 of 4: learning rate η" in err and told["message"] in err


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


@pytest.mark.parametrize("options", [["--vary", "eta=0.5,4"], ["--preset", "chapter-3"]])
def test_results_of_another_experiment_are_not_gone_on_with(
    options: list[str], whole: tuple[str, Path], cli: Cli
) -> None:
    before = whole[1].read_bytes()
    done = cli("experiment", "--resume", whole[1], *options)
    assert_refused(done, "has the results of another experiment than these options describe")
    again = cli(*VARIED, "--out", whole[1])  # which would write over them
    assert_failed(again, f"Go on by --resume {whole[1]}")
    assert whole[1].read_bytes() == before


def test_an_experiment_is_begun_from_a_file_or_by_a_name_of_the_book_s(
    tmp_path: Path, cli: Cli
) -> None:
    file = tmp_path / "experiment.txt"
    several = ("--vary", "mini-batch=10,20", "--vary", "limit=500,600", "--paired", "--json")
    first = json.loads(cli("experiment", "--epochs", "1", *several, "--save", file).out)
    assert [run["training_images"] for run in first["runs"]] == [500, 600]
    assert [run["mini_batch_size"] for run in first["runs"]] == [10, 20]
    changed = json.loads(cli("experiment", "--experiment", file, "--limit", "700", "--json").out)
    assert [run["config"]["training_images"] for run in changed["runs"]] == [700, 700]
    assert [run["mini_batch_size"] for run in changed["runs"]] == [10, 20]
    book = json.loads(cli(*QUICK, "--experiment", "eta", "--seeds", "1", "--json").out)
    assert [cell["eta"] for cell in book["cells"]] == [0.025, 0.25, 2.5]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--vary", "eta"], "--vary: expected a setting and its values, such as eta=0.1"),
        (["--vary", "xyz=1,2"], "There is no setting 'xyz'; choose one of sizes, act"),
        (["--vary", "seed=1-3"], "The seeds go to --seeds"),
        (["--vary", "eta=1,2", "--vary", "eta=3"], "eta varies twice"),
        (["--vary", "eta=1,2", "--eta", "3"], "eta varies, and --eta gives it one value"),
        (["--seed", "1"], "--seed 1 is no option or name that it takes. Try `python -m nn exp"),
        (["--jobs", "0"], "jobs, one a core, got 0"),
        (["--scheduler", "tcp://127.0.0.1:1"], "--jobs is for this machine, and --scheduler"),
        (["--out", "a.jsonl", "--resume", "b.jsonl"], "--resume adds to its own file"),
    ],
)
def test_what_no_experiment_can_be_made_of_gets_a_sentence(
    options: list[str], sentence: str, cli: Cli
) -> None:
    assert_refused(cli(*QUICK, *options), sentence)
    assert_failed(cli(*QUICK, "--experiment", "absent.txt"), "absent.txt cannot be read")


@pytest.mark.parametrize("content", [b"", b'{"number": 0, "ce', b"Notes on my experiment.\n"])
def test_to_go_on_is_advised_only_with_results(content: bytes, tmp_path: Path, cli: Cli) -> None:
    file = tmp_path / "results.jsonl"
    file.write_bytes(content)
    code, out, err = cli("experiment", "--resume", file)
    assert (code, out) == (1, "") and "Go on with" not in err
    if content:
        assert_failed(cli(*VARIED, "--out", file), "or name another one.")
        assert file.read_bytes() == content
    else:
        assert "begin again" in err
        assert cli(*QUICK, "--out", file).code == 0


# What only a program of its own can show


@posix
@pytest.mark.parametrize(("name", "moment"), [("SIGINT", BEGIN), ("SIGTERM", THIRD)])
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
    next(line for line in run.stderr if moment in line)
    if name == "SIGTERM":
        run.send_signal(number)
    else:  # a terminal sends it to all its processes
        os.killpg(run.pid, number)
    out, err = run.communicate(timeout=PATIENCE)
    assert run.returncode == 130, err
    assert "Traceback" not in err and "Warning" not in err and "Stopped after " in err
    until(lambda: is_gone(run.pid))
    if file.exists():
        ended = results_file.read(file)
        assert 1 <= len(ended.results) < 4000
        assert f"Go on with: python -m nn experiment --resume {file} --jobs 1" in err
        assert out.startswith("Learning rate η")
        assert ended.whole_bytes == file.stat().st_size
    else:
        assert moment == BEGIN and "begin again" in err and out == ""
