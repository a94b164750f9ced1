"""What cannot be saved where it was to be is kept elsewhere; results are added to a file."""

import errno
import io
import json
import os
import sys
import tempfile
from pathlib import Path

import pytest

from nn.cli import saving, terminal
from nn.cli.experiment.results_file import ResultsFile
from nn.errors import Refused
from nn.storage import files, network_files
from tests.nn.cli.conftest import Cli, fill_disk

QUICK = ("train", "--limit", "500", "--epochs", "1", "--seed", "5")


class Disks:
    """Stands for the disks: each folder in `trouble` refuses files for a reason."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.trouble: dict[Path, int] = {}
        monkeypatch.setattr(os, "replace", self.replace)
        self._really = os.rename

    def replace(self, source: Path, target: Path) -> None:
        if number := self.trouble.get(Path(target).parent):
            raise OSError(number, os.strerror(number))
        self._really(source, target)


@pytest.fixture
def disks(monkeypatch: pytest.MonkeyPatch) -> Disks:
    return Disks(monkeypatch)


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Return the folder where the file shall go, and those where it may be kept."""
    folders = {name: tmp_path / name for name in ("there", "temporary", "home", "here")}
    for folder in folders.values():
        folder.mkdir()
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(folders["temporary"]))
    monkeypatch.setattr(Path, "home", lambda: folders["home"])
    monkeypatch.chdir(folders["here"])
    return folders


def test_on_a_full_disk_the_network_is_kept_and_the_advice_is_to_free_some_space(
    folders: dict[str, Path], disks: Disks, cli: Cli
) -> None:
    disks.trouble = {folders["there"]: errno.ENOSPC}
    out = folders["there"] / "net.npz"
    code, results, said = cli(*QUICK, "--json", "--out", out)
    assert code == 2 and len(json.loads(results)["epochs"]) == 1
    (kept,) = folders["temporary"].iterdir()
    assert f"The network cannot be saved as {out}: No space left on device. Free some space" in said
    assert f"It is kept as {kept}." in said and "you may write to" not in said
    assert network_files.load(kept).provenance.epochs == 1
    assert os.listdir(folders["there"]) == []


def save(folders: dict[str, Path]) -> bool:
    def write(path: Path) -> None:
        try:
            files.write(path, b"what took an hour")
        except OSError as error:
            raise Refused(f"{path}: {files.advice(error)}") from error

    return saving.save(folders["there"] / "net.npz", write)


def test_the_next_folder_is_taken_until_it_says_that_all_is_lost(
    folders: dict[str, Path], disks: Disks, capsys: pytest.CaptureFixture[str]
) -> None:
    disks.trouble = {folders[name]: errno.ENOSPC for name in ("there", "temporary", "home")}
    assert not save(folders)
    (kept,) = folders["here"].iterdir()
    assert f"It is kept as {kept}." in capsys.readouterr().err
    disks.trouble[folders["here"]] = errno.ENOSPC
    assert not save(folders)
    assert "it is lost" in capsys.readouterr().err


def test_a_person_is_asked_until_there_is_a_place(
    folders: dict[str, Path],
    disks: Disks,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    disks.trouble = dict.fromkeys(folders.values(), errno.ENOSPC)
    typed = io.StringIO(f"{folders['home']}/net.npz\n{folders['there'].parent}/stick.npz\n")
    monkeypatch.setattr(typed, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", typed)
    monkeypatch.setattr(terminal.messages, "isatty", lambda: True, raising=False)
    assert not save(folders)
    assert (folders["there"].parent / "stick.npz").read_bytes() == b"what took an hour"
    assert capsys.readouterr().err.count("Where else") == 2


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


def test_two_commands_that_add_to_one_file_lose_no_result(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_bytes(b"first\ntor")
    one, other = ResultsFile(path, 6), ResultsFile(path, 6)
    one.add("one")
    other.add("other")
    one.add("one more")
    assert one.close() and other.close()
    assert path.read_bytes() == b"first\none\nother\none more\n"


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there")
def test_a_file_that_is_deleted_meanwhile_comes_back_with_all_results(tmp_path: Path) -> None:
    file = ResultsFile(tmp_path / "results.jsonl")
    file.add("one")
    (tmp_path / "results.jsonl").unlink()
    file.add("two")
    assert file.close()
    assert (tmp_path / "results.jsonl").read_bytes() == b"one\ntwo\n"


def test_a_disk_that_is_full_for_a_while_costs_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_disk(monkeypatch, refusals=2)
    file = ResultsFile(tmp_path / "results.jsonl")
    for line in "one", "two", "three":
        file.add(line)
    assert file.close()
    assert (tmp_path / "results.jsonl").read_bytes() == b"one\ntwo\nthree\n"
    said = capsys.readouterr().err
    assert said.count("No space left on device. Free some space there") == 1
    assert "results.jsonl can be written again." in said
