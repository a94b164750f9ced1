"""The script: it says and trains what the project does, by the same modules, with NumPy alone."""

import ast
import math
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from PIL import Image

from nn.errors import Refused
from nn.evaluation import evaluate
from nn.export import folder
from nn.export.at_home import train_again
from nn.export.script import MODULES, script_of
from nn.mnist import PATH, load
from nn.project import PROJECT
from nn.sgd import Config
from nn.storage.network_files import Saved, open_network
from tests.nn.export.conftest import (
    CHANGES,
    EDITS,
    bits,
    config_of,
    edited,
    results,
    right,
    saved_of,
    trained,
)
from tests.thorough import some

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
DIVERGES = {"sizes": (784, 50, 50, 10), "eta": 1000.0, "early_stopping": 1, "held_back": 100}
ONLY_READS = "It does not train from the start. "
NOTED = f"{ONLY_READS}It does not come straight from a run on Train or the command line: "
# The scale of the inputs, what else is saved with the network, the edits, and what is said last.
ENDS: list[tuple[float, dict[str, Any], dict[str, Any], str]] = [
    (1.0, {"note": 'X"""\n\\"); exit("é 😀'}, {}, f'{NOTED}x""" \\"); exit("é 😀'),
    (
        0.5,
        {"data": "MNIST and pen", "note": "Corrected twice."},
        {},
        f"{ONLY_READS}It learnt from MNIST and pen; only MNIST goes along. Corrected twice.",
    ),
    (0.5, {"config": None}, {}, f"{ONLY_READS}The settings that it was trained with are not known"),
    (0.5, {}, {}, f"{ONLY_READS}The settings that are saved with it are those of another network."),
    (1.0, {}, {"eta": "3"}, "eta: expected a number of at least 0, got '3'; change SETTINGS."),
    (1.0, {}, DIVERGES, "The weights stopped being finite numbers. Try a smaller eta."),
]
for table in "activation", "output", "cost", "initialisation", "schedule", "pixels":
    why = f"{table.capitalize()} 'swish' is unknown; choose one of "
    ENDS.append((1.0, {}, {table: "swish"}, why))
MORE_THAN = "a whole number of at least"
# Settings that somebody may type, and what is expected of the last one.
UNFIT: list[tuple[dict[str, Any], str]] = [
    *(
        ({"sizes": sizes}, "whole numbers in brackets, 784")
        for sizes in (784, (784, 30.0, 10), (784, 0, 10))
    ),
    *(({"sizes": sizes}, "whole numbers in brackets, 784") for sizes in ((100, 10), (784, 30), ())),
    ({"mini_batch_size": 2.0}, f"{MORE_THAN} 1,"),
    ({"mini_batch_size": 0}, f"{MORE_THAN} 1,"),
    ({"epochs": 1.5}, f"{MORE_THAN} 1,"),
    ({"epochs": 0}, f"{MORE_THAN} 1,"),
    ({"early_stopping": -1}, f"{MORE_THAN} 0,"),
    ({"seed": -1}, f"{MORE_THAN} 0,"),
    ({"eta": math.nan}, "a number of at least 0,"),
    ({"lmbda": -1}, "a number of at least 0,"),
    ({"momentum": None}, "a number of at least 0,"),
    ({"training_images": "600"}, f"{MORE_THAN} 1,"),
    ({"training_images": 60_001}, "1 to 60,000,"),
    ({"early_stopping": 1, "held_back": 0}, "1 or more, and fewer than training_images, 60,000,"),
    (
        {"early_stopping": 1, "held_back": 60_000},
        "1 or more, and fewer than training_images, 60,000,",
    ),
]
LOOKS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "light on dark": lambda image: image,
    "dark on light": lambda image: image.point(lambda ink: 235 - 0.8 * ink),
    "transparent": lambda image: Image.merge("LA", (Image.new("L", image.size), image)),
}


def written(folder_: Path, saved: Saved, **settings: object) -> Path:
    """Write a network's folder without MNIST, and edit settings; return the script's path."""
    folder.write(folder_, saved, with_mnist=False)
    script = folder_ / "my_network.py"
    script.write_text(edited(script.read_text("utf-8"), settings), "utf-8")
    return script


def run(script: Path, *words: object, modules: str = "numpy") -> str:
    """Run a script in a Python that has few modules, and return what it says."""
    command = [sys.executable, "-I", "-c", ALONE, modules, script, *words]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr and bool(done.returncode) is bool(done.stderr)
    return done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("case", some([*CHANGES]))
def test_it_says_what_the_project_measures_and_passes_ruff(case: str, tmp_path: Path) -> None:
    script, (first, *rest) = written(tmp_path, saved_of(config_of(case))), results(case)
    warped = "The app warped the training images a little; this file trains without that."
    assert run(script).splitlines() == [first, *[warped] * (case == "augmented"), *rest]
    # C408: `dict(eta=3.0)` is easier to change than a literal. E501: MNIST's path may be long.
    for rules in "--isolated", f"--config={PROJECT / 'pyproject.toml'}":
        command = [sys.executable, "-m", "ruff", "check", rules, "--ignore=C408,E501", str(script)]
        subprocess.run(command, check=True)


