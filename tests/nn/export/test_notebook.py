"""The notebook: valid, made of the script's parts, and it runs from top to bottom."""

import inspect
import json
import os
import re
import subprocess
import sys
import venv
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest
from PIL import Image

from nn.beginning import initial_network
from nn.evaluation import evaluate
from nn.export import between_cells, drawn, folder
from nn.export.notebook import notebook_of
from nn.export.script import script_of
from nn.functions import ACTIVATIONS, COSTS, OUTPUTS
from nn.initial_weights import INITIALISERS
from nn.mnist import PATH, load
from nn.network import Network
from nn.storage.network_files import Saved, open_network, to_bytes
from tests.nn.export.conftest import AROUND, BOOKS, CHANGES, bits, config_of, plainly, saved_of

CASES = ["book", "relu", "no-hidden-layer", "early stopping", "augmented"]
MAPS = {"no-hidden-layer": 10}  # the others have thirty hidden neurons
PINS = ("numpy~=2.4", "nbconvert~=7.17", "ipykernel~=7.4")


def notebook_for(saved: Saved, mnist: str = "") -> str:
    return notebook_of(saved.reader.network, script_of(saved, mnist))


def cells(saved: Saved, kind: str = "code") -> list[str]:
    """Return the text of the notebook's cells of a kind."""
    notebook = json.loads(notebook_for(saved, str(PATH)))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


def run(codes: list[str], folder: Path, patch: pytest.MonkeyPatch) -> tuple[list[str], Any]:
    """Run cells in a folder; return the HTML that they show, and the names that they leave."""
    html: list[str] = []
    display = ModuleType("IPython.display")
    display.__dict__["HTML"] = html.append
    patch.setitem(sys.modules, "IPython", ModuleType("IPython"))
    patch.setitem(sys.modules, "IPython.display", display)
    patch.chdir(folder)
    names: dict[str, Any] = {"__name__": "__main__"}
    for code in codes:
        exec(code, names)
    return html, names


def right(network: Network) -> str:
    test = evaluate(network, load().test)
    return f"{test.correct:,} of 10,000 test images read right, {test.accuracy:.2%}"


@pytest.mark.parametrize("case", CHANGES)
def test_it_is_a_notebook_and_always_the_same(case: str) -> None:
    saved = saved_of(config_of(case))
    text = notebook_for(saved)
    notebook = json.loads(text)
    nbformat.validate(notebook)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert notebook_for(saved) == text


@pytest.mark.parametrize("case", CHANGES)
def test_its_code_is_the_scripts_letter_by_letter(case: str) -> None:
    saved = saved_of(config_of(case))
    script, codes = script_of(saved, str(PATH)), cells(saved)
    here = "HERE = Path(__file__).parent"
    parts = [part.replace(here, "HERE = Path()") for part in script.parts.values()]
    assert here in script.text
    assert codes[: len(parts) + 1] == [script.imports, *parts]
    for function in drawn.weight_maps, drawn.digit_and_outputs, drawn.accuracy_plot, drawn.png:
        assert inspect.getsource(function).strip() in codes[len(parts) + 1]
    defined = re.findall(r"^(?:def |class )(\w+)|^(\w+) = ", "\n".join(codes), re.MULTILINE)
    assert len(defined) == len(set(defined))  # no cell takes another's name


