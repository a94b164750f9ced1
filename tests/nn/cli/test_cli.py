"""The command line, as a person types it."""

import io
import json
import os
import subprocess
import sys
import threading
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

import nn
from nn.answers import Reader
from nn.cli.commands import main
from nn.errors import Refused
from nn.mnist import load
from nn.network import Network
from nn.settings.config import SETTINGS, TrainingConfig
from nn.sgd import Images
from nn.storage import drawing_files, files, network_files
from nn.storage.provenance import Provenance
from tests.nn import reference
from tests.nn.cli.conftest import QUICK, Cli, assert_failed, assert_refused, network_with, pen_file
from tests.nn.conftest import posix

Trained = tuple[dict[str, Any], Path]


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Train once for several tests; return the JSON object and the network's file."""
    file = tmp_path_factory.mktemp("quick") / "net.npz"
    with redirect_stdout(io.StringIO()) as out:
        assert main([*QUICK, "--json", "--out", str(file)]) == 0
    return json.loads(out.getvalue()), file


def test_train_prints_one_json_object(quick: Trained) -> None:
    result, _ = quick
    assert [epoch["epoch"] for epoch in result["epochs"]] == [1, 2]
    for epoch in result["epochs"]:
        assert epoch.keys() >= {"test_accuracy", "train_accuracy", "cost", "seconds"}
    assert result["final_test_accuracy"] == result["epochs"][-1]["test_accuracy"]
    assert result["seconds_training"] == sum(epoch["seconds"] for epoch in result["epochs"])


def test_train_reports_each_epoch_to_a_person_and_saves_the_same_file_for_the_same_seed(
    quick: Trained, tmp_path: Path, cli: Cli
) -> None:
    code, out, err = cli(*QUICK, "--out", tmp_path / "again.npz")
    assert (code, out) == (0, "")
    assert "Layers: 784-" in err and "epoch   1:" in err and "epoch   2:" in err
    assert "Finished 2 epochs." in err
    assert (tmp_path / "again.npz").read_bytes() == quick[1].read_bytes()


def test_a_trained_network_is_evaluated_to_the_same_accuracy(quick: Trained, cli: Cli) -> None:
    trained, file = quick
    evaluated = json.loads(cli("evaluate", file, "--json").out)
    assert evaluated["accuracy"] == trained["final_test_accuracy"]
    assert evaluated["correct"] == round(evaluated["accuracy"] * 10_000)
    assert evaluated["total"] == 10_000
    code, out, _ = cli("evaluate", file)
    assert code == 0 and f"{evaluated['correct']:,} of 10,000" in out
    assert network_files.load(file).provenance.epochs == 2


def test_the_network_is_a_plain_loop_s_bit_for_bit(quick: Trained) -> None:
    config = TrainingConfig(training_images=1000, epochs=2, seed=5)
    plain = reference.trained(config, load().train[:1000]).network
    network = network_files.load(quick[1]).reader.network
    assert np.array_equal(reference.numbers(network), reference.numbers(plain))


def test_version_commands_and_settings_are_printed(cli: Cli) -> None:
    assert nn.__version__ in cli("--version").out
    help_text = cli("--help").out
    assert cli() == (0, help_text, "")
    for command in "train", "evaluate", "predict", "experiment":
        assert f"\n    {command} " in help_text
    help_text = "".join(cli("train", "--help").out.split())  # wherever the lines are broken
    for setting in SETTINGS:
        assert "".join(setting.help.split()) in help_text
        assert all(choice in help_text for choice in setting.choices)
        assert setting.choices or "".join(setting.expected.split()) in help_text


def test_options_reach_the_run(cli: Cli, slow_to_judge: None) -> None:
    options = """--sizes 784,12,10 --activation relu --output softmax --cost cross-entropy
        --initialisation he --eta 0.1 --mini-batch 20 --lmbda 0.1 --momentum 0.5 --schedule cosine
        --augmentation affine --early-stopping 1 --held-back 200 --json"""
    result = json.loads(cli(*QUICK, *options.split()).out)
    config = result["config"]
    assert config["sizes"] == [784, 12, 10]
    assert (config["activation"], config["momentum"]) == ("relu", 0.5)
    assert (config["mini_batch_size"], config["training_images"]) == (20, 1000)
    assert 0 < result["seconds_training"] < 1_000  # without reading the held-back images


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["train", "--eta", ""], "Learning rate η: an entry is empty; type a number."),
        (["train", "--output", "mine.npz"], "expected one of sigmoid, softmax, got 'mine.npz'."),
        (["train", "--preset", "best"], "Preset 'best' is unknown; choose one of book, "),
        (["train", "--early-stopping", "2", "--held-back", "50001"], "50,001"),
        (["train", "--epoch", "3"], "--epoch 3 is no option or name that it takes. Try `python -m"),
        (["evaluate", "--js", "book"], "--js is no option"),  # no abbreviations
        (["--verson"], "--verson is no option or name that it takes. Try `python -m nn --help`."),
        (["trian"], "invalid choice: 'trian' (choose from "),
        (["evaluate"], "NETWORK"),
        (["train", "--eta", "-0.1"], "0.00001 to 1,000, got -"),
        (["train", "--epochs", "9" * 4000], ""),
        (["evaluate", "book", "--plain-shrink"], "--plain-shrink needs --pen-digits"),
    ],
)
def test_a_wrong_command_ends_with_two_and_a_short_sentence(
    arguments: list[str], sentence: str, cli: Cli
) -> None:
    assert_refused(cli(*arguments), sentence)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("train --out /no/such/folder/net.npz --limit 100", "/no/such/folder"),
        ("predict book -3", "-3 cannot be read"),
        ("train --drawings /dev/null", "/dev/null cannot be read: it is not a file"),
        ("evaluate absent.npz", "There is no network 'absent.npz'"),
        ("evaluate book --pen-digits FILE --writers 7", "there is no 7 among them"),
    ],
)
def test_what_failed_ends_with_one_and_a_short_sentence(
    arguments: str, sentence: str, tmp_path: Path, cli: Cli
) -> None:
    assert_failed(cli(*arguments.replace("FILE", str(pen_file(tmp_path))).split()), sentence)


