"""The script does what the project does, with the project's own functions and NumPy alone."""

import ast
import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nn.answers import Reader
from nn.beginning import initial_network
from nn.errors import PROJECT
from nn.evaluation import evaluate
from nn.export import folder
from nn.export.script import script_of
from nn.mnist import PATH, load
from nn.storage.network_files import Saved, open_network
from nn.storage.provenance import Provenance
from tests.nn.export.conftest import AROUND, BOOKS, CHANGES, bits, config_of, plainly, saved_of

# Runs a script where nothing but the standard library and some modules can be imported.
ALONE = """
import runpy, sys

class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in {*sys.stdlib_module_names, *ALLOWED}:
            raise ModuleNotFoundError(f"No module named {name!r}")

ALLOWED, sys.argv = sys.argv[1].split(","), sys.argv[2:]
sys.meta_path.insert(0, Nothing())
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def written(tmp_path: Path, saved: Saved) -> Path:
    """Write the folder of a network without MNIST; return the script's path."""
    folder.write(tmp_path / "home", saved, with_mnist=False)
    return tmp_path / "home" / "my_network.py"


def run(script: Path, *words: object, modules: str = "numpy") -> str:
    """Run a script in a Python that has few modules, and return what it says."""
    command = [sys.executable, "-I", "-c", ALONE, modules, script, *words]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr
    assert bool(done.returncode) is bool(done.stderr)
    return done.stdout + done.stderr


def imported(script: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("my_network", script)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["my_network"] = module  # dataclasses look it up
    spec.loader.exec_module(module)
    return module


def right(network: Any) -> str:
    test = evaluate(network, load().test)
    return f"{test.correct:,} of 10,000 test images read right, {test.accuracy:.2%}"


@pytest.mark.slow
@pytest.mark.parametrize("case", [*BOOKS, *AROUND])
def test_it_says_what_the_project_measures_and_trains_as_the_plain_network(
    case: str, tmp_path: Path
) -> None:
    saved = saved_of(config_of(case))
    *epochs, last = plainly(config_of(case))
    expected = [f"weights.npz: {right(saved.reader.network)}"]
    expected += [f"epoch {k}: {right(each)}" for k, each in enumerate(epochs, start=1)]
    said = run(written(tmp_path, saved)).splitlines()
    assert said[: len(expected)] == expected
    rest = said[len(expected) :]
    assert [line.partition(": ")[2] for line in rest] == [right(last)] * (case == "early stopping")


@pytest.mark.parametrize("case", CHANGES)
def test_its_training_is_bit_for_bit_the_plain_networks(case: str, tmp_path: Path) -> None:
    mine = imported(written(tmp_path, saved_of(config_of(case))))
    n, images = mine.CONFIG.training_images, mine.load("train")
    if case in AROUND:
        n = mine.CONFIG.images_to_learn_from
        run = mine.TrainingRun.begin(mine.CONFIG, images[:n])
        steps = mine.train(run, images[:n], images[n : mine.CONFIG.training_images])
    else:
        run = mine.begin(mine.CONFIG, n)
        steps = mine.sgd(run, images, run.network, mine.mini_batches)
    epochs = [bits(run.network) for mini_batch in steps if mini_batch is None]
    plain = [bits(network) for network in plainly(config_of(case))]
    assert [*epochs, bits(run.network)] == plain
    assert len(set(plain)) > 1


# Its source


def definitions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node


def text_of(node: ast.stmt, lines: list[str]) -> str:
    """Return a definition's lines, with its decorators."""
    starts = [node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))]
    return "\n".join(lines[min(starts) - 1 : node.end_lineno])


PROJECTS = [path.read_text("utf-8") for path in (PROJECT / "nn").rglob("*.py")]


