"""The benchmarks still run; how fast anything is, no test asks."""

import json

import pytest

from tests.benchmarks.training_speed import main


def test_the_speed_comparison_prints_what_it_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--rounds", "1", "--limit", "100", "--only", "ours,numpy", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert "ours" in json.dumps(result) and "plain NumPy" in json.dumps(result)
