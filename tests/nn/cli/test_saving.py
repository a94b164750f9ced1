"""What cannot be saved gets a sentence that says what to do; results are added to a file."""

import errno
import json
import os
from pathlib import Path

import pytest

from nn.cli.experiment.results_file import ResultsFile
from nn.errors import Refused
from nn.storage import files
from tests.nn.cli.conftest import Cli, fill_disk

QUICK = ("train", "--limit", "500", "--epochs", "1", "--seed", "5")


def test_on_a_full_disk_the_results_are_told_and_the_advice_is_to_free_some_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    out = tmp_path / "net.npz"
    out.write_text("an older network")
    fill_disk(monkeypatch, refusals=1)
    code, results, said = cli(*QUICK, "--json", "--out", out)
    assert code == 2 and len(json.loads(results)["epochs"]) == 1
    assert f"The network cannot be saved as {out}: No space left on device. Free some space" in said
    assert "you may write to" not in said
    assert os.listdir(tmp_path) == ["net.npz"] and out.read_text() == "an older network"


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "Free some space"),
        (errno.EACCES, "you may write to"),
        (errno.EIO, "may be broken"),
    ],
)
def test_the_advice_fits_the_error(number: int, advice: str) -> None:
    assert advice in files.advice(OSError(number, os.strerror(number)))


# Results, which are added line by line


def test_a_result_that_cannot_be_written_is_said_and_those_before_it_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "results.jsonl"
    path.write_bytes(b"one\ncut o")
    file = ResultsFile(path, whole_bytes=4)
    file.add("two")
    fill_disk(monkeypatch, refusals=1)
    with pytest.raises(Refused, match="results.jsonl cannot be written: No space left on device"):
        file.add("three")
    assert path.read_bytes().startswith(b"one\ntwo\n")
