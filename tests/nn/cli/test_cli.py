"""The command line, as somebody types it."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

import nn
from nn.cli.commands import main
from nn.mnist import load
from nn.network import Network
from nn.settings.config import SETTINGS
from nn.storage import files, network_files
from nn.storage.files import FileError
from nn.storage.provenance import Provenance, StorageError

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
    assert main(["evaluate", file]) == 0
    said = f"{file} reads {evaluated['correct']:,} of 10,000 test images right: "
    assert capsys.readouterr().out == f"{said}{evaluated['accuracy']:.2%}.\n"
    assert network_files.load(Path(file)).provenance.epochs == 2


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
    assert network_files.load(file).provenance.epochs == best
    assert result["final_test_accuracy"] == result["epochs"][best - 1]["test_accuracy"]
    assert f"from epoch {best}, its best" in result["message"]


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(["--version"])
    assert done.value.code == 0
    assert capsys.readouterr().out == f"Thirty Neurons {nn.__version__}\n"


def test_one_epoch_is_told_in_the_singular(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*QUICK, "--epochs", "1"]) == 0
    assert "Finished 1 epoch." in capsys.readouterr().err


def test_every_setting_is_an_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(["train", "--help"])
    assert done.value.code == 0
    help_text = "".join(capsys.readouterr().out.split())  # wherever the lines are broken
    for setting in SETTINGS:
        assert "".join(setting.help.split()) in help_text
        if setting.choices:
            assert f"{{{','.join(setting.choices)}}}{setting.help.split()[0]}" in help_text
        else:
            assert "".join(f"({setting.expected}; default ".split()) in help_text
    assert "(1to60,000;default60,000)" in help_text and "default3)" in help_text


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
        (["train", "--output", "mine.npz"], "The name of a file goes to --out."),
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
        # In a script's background SIGINT is ignored, and a child inherits that.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    assert run.stderr is not None
    for line in run.stderr:
        if "epoch   2:" in line:
            break
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=60)
    assert run.returncode == 130, err
    assert "Interrupted after" in err and "Traceback" not in err
    assert network_files.load(file).provenance.epochs == len(json.loads(out)["epochs"]) >= 2


@pytest.mark.parametrize("command", ["train", "evaluate", "predict"])
def test_options_are_not_abbreviated(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command, "--js", *([] if command == "train" else ["book"]), "a.png"])
    assert "--js" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["-1e-3", "-.5", "-inf", "-1"])
def test_a_negative_number_is_told_the_range(
    number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "--eta", number]) == 2
    assert "Learning rate η: expected 0.00001 to 1,000, got -" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--eta", "--epochs", "--sizes", "--cost", "--preset"])
@pytest.mark.parametrize("value", ["9" * 4000, "x" * 9000])
def test_a_long_value_does_not_make_a_long_sentence(
    option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", option, value]) == 2
    assert len(capsys.readouterr().err) < 300


def test_a_file_that_cannot_be_saved_at_the_end_still_gives_the_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*paths: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert main([*QUICK, "--json", "--out", str(tmp_path / "net.npz")]) == 2
    said = capsys.readouterr()
    assert len(json.loads(said.out)["epochs"]) == 2
    assert "No space left on device" in said.err


def test_a_network_whose_outputs_are_no_numbers_does_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weights = [np.full((30, 784), 3e38, np.float32), np.full((10, 30), 3e38, np.float32)]
    biases = [np.zeros(30, np.float32), np.zeros(10, np.float32)]
    file = tmp_path / "huge.npz"
    origin = Provenance(None, 0, None, "", "")
    network_files.save(file, Network(weights, biases, "relu", "softmax", 1.0), origin)
    assert main(["predict", str(file), str(seven(tmp_path / "seven.png"))]) == 2
    said = capsys.readouterr()
    assert "its outputs are not numbers" in said.err and "Warning" not in said.err
    assert said.out == ""


# What only a program of its own can show

LONG = ["train", "--epochs", "500", "--limit", "2000"]
posix = pytest.mark.skipif(sys.platform == "win32", reason="shells and signals of POSIX")
linux = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is full")


def started(arguments: list[str], heeding: int) -> "subprocess.Popen[str]":
    """Return the command line as a program that has just finished its second epoch.

    It heeds a signal even if it is ignored here, as under `nohup` or in a script's background.
    """
    run = subprocess.Popen(
        [sys.executable, "-m", "nn", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=partial(signal.signal, heeding, signal.SIG_DFL),
    )
    assert run.stderr is not None
    for line in run.stderr:
        if "epoch   2:" in line:
            break
    return run


def shell(command: str) -> "subprocess.CompletedProcess[str]":
    """Run a line of a POSIX shell; NN stands for the command line, its exit code is printed."""
    nn = f"{sys.executable} -m nn"
    return subprocess.run(
        ["sh", "-c", command.replace("NN", nn)], capture_output=True, text=True, timeout=120
    )


@posix
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_signals_save_what_is_there_however_often_they_come(number: str, tmp_path: Path) -> None:
    file = tmp_path / "net.npz"
    run = started([*LONG, "--out", str(file)], getattr(signal, number))
    for _ in range(20):
        run.send_signal(getattr(signal, number))
        time.sleep(0.005)
    _, err = run.communicate(timeout=60)
    assert run.returncode == 130, err
    assert err.index("Stopping, one moment.") < err.index("Interrupted after")
    assert "Traceback" not in err
    assert network_files.load(file).provenance.epochs >= 2
    assert os.listdir(tmp_path) == ["net.npz"]


@posix
def test_ctrl_c_elsewhere_ends_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(network_files, "open_network", stopped)
    assert main(["evaluate", "book"]) == 130


@linux
def test_messages_that_nobody_reads_do_not_cost_the_network(tmp_path: Path) -> None:
    for k, closed in enumerate(["2>&-", "2>/dev/full", "2>&1 >/dev/null | head -c 1"]):
        file = tmp_path / f"{k}.npz"
        done = shell(f"NN {' '.join(QUICK)} --out {file} {closed}")
        assert "Traceback" not in done.stderr
        assert network_files.load(file).provenance.epochs == 2


@posix
def test_messages_never_get_among_the_results() -> None:
    done = shell(f"NN {' '.join(QUICK)} --json 2>&-")
    assert len(json.loads(done.stdout)["epochs"]) == 2


@linux
def test_results_that_nobody_reads_end_quietly() -> None:
    done = shell("(NN evaluate book; echo $? >&2) | true")
    assert done.stderr == "1\n"
    done = shell("NN evaluate book >/dev/full; echo $?")
    assert done.stdout == "1\n"
    assert done.stderr == "The result cannot be written: No space left on device.\n"


@posix
def test_what_is_no_file_is_not_written_over(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in pipe, Path("/dev/null"):
        with pytest.raises(FileError, match="it is not a file. Name one"):
            files.check_can_write(path)
    with pytest.raises(StorageError, match="it is not a file"):
        network_files.save(
            pipe, network_files.open_network("book").network, Provenance(None, 0, None, "", "")
        )
    assert pipe.is_fifo()


@posix
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link, file = tmp_path / "link.npz", tmp_path / "there" / "net.npz"
    link.symlink_to(file)
    files.check_can_write(link)
    assert main([*QUICK, "--out", str(link)]) == 0
    assert link.is_symlink() and network_files.load(file).provenance.epochs == 2


def test_odd_paths_are_refused_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    odd = [Path("nul\0"), tmp_path / ("long" * 1000), tmp_path / "file" / "net.npz"]
    for path in odd:
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


# Pen digits


def pen_file(folder: Path) -> str:
    """Write two sevens and a mere dot, by two people, as UCI does."""
    digits = [(0, "150 400|350 400|220 100"), (1, "150 300|300 300|230 50"), (1, "250 250")]
    lines = []
    for writer, points in digits:
        lines += ['.SEGMENT DIGIT 0 ? "7"', f".COMMENT 7 {writer} 1", ".PEN_DOWN"]
        lines += [*points.split("|"), ".PEN_UP"]
    (folder / "pen.tra").write_text("\n".join(lines))
    return str(folder / "pen.tra")


@pytest.mark.parametrize(
    "options", [[], ["--size", "120"], ["--size", "natural", "--pen-width", "8"]]
)
def test_pen_digits_are_evaluated_by_digit_and_writer(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["evaluate", "book", "--pen-digits", pen_file(tmp_path), *options]
    assert main([*arguments, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    # The dot is no drawing that could be read, and counts as wrong.
    assert (result["correct"], result["total"]) == (2, 3)
    assert result["accuracy"] == pytest.approx(2 / 3)
    assert result["per_digit"] == {"7": {"accuracy": 2 / 3, "correct": 2, "total": 3}}
    assert result["per_writer"]["0"] == {"accuracy": 1.0, "correct": 1, "total": 1}
    assert result["per_writer"]["1"] == {"accuracy": 0.5, "correct": 1, "total": 2}
    assert main(arguments) == 0
    said = capsys.readouterr().out
    assert (
        said.startswith("book reads 2 of 3 pen digits right: 66.67%.")
        and "writer  1   50.00%" in said
    )


def test_what_could_not_be_prepared_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dots = ["evaluate", "book", "--pen-digits", pen_file(tmp_path), "--size", "1"]
    assert main([*dots, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["correct"], result["total"], result["unreadable"]) == (0, 3, 3)
    assert main(dots) == 0
    assert "3 of them could not be prepared" in capsys.readouterr().out


def test_only_some_writers_are_evaluated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = pen_file(tmp_path)
    assert main(["evaluate", "book", "--pen-digits", file, "--writers", "0", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == 1
    small = ["--pen-digits", file, "--size", "20", "--plain-shrink"]
    assert main(["evaluate", "book", *small, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["correct"] < 2


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--size", "100"], "--size needs --pen-digits FILE."),
        (["--plain-shrink"], "--plain-shrink needs --pen-digits FILE."),
        (["--writers", "0"], "--writers needs --pen-digits FILE."),
        (["--writers", ""], "--writers needs --pen-digits FILE."),
        (["--pen-width", "8"], "--pen-width needs --pen-digits FILE."),
        (["--pen-digits", "absent.tra"], "absent.tra cannot be read"),
        (["--pen-digits", "FILE", "--size", "large"], "--size: expected a number above 0"),
        (["--pen-digits", "FILE", "--size", "0"], "--size: expected a number above 0"),
        (["--pen-digits", "FILE", "--pen-width", "nan"], "--pen-width: expected a number"),
        (["--pen-digits", "FILE", "--writers", "0-9"], "there is no 2, 3,"),
        (["--pen-digits", "FILE", "--writers", ""], "expected numbers such as 3,7,25-29"),
    ],
)
def test_what_pen_digits_cannot_be_used_with_is_refused(
    options: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [pen_file(tmp_path) if option == "FILE" else option for option in options]
    assert main(["evaluate", "book", *given]) == 2
    said = capsys.readouterr()
    assert sentence in said.err and said.out == ""
