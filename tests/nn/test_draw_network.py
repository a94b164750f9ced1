"""The shipped network draw, and how it is made again."""

import json
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nn import mnist
from nn.cli.commands import main
from nn.evaluation import evaluate
from nn.settings.presets import PRESETS
from nn.storage import network_files
from nn.storage.network_files import open_network

# Two writers' digits, a one and a seven each: enough to go through all that the real ones do.
ONE, SEVEN = [[240, 400], [250, 100]], [[150, 390], [330, 400], [220, 110]]
SHAPES = {1: ONE, 7: SEVEN}
ALL_TEN = {digit: [*SEVEN[: digit % 3], [99 + 30 * digit, 250], *SEVEN] for digit in range(10)}


def pen_file(folder: Path, shapes: dict[int, list[list[int]]] = SHAPES) -> Path:
    lines = []
    for writer in (0, 1):
        for digit, points in shapes.items():
            for k in range(3):
                lines += [f'.SEGMENT DIGIT 0 ? "{digit}"', f".COMMENT {digit} {writer} {k}"]
                lines += [".PEN_DOWN", *(f"{x + 9 * k} {y - 5 * writer}" for x, y in points)]
                lines += [".PEN_UP"]
    path = folder / "pendigits-orig.tra"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_the_shipped_network_is_the_presets_and_reads_what_its_readme_says() -> None:
    saved = open_network("draw")
    network, origin = saved.network, saved.provenance
    assert network.sizes == PRESETS["draw"].config.sizes
    assert origin.config == PRESETS["draw"].config
    assert origin.data == "MNIST and pen digits (UCI) and made drawings that are no digits"
    assert origin.temperature and origin.calibration and saved.reader.least_energy is not None
    assert network.weights[0].dtype == np.float32
    right = evaluate(network, mnist.load().test)
    assert right.accuracy == pytest.approx(origin.test_accuracy, abs=0.0003)
    assert right.accuracy >= 0.99
    readme = (mnist.PATH.parent / "README.md").read_text(encoding="utf-8")
    assert f"{origin.test_accuracy:.2%}".replace("%", " %") in readme
    assert network_files.SHIPPED["draw"].stat().st_size <= 1_500_000


def quick(path: Path, *more: str) -> list[str]:
    small = ["--sizes", "784,12,10", "--limit", "200", "--epochs", "2"]
    command = ["train", "--preset", "draw", *small, "--pen-digits", str(path)]
    return [*command, "--json", *more]


def test_the_same_command_makes_the_same_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, files = pen_file(tmp_path), [tmp_path / "one.npz", tmp_path / "other.npz"]
    for file in files:
        assert main(quick(path, "--half", "--out", str(file))) == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    output = capsys.readouterr()
    assert "Learns also from 144 images of 12 pen digits by 2 people." in output.err
    saved = network_files.load(files[0])
    assert saved.provenance.data == "MNIST and pen digits (UCI)"
    assert saved.provenance.note == ""
    reported = json.loads(output.out.splitlines()[0])["final_test_accuracy"]
    assert evaluate(saved.network, mnist.load().test).accuracy == reported


def test_whole_writers_are_picked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, file = pen_file(tmp_path), tmp_path / "net.npz"
    assert main(quick(path, "--writers", "1", "--out", str(file))) == 0
    assert "72 images of 6 pen digits by 1 person." in capsys.readouterr().err
    assert network_files.load(file).provenance.note == "Pen digits of the writers 1 alone."


@pytest.mark.slow
def test_it_learns_what_is_no_digit_and_how_sure_it_may_be(tmp_path: Path) -> None:
    path, file = pen_file(tmp_path, ALL_TEN), tmp_path / "net.npz"
    options = ["--no-digits", "80", "--hold-out", "1", "--half", "--out", str(file)]
    # A command of its own, since it starts a process, which begins as the one before began.
    command = [sys.executable, "-m", "nn", *quick(path, *options)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stderr
    assert "80 made drawings that are no digits" in said
    assert "A second network learns at the same time, without the 30 digits" in said
    saved = network_files.load(file)
    assert saved.network.sizes == (784, 12, 10)
    assert saved.reader.least_energy is not None
    origin = saved.provenance
    assert origin.temperature and origin.calibration
    assert sum(count for count, _, _ in origin.calibration) == 30
    assert origin.note == "How sure it is was set on the writers 1."
    assert origin.data == "MNIST and pen digits (UCI) and made drawings that are no digits"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_an_interrupted_run_ends_at_once_and_has_no_sureness(tmp_path: Path) -> None:
    file = tmp_path / "net.npz"
    # So long that the second network would be waited for in vain.
    long = ["--epochs", "500", "--limit", "20000", "--hold-out", "1", "--out", str(file)]
    command = [sys.executable, "-m", "nn", *quick(pen_file(tmp_path), *long)]
    pipes: dict[str, Any] = dict.fromkeys(("stdout", "stderr"), subprocess.PIPE)
    # The signal may be ignored here, as under `nohup`.
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, text=True, preexec_fn=heed, **pipes) as run:
        assert run.stderr and any(line.startswith("epoch   1") for line in run.stderr)
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=60)
    assert run.returncode == 130
    origin = network_files.load(file).provenance
    assert origin.temperature is None and origin.note.startswith("Interrupted after")
    assert "How sure" not in origin.note


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--writers", "1"], "--writers needs --pen-digits FILE."),
        (["--pen-digits", "FILE", "--no-digits", "0"], "expected 1 to 200,000, got 0."),
        (
            ["--pen-digits", "FILE", "--preset", "draw", "--no-digits", "9"],
            "no 0, 2, 3, 4, 5, 6, 8, 9 among",
        ),
        (["--pen-digits", "FILE", "--hold-out", "0-1"], "--hold-out 0-1 leaves nobody"),
        (
            ["--pen-digits", "FILE", "--preset", "book", "--no-digits", "9"],
            "Set output to softmax.",
        ),
        (["--pen-digits", "/no/such/file"], "/no/such/file cannot be read"),
    ],
)
def test_what_cannot_be_learnt_from_is_said_before_the_run(
    options: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(pen_file(tmp_path))
    assert main(["train", *(path if option == "FILE" else option for option in options)]) == 2
    assert sentence in capsys.readouterr().err
