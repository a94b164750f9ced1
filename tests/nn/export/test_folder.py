"""The folder and the ZIP: what is in them, and what the README.md says."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import nn
from nn.answers import Reader
from nn.errors import Refused
from nn.evaluation import evaluate
from nn.export import folder, script
from nn.making.draw import rounded
from nn.mnist import PATH, load
from nn.network import Network
from nn.project import Damaged
from nn.settings.config import SETTINGS, TrainingConfig
from nn.settings.link import address, from_query
from nn.storage import files, network_files
from nn.storage.network_files import open_network
from tests.nn.export.conftest import bits, config_of, saved_of

NAMES = ["LICENSE", "README.md", "mnist.npz", "my_network.ipynb", "my_network.py", "weights.npz"]


def readme(*arguments: object) -> str:
    return folder.contents(*arguments)["README.md"].decode()  # type: ignore[arg-type]


def test_a_zip_and_a_folder_hold_the_same_files(tmp_path: Path) -> None:
    saved = saved_of(config_of("book"))
    assert folder.write(tmp_path / "new" / "one", saved, "link") == NAMES
    with zipfile.ZipFile(io.BytesIO(folder.zipped(saved, "link"))) as archive:
        assert archive.testzip() is None
        there = {name: archive.read(name) for name in archive.namelist()}
    assert there == {path.name: path.read_bytes() for path in (tmp_path / "new" / "one").iterdir()}
    assert there["mnist.npz"] == PATH.read_bytes()
    assert there["LICENSE"].startswith(b"MIT License")


def test_the_weights_are_the_networks_and_the_app_opens_them() -> None:
    saved = saved_of(config_of("relu"))
    content = folder.contents(saved)["weights.npz"]
    again = network_files.load(content)
    assert bits(again.reader.network) == bits(saved.reader.network)
    assert again.provenance == saved.provenance


@pytest.mark.parametrize(("case", "whole"), [("no-hidden-layer", False), ("book", True)])
def test_the_five_lines_of_the_readme_load_the_weights(
    case: str, whole: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = saved_of(config_of(case))
    if whole:
        saved = replace(saved, reader=Reader(rounded(saved.reader.network)))
    folder.write(tmp_path / "home", saved, with_mnist=False)
    monkeypatch.chdir(tmp_path / "home")
    text = Path("README.md").read_text("utf-8")
    code = text.partition("```python\n")[2].partition("```")[0]
    exec(code, names := {})  # type: ignore[var-annotated]
    assert len(code.splitlines()) == 5
    network = Network(names["weights"], names["biases"])
    assert bits(network) == bits(saved.reader.network)


def test_the_readme_says_what_it_is_and_how_it_came_about() -> None:
    config = config_of("relu")
    saved = saved_of(config)
    link = address("http://localhost:8501/train", config)
    text = readme(saved, link, "Its settings were changed.")
    test = evaluate(saved.reader.network, load().test)
    assert f"{test.correct:,} of MNIST's 10,000 test images right: {test.accuracy:.2%}." in text
    assert "# The network 784-30-10\n" in text
    assert "It learnt from MNIST, for 2 whole epochs. Its settings were changed.\n" in text
    for setting in SETTINGS:
        if setting.name == "held_back":  # there is no early stopping
            assert setting.label not in text
            continue
        value = getattr(config, setting.name)
        assert f"| {setting.choices.get(value) or setting.format(value)} |\n" in text
    query = dict(part.split("=") for part in link.partition("?")[2].split("&"))
    assert query.pop("start") == "1" and f"<{link}>" in text
    assert from_query(query) == (config, [])
    for source in ("Michael Nielsen", "MIT licence", "CC BY-SA 3.0", nn.__version__, "bit for bit"):
        assert source in text


@pytest.mark.parametrize("name", ["draw", "book"])
def test_of_a_shipped_network_it_says_what_does_not_go_along(name: str) -> None:
    text = readme(open_network(name))
    assert ("eleventh output" in text) is (name == "draw")
    assert ("does not train" in text) is (name == "draw")
    assert ("trains it from the start" in text) is (name == "book")


def test_what_somebody_wrote_into_a_file_is_shown_letter_by_letter() -> None:
    saved = saved_of(TrainingConfig(training_images=10, epochs=1))
    note = "<img src=x> ![p](http://x/y.png)\n# Big | {layers} " + 500 * "long "
    text = readme(replace(saved, provenance=replace(saved.provenance, note=note)))
    assert r"\<img src=x\> \!\[p\](http://x/y.png) \# Big \| {layers} long" in text
    assert len(text) < 6_000


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    saved = open_network("book")
    (tmp_path / "my_network.py").write_text("mine")
    with pytest.raises(Refused, match="has a my_network.py already. Choose a new folder"):
        folder.write(tmp_path, saved)
    assert [path.name for path in tmp_path.iterdir()] == ["my_network.py"]
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match="cannot be used: .*Choose another folder"):
        folder.write(tmp_path / "file", saved)


@pytest.mark.parametrize(
    ("module", "name", "file"),
    [
        (folder, "PROJECT", "LICENSE"),
        (folder, "TEXT", "folder.txt"),
        (script, "PROJECT", "errors.py"),
    ],
)
def test_a_file_of_the_project_that_is_missing_is_named(
    module: ModuleType, name: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, name, tmp_path / file if name == "TEXT" else tmp_path)
    script.source.cache_clear()
    with pytest.raises(
        Damaged, match=rf"{file} cannot be read \(No such .*git checkout -- {file}`"
    ):
        folder.write(tmp_path / "home", open_network("book"))
    assert not [*tmp_path.iterdir()]


def test_where_the_disk_is_full_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = files.write

    def fill(path: Path, content: bytes) -> None:
        if path.name == "README.md":
            raise Refused("README.md cannot be saved: the disk is full.")
        write(path, content)

    monkeypatch.setattr(files, "write", fill)
    with pytest.raises(Refused, match="the disk is full"):
        folder.write(tmp_path, open_network("book"))
    assert not [*tmp_path.iterdir()]
    with pytest.raises(Refused, match="cannot be used: File name too long"):
        folder.write(tmp_path / ("x" * 300), open_network("book"))


@pytest.mark.parametrize(("epochs", "says"), [(0, "It has learnt nothing"), (1, "1 whole epoch.")])
def test_it_says_how_much_was_learnt(epochs: int, says: str) -> None:
    saved = saved_of(config_of("book"))
    saved = replace(saved, provenance=replace(saved.provenance, epochs=epochs))
    assert says in readme(saved)
    text = readme(saved, "", "It is the network after 100 mini-batches.")
    assert "learnt nothing" not in text and "after 100 mini-batches" in text


def test_weights_that_are_not_finite_are_refused() -> None:
    saved = saved_of(config_of("book"))
    saved.reader.network.biases[0][0] = np.inf
    with pytest.raises(Refused, match="weights or biases that are infinite"):
        folder.zipped(saved)
