"""The notebook: valid, made of the script's parts, and it runs from top to bottom."""

import json
import re
import subprocess
import venv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from PIL import Image

from nn.export import folder
from nn.export.notebook import notebook_of
from nn.export.script import MODULES, script_of
from nn.functions import COSTS
from nn.mnist import PATH, load
from nn.storage.network_files import Saved, open_network, to_bytes
from tests.nn.export.conftest import CHANGES, EDITS, config_of, edited, results, right, saved_of

matplotlib.use("Agg")  # draws without a screen
PINS = ("numpy~=2.4", "matplotlib~=3.11", "nbconvert~=7.17", "ipykernel~=7.4")
FORMULAS = {"book": "3 6", "chapter-3": "3 63", "relu": "112 78 80", "no-hidden-layer": "3 63"}
OF_THIRTY = " ".join(["Figure:", *(f"neuron {k}" for k in range(1, 31))])
TEN_BARS = "Figure: 10 bars"
Run = Callable[..., list[str]]


def cells(saved: Saved, kind: str = "code") -> list[str]:
    """Return the text of the notebook's cells of a kind."""
    script, config = script_of(saved, str(PATH)), saved.provenance.config
    one, two = (notebook_of(saved.reader.network, config, script, str(PATH)) for _ in range(2))
    nbformat.validate(notebook := json.loads(one))
    assert one == two
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Run:
    """Run a notebook, with a 7 as the picture to read; return what it says and what it shows."""

    def show() -> None:
        axes = plt.gcf().axes
        titles = [axis.get_title() for axis in axes if axis.images]
        bars = sum(len(axis.patches) for axis in axes)
        curves = [np.array(line.get_ydata()) for axis in axes for line in axis.lines]
        points = [f"{y:.2f}%" for curve in curves for y in curve]
        print("Figure:", *titles, f"{bars} bars" * bool(bars), *points)
        plt.gcf().canvas.draw()
        plt.close()

    def run(saved: Saved, **edits: Any) -> list[str]:
        Path("weights.npz").write_bytes(to_bytes(saved.reader, saved.provenance))
        Image.fromarray(255 - load().test.images[0].reshape(28, 28)).save("digit.png")
        names = {"__name__": "__main__"}
        for code in cells(saved):
            exec(edited(code.replace("# pixels = ", "pixels = "), edits), names)
        return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]

    monkeypatch.setattr(plt, "show", show)
    monkeypatch.chdir(tmp_path)
    return run


RUNS: list[tuple[str, dict[str, Any]]] = [
    *((case, {}) for case in ("relu", "no-hidden-layer", "early stopping")),
    *(("chapter-3", edits) for edits in EDITS),
]


@pytest.mark.parametrize(("case", "edits"), RUNS, ids=str)
def test_it_runs_from_top_to_bottom(case: str, edits: dict[str, Any], run: Run) -> None:
    first, maps, answer, digit, *rest = run(saved_of(config_of(case)), **edits)
    of_ten = " ".join(["Figure:", *(f"digit {k}" for k in range(10))])
    assert maps == (of_ten if case == "no-hidden-layer" else OF_THIRTY)
    assert answer.startswith("The network reads a ") and digit == TEN_BARS
    plot = re.findall(r"^epoch .* (\S+)$", "\n".join(rest), re.MULTILINE)
    shown, new_maps, new_digit = rest[-3:]
    assert shown == " ".join(["Figure:", *plot]) and new_digit == digit
    assert len(new_maps) <= len(maps) if edits else new_maps == maps
    assert [first, *rest[:-3]] == results(case, **edits)


def test_where_the_weights_grow_beyond_all_bounds_it_goes_on(run: Run) -> None:
    config = replace(config_of("relu"), sizes=(784, 50, 50, 10), eta=1000.0)
    *_, sorry, plot, maps, digit = run(saved_of(config, config.first_network()))
    assert sorry.startswith("The weights stopped being finite numbers")
    assert [plot, maps, digit] == ["Figure:", OF_THIRTY, TEN_BARS]


def test_one_that_only_reads_says_why_and_does_not_train(run: Run) -> None:
    saved = open_network("draw")
    first = right("weights.npz", saved.reader.network)
    assert run(saved) == [first, OF_THIRTY, "The network reads a 7.", TEN_BARS]  # of 800 neurons
    text = "".join(cells(saved, "markdown"))
    assert "cannot train the network from the start. It learnt from MNIST and pen" in text
    assert "standard deviation" not in text  # the notebook does not know how it began


@pytest.mark.parametrize("case", FORMULAS)
def test_its_cells_are_the_scripts_with_the_formulas_of_its_functions(case: str) -> None:
    config, saved = config_of(case), saved_of(config_of(case))
    text = "".join(cells(saved, "markdown"))
    tags = " ".join(re.findall(r"\\tag\{(\w+)\}", text))
    assert tags == f"{FORMULAS[case]} 22 BP1 BP2 BP3 BP4 107 108"
    assert rf"{COSTS[config.cost][config.output].bp1} \tag{{BP1}}" in text
    assert ("number of a neuron's inputs" in text) is (config.initialisation != "normal")
    parts = [code for code in cells(saved) if code in script_of(saved).text]
    assert len(parts) == len(MODULES) + 2  # with the imports and the settings


def test_text_from_a_file_stays_text() -> None:
    saved = saved_of(config_of("book"))
    evil = 'a\n\n# b *c* _d_ `e` [f](http://g.h) <b>i</b> $\\href{j}{k}$ \u202e&lt; """' + "z" * 400
    saved = replace(saved, provenance=replace(saved.provenance, data=evil))
    heading, _, said = cells(saved, "markdown")[-1].partition("\n\n")
    plain = re.sub(r"<code>&#(36|92);</code>|&#\d+;", "", said)
    assert heading == "## It only reads" and re.fullmatch(r"[a-zA-Z0-9 ,.]+", plain)
    assert "&#35; b &#42;c&#42; &#95;d&#95; &#96;e&#96; &#91;f&#93;" in said
    assert "zzz&#8230;" in said and "zzz" not in "".join(cells(saved))


@pytest.mark.thorough
def test_jupyter_runs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "PYTHONPATH", "MPLBACKEND":
        monkeypatch.delenv(name, raising=False)
    venv.create(tmp_path / "venv", with_pip=True)
    python = next(path for path in (tmp_path / "venv").glob("*/python*") if path.stem == "python")
    subprocess.run([python, "-m", "pip", "install", "-q", *PINS], check=True)
    for case in [*CHANGES][:4]:
        folder.write(home := tmp_path / case, saved_of(config_of(case)))
        execute = "nbconvert --execute --to notebook --output ran my_network.ipynb".split()
        subprocess.run([python, "-m", *execute], check=True, cwd=home)
        ran = (home / "ran.ipynb").read_text("utf-8")
        assert results(case)[0] in ran and "epoch 2: " in ran and ran.count('"image/png": ') == 5
