"""`evaluate` on digits that people wrote with a pen."""

import json
from pathlib import Path

import pytest

from tests.nn.cli.conftest import Cli, assert_refused, network_with, pen_file


def test_pen_digits_are_evaluated_by_digit_and_writer(tmp_path: Path, cli: Cli) -> None:
    command = ["evaluate", "book", "--pen-digits", pen_file(tmp_path)]
    result = json.loads(cli(*command, "--json").out)
    # The dot is no drawing that could be read, and counts as wrong.
    assert (result["correct"], result["total"], result["refused"]) == (2, 3, 0)
    assert result["accuracy"] == pytest.approx(2 / 3)
    assert result["per_digit"] == {"7": {"accuracy": 2 / 3, "correct": 2, "total": 3}}
    assert result["per_writer"]["0"] == {"accuracy": 1.0, "correct": 1, "total": 1}
    assert result["per_writer"]["1"] == {"accuracy": 0.5, "correct": 1, "total": 2}
    out = cli(*command).out
    assert "2 of 3 pen digits right: 66.67%." in out and "unreadable         1\n" in out
    assert "writer 1           accuracy  50.00%  correct       1  total       2" in out


def test_how_sure_it_is_of_pen_digits_is_told(tmp_path: Path, cli: Cli) -> None:
    command = ["--pen-digits", pen_file(tmp_path)]
    result = json.loads(cli("evaluate", "book", *command, "--json").out)
    bins = result["reliability"]
    assert [part["low"] for part in bins] == [k / 10 for k in range(10)]
    assert sum(part["answers"] for part in bins) == 2  # the dot, which it never saw, is left out
    assert all(part["right"] == 1.0 for part in bins if part["answers"])
    apart = sum(part["answers"] * (1.0 - part["mean"]) for part in bins) / 2
    assert result["calibration_error"] == pytest.approx(apart)
    strict = network_with(1000.0, tmp_path)
    refused = json.loads(cli("evaluate", strict, *command, "--json").out)
    assert refused == result | {"refused": 2}
    told = cli("evaluate", strict, *command).out
    assert "refused            2\n" in told
    assert f"calibration error  {100 * apart:.2f} points\n" in told
    assert f"reliability 9      low  90.00%  high 100.00%  answers {bins[9]['answers']:>7}" in told


def test_writers_are_chosen_and_what_is_only_made_smaller_is_read_worse(
    tmp_path: Path, cli: Cli
) -> None:
    small = [(7, 0, "10 40|30 40|15 5"), (7, 1, "150 300|300 300|230 50")]
    command = ["evaluate", "book", "--pen-digits", pen_file(tmp_path, small), "--json"]
    results = [
        json.loads(cli(*command, *options).out)
        for options in ([], ["--plain-shrink"], ["--writers", "0"])
    ]
    assert [result["correct"] for result in results] == [2, 1, 1]
    assert [result["total"] for result in results] == [2, 2, 1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--writers 1", "--writers needs --pen-digits"),
        ("--pen-digits FILE --writers 3-1", "expected numbers such as 3,7,25-29"),
    ],
)
def test_options_that_do_not_go_together_are_refused(words: str, sentence: str, cli: Cli) -> None:
    assert_refused(cli("evaluate", "draw", *words.split()), sentence)