@pytest.mark.parametrize("case", CHANGES)
def test_its_functions_are_the_projects_letter_by_letter(case: str) -> None:
    text = script_of(saved_of(config_of(case))).text
    lines, compared = text.splitlines(), 0
    for node in definitions(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert any(f"\n{text_of(node, lines)}\n" in source for source in PROJECTS), node.name
            compared += 1
            continue
        begin = f"class {node.name}"
        (whole,) = [source for source in PROJECTS if re.search(rf"^{begin}\b", source, re.M)]
        for part in node.body:
            if isinstance(part, ast.FunctionDef):
                assert f"\n{text_of(part, lines)}\n" in whole, f"{node.name}.{part.name}"
                compared += 1
            elif node.name != "TrainingConfig":
                assert f"\n{text_of(part, lines)}\n" in whole, text_of(part, lines)
    assert compared > 25


@pytest.mark.parametrize("case", CHANGES)
def test_it_holds_no_function_that_it_does_not_call(case: str, tmp_path: Path) -> None:
    script = written(tmp_path, saved_of(config_of(case)))
    mine, called = imported(script), set()

    def note(frame: Any, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename == str(script):
            called.add(frame.f_code.co_qualname)

    picture = tmp_path / "digit.png"
    Image.fromarray(255 - load().test.images[0].reshape(28, 28)).save(picture)
    sys.setprofile(note)
    try:
        mine.read(str(picture))
        mine.tell("", mine.load_network(), test := mine.load("test"))
        (mine.train_whole_again if case in AROUND else mine.train_again)(test)
    finally:
        sys.setprofile(None)
    held = set()
    for node in definitions(ast.parse(script.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            held.add(node.name)
        elif node.name != "Output":  # says what the classes of outputs have
            held |= {f"{node.name}.{f.name}" for f in node.body if isinstance(f, ast.FunctionDef)}
    # What is said when it goes wrong, what a table names beside what is called, what is called
    # before the test looks, and what early stopping needs.
    rest = {"no-hidden-layer": {"sigmoid_prime"}, "early stopping": {"diverged"}}
    rest["augmented"] = {"diverged", "evaluate", "_bumps"}
    assert held - called <= rest.get(case, set())


@pytest.mark.slow
@pytest.mark.parametrize("case", [*CHANGES, "draw"])
def test_it_passes_ruff(case: str, tmp_path: Path) -> None:
    saved = open_network("draw") if case == "draw" else saved_of(config_of(case))
    script = written(tmp_path, saved)
    for rules in ("--isolated", f"--config={PROJECT / 'pyproject.toml'}"):
        command = [sys.executable, "-m", "ruff", "check", rules, str(script)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


def test_of_the_book_it_stays_short_enough_to_be_read() -> None:
    """Without empty lines and docstrings it is about 260 lines."""
    tree = ast.parse(script_of(saved_of(config_of("book"))).text)
    for node in [tree, *definitions(tree)]:
        if ast.get_docstring(node):
            del node.body[0]
    assert 150 < len(ast.unparse(tree).split("\n")) < 320


# A picture


def picture_of(number: int, look: str, path: Path) -> Path:
    """Save a test image, larger, as somebody might send it."""
    side = 200
    ink = Image.fromarray(load().test.images[number].reshape(28, 28)).resize((side, side))
    image = Image.new("L", (400, 300), 0)
    image.paste(ink, (150, 20))
    pixels = np.asarray(image)
    if look == "dark on light":
        image = Image.fromarray(235 - (pixels * 0.8).astype(np.uint8))
    if look == "transparent":
        image = Image.merge("LA", (Image.new("L", image.size, 0), image))
    image.save(path)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("look", ["light on dark", "dark on light", "transparent"])
def test_it_reads_a_picture(look: str, tmp_path: Path) -> None:
    script = written(tmp_path, open_network("book"))
    pictures = [picture_of(k, look, tmp_path / f"{k}.png") for k in range(20)]
    said = run(script, *pictures, modules="numpy,PIL")
    answers = [int(digit) for digit in re.findall(r"\.png: (\d) \(output [01]\.\d{3}\)", said)]
    assert len(answers) == 20
    assert np.count_nonzero(np.array(answers) == load().test.labels[:20]) >= 19


@pytest.mark.slow
def test_outputs_that_are_not_finite_are_no_answer(tmp_path: Path) -> None:
    network = open_network("book").reader.network.astype(np.float32)
    network.activation, network.output = "relu", "softmax"
    for part in network.parameters:
        part *= np.float32(1e30)
    script = written(tmp_path, Saved(Reader(network), Provenance()))
    picture = picture_of(0, "dark on light", tmp_path / "7.png")
    assert "7.png: no answer, the outputs are not finite numbers" in run(
        script, picture, modules="numpy,PIL"
    )


@pytest.mark.slow
def test_what_it_lacks_is_said(tmp_path: Path) -> None:
    script = written(tmp_path, open_network("book"))
    empty = tmp_path / "empty.png"
    Image.new("L", (50, 50), 255).save(empty)
    for picture, modules, expected in (
        (empty, "numpy,PIL", "empty.png is empty: expected one digit"),
        (tmp_path / "none.png", "numpy,PIL", "No such file"),
        (script, "numpy,PIL", "cannot identify image file"),
        (empty, "numpy", "Reading a picture takes Pillow: pip install pillow"),
    ):
        assert expected in run(script, picture, modules=modules)
    text = script.read_text("utf-8").replace(str(PATH), str(tmp_path / "mnist.npz"))
    script.write_text(text, "utf-8")
    assert "No such file or directory: " in run(script)


@pytest.mark.slow
@pytest.mark.parametrize("more", [{}, {"early_stopping": 1, "held_back": 100}])
def test_a_training_that_diverges_ends_with_a_sentence(
    more: dict[str, Any], tmp_path: Path
) -> None:
    config = replace(config_of("relu"), sizes=(784, 50, 50, 10), eta=1000.0, **more)
    said = run(written(tmp_path, saved_of(config, initial_network(config))))
    assert re.search(r"\nThe weights stopped being finite numbers.* Try a ", said)
    assert "Warning" not in said and "nan" not in said


@pytest.mark.parametrize("case", ["relu", "early stopping"])
def test_settings_that_diverge_soon_are_exported_too(case: str) -> None:
    config = replace(config_of(case), sizes=(784, 200, 200, 200, 200, 10), pixels="raw")
    config = replace(config, activation="relu", cost="cross-entropy", initialisation="normal")
    assert "def sgd" in script_of(saved_of(config, initial_network(config))).text


# What only reads

OTHERWISE = "It does not come straight from a run on Train or the command line: "


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"note": "Corrected by 1 drawing."}, f"{OTHERWISE}corrected by 1 drawing."),
        ({"note": "A run of an experiment: 😀."}, f"{OTHERWISE}a run of an experiment: 😀."),
        ({"data": "MNIST and 3 corrected drawings"}, "It learnt from MNIST and 3 corrected draw"),
        ({"config": None}, "The settings that it was trained with are not known."),
        ({"config": config_of("relu")}, "The settings that are saved with it are those of another"),
        (
            {"note": 'x"""\n\\"); raise SystemExit("é'},
            OTHERWISE + 'x""" \\"); raise SystemExit("é',
        ),
    ],
)
def test_a_network_that_was_made_otherwise_is_read_and_not_trained(
    more: dict[str, Any], why: str, tmp_path: Path
) -> None:
    saved = saved_of(config_of("book"))
    saved = replace(saved, provenance=replace(saved.provenance, **more))
    script = written(tmp_path, saved)
    first, rest = run(script).split("\n", 1)
    assert first == f"weights.npz: {right(saved.reader.network)}"
    assert rest.startswith(f"It does not train from the start. {why}")
    assert "backprop" not in script.read_text("utf-8")


@pytest.mark.slow
def test_a_network_of_other_precision_and_input_scale_is_read(tmp_path: Path) -> None:
    network = open_network("book").reader.network.astype(np.float64)
    network.input_scale = 0.5
    saved = Saved(Reader(network), Provenance())
    assert run(written(tmp_path, saved)).startswith(f"weights.npz: {right(network)}")
