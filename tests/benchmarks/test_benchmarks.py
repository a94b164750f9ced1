"""The benchmarks run. No test asks how fast anything is."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nn.making.forms import FAMILIES
from tests.browser.driving import STROKES
from tests.browser.server import ROOT

# The smallest options of all. PEN stands for a file of pen digits, DIR for a folder.
SMALLEST = """
bytes_sent --strokes 1 --visits 1 --rest 0
class_load --people 2 --every 1 --seconds 2
composed_numbers draw PEN --numbers 20
composed_numbers draw forms --numbers 20 --uneven
class_load --people 2 --churn --settle 0 --seconds 2
class_load --room --people 2 --join-seconds 1 --every 1.2 --seconds 2
drawing_latency --strokes 2
experiment_speed --rounds 1 --runs 2 --seconds 0.5 --limit 1000
first_visit --starts 1 --rounds 1
live_training --rounds 1 --seconds 3 --epochs 2 --clicks 1 --images 10000
made_no_digits draw PEN --drawings 9
page_speed --rounds 1 --steps 1
photos draw PEN --photos 3
picture_frames --strokes 1
plain_steps --seeds 1 --epochs 1
invented_signs --seeds 1 --epochs 1
smallest_change --images 3
training_speed --rounds 1 --limit 100 --only ours,numpy,book
"""

pytestmark = pytest.mark.thorough


def run(command: str, folder: Path) -> str:
    """Run a benchmark in a process of its own, as its user does; return what it prints."""
    benchmark, *options = command.split()
    names = {"PEN": folder / "pen.npz", "DIR": folder}
    words = [str(names.get(option, option)) for option in options]
    program = [sys.executable, f"tests/benchmarks/{benchmark}.py", *words]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one pen digit of each kind."""
    digits = [[np.array(stroke) * 400 for stroke in STROKES[digit]] for digit in range(10)]
    strokes = [stroke for digit in digits for stroke in digit]
    np.savez(
        tmp_path / "pen.npz",
        points=np.concatenate(strokes).astype(np.int16),
        stroke_start=np.cumsum([0, *map(len, strokes)]),
        digit_start=np.cumsum([0, *map(len, digits)]),
        label=np.arange(10),
        writer=np.zeros(10, int),
    )
    return tmp_path


@pytest.mark.parametrize("command", SMALLEST.split("\n")[1:-1])
def test_a_benchmark_measures(command: str, folder: Path) -> None:
    if command.startswith("class_load") and sys.platform != "linux":
        pytest.skip("reads /proc")
    measured = json.loads(run(command, folder))
    assert measured and not measured.get("error")


def test_pictures_and_weights_are_made(folder: Path) -> None:
    run(f"misread draw --out {folder}/misread.png --count 2", folder)
    table = run(f"forms_sheet draw book --out {folder}/forms.png --count 24", folder)
    assert table.count("\n") == len(FAMILIES) and "| 7 with a hook | " in table
    assert '"width": -' in run("fit_grouping draw PEN --numbers 20", folder)


def test_the_book_s_experiments_print_their_table(folder: Path) -> None:
    command = "book_experiments --quick --preset cost --results DIR"
    first = run(command, folder)
    assert first.startswith("| experiment | what | the book |") and "cross-entropy, η 0.5" in first
    assert run(command, folder) == first  # from the file
