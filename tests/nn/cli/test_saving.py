"""What cannot be saved gets a sentence that says what to do."""

import errno
import os
from pathlib import Path

import pytest

from nn.storage import files
from tests.nn.cli.conftest import Cli, fill_disk

QUICK = ("train", "--limit", "500", "--epochs", "1", "--seed", "5")


def test_on_a_full_disk_the_old_file_stays_and_the_advice_is_to_free_some_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    out = tmp_path / "net.npz"
    out.write_text("an older network")
    fill_disk(monkeypatch, refusals=1)
    done = cli(*QUICK, "--json", "--out", out)
    sentence = f"{out} cannot be saved: No space left on device. Free some space"
    assert done.code == 2 and sentence in done.err and "you may write to" not in done.err
    assert os.listdir(tmp_path) == ["net.npz"] and out.read_text() == "an older network"


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "Free some space"),
        (errno.EACCES, "you may write to"),
        (errno.EIO, "another name, or a folder"),
    ],
)
def test_the_advice_fits_the_error(number: int, advice: str) -> None:
    assert advice in files.advice(OSError(number, os.strerror(number)))
