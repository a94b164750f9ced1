"""The benchmarks run. No test asks how fast anything is."""

import json
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nn.drawing.grouping import WEIGHTS
from nn.fast_reading import cores
from nn.pen_digits import numbers as pen_numbers
from pages.ui.app.canvas.payload import strokes_sent
from pages.ui.talk.script import SHIPPED
from tests.benchmarks import (
    class_people,
    class_report,
    greedy_people,
    live_training,
    streamlit_client,
)
from tests.browser.driving import STROKES
from tests.browser.server import ROOT

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


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


@pytest.mark.skipif(cores() < 2, reason="needs two cores")
def test_an_experiment_is_timed_with_one_job_and_with_two() -> None:
    result = measure("experiment_speed", "--rounds", "1", "--runs", "2", "--limit", "100")
    one, two = result["one_job_seconds"], result["two_jobs_seconds"]
    assert one > 0 and two > 0 and result["two_to_one"] == pytest.approx(two / one)


def test_the_books_sums_in_float64_do_what_the_trainer_does() -> None:
    result = measure("lost_digits", "--seeds", "1", "--epochs", "1", "--limit", "500")
    (run,) = result["runs"]
    assert run["book"]["test_accuracy"] == pytest.approx(run["nn"]["test_accuracy"], abs=0.002)
    assert 0.1 < run["book"]["test_accuracy"] < 0.9


def test_a_run_is_measured_alone_and_beside_an_experiment() -> None:
    result = measure("starvation", "--rounds", "1", "--seconds", "0.5", "--limit", "1000")
    for name in "images_a_second", "answer_ms":
        alone, beside = result[name]["alone"], result[name]["beside"]
        assert alone > 0 and result[name]["ratio"] == pytest.approx(beside / alone)


def test_a_room_s_digits_are_measured_with_and_without() -> None:
    result = measure("room_example", "--seeds", "1", "--epochs", "1", "--digits", "30")
    (only,) = result["rounds"]
    assert 0 < only["held_out"] < 30
    for name in "without", "with", "mnist_without", "mnist_with":
        assert 0 <= only[name] <= 1


def test_the_book_s_experiments_are_set_beside_the_book_s_figures(tmp_path: Path) -> None:
    options = ("--quick", "--preset", "cost", "--preset", "initial-weights", "--results")
    first = measure("book_experiments", *options, str(tmp_path))
    cost, initial_weights = first["experiments"]
    quadratic, cross_entropy = cost["rows"]
    assert quadratic[:3] == ["`cost`: quadratic, η 3", "test accuracy, best epoch", "95.42"]
    assert 5 < float(quadratic[3]) < float(cross_entropy[3]) < 95
    assert len(initial_weights["rows"]) == 4
    # What is there is not trained again, and is only printed.
    before = (tmp_path / "cost.jsonl").read_bytes()
    assert measure("book_experiments", *options, str(tmp_path)) == first
    assert (tmp_path / "cost.jsonl").read_bytes() == before


def test_the_drawing_measurements_print_what_they_measured() -> None:
    result = measure("drawing_latency", "--strokes", "2")
    for part in "pen_move_to_frame", "pen_up_to_answer", "pen_up_to_server", "ours":
        assert 0 < result[part]["median_ms"] <= result[part]["p95_ms"]
    assert result["pen_up_to_answer"]["median_ms"] < result["pen_up_to_server"]["median_ms"]
    assert result["answers_a_second"] > 0


def test_the_live_measurements_print_what_they_measured() -> None:
    result = measure("live_training", "--quick")
    assert result["machine"]["cpu"] and result["machine"]["cores"]
    for kind in result["speed"].values():
        assert kind["app_to_command_line"] > 0 and kind["two_to_one"] > 0
    assert result["pen_up_to_answer"]["training_to_idle"] > 0
    assert result["pause"]["median_ms"] > 0 and result["play"]["median_ms"] > 0
    assert "two runs at once" in str(live_training.table(result))


@on_linux
def test_the_class_draws_and_everybody_gets_an_answer() -> None:
    result = measure("class_load", "--people", "3", "--every", "1", "--seconds", "3")
    assert result["errors"] == {"count": 0, "first": []}
    assert result["people_answered"] == result["visits"] == 3 <= result["digits"]
    times = result["seconds"]
    assert 0 < times["answered"]["median"] <= times["finished"]["median"]
    assert result["server"]["cpu_ms_a_digit"] > 0
    assert "from a drawing to its answer" in str(class_report.table(result))


@on_linux
def test_the_class_trains_comes_and_goes() -> None:
    coming, training = ("--churn", "--settle", "0"), ("--training", "1")
    result = measure("class_load", "--people", "2", *training, *coming, "--seconds", "2")
    assert result["errors"] == {"count": 0, "first": []}
    assert max(moment["processes"] for moment in result["server"]["samples"].values()) > 1


@on_linux
def test_a_greedy_visitor_leaves_a_core_to_an_honest_one() -> None:
    result = measure("class_load", "--greedy", f"{cores() + 2}", "--rounds", "1")
    assert result["errors"] == [] and result["told_to_wait"] == 1
    assert 0 < result["waited"]["max"] and result["processes_mb"] > 0
    assert "s from Play to training" in str(greedy_people.table(result))