@pytest.mark.parametrize(("case", "edits"), some([*product(CHANGES, [{}, *EDITS])], 5), ids=str)
def test_edited_or_not_it_trains_as_plain_steps_do(case: str, edits: Any, tmp_path: Path) -> None:
    script, test = written(tmp_path, saved_of(config_of(case)), **edits), load().test[:2_500]
    mine = runpy.run_path(str(script), run_name="my_network")
    config, network_class = mine["Config"](**mine["SETTINGS"]), mine["Network"]
    forward = {"autospec": True, "side_effect": network_class.feedforward}
    with patch.object(network_class, "feedforward", **forward) as reads:
        network, accuracies = mine["train_again"](config, mine["load"](PATH, "train"), test)
    *epochs, last = trained(replace(config_of(case), **edits), plain=True)
    assert bits(network) == bits(last) != bits(config.first_network())
    assert accuracies == [evaluate(each, test).accuracy for each in epochs]
    assert max(len(read.args[1]) for read in reads.mock_calls) == 1_000  # in blocks


@pytest.mark.slow
@pytest.mark.parametrize(("scale", "more", "edits", "why"), some(ENDS))
def test_where_it_does_not_train_it_says_why(
    scale: float, more: dict[str, Any], edits: dict[str, Any], why: str, tmp_path: Path
) -> None:
    network = config_of("relu").first_network().astype(np.float64)
    network.input_scale = scale
    saved = saved_of(config_of("relu"), network)
    saved = replace(saved, provenance=replace(saved.provenance, **more))
    first, last = run(written(tmp_path, saved, **edits)).splitlines()
    assert first == right("weights.npz", network) and last.startswith(why)


def test_the_modules_stand_in_it_letter_by_letter_and_share_no_name() -> None:
    whole, names = script_of(saved_of(config_of("book"))).text, ["SETTINGS"]
    for module in *MODULES, "nn.export.pictures":
        source = (PROJECT / f"{module.replace('.', '/')}.py").read_text("utf-8")
        without_imports = re.sub(r"(?m)^(from|import) [^(\n]*(\([^)]*\))?\n", "", source)
        parts = re.split(r"\n\n+", without_imports.strip())
        assert all(part in whole for part in parts) is (module in MODULES)
        for node in ast.parse(source).body:
            targets: list[Any] = node.targets if isinstance(node, ast.Assign) else [node]
            names += [n for t in targets if (n := getattr(t, "name", getattr(t, "id", "")))]
    assert {"sgd", "Network", "COSTS", "weight_maps"} < {*names}
    assert sorted(names) == sorted({*names})


@pytest.mark.parametrize(("settings", "expected"), UNFIT, ids=str)
def test_a_setting_that_does_not_fit_is_named(settings: dict[str, Any], expected: str) -> None:
    config = Config(**settings)
    with pytest.raises(Refused) as refusal:
        train_again(config, load().train, load().test)
    name, value = [*settings.items()][-1]
    assert str(refusal.value).startswith(f"{name}: expected {expected}")
    assert str(refusal.value).endswith(f" got {value!r}; change SETTINGS.")


@pytest.mark.slow
@pytest.mark.parametrize("look", some([*LOOKS], 2))
def test_it_reads_pictures(look: str, tmp_path: Path) -> None:
    paths = [tmp_path / f"{k}.png" for k in range(20)]
    for path, pixels in zip(paths, load().test.images, strict=False):
        image = Image.new("L", (400, 300))
        image.paste(Image.fromarray(pixels.reshape(28, 28)).resize((200, 200)), (150, 20))
        LOOKS[look](image).save(path)
    said = run(written(tmp_path, open_network("book")), *paths, modules="numpy,PIL")
    answers = re.findall(r"\.png: (\d) \(output [01]\.\d{3}\)", said)
    assert np.count_nonzero(np.array(answers, int) == load().test.labels[:20]) >= 19


@pytest.mark.slow
def test_what_it_lacks_is_said(tmp_path: Path) -> None:
    network = config_of("relu").first_network()
    network.weights = [w * np.float32(1e30) for w in network.weights]
    script = written(tmp_path, saved_of(config_of("relu"), network))
    Image.fromarray(load().test.images[0].reshape(28, 28)).save(tmp_path / "digit.png")
    Image.new("L", (50, 50), 255).save(tmp_path / "empty.png")
    for name, modules, expected in (
        ("digit.png", "numpy,PIL", "digit.png: no answer, the outputs are not finite numbers"),
        ("empty.png", "numpy,PIL", "empty.png is empty: expected one digit"),
        ("none.png", "numpy,PIL", "No such file"),
        ("my_network.py", "numpy,PIL", "cannot identify image file"),
        ("empty.png", "numpy", "Reading a picture takes Pillow: pip install pillow"),
    ):
        assert expected in run(script, tmp_path / name, modules=modules)
    for wish in "-h", "--help":
        assert "python my_network.py digit.png    reads a picture" in run(script, wish)
    script.write_text(script.read_text("utf-8").replace(PATH.name, "none.npz"), "utf-8")
    assert "No such file or directory: " in run(script)
