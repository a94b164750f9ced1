"""The command export, as a person types it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.nn.cli.conftest import QUICK, Cli, assert_failed, assert_refused


@pytest.mark.slow
def test_what_was_trained_is_exported_and_trains_again(cli: Cli, tmp_path: Path) -> None:
    network, home = tmp_path / "net.npz", tmp_path / "home"
    said = cli(*QUICK, "--out", network).err
    done = cli("export", network, "--out", home)
    names = "LICENSE, README.md, mnist.npz, my_network.ipynb, my_network.py, weights.npz"
    assert (done.code, done.out, done.err) == (0, f"{home}: {names}\n", "")
    command = [sys.executable, "-I", str(home / "my_network.py")]
    first, *epochs = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    right = int(first.removeprefix("weights.npz: ").partition(" of ")[0].replace(",", ""))
    assert f"The network reads {right / 10_000:.2%} of the test images." in said
    assert [epoch[:8] for epoch in epochs] == ["epoch 1:", "epoch 2:"]
    link = "http://localhost:8501/train?layers=784,30,10&"
    assert link in (home / "README.md").read_text("utf-8")


@pytest.mark.slow
def test_without_mnist_the_script_takes_the_projects(cli: Cli, tmp_path: Path) -> None:
    done = cli("export", "draw", "--out", tmp_path, "--without-mnist")
    assert done.code == 0 and "mnist.npz" not in done.out
    assert "localhost" not in (tmp_path / "README.md").read_text("utf-8")  # it has learnt more
    command = [sys.executable, "-I", str(tmp_path / "my_network.py")]
    said = subprocess.run(command, capture_output=True, text=True).stdout
    assert said.startswith(
        "weights.npz: 9,937 of 10,000 test images read right, 99.37%\nIt does not"
    )


def test_what_cannot_be_exported_is_said(cli: Cli, tmp_path: Path) -> None:
    assert_failed(cli("export", "none", "--out", tmp_path), "There is no network 'none'")
    assert_refused(cli("export", "book"), "The following arguments are required: --out")
    (tmp_path / "weights.npz").touch()
    assert_failed(cli("export", "book", "--out", tmp_path), "has a weights.npz already")