@on_linux
def test_phones_join_a_room_and_what_they_send_gets_to_the_wall() -> None:
    few = ("--people", "3", "--join-seconds", "1", "--every", "1.2", "--seconds", "3")
    result = measure("class_load", "--room", *few)
    assert result["errors"] == {"count": 0, "first": []}
    assert result["people_answered"] == result["visits"] == 3 <= result["digits"]
    times = result["seconds"]
    assert times["joined"]["median"] > 0 and times["heard"]["median"] > 0
    assert 0 < times["on_wall"]["median"] <= times["on_wall"]["max"]
    assert "to the wall" in str(class_report.table(result))


def test_a_visitor_keeps_the_cookies_of_a_proxy() -> None:
    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Set-Cookie", "process=2; Path=/; HttpOnly")
            self.send_header("Set-Cookie", "other=a; Path=/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Proxy) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        cookies = streamlit_client.cookies_of(f"http://127.0.0.1:{server.server_port}/")
    assert cookies == "process=2; other=a"


def test_a_drawing_of_the_class_is_one_that_the_canvas_sends() -> None:
    text = class_people.drawing(STROKES[4], {"backgroundColor": "#fefeff"})
    strokes = strokes_sent(json.loads(text), "#fefeff")
    assert strokes is not None and len(strokes) == len(STROKES[4])
    assert [stroke.path[0][0] + stroke.path[-1][0] for stroke in strokes] == ["ML", "ML"]


def test_the_style_sheet_is_not_taken_for_the_answer() -> None:
    assert not class_people.ANSWER.search(b"<style>.tn-answer { color: red }")
    assert class_people.ANSWER.search(b'<div class="tn-answer">')
    assert class_people.ANSWER.search(b'{"html": "<div class=\\"tn-answer\\">"}')


def test_numbers_are_composed_and_the_weights_that_group_their_strokes_fitted(
    tmp_path: Path,
) -> None:
    digits = [[np.array(stroke) * 400 for stroke in STROKES[digit]] for digit in range(10)]
    strokes = [stroke for digit in digits for stroke in digit]
    np.savez(
        tmp_path / "pen.npz",
        points=np.concatenate(strokes).astype(np.int16),
        stroke_start=np.cumsum([0, *map(len, strokes)]),
        digit_start=np.cumsum([0, *map(len, digits)]),
        label=np.arange(10),
        writer=np.zeros(10, int),
    )
    command = [sys.executable, "tests/benchmarks/compose_numbers.py", str(tmp_path / "pen.npz")]
    command += ["--out", str(tmp_path / "numbers.npz"), "--numbers", "20"]
    subprocess.run(command, cwd=ROOT, check=True, timeout=60)
    numbers = pen_numbers.load(tmp_path / "numbers.npz")
    assert len(numbers) == 20 and {2, 6} <= set(map(len, numbers.labels)) <= {2, 3, 4, 5, 6}
    assert numbers.digits is not None
    assert any((np.diff(digits) < 0).any() for digits in numbers.digits)  # a late stroke
    command = [sys.executable, "tests/benchmarks/fit_grouping.py", "draw"]
    command += [str(tmp_path / "numbers.npz")]
    run = subprocess.run(command, cwd=ROOT, check=True, timeout=120, capture_output=True, text=True)
    weights = dict(re.findall(r'"(\w+)": (-?[\d.]+),', run.stdout))
    assert weights.keys() == WEIGHTS.keys() and float(weights["off"]) < 0


def test_the_first_visits_print_what_they_measured() -> None:
    visits = measure("first_visit", "--starts", "1", "--rounds", "1", "--rest", "0")["visits"]
    for apps in visits.values():
        for visit in apps.values():
            assert visit["ms"] > 0 and visit["requests"] > 0 and visit["kB"] > 0


def test_the_reloads_print_what_they_measured() -> None:
    times = measure("reload", "--rounds", "1", "--steps", "1")["ms"]
    assert list(times) == ["Draw", f"1. {SHIPPED[0].show}"]
    assert all(time > 0 for some in times.values() for time in some)


def test_a_speed_is_read_off_the_progress_line() -> None:
    line = "Training: epoch {} of 500 · mini-batch {} of 6,000 · {} images a second · 9 min left"
    readings = [
        (1000.0, line.format(2, "3,000", "200,000")),
        (2000.0, "Paused in epoch 3 of 500 · mini-batch 1 of 6,000"),
        (4000.0, line.format(4, "3,000", "100,000")),
    ]
    speed = live_training.speed_of(readings, images=60_000)
    assert (speed.training, speed.overall) == (150_000, 40_000)


def test_the_photos_are_rendered_and_read(tmp_path: Path) -> None:
    path = tmp_path / "strokes.npz"
    np.savez(
        path,
        points=np.array([[250, 100], [240, 400]] * 2, np.int16),
        stroke_start=np.array([0, 2, 4]),
        digit_start=np.array([0, 1, 2]),
        label=np.array([1, 1]),
        writer=np.array([0, 1]),
    )
    result = measure("photos", "draw", str(path), "--writers", "1", "--photos", "3")
    assert result["total"] == 3 == result["strokes_correct"] >= result["correct"]
    assert sum(count["total"] for count in result["conditions"]["paper"].values()) == 3
