"""The command line, as a person types it."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

import nn
from nn.cli.commands import main
from nn.mnist import Images, load
from nn.network import Network
from nn.settings.config import SETTINGS
from nn.storage import drawing_files, files, network_files
from nn.storage.files import FileError
from nn.storage.provenance import Provenance, StorageError
from tests.nn.cli.conftest import Cli, Done

pytestmark = pytest.mark.slow

QUICK = ("train", "--limit", "1000", "--epochs", "2", "--seed", "5")
PEN = ("evaluate", "book", "--pen-digits", "FILE")

Trained = tuple[dict[str, Any], Path]


def assert_refused(done: Done, sentence: str) -> None:
    assert (done.code, done.out) == (2, "")
    assert sentence in done.err and len(done.err) < 300


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
        assert epoch["seconds"] > 0
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
    assert "Finished 1 epoch." in cli(*QUICK, "--epochs", 1).err


def test_a_trained_network_is_evaluated_to_the_same_accuracy(quick: Trained, cli: Cli) -> None:
    trained, file = quick
    code, out, _ = cli("evaluate", file, "--json")
    evaluated = json.loads(out)
    assert code == 0 and evaluated["accuracy"] == trained["final_test_accuracy"]
    assert evaluated["correct"] == round(evaluated["accuracy"] * 10_000)
    assert evaluated["total"] == 10_000
    sentence = f"{file} reads {evaluated['correct']:,} of 10,000 test images right: "
    assert cli("evaluate", file) == (0, f"{sentence}{evaluated['accuracy']:.2%}.\n", "")
    assert network_files.load(file).provenance.epochs == 2


@pytest.mark.parametrize("patience", [1, 50])
def test_after_early_stopping_the_epochs_are_those_of_the_network(
    patience: int, tmp_path: Path, cli: Cli
) -> None:
    # Judged by one image an epoch that reads it cannot be beaten; a patience of 50 never ends.
    file = tmp_path / "net.npz"
    options = ("--early-stopping", patience, "--held-back", 1, "--epochs", 6, "--json")
    code, out, err = cli(*QUICK, *options, "--out", file)
    result = json.loads(out)
    held_back = [epoch["held_back_accuracy"] for epoch in result["epochs"]]
    best = held_back.index(max(held_back)) + 1
    assert code == 0 and best < len(held_back)
    assert f"{held_back[0]:.2%} of those held back" in err
    assert result["network_epoch"] == best
    assert network_files.load(file).provenance.epochs == best
    assert result["final_test_accuracy"] == result["epochs"][best - 1]["test_accuracy"]
    assert f"from epoch {best}, its best" in result["message"]


def test_version_and_commands_are_printed(cli: Cli) -> None:
    assert cli("--version") == (0, f"Thirty Neurons {nn.__version__}\n", "")
    help_text = cli("--help").out
    for command in "train", "evaluate", "predict", "record", "experiment":
        assert f"\n    {command} " in help_text


def test_every_setting_is_an_option(cli: Cli) -> None:
    done = cli("train", "--help")
    assert done.code == 0
    help_text = "".join(done.out.split())  # wherever the lines are broken
    for setting in SETTINGS:
        assert "".join(setting.help.split()) in help_text
        if setting.choices:
            assert f"{{{','.join(setting.choices)}}}{setting.help.split()[0]}" in help_text
        else:
            assert "".join(f"({setting.expected}; default ".split()) in help_text
    assert "(1to60,000;default60,000)" in help_text and "default3)" in help_text


def test_options_reach_the_run(cli: Cli) -> None:
    options = """--sizes 784,12,10 --activation relu --output softmax --cost cross-entropy
        --initialisation he --eta 0.1 --mini-batch 20 --lmbda 0.1 --momentum 0.5 --schedule cosine
        --augmentation affine --early-stopping 1 --held-back 200 --json"""
    config = json.loads(cli(*QUICK, *options.split()).out)["config"]
    assert config["sizes"] == [784, 12, 10]
    assert (config["activation"], config["momentum"]) == ("relu", 0.5)
    assert (config["mini_batch_size"], config["training_images"]) == (20, 1000)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["train", "--eta", ""], "expected a number"),
        (["train", "--eta", "nan"], "Learning rate η: expected"),
        (["train", "--sizes", "784,thirty,10"], "whole numbers"),
        (["train", "--sizes", "784,0,10"], "1 to 1,000 neurons in a layer, got 0"),
        (["train", "--epochs", "2.5"], "whole number"),
        (["train", "--preset", "bok"], "There is no preset"),
        (["train", "--limit", "5"], "mini-batch of 10 is more"),
        (["train", "--cost", "crossentropy"], "expected one of quadratic"),
        (["train", "--out", "/no/such/folder/net.npz", "--limit", "100"], "/no/such/folder"),
        (["train", "--output", "mine.npz"], "The name of a file goes to --out."),
        (["train", "--ettta", "1"], "--ettta 1. Try `python -m nn train --help`."),
        (["train", "--eta"], "Try `python -m nn train --help`."),
        (["train", "--js", "a.png"], "--js"),  # options are not abbreviated
        (["evaluate", "--js", "book"], "--js"),
        (["predict", "--js", "book", "a.png"], "--js"),
        (["predict", "book", "--fast", "a.png"], "Try `python -m nn predict --help`."),
        (["evaluate", "boook"], "boook"),
        (["evaluate"], "NETWORK"),
        ([], "command"),
        *(
            (["train", "--eta", number], "Learning rate η: expected 0.00001 to 1,000, got -")
            for number in ("-1e-3", "-.5", "-inf", "-1")
        ),
        *(
            (["train", f"--{option}", value], "")
            for option in ("eta", "epochs", "sizes", "cost", "preset")
            for value in ("9" * 4000, "x" * 9000)
        ),
        (["evaluate", "book", "--size", "100"], "--size needs --pen-digits FILE."),
        (["evaluate", "book", "--plain-shrink"], "--plain-shrink needs --pen-digits FILE."),
        (["evaluate", "book", "--writers", "0"], "--writers needs --pen-digits FILE."),
        (["evaluate", "book", "--writers", ""], "--writers needs --pen-digits FILE."),
        (["evaluate", "book", "--pen-width", "8"], "--pen-width needs --pen-digits FILE."),
        (["evaluate", "book", "--pen-digits", "absent.tra"], "absent.tra cannot be read"),
        *(([*PEN, "--size", n], "--size: expected a number above 0") for n in ("large", "0", "-5")),
        ([*PEN, "--pen-width", "nan"], "--pen-width: expected a number"),
        ([*PEN, "--writers", "0-9"], "there is no 2, 3,"),
        ([*PEN, "--writers", ""], "expected numbers such as 3,7,25-29"),
    ],
)
def test_bad_use_ends_with_two_and_a_short_sentence(
    arguments: list[str], sentence: str, tmp_path: Path, cli: Cli
) -> None:
    pen_digits = pen_file(tmp_path)
    assert_refused(cli(*(pen_digits if word == "FILE" else word for word in arguments)), sentence)


def test_a_run_that_diverges_says_so(cli: Cli) -> None:
    options = ["--activation", "relu", "--eta", "1000", "--cost", "cross-entropy"]
    code, out, err = cli(*QUICK, *options, "--sizes", "784,100,100,100,10", "--json")
    assert code == 3 and "stopped being finite numbers at mini-batch" in err
    assert "NaN" not in out and "Infinity" not in out
    assert "stopped being finite" in json.loads(out)["message"]


def seven(path: Path) -> Path:
    picture = Image.new("RGB", (200, 240), "white")
    pen = ImageDraw.Draw(picture)
    pen.line([(50, 50), (150, 50), (95, 200)], fill="black", width=18, joint="curve")
    picture.save(path)
    return path


def test_predict_reads_image_files(tmp_path: Path, cli: Cli) -> None:
    paths = [seven(tmp_path / name) for name in ("seven.png", "seven.jpg")]
    code, out, _ = cli("predict", "book", *paths, "--json")
    readings = json.loads(out)
    assert code == 0 and [reading["image"] for reading in readings] == list(map(str, paths))
    for reading in readings:
        assert reading["digit"] == int(np.argmax(reading["outputs"])) == 7
        assert len(reading["outputs"]) == 10


def test_predict_says_that_it_sees_no_digit(tmp_path: Path, cli: Cli) -> None:
    path, file = seven(tmp_path / "seven.png"), tmp_path / "strict.npz"
    (reading,) = json.loads(cli("predict", "book", path, "--json").out)
    assert reading["no_digit"] is False
    strict = network_files.open_network("book").network.copy()
    strict.least_energy = 1000.0
    network_files.save(file, strict, Provenance(None, 0, None, "", ""))
    assert json.loads(cli("predict", file, path, "--json").out) == [reading | {"no_digit": True}]
    said = cli("predict", file, path).out
    assert "seven.png: no digit; if it had to be one, 7 (output " in said


def test_predict_reads_mnists_own_images(tmp_path: Path, cli: Cli) -> None:
    test = load().test[:30]
    paths = [tmp_path / f"{index}.png" for index in range(30)]
    for path, pixels in zip(paths, test.images, strict=True):
        Image.fromarray(pixels.reshape(28, 28)).save(path)
    readings = json.loads(cli("predict", "book", *paths, "--json").out)
    assert sum(np.array([reading["digit"] for reading in readings]) == test.labels) >= 26


@pytest.mark.parametrize("content", [b"not a picture", b"\x89PNG\r\n\x1a\n broken", None])
def test_predict_says_what_is_wrong_with_a_file(
    content: bytes | None, tmp_path: Path, cli: Cli
) -> None:
    path = tmp_path / "picture.png"
    if content is not None:
        path.write_bytes(content)
    wrong = "cannot be read" if content is None else "is not a picture"
    assert_refused(cli("predict", "book", path), f"{path} {wrong}")


def test_a_file_that_cannot_be_saved_at_the_end_still_gives_the_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    def full(*paths: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    code, out, err = cli(*QUICK, "--json", "--out", tmp_path / "net.npz")
    assert code == 2
    assert len(json.loads(out)["epochs"]) == 2
    assert "No space left on device" in err


def test_a_network_whose_outputs_are_not_finite_does_not_read(tmp_path: Path, cli: Cli) -> None:
    weights = [np.full(shape, 3e38, np.float32) for shape in ((30, 784), (10, 30))]
    biases = [np.zeros(n, np.float32) for n in (30, 10)]
    network, file = Network(weights, biases, "relu", "softmax", 1.0), tmp_path / "huge.npz"
    network_files.save(file, network, Provenance(None, 0, None, "", ""))
    assert_refused(cli("predict", file, seven(tmp_path / "seven.png")), "outputs are not finite")


# What only a program of its own can show

posix = pytest.mark.skipif(sys.platform == "win32", reason="shells and signals of POSIX")
linux = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is full")


def shell(command: str) -> "subprocess.CompletedProcess[str]":
    """Run a line of a POSIX shell; NN stands for the command line, its exit code is printed."""
    program = command.replace("NN", f"{sys.executable} -m nn")
    return subprocess.run(["sh", "-c", program], capture_output=True, text=True, timeout=120)


@posix
@pytest.mark.parametrize("times", [1, 20])
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_signals_save_what_is_there_however_often_they_come(
    name: str, times: int, tmp_path: Path
) -> None:
    file, number = tmp_path / "net.npz", getattr(signal, name)
    command = [sys.executable, "-m", "nn", "train", "--epochs", "500", "--limit", "2000", "--json"]
    pipes: dict[str, Any] = dict.fromkeys(("stdout", "stderr"), subprocess.PIPE)
    # Signals may be ignored here, as under `nohup` or in a script's background.
    heed = partial(signal.signal, number, signal.SIG_DFL)
    run = subprocess.Popen([*command, "--out", file], text=True, preexec_fn=heed, **pipes)
    assert run.stderr is not None
    next(line for line in run.stderr if "epoch   2:" in line)
    for _ in range(times):
        run.send_signal(number)
        time.sleep(0.005)
    out, err = run.communicate(timeout=60)
    assert run.returncode == 130, err
    assert err.index("Stopping, one moment.") < err.index("Interrupted after")
    assert "Traceback" not in err
    assert network_files.load(file).provenance.epochs == len(json.loads(out)["epochs"]) >= 2
    assert os.listdir(tmp_path) == ["net.npz"]


@posix
def test_ctrl_c_elsewhere_ends_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    def interrupt(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(network_files, "open_network", interrupt)
    assert cli("evaluate", "book").code == 130


@posix
@pytest.mark.parametrize(
    "closed", ["2>&-", pytest.param("2>/dev/full", marks=linux), "2>&1 >/dev/null | head -c 1"]
)
def test_messages_that_nobody_reads_cost_no_network_and_are_not_among_the_results(
    closed: str, tmp_path: Path
) -> None:
    done = shell(f"NN {' '.join(QUICK)} --json --out {tmp_path}/net.npz {closed}")
    assert "Traceback" not in done.stderr
    assert network_files.load(tmp_path / "net.npz").provenance.epochs == 2
    if "/dev/null" not in closed:
        assert len(json.loads(done.stdout)["epochs"]) == 2


@linux
def test_results_that_nobody_reads_end_quietly() -> None:
    assert shell("(NN evaluate book; echo $? >&2) | true").stderr == "1\n"
    done = shell("NN evaluate book >/dev/full; echo $?")
    assert done.stdout == "1\n"
    assert done.stderr == "The result cannot be written: No space left on device.\n"


@posix
def test_results_for_a_closed_output_are_no_success() -> None:
    done = shell("NN evaluate book >&-; echo $? >&2")
    assert done.stderr == "The result cannot be written: standard output is closed.\n1\n"


@posix
def test_what_is_no_file_is_not_written_over(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in pipe, Path("/dev/null"):
        with pytest.raises(FileError, match="it is not a file. Name one"):
            files.check_can_write(path)
    book = network_files.open_network("book")
    with pytest.raises(StorageError, match="it is not a file"):
        network_files.save(pipe, book.network, book.provenance)
    assert pipe.is_fifo()


@posix
def test_a_link_stays_a_link(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "there").mkdir()
    link, file = tmp_path / "link.npz", tmp_path / "there" / "net.npz"
    link.symlink_to(file)
    files.check_can_write(link)
    assert cli(*QUICK, "--out", link).code == 0
    assert link.is_symlink() and network_files.load(file).provenance.epochs == 2


def test_odd_paths_are_refused_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in Path("nul\0"), tmp_path / ("long" * 1000), tmp_path / "file" / "net.npz":
        with pytest.raises(FileError, match=r"cannot be saved"):
            files.check_can_write(path)
    files.check_can_write(tmp_path / "net.npz")
    assert os.listdir(tmp_path) == ["file"]


@posix
def test_a_path_that_is_no_text_is_printed(tmp_path: Path) -> None:
    picture = os.fsencode(tmp_path) + b"/seven\xff.png"
    os.rename(seven(tmp_path / "seven.png"), picture)
    command: list[str | bytes] = [sys.executable, "-m", "nn", "predict", "book", picture]
    done = subprocess.run(command, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert b": 7 (output" in done.stdout


# Corrected drawings


def test_corrected_drawings_are_learnt_from(quick: Trained, tmp_path: Path, cli: Cli) -> None:
    drawings, more = tmp_path / "mine.npz", tmp_path / "more.npz"
    images = Images(np.full((3, 784), 9, np.uint8), np.array([4, 4, 7], np.uint8))
    drawings.write_bytes(drawing_files.to_bytes(images))
    code, _, err = cli(*QUICK, "--drawings", drawings, "--out", more)
    assert code == 0 and "Learns also from 3 corrected drawings." in err
    before, after = (network_files.load(path) for path in (quick[1], more))
    assert after.provenance.data == "MNIST and corrected drawings"
    assert not np.array_equal(before.network.weights[0], after.network.weights[0])
    pen = pen_file(tmp_path)
    err = cli(*QUICK, "--drawings", drawings, "--pen-digits", pen, "--out", more).err
    assert "3 corrected drawings." in err and "pen digits by 2 people." in err
    data = network_files.load(more).provenance.data
    assert data == "MNIST and pen digits (UCI) and corrected drawings"


def test_a_file_without_drawings_is_refused_before_the_run(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "notes.npz").write_text("Buy milk.")
    for sentence in "notes.npz holds no drawings saved by Thirty", "absent.npz cannot be read":
        assert_refused(cli(*QUICK, "--drawings", tmp_path / sentence.split()[0]), sentence)


# Pen digits


def pen_file(folder: Path) -> Path:
    """Write two sevens and a mere dot, by two people, as UCI does."""
    digits = [(0, "150 400|350 400|220 100"), (1, "150 300|300 300|230 50"), (1, "250 250")]
    path = folder / "pen.tra"
    with path.open("w") as file:
        for writer, points in digits:
            print('.SEGMENT DIGIT 0 ? "7"', f".COMMENT 7 {writer} 1", sep="\n", file=file)
            print(".PEN_DOWN", *points.split("|"), ".PEN_UP", sep="\n", file=file)
    return path


@pytest.mark.parametrize(
    "options", [[], ["--size", "120"], ["--size", "natural", "--pen-width", "8"]]
)
def test_pen_digits_are_evaluated_by_digit_and_writer(
    options: list[str], tmp_path: Path, cli: Cli
) -> None:
    command = ["evaluate", "book", "--pen-digits", pen_file(tmp_path), *options]
    code, out, _ = cli(*command, "--json")
    result = json.loads(out)
    # The dot is no drawing that could be read, and counts as wrong.
    assert (code, result["correct"], result["total"]) == (0, 2, 3)
    assert result["accuracy"] == pytest.approx(2 / 3)
    assert result["per_digit"] == {"7": {"accuracy": 2 / 3, "correct": 2, "total": 3}}
    assert result["per_writer"]["0"] == {"accuracy": 1.0, "correct": 1, "total": 1}
    assert result["per_writer"]["1"] == {"accuracy": 0.5, "correct": 1, "total": 2}
    code, out, _ = cli(*command)
    assert code == 0 and out.startswith("book reads 2 of 3 pen digits right: 66.67%.")
    assert "writer  1   50.00%" in out


def test_how_sure_it_is_of_pen_digits_is_told(tmp_path: Path, cli: Cli) -> None:
    strict, file = network_files.open_network("book").network.copy(), tmp_path / "strict.npz"
    strict.least_energy = 1000.0
    network_files.save(file, strict, Provenance(None, 0, None, "", ""))
    command = ["--pen-digits", pen_file(tmp_path)]
    result = json.loads(cli("evaluate", "book", *command, "--json").out)
    assert result["refused"] == 0
    bins = result["reliability"]
    assert [(part["low"], part["high"]) for part in bins] == [
        (k / 10, (k + 1) / 10) for k in range(10)
    ]
    assert sum(part["count"] for part in bins) == 2  # the dot, which it never saw, is left out
    assert all(part["right"] == 1.0 for part in bins if part["count"])
    apart = sum(part["count"] * (1.0 - part["mean"]) for part in bins) / 2
    assert result["calibration_error"] == pytest.approx(apart)
    refused = json.loads(cli("evaluate", file, *command, "--json").out)
    assert refused == result | {"refused": 2}
    out = cli("evaluate", file, *command).out
    assert "In 2 of them it sees no digit." in out and "apart on average:" in out


def test_unreadable_drawings_are_counted_and_writers_are_chosen(tmp_path: Path, cli: Cli) -> None:
    command = ["evaluate", "book", "--pen-digits", pen_file(tmp_path)]
    code, out, _ = cli(*command, "--size", "1", "--json")
    result = json.loads(out)
    assert (code, result["correct"], result["total"], result["unreadable"]) == (0, 0, 3, 3)
    assert "3 of them could not be prepared" in cli(*command, "--size", "1").out
    assert json.loads(cli(*command, "--writers", "0", "--json").out)["total"] == 1
    plain = cli(*command, "--size", "20", "--plain-shrink", "--json")
    assert json.loads(plain.out)["correct"] < 2