def test_a_run_that_diverges_says_so(cli: Cli) -> None:
    options = ["--activation", "relu", "--eta", "1000", "--cost", "cross-entropy"]
    code, out, err = cli(*QUICK, *options, "--sizes", "784,100,100,100,10", "--json")
    assert code == 3 and "stopped being finite numbers by mini-batch" in err
    assert "NaN" not in out and "Infinity" not in out
    assert "stopped being finite" in json.loads(out)["message"]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (RuntimeError("can't start new thread"), "starts no more threads. End other programs"),
        (MemoryError(), "takes more memory than there is. Use smaller layers or mini-batches."),
    ],
)
def test_where_the_system_gives_no_more_a_sentence_says_so(
    error: Exception, sentence: str, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    def start(thread: threading.Thread) -> None:
        raise error

    monkeypatch.setattr(threading.Thread, "start", start)
    assert_failed(cli(*QUICK), sentence)


def seven(path: Path) -> Path:
    picture = Image.new("RGB", (200, 240), "white")
    pen = ImageDraw.Draw(picture)
    pen.line([(50, 50), (150, 50), (95, 200)], fill="black", width=18, joint="curve")
    picture.save(path)
    return path


def test_predict_reads_image_files(tmp_path: Path, cli: Cli) -> None:
    paths = [seven(tmp_path / name) for name in ("seven.png", "seven.jpg")]
    readings = json.loads(cli("predict", "book", *paths, "--json").out)
    assert [reading["image"] for reading in readings] == list(map(str, paths))
    for reading in readings:
        assert reading["digit"] == int(np.argmax(reading["outputs"])) == 7
        assert len(reading["outputs"]) == 10 and reading["no_digit"] is False
    strict = network_with(1000.0, tmp_path)
    refused = json.loads(cli("predict", strict, *paths, "--json").out)
    assert refused == [reading | {"no_digit": True} for reading in readings]
    assert "seven.png: no digit; best guess 7 (" in cli("predict", strict, paths[0]).out


def test_predict_says_what_is_wrong_with_a_file_and_reads_on(tmp_path: Path, cli: Cli) -> None:
    absent, broken, good = (tmp_path / name for name in ("absent.png", "broken.png", "seven.png"))
    broken.write_bytes(b"\x89PNG\r\n\x1a\n broken")
    seven(good)
    code, out, err = cli("predict", "book", absent, good, broken, good)
    assert code == 1 and out.count("seven.png: 7 (output ") == 2
    assert f"{absent} cannot be read" in err and f"{broken} is not a picture" in err
    code, out, _ = cli("predict", "book", broken, good, "--json")
    assert code == 1 and [reading["image"] for reading in json.loads(out)] == [str(good)]


@posix
def test_predict_does_not_wait_for_a_pipe(tmp_path: Path, cli: Cli) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert_failed(cli("predict", "book", tmp_path / "pipe"), "cannot be read: it is not a file")


def test_a_network_whose_outputs_are_not_finite_does_not_read(tmp_path: Path, cli: Cli) -> None:
    weights = [np.full(shape, 3e38, np.float32) for shape in ((30, 784), (10, 30))]
    biases = [np.zeros(n, np.float32) for n in (30, 10)]
    network, file = Network(weights, biases, "relu", "softmax", 1.0), tmp_path / "huge.npz"
    network_files.save(file, Reader(network), Provenance())
    assert_failed(cli("predict", file, seven(tmp_path / "seven.png")), "outputs are not finite")


# Files


@posix
def test_what_is_no_file_is_not_written_over(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in pipe, Path("/dev/null"):
        with pytest.raises(Refused, match="it is not a file. Choose another name"):
            files.check_can_write(path)
    assert pipe.is_fifo()


@posix
def test_a_link_stays_a_link(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "there").mkdir()
    link, file = tmp_path / "link.npz", tmp_path / "there" / "net.npz"
    link.symlink_to(file)
    assert cli(*QUICK, "--out", link).code == 0
    assert link.is_symlink() and network_files.load(file).provenance.epochs == 2


@posix
@pytest.mark.slow
def test_a_path_that_is_no_text_is_printed(tmp_path: Path) -> None:
    picture = os.fsencode(tmp_path) + b"/seven\xff.png"
    os.rename(seven(tmp_path / "seven.png"), picture)
    command: list[str | bytes] = [sys.executable, "-m", "nn", "predict", "book", picture]
    done = subprocess.run(command, capture_output=True)
    assert done.returncode == 0 and b": 7 (output" in done.stdout, done.stderr


# More to learn from


def test_corrected_drawings_are_learnt_from(quick: Trained, tmp_path: Path, cli: Cli) -> None:
    drawings, more = tmp_path / "mine.npz", tmp_path / "more.npz"
    images = Images(np.full((3, 784), 9, np.uint8), np.array([4, 4, 7], np.uint8))
    drawings.write_bytes(drawing_files.to_bytes(images))
    code, _, err = cli(*QUICK, "--drawings", drawings, "--out", more)
    assert code == 0 and "Learns also from 3 corrected drawings." in err
    before, after = (network_files.load(path) for path in (quick[1], more))
    assert after.provenance.data == "MNIST and corrected drawings"
    assert not np.array_equal(before.reader.network.weights[0], after.reader.network.weights[0])
