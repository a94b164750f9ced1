"""The shipped network draw, and how it is made again."""

import os
import re
import signal
import subprocess
import sys
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from nn import making, mnist
from nn.evaluation import evaluate
from nn.making import draw
from nn.settings.presets import PRESETS
from nn.storage import network_files
from nn.storage.network_files import open_network
from nn.storage.whole_numbers import if_exact
from tests.nn.cli.conftest import is_gone, pen_file
from tests.nn.conftest import posix
from tests.nn.reference import numbers
from tests.nn.runs.conftest import PATIENCE, until

SEVEN = "150 390|330 400|220 110"
# Two writers' digits, three of each: enough to go through all that the real ones do.
DIGITS = [
    (digit, writer, f"{110 + digit + 9 * k} {350 - 5 * writer}|{99 + 30 * digit} 250|{SEVEN}")
    for writer, digit, k in product((0, 1), range(10), range(3))
]


def test_the_shipped_network_is_the_presets_and_reads_what_its_readme_says() -> None:
    saved = open_network("draw")
    network, origin = saved.reader.network, saved.provenance
    assert network.sizes == PRESETS["draw"].config.sizes
    assert origin.config == PRESETS["draw"].config
    assert origin.data == "MNIST and pen digits (UCI), and made drawings, digits and not"
    assert origin.temperature and origin.calibration and saved.reader.least_energy is not None
    assert network.weights[0].dtype == np.float32
    right = evaluate(network, mnist.load().test)
    assert right.accuracy == pytest.approx(origin.test_accuracy, abs=0.0003)
    assert right.accuracy >= 0.99
    readme = Path(making.__file__).with_name("README.md").read_text(encoding="utf-8")
    assert f"{origin.test_accuracy:.2%}".replace("%", " %") in readme
    assert [len(if_exact(w)) for w in network.weights] == [2, 2, 2]  # whole numbers and factors
    assert network_files.SHIPPED["draw"].stat().st_size <= 650_000


@pytest.mark.slow
def test_it_learns_what_is_no_digit_and_how_sure_it_may_be(tmp_path: Path) -> None:
    path, files = pen_file(tmp_path, DIGITS), [tmp_path / "one.npz", tmp_path / "other.npz"]
    second = tmp_path / "second.npz"
    for file in files:
        small = ["--limit", "200", "--epochs", "1", "--no-digits", "80", "--hold-out", "1"]
        small += ["--forms", "40", "--out", str(file), "--second-out", str(second)]
        command = [sys.executable, "-m", "nn.making.draw", str(path), *small]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
    assert "epoch   1: " in done.stdout and "Of the digits held out " in done.stdout
    assert files[0].read_bytes() == files[1].read_bytes()
    assert max(file.stat().st_size for file in (*files, second)) <= 800_000
    saved = network_files.load(files[0])
    origin = saved.provenance
    assert saved.reader.network.sizes == PRESETS["draw"].config.sizes
    assert saved.reader.least_energy is not None
    assert origin.temperature and origin.calibration
    assert sum(count for count, _, _ in origin.calibration) == 30
    assert origin.note == "How sure it is was set on the writers 1."
    assert evaluate(saved.reader.network, mnist.load().test).accuracy == origin.test_accuracy
    # The second one is as sure, and has not met the person held out.
    other = network_files.load(second)
    assert other.provenance.note.startswith("Without the writers 1. ")
    assert other.reader.least_energy == saved.reader.least_energy
    assert numbers(other.reader.network).shape == numbers(saved.reader.network).shape
    assert not np.array_equal(numbers(other.reader.network), numbers(saved.reader.network))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--hold-out", "0-1"], "leave nobody to learn from"),
        (["--out", "/no/such/folder/net.npz"], "/no/such/folder/net.npz cannot be saved"),
        (["--second-out", "/no/such/folder/net.npz"], "/no/such/folder/net.npz cannot be saved"),
        (["--no-digits", "0"], "--no-digits: expected 1 to 200,000, got 0"),
        (["--forms", "200001"], "--forms: expected 1 to 200,000, got 200,001"),
        (["--epochs", "0"], "Epochs: expected 1 to"),
    ],
)
def test_what_cannot_be_made_is_said_before_the_run(
    options: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        draw.main([str(pen_file(tmp_path, DIGITS)), "--out", str(tmp_path / "net.npz"), *options])
    assert sentence in str(end.value.code) + capsys.readouterr().err


@posix
@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_stopped_it_says_how_far_it_was_and_leaves_no_process(name: str, tmp_path: Path) -> None:
    path, out = pen_file(tmp_path, DIGITS), tmp_path / "out"
    out.mkdir()
    small = ["--limit", "200", "--no-digits", "80", "--hold-out", "1", "--forms", "40"]
    run = subprocess.Popen(
        [sys.executable, "-m", "nn.making.draw", path, *small, "--out", out / "net.npz"],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
        start_new_session=True,
    )
    assert run.stdout is not None
    next(line for line in run.stdout if "epoch   2" in line)
    if name == "SIGINT":  # a terminal sends it to all its processes
        os.killpg(run.pid, signal.SIGINT)
    else:
        run.send_signal(getattr(signal, name))
    _, err = run.communicate(timeout=PATIENCE)
    until(lambda: is_gone(run.pid))
    assert os.listdir(out) == [] and "Traceback" not in err
    if name == "SIGKILL":
        assert run.returncode == -signal.SIGKILL
    else:
        assert run.returncode == 130
        assert re.search(r"^Stopped after \d+ of 120 epochs\. The networks are saved only", err)
