"""What cannot be saved gets a sentence that says what to do."""

import os
from pathlib import Path

import pytest

from tests.nn.cli.conftest import Cli, fill_disk

QUICK = ("train", "--limit", "500", "--epochs", "1", "--seed", "5")


def test_on_a_full_disk_the_old_file_stays_and_the_advice_is_to_free_some_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    out = tmp_path / "net.npz"
    out.write_text("an older network")
    fill_disk(monkeypatch, refusals=1)
    done = cli(*QUICK, "--json", "--out", out)
    sentence = f"{out} cannot be saved: No space left on device. Choose another name, a folder"
    assert done.code == 2 and sentence in done.err and "free some space" in done.err
    assert os.listdir(tmp_path) == ["net.npz"] and out.read_text() == "an older network"
