"""The shipped network draw, and how it is made again."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nn import making, mnist
from nn.evaluation import evaluate
from nn.making import draw
from nn.settings.presets import PRESETS
from nn.storage import network_files
from nn.storage.network_files import open_network

# Two writers' digits, three of each: enough to go through all that the real ones do.
SEVEN = [[150, 390], [330, 400], [220, 110]]
SHAPES = {digit: [*SEVEN[: digit % 3], [99 + 30 * digit, 250], *SEVEN] for digit in range(10)}


def pen_file(folder: Path) -> Path:
    lines = []
    for writer in (0, 1):
        for digit, points in SHAPES.items():
            for k in range(3):
                lines += [f'.SEGMENT DIGIT 0 ? "{digit}"', f".COMMENT {digit} {writer} {k}"]
                lines += [".PEN_DOWN", *(f"{x + 9 * k} {y - 5 * writer}" for x, y in points)]
                lines += [".PEN_UP"]
    path = folder / "pendigits-orig.tra"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_the_shipped_network_is_the_presets_and_reads_what_its_readme_says() -> None:
    saved = open_network("draw")
    network, origin = saved.reader.network, saved.provenance
    assert network.sizes == PRESETS["draw"].config.sizes
    assert origin.config == PRESETS["draw"].config
    assert origin.data == "MNIST and pen digits (UCI) and made drawings that are no digits"
    assert origin.temperature and origin.calibration and saved.reader.least_energy is not None
    assert network.weights[0].dtype == np.float32
    right = evaluate(network, mnist.load().test)
    assert right.accuracy == pytest.approx(origin.test_accuracy, abs=0.0003)
    assert right.accuracy >= 0.99
    readme = Path(making.__file__).with_name("README.md").read_text(encoding="utf-8")
    assert f"{origin.test_accuracy:.2%}".replace("%", " %") in readme
    assert network_files.SHIPPED["draw"].stat().st_size <= 1_500_000


def make(path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    small = ["--limit", "200", "--epochs", "1", "--no-digits", "80", *options]
    command = [sys.executable, "-m", "nn.making.draw", str(path), *small]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@pytest.mark.slow
def test_it_learns_what_is_no_digit_and_how_sure_it_may_be(tmp_path: Path) -> None:
    path, files = pen_file(tmp_path), [tmp_path / "one.npz", tmp_path / "other.npz"]
    for file in files:
        done = make(path, "--hold-out", "1", "--out", str(file))
        assert done.returncode == 0, done.stderr
    assert "epoch   1: " in done.stdout and "Of the digits held out " in done.stdout
    assert files[0].read_bytes() == files[1].read_bytes()
    saved = network_files.load(files[0])
    origin = saved.provenance
    assert saved.reader.network.sizes == PRESETS["draw"].config.sizes
    assert saved.reader.least_energy is not None
    assert origin.temperature and origin.calibration
    assert sum(count for count, _, _ in origin.calibration) == 30
    assert origin.note == "How sure it is was set on the writers 1."
    assert origin.data == "MNIST and pen digits (UCI) and made drawings that are no digits"
    assert evaluate(saved.reader.network, mnist.load().test).accuracy == origin.test_accuracy
    half = saved.reader.network.astype(np.float16).astype(np.float32)
    assert all(map(np.array_equal, half.parameters, saved.reader.network.parameters))


@pytest.mark.slow
def test_people_whom_it_never_meets_need_no_second_network(tmp_path: Path) -> None:
    file = tmp_path / "net.npz"
    options = ["--writers", "0", "--hold-out", "1", "--out", str(file)]
    assert make(pen_file(tmp_path), *options).returncode == 0
    note = network_files.load(file).provenance.note
    assert note == "Pen digits of the writers 0 alone. How sure it is was set on the writers 1."


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--hold-out", "0-1"], "leave nobody to learn from"),
        (["--out", "/no/such/folder/net.npz"], "/no/such/folder/net.npz cannot be saved"),
        (["--writers", "7"], "there is no 7 among them"),
        (["--no-digits", "0"], "--no-digits: expected 1 to 200,000, got 0"),
    ],
)
def test_what_cannot_be_made_is_said_before_the_run(
    options: list[str], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(SystemExit, match=sentence):
        draw.main([str(pen_file(tmp_path)), "--out", str(tmp_path / "net.npz"), *options])
