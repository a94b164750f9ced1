"""`evaluate --not-digits`: in how many drawings that are no digits a network sees none."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nn.cli.commands import main
from nn.functions import Array
from nn.pen_digits.not_digits import save
from nn.storage import network_files
from nn.storage.network_files import open_network

DASH: list[Array] = [np.array([[0.0, 0.0], [9.0, 0.5]])]
CROSS: list[Array] = [np.array([[0.0, 0.0], [5.0, 5.0]]), np.array([[5.0, 0.0], [0.0, 5.0]])]
DOT: list[Array] = [np.array([[3.0, 3.0]])]
DRAWINGS = [(DASH, "dash"), (CROSS, "cross"), (DASH, "dash"), (DOT, "dot")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "drawings.npz"
    save(file, DRAWINGS)
    return file


def network_with(least_energy: float | None, tmp_path: Path) -> str:
    saved, file = open_network("book"), tmp_path / "net.npz"
    network = saved.network.copy()
    network.least_energy = least_energy
    network_files.save(file, network, saved.provenance)
    return str(file)


def evaluated(network: str, path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    assert main(["evaluate", network, "--not-digits", str(path), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_what_is_refused_is_counted_by_kind(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    every = evaluated(network_with(1e6, tmp_path), path, capsys)
    assert (every["refused"], every["total"]) == (4, 4)
    assert every["per_kind"]["dash"] == {"refused": 2, "total": 2}
    assert list(every["per_kind"]) == ["cross", "dash", "dot"]
    assert every["unreadable"] == 1
    none = evaluated(network_with(-1e6, tmp_path), path, capsys)
    assert none["refused"] == 1 and none["per_kind"]["dot"]["refused"] == 1  # a dot is never read


def test_a_network_that_never_says_so_refuses_dots_alone(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluated("book", path, capsys)["refused"] == 1
    assert main(["evaluate", "book", "--not-digits", str(path)]) == 0
    said = capsys.readouterr().out
    assert "book sees no digit in 1 of 4: 25.0% of the drawings." in said
    assert "dash   0 of 2: 0.0%" in said


@pytest.mark.parametrize("points", [np.int16, np.int64, np.float32])
@pytest.mark.parametrize("text", ["U", "S"])
def test_numbers_and_texts_of_any_kind_are_read(
    points: type, text: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arrays = dict(np.load(path))
    arrays |= {"points": arrays["points"].astype(points), "kind": arrays["kind"].astype(text)}
    np.savez_compressed(path, **arrays)
    assert list(evaluated("book", path, capsys)["per_kind"]) == ["cross", "dash", "dot"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": np.array(["a"])}, "it has 1 kinds, but 4 drawings"),
        ({"kind": np.arange(4)}, "its kind"),
        ({"kind": np.array([b"\xff"] * 4)}, "its kind is not text"),
        ({"points": np.full((9, 2), np.nan)}, "points that are not finite"),
        ({"digit_start": np.array([0, 1])}, "its digit_start does not rise from 0 to"),
    ],
)
def test_a_file_that_does_not_fit_is_answered_with_a_sentence(
    changes: dict[str, Any], sentence: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arrays = dict(np.load(path)) | changes
    np.savez(path, **arrays)
    assert main(["evaluate", "book", "--not-digits", str(path)]) == 2
    assert sentence in capsys.readouterr().err


def test_only_one_file_is_read(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "book", "--not-digits", str(path), "--numbers", str(path)]) == 2
    assert "--numbers and --not-digits name two files. Choose one." in capsys.readouterr().err
