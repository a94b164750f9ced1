"""The command line, as somebody types it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from nn import storage
from nn.__main__ import main
from nn.config import SETTINGS
from nn.mnist import load

QUICK = ["train", "--limit", "1000", "--epochs", "2", "--seed", "5"]


def test_train_prints_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*QUICK, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert [epoch["epoch"] for epoch in result["epochs"]] == [1, 2]
    for epoch in result["epochs"]:
        assert epoch.keys() >= {"test_accuracy", "train_accuracy", "cost", "seconds"}
        assert epoch["seconds"] > 0
    assert result["final_test_accuracy"] == result["epochs"][-1]["test_accuracy"]
    assert result["seconds_training"] == sum(epoch["seconds"] for epoch in result["epochs"])


def test_train_tells_a_person_each_epoch(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(QUICK) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "epoch   1:" in said.err and "epoch   2:" in said.err
    assert "Finished 2 epochs." in said.err


def test_the_same_seed_saves_the_same_file(tmp_path: Path) -> None:
    one, other = tmp_path / "one.npz", tmp_path / "other.npz"
    assert main([*QUICK, "--out", str(one)]) == 0
    assert main([*QUICK, "--out", str(other)]) == 0
    assert one.read_bytes() == other.read_bytes()


def test_a_trained_network_is_evaluated_to_the_same_accuracy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "net.npz")
    main([*QUICK, "--json", "--out", file])
    trained = json.loads(capsys.readouterr().out)
    assert main(["evaluate", file, "--json"]) == 0
    evaluated = json.loads(capsys.readouterr().out)
    assert evaluated["accuracy"] == trained["final_test_accuracy"]
    assert evaluated["correct"] == round(evaluated["accuracy"] * 10_000)
    assert evaluated["total"] == 10_000
    assert storage.load(Path(file)).provenance.epochs == 2


@pytest.mark.parametrize("patience", [1, 50])
def test_after_early_stopping_the_epochs_are_those_of_the_network(
    patience: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Judged by one image an epoch that reads it cannot be beaten; a patience of 50 never ends.
    file = tmp_path / "net.npz"
    options = ["--early-stopping", str(patience), "--held-back", "1"]
    options += ["--epochs", "6", "--json", "--out", str(file)]
    assert main([*QUICK, *options]) == 0
    result = json.loads(capsys.readouterr().out)
    held_back = [epoch["held_back_accuracy"] for epoch in result["epochs"]]
    best = held_back.index(max(held_back)) + 1
    assert best < len(held_back)
    assert result["network_epoch"] == best
    assert storage.load(file).provenance.epochs == best
    assert result["final_test_accuracy"] == result["epochs"][best - 1]["test_accuracy"]
    assert f"from epoch {best}, its best" in result["message"]


def test_one_epoch_is_told_in_the_singular(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*QUICK, "--epochs", "1"]) == 0
    assert "Finished 1 epoch." in capsys.readouterr().err


def test_every_setting_is_an_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(["train", "--help"])
    assert done.value.code == 0
    help_text = "".join(capsys.readouterr().out.split())  # wherever the lines are broken
    for setting in SETTINGS:
        default = setting.format(setting.default)
        whole = f"{setting.help} ({setting.expected}; default {default})"
        assert "".join(whole.split()) in help_text


def test_options_reach_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--sizes", "784,12,10", "--activation", "relu", "--output", "softmax"]
    options += ["--cost", "cross-entropy", "--initialisation", "he", "--eta", "0.1"]
    options += ["--mini-batch", "20", "--lmbda", "0.1", "--momentum", "0.5"]
    options += ["--schedule", "cosine", "--augmentation", "affine"]
    options += ["--early-stopping", "1", "--held-back", "200"]
    assert main([*QUICK, *options, "--json"]) == 0
    config = json.loads(capsys.readouterr().out)["config"]
    assert config["sizes"] == [784, 12, 10]
    assert (config["activation"], config["momentum"]) == ("relu", 0.5)
    assert (config["mini_batch_size"], config["training_images"]) == (20, 1000)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["train", "--eta", "-1"], "Learning rate η: expected"),
        (["train", "--eta", ""], "expected a number"),
        (["train", "--eta", "nan"], "Learning rate η: expected"),
        (["train", "--sizes", "784,thirty,10"], "whole numbers"),
        (["train", "--sizes", "100,30,10"], "784 first"),
        (["train", "--epochs", "2.5"], "whole number"),
        (["train", "--preset", "bok"], "There is no preset"),
        (["train", "--limit", "5"], "mini-batch of 10 is more"),
        (["train", "--cost", "crossentropy"], "expected one of quadratic"),
        (["train", "--out", "/no/such/folder/net.npz", "--limit", "100"], "/no/such/folder"),
        (["train", "--ettta", "1"], "--ettta"),
        (["train", "--ettta", "1"], "Try `python -m nn train --help`."),
        (["train", "--eta"], "Try `python -m nn train --help`."),
        (["predict", "book", "--fast", "a.png"], "Try `python -m nn predict --help`."),
        (["evaluate", "boook"], "boook"),
        (["evaluate"], "NETWORK"),
        ([], "command"),
    ],
)
def test_bad_use_ends_with_two_and_a_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(arguments)
    except SystemExit as done:
        code = int(done.code or 0)
    said = capsys.readouterr()
    assert code == 2
    assert sentence in said.err
    assert "Traceback" not in said.err and said.out == ""


def test_a_run_that_diverges_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--activation", "relu", "--eta", "1000", "--cost", "cross-entropy"]
    assert main([*QUICK, *options, "--sizes", "784,100,100,100,10", "--json"]) == 3
    said = capsys.readouterr()
    assert "stopped being finite numbers at mini-batch" in said.err
    assert "NaN" not in said.out and "Infinity" not in said.out
    assert "stopped being finite" in json.loads(said.out)["message"]


def seven(path: Path) -> Path:
    picture = Image.new("RGB", (200, 240), "white")
    pen = ImageDraw.Draw(picture)
    pen.line([(50, 50), (150, 50), (95, 200)], fill="black", width=18, joint="curve")
    picture.save(path)
    return path


def test_predict_reads_image_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    png, jpeg = seven(tmp_path / "seven.png"), seven(tmp_path / "seven.jpg")
    assert main(["predict", "book", str(png), str(jpeg), "--json"]) == 0
    readings = json.loads(capsys.readouterr().out)
    assert [reading["image"] for reading in readings] == [str(png), str(jpeg)]
    for reading in readings:
        assert reading["digit"] == int(np.argmax(reading["outputs"])) == 7
        assert len(reading["outputs"]) == 10


def test_predict_reads_mnists_own_images(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    test = load().test
    files = []
    for index in range(30):
        files.append(str(tmp_path / f"{index}.png"))
        Image.fromarray(test.images[index].reshape(28, 28)).save(files[-1])
    assert main(["predict", "book", *files, "--json"]) == 0
    digits = [reading["digit"] for reading in json.loads(capsys.readouterr().out)]
    assert sum(d == label for d, label in zip(digits, test.labels, strict=False)) >= 26


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"not a picture", "not a picture"), (b"\x89PNG\r\n\x1a\n broken", "picture"), (None, "read")],
)
def test_predict_says_what_is_wrong_with_a_file(
    content: bytes | None, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "picture.png"
    if content is not None:
        path.write_bytes(content)
    assert main(["predict", "book", str(path)]) == 2
    said = capsys.readouterr().err
    assert sentence in said and str(path) in said


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches no single process there")
def test_ctrl_c_saves_what_is_there(tmp_path: Path) -> None:
    file = tmp_path / "net.npz"
    command = [sys.executable, "-m", "nn", "train", "--epochs", "500", "--limit", "2000"]
    run = subprocess.Popen(
        [*command, "--out", str(file), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert run.stderr is not None
    for line in run.stderr:
        if "epoch   2:" in line:
            break
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=60)
    assert run.returncode == 130, err
    assert "Interrupted after" in err and "Traceback" not in err
    assert storage.load(file).provenance.epochs == len(json.loads(out)["epochs"]) >= 2
