"""The benchmarks run. No test asks how fast anything is."""

import json
import subprocess
import sys
from typing import Any

from tests.benchmarks import live_training
from tests.browser.server import ROOT


def measure(benchmark: str, *options: str) -> Any:
    """Run a benchmark; in its own process, since the browser tests use playwright in this one."""
    command = [sys.executable, f"tests/benchmarks/{benchmark}.py", *options, "--json"]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


def test_the_speed_comparison_prints_what_it_measured() -> None:
    result = measure("training_speed", "--rounds", "1", "--limit", "100", "--only", "ours,numpy")
    assert "ours" in json.dumps(result) and "plain NumPy" in json.dumps(result)


def test_the_whole_command_is_compared_with_its_steps() -> None:
    result = measure("whole_command", "--rounds", "1", "--epochs", "1")
    assert 0 < result["steps_seconds"] < result["whole_seconds"]


def test_the_drawing_measurements_print_what_they_measured() -> None:
    result = measure("drawing_latency", "--strokes", "2")
    for part in "pen_up_to_answer", "ours":
        assert 0 < result[part]["median_ms"] <= result[part]["p90_ms"]
    assert result["ours"]["median_ms"] < result["pen_up_to_answer"]["median_ms"]


def test_the_live_measurements_print_what_they_measured() -> None:
    result = measure("live_training", "--quick")
    assert result["machine"]["cpu"] and result["machine"]["cores"]
    for kind in result["speed"].values():
        assert kind["app_to_command_line"] > 0 and kind["two_to_one"] > 0
    assert result["pen_up_to_answer"]["training_to_idle"] > 0 and result["pause"]["median_ms"] > 0
    assert "two runs at once" in str(live_training.table(result))


def test_a_speed_is_read_off_the_progress_line() -> None:
    line = "Training: epoch {} of 500 · mini-batch {} of 6,000 · {} images a second · 9 min left"
    readings = [
        (1000.0, line.format(2, "3,000", "200,000")),
        (2000.0, "Paused in epoch 3 of 500 · mini-batch 1 of 6,000"),
        (4000.0, line.format(4, "3,000", "100,000")),
    ]
    speed = live_training.speed_of(readings, images=60_000)
    assert (speed.training, speed.overall) == (150_000, 40_000)
