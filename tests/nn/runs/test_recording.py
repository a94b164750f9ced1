"""The recorded run: its file, and how it is played."""

import io
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from nn import mnist
from nn.cli.commands import main
from nn.errors import Refused
from nn.evaluation import evaluate
from nn.npz import NpzError
from nn.runs import messages, recording, slow_motion
from nn.runs.host import Host
from nn.runs.records import RunState
from nn.runs.run import Run
from nn.training import TRAINING_IMAGES_AT_A_GLANCE, initial_network
from tests.nn.runs.conftest import (
    PATIENCE,
    Driven,
    Started,
    endless,
    states,
    threads_of_runs,
    until,
)


@pytest.fixture
def recorded(host: Driven) -> Run:
    return host.new_recorded_run()


def members() -> dict[str, Any]:
    with np.load(recording.PATH, allow_pickle=False) as file:
        return dict(file)


def file_of(**arrays: Any) -> bytes:
    stream = io.BytesIO()
    together: dict[str, Any] = {**members(), **arrays}
    np.savez_compressed(stream, **together)
    return stream.getvalue()


# The file


def test_the_accuracies_are_those_of_the_networks() -> None:
    data = mnist.load()
    for checkpoint in recording.load().checkpoints:
        network, glance = checkpoint.network, checkpoint.position < 1
        train = data.train[:TRAINING_IMAGES_AT_A_GLANCE] if glance else data.train
        for stored, images in (checkpoint.test, data.test), (checkpoint.train, train):
            now = evaluate(network, images)
            assert (stored.correct, stored.total) == (now.correct, now.total)
            assert stored.cost == pytest.approx(now.cost)


def test_it_is_a_run_from_its_seed() -> None:
    checkpoints = recording.load().checkpoints
    first = initial_network(recording.CONFIG)
    for ours, theirs in zip(checkpoints[0].network.weights, first.weights, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1 / 128)
    assert [c.epoch for c in checkpoints] == [0] + [1] * (len(checkpoints) - 1)
    assert [c.step for c in checkpoints[:4]] == [0, 1, 3, 10]
    assert (checkpoints[-1].step, checkpoints[-1].position) == (6_000, 1.0)
    assert checkpoints[-1].test.accuracy > 0.9
    assert len(recording.load().costs) == 6_000


@pytest.mark.slow
def test_it_is_small_and_the_command_makes_it_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "again.npz"
    assert main(["record", "--out", str(file)]) == 0
    assert f"Saved {file}.\nIt holds 27 networks in" in capsys.readouterr().err
    assert file.stat().st_size <= 300_000 and recording.PATH.stat().st_size <= 300_000
    again = recording.from_bytes(file.read_bytes())
    # Another processor rounds otherwise, and the run then goes another way.
    for ours, theirs in zip(again.checkpoints, recording.load().checkpoints, strict=True):
        assert ours.test.accuracy == pytest.approx(theirs.test.accuracy, abs=0.05)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "it is empty"),
        (b"junk", "not an .npz file"),
        (bytes(300_001), "longer than 300,000 bytes"),
        (file_of(costs=np.zeros(3, "<f4")), "costs has shape"),
        (file_of(costs=np.full(6_000, np.nan, "<f4")), "not finite"),
        (file_of(steps=np.zeros(27, "<i4")), "its steps are not"),
        (file_of(evaluations=np.full((27, 2, 3), -1.0)), "its evaluations are not"),
        (file_of(more=np.zeros(3)), "also contains 'more'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_another_file_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(NpzError, match=sentence):
        recording.from_bytes(content)


def test_a_missing_file_is_refused_with_a_sentence(
    host: Driven,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recording.load.cache_clear()
    monkeypatch.setattr(recording, "PATH", Path("nowhere/first-epoch.npz"))
    with pytest.raises(Refused, match="git checkout -- first-epoch.npz"):
        host.new_recorded_run()


# Playing it


def test_it_is_played_to_its_end_like_a_run(
    host: Driven, recorded: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = count()  # each look at the clock takes one, so that nothing has to be waited for
    monkeypatch.setattr(slow_motion, "time", SimpleNamespace(monotonic=lambda: next(seconds)))
    assert (recorded.state, recorded.snapshot().recorded) == (RunState.READY, True)
    view = host.play_out(recorded)
    checkpoints = recording.load().checkpoints
    assert [c.test for c in view.checkpoints] == [c.test for c in checkpoints]
    assert messages.pack(view.newest) == messages.pack(checkpoints[-1].network)
    assert (view.progress.step, view.position) == (6_000, 1)
    assert view.message == "The recording has ended."
    assert view.recorded and len(view.costs.steps) > 100
    until(lambda: "recording" not in threads_of_runs())


def test_it_takes_no_core_no_place_in_the_queue_and_no_process(
    started: Started,
) -> None:
    host = Host(slots=1, most_processes=1)
    live, waiting = (host.new_run(endless()) for _ in range(2))
    recorded = host.new_recorded_run()
    for run in live, waiting, recorded:
        host.play(run)
    assert states(live, waiting, recorded) == [
        (RunState.RUNNING, None),
        (RunState.QUEUED, 1),
        (RunState.RUNNING, None),
    ]
    until(lambda: recorded.snapshot().progress.step)
    host.discard(live)
    assert states(waiting, recorded) == [(RunState.RUNNING, None), (RunState.RUNNING, None)]
    host.close()
    assert "The run ended when the server was stopped." in recorded.snapshot().message


def test_it_pauses_steps_goes_on_and_is_cut_off(host: Driven, recorded: Run) -> None:
    assert host.take_a_step(recorded).progress.step == 1
    assert [c.step for c in recorded.snapshot().checkpoints] == [0, 1]
    host.play(recorded)
    until(lambda: recorded.snapshot().progress.step > 100)
    view = host.stop(recorded)
    assert view.state is RunState.PAUSED
    host.speed(recorded, None)  # a recording's full speed is its own
    assert recorded.wait(PATIENCE)
    assert recorded.snapshot().progress.step == view.progress.step
    with pytest.raises(Refused, match="settings of a recording cannot change"):
        host.change(recorded, eta=1.0)
    host.play(recorded)
    host.discard(recorded)
    assert recorded.state is RunState.FAILED


def test_many_who_watch_a_recording_look_less_often(host: Driven) -> None:
    assert host.crowding == 1.0
    recorded = [host.new_recorded_run() for _ in range(13)]
    crowding = []
    for run in recorded:
        host.speed(run, 1.0)
        host.play(run)
        crowding.append(host.crowding)
    assert crowding == [1.0] * 3 + [2.0] * 3 + [4.0] * 6 + [8.0]
    for run in recorded[3:]:
        host.pause(run)
    assert host.crowding == 1.0