@pytest.mark.parametrize("case", CASES)
def test_it_runs_from_top_to_bottom(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = config_of(case)
    saved = saved_of(config)
    (tmp_path / "weights.npz").write_bytes(to_bytes(saved.reader, saved.provenance))
    (maps, digit, plot, mine), names = run(cells(saved), tmp_path, monkeypatch)
    said = capsys.readouterr().out
    *epochs, last = plainly(config)
    assert f"weights.npz: {right(saved.reader.network)}\n" in said
    assert bits(names["network"]) == bits(saved.reader.network)
    for k, network in enumerate(epochs, start=1):
        assert f"epoch {k}: {right(network)}\n" in said
    if config.early_stopping:
        assert f": {right(last)}\n" in said.rpartition("the best epoch")[2]
    assert names["accuracies"] == [evaluate(n, load().test).accuracy for n in epochs]
    for each in maps, mine:
        assert each.count("<figure") == MAPS.get(case, 30)
        assert "digit 9" in each if case in MAPS else "neuron 30" in each
    for each in digit, mine:
        assert each.count("background") == 10
    assert bits(names["trained"]) == bits(last)
    gradients = re.findall(r"^layer (\d): \d+\.\d{4}$", said, re.MULTILINE)
    assert gradients == ["2", "3"][: len(config.sizes) - 1] * (case not in AROUND)
    assert plot.count("<circle") == len(epochs)


@pytest.mark.parametrize("around", [{}, {"early_stopping": 1, "held_back": 100}])
def test_where_the_weights_grow_beyond_all_bounds_it_says_so_and_goes_on(
    around: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    config = replace(config_of("relu"), sizes=(784, 50, 50, 10), eta=1000.0, **around)
    saved = saved_of(config, initial_network(config))
    (tmp_path / "weights.npz").write_bytes(to_bytes(saved.reader, saved.provenance))
    html, names = run(cells(saved), tmp_path, monkeypatch)
    assert "The weights stopped being finite numbers" in capsys.readouterr().out
    assert names["accuracies"] == []
    assert "epochs</text>" in html[-2] and "<circle" not in html[-2]


def test_one_that_only_reads_says_why_and_does_not_train(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = open_network("draw")
    nbformat.validate(json.loads(notebook_for(saved)))
    Image.fromarray(255 - load().test.images[0].reshape(28, 28)).save(tmp_path / "digit.png")
    (tmp_path / "weights.npz").write_bytes(to_bytes(saved.reader, saved.provenance))
    codes = [code.replace("# pixels = ", "pixels = ") for code in cells(saved)]  # the reader's own
    (maps, digit), _ = run(codes, tmp_path, monkeypatch)
    assert capsys.readouterr().out == (
        f"weights.npz: {right(saved.reader.network)}\nThe network reads a 7.\n"
    )
    assert maps.count("<figure") == 30  # of 640
    assert "cannot train the network from the start. It learnt from MNIST and pen" in "".join(
        cells(saved, "markdown")
    )
    assert not any(
        word in "".join(codes) for word in ("backprop", "sgd", "train_again", "accuracy_plot")
    )


def test_formulas_are_those_of_the_functions_that_it_uses() -> None:
    tags = {
        case: re.findall(r"\\tag\{(\w+)\}", "".join(cells(saved_of(config_of(case)), "markdown")))
        for case in ("book", "chapter-3", "relu", "no-hidden-layer")
    }
    step, back = ["20", "21"], ["BP1", "BP2", "BP3", "BP4"]
    assert tags == {
        "book": ["3", "6", "22", "BP1", "30", *back[1:], *step],
        "chapter-3": ["3", "63", "22", *back, *step, "93"],
        "relu": ["112", "78", "80", "22", *back, *step, "107", "108"],
        "no-hidden-layer": ["3", "63", "22", "BP1", "BP3", "BP4", *step],
    }


def test_it_has_a_text_for_each_function_and_way_to_begin() -> None:
    assert between_cells.ACTIVATIONS.keys() == ACTIVATIONS.keys()
    assert between_cells.OUTPUTS.keys() == OUTPUTS.keys()
    assert between_cells.AT_THE_START.keys() == INITIALISERS.keys()
    assert between_cells.AT_THE_END.keys() == {*product(COSTS, OUTPUTS)}


def test_text_from_a_file_stays_text() -> None:
    saved = saved_of(config_of("book"))
    evil = 'a\n\n# b *c* _d_ `e` [f](http://g.h) <b>i</b> $\\href{j}{k}$ \u202e&lt; """' + "z" * 400
    saved = replace(saved, provenance=replace(saved.provenance, data=evil))
    assert "zzz" not in "".join(cells(saved))
    last = cells(saved, "markdown")[-1]
    heading, _, said = last.partition("\n\n")
    plain = re.sub(r"<code>&#(36|92);</code>|&#\d+;", "", said)
    assert heading == "## It only reads"
    assert re.fullmatch(r"[\w ,.]+", plain) and "_" not in plain
    assert "&#35; b &#42;c&#42; &#95;d&#95; &#96;e&#96; &#91;f&#93;" in said
    assert "zzz&#8230;" in said and "\u202e" not in said


@pytest.mark.thorough
def test_jupyter_runs_it_in_an_environment_of_its_own(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    apart = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    execute = ("nbconvert", "--execute", "--to", "notebook", "--output", "ran", "my_network.ipynb")
    python = [str(programs / "python"), "-m"]
    subprocess.run([*python, "pip", "install", "-q", *PINS], check=True, env=apart)
    for case in BOOKS:
        saved, home = saved_of(config_of(case)), tmp_path / case
        folder.write(home, saved)
        subprocess.run([*python, *execute], check=True, cwd=home, env=apart)
        ran = json.loads((home / "ran.ipynb").read_text("utf-8"))
        outputs = json.dumps([cell["outputs"] for cell in ran["cells"] if "outputs" in cell])
        assert f"weights.npz: {right(saved.reader.network)}" in outputs
        assert "epoch 2: " in outputs
        assert outputs.count("<figure") == 2 * MAPS.get(case, 30)
        assert outputs.count("<circle") == 2
