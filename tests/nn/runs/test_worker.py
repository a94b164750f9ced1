"""A training process over real pipes."""

import io
import json
import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
import pytest

from nn import mnist
from nn.evaluation import evaluate
from nn.events import Checkpoint, Progress
from nn.mnist import Images
from nn.runs import messages
from nn.runs.messages import MessageError
from nn.settings.config import TrainingConfig
from nn.training import Trainer, initial_network

pytestmark = pytest.mark.slow

ROOT = Path(messages.__file__).parents[2]
DEADLINE = 60.0

Message = dict[str, Any]


def settings(**changes: Any) -> TrainingConfig:
    """Two epochs of 50 mini-batches on a small network, but for the changes."""
    usual: dict[str, Any] = {"sizes": (784, 12, 10), "training_images": 500, "epochs": 2}
    return TrainingConfig(**(usual | {"eta": 1.0} | changes))


class Process:
    """A worker, and every message that it has sent."""

    def __init__(self, config: TrainingConfig | None, command: list[str]) -> None:
        pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        self.popen = subprocess.Popen([sys.executable, *command], cwd=ROOT, **pipes)
        # A worker that never says what is waited for would keep its test waiting for ever.
        self.deadline = threading.Timer(DEADLINE, self.popen.kill)
        self.deadline.start()
        self.stdin = cast(BinaryIO, self.popen.stdin)
        self.received: list[tuple[Message, bytes]] = []
        self._commands = 0
        if config:
            messages.write(self.stdin, {"config": config.to_dict()})

    def tell(self, do: str, **more: Any) -> int:
        """Send a command and return its number."""
        self._commands += 1
        messages.write(self.stdin, {"do": do, "number": self._commands, **more})
        return self._commands

    def hear(self) -> Message:
        """Return the next message, and in it how far the run is."""
        received = messages.read(cast(BinaryIO, self.popen.stdout))
        assert received is not None, "the process has ended, or was ended at its deadline"
        message, payload = received
        message = message.pop("progress", {}) | message
        self.received.append((message, payload))
        return message

    def hear_until(self, kind: str, **fields: Any) -> Message:
        """Return the next message of a kind with these fields."""
        message = self.hear()
        while message["is"] != kind or not fields.items() <= message.items():
            message = self.hear()
        return message

    def do(self, do: str, **more: Any) -> Message:
        """Send a command, and return the message that says the run is paused after it."""
        after = self.tell(do, **more)
        return self.hear_until("progress", state="paused", after=after, looking=False)

    def finish(self) -> Message:
        """Have it train to the end, and return its last message."""
        self.tell("play")
        return self.hear_until("over")

    def all(self, kind: str) -> list[Message]:
        return [message for message, _ in self.received if message["is"] == kind]

    def latest(self, kind: str) -> Message:
        return self.all(kind)[-1]

    def costs(self) -> list[tuple[int, float]]:
        return [tuple(pair) for progress in self.all("progress") for pair in progress["costs"]]

    def newest(self) -> bytes:
        """Return the latest weights."""
        return [payload for _, payload in self.received if payload][-1]

    def end(self) -> tuple[int, str]:
        """Return the exit code and the text on stderr; no message may be left."""
        assert messages.read(cast(BinaryIO, self.popen.stdout)) is None
        return self.popen.wait(DEADLINE), cast(BinaryIO, self.popen.stderr).read().decode()


Start = Callable[..., Process]


@pytest.fixture
def start() -> Iterator[Start]:
    """Return a function that starts a worker; all are gone after the test."""
    processes: list[Process] = []

    def start(config: TrainingConfig | None = None, code: str = "") -> Process:
        process = Process(config, ["-c", code] if code else ["-m", "nn.runs.training_process"])
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.deadline.cancel()
        process.popen.kill()
        process.popen.communicate()


def trained(config: TrainingConfig, extra: Images | None = None) -> bytes:
    """Return the weights that the trainer itself ends with."""
    trainer = Trainer(config, mnist.load(), extra=extra)
    list(trainer)
    return messages.pack(trainer.network)


# Messages


def test_messages_come_back_as_they_were_sent() -> None:
    pipe = io.BytesIO()
    messages.write(pipe, {"is": "η\n", "n": [1, None, math.inf]}, b"\n{}\0")
    messages.write(pipe, {})
    pipe.seek(0)
    assert messages.read(pipe) == ({"is": "η\n", "n": [1, None, math.inf]}, b"\n{}\0")
    assert messages.read(pipe) == ({}, b"")
    assert messages.read(pipe) is None


def test_a_header_is_one_line_of_json_and_a_message_cut_short_is_the_end() -> None:
    pipe = io.BytesIO()
    messages.write(pipe, {"is": "progress"}, b"weights")
    whole = pipe.getvalue()
    line, payload = whole.split(b"\n")
    assert (json.loads(line), payload) == ({"is": "progress", "payload": 7}, b"weights")
    for length in range(len(whole)):
        assert messages.read(io.BytesIO(whole[:length])) is None


@pytest.mark.parametrize(
    "junk",
    [
        b"hello\n",
        b"[1]\n",
        b"{}\n",
        b'{"payload": -1}\n',
        b'{"payload": true}\n',
        b'{"payload": "3"}\nabc',
        b'{"payload": 99999999999}\n',
        b"\xff\n",
        b" " * messages.MOST_HEADER_BYTES + b"\n",
    ],
    ids=lambda junk: junk[:20].decode(errors="replace").strip() or "long",
)
def test_junk_is_refused(junk: bytes) -> None:
    with pytest.raises(MessageError, match="Expected"):
        messages.read(io.BytesIO(junk))


def test_what_is_too_long_is_not_sent() -> None:
    pipe, text = io.BytesIO(), "x" * messages.MOST_HEADER_BYTES
    for message, size in ({"is": text}, 0), ({}, messages.MOST_PAYLOAD_BYTES + 1):
        with pytest.raises(MessageError):
            messages.write(pipe, message, bytes(size))
    assert pipe.getvalue() == b""


def test_the_largest_network_fits_in_a_message() -> None:
    largest = settings(sizes=(784, 1000, 1000, 1000, 1000, 1000, 10))
    assert 4 * largest.parameter_count < messages.MOST_PAYLOAD_BYTES


@pytest.mark.parametrize("sizes", [(784, 10), (784, 12, 10), (784, 5, 7, 10)])
def test_a_network_is_packed_and_unpacked(sizes: tuple[int, ...]) -> None:
    config = settings(sizes=sizes, activation="tanh", output="softmax", pixels="raw")
    network = initial_network(config)
    again = messages.unpack(messages.pack(network), config)
    for ours, theirs in zip(
        (*network.weights, *network.biases), (*again.weights, *again.biases), strict=True
    ):
        assert np.array_equal(ours, theirs) and not theirs.flags.writeable
    assert (again.activation, again.output, again.input_scale) == ("tanh", "softmax", 255.0)


def test_too_few_weights_are_refused() -> None:
    config = settings()
    with pytest.raises(MessageError, match="Expected 9,550 weights"):
        messages.unpack(messages.pack(initial_network(config))[:-4], config)


def test_images_are_packed_and_unpacked() -> None:
    images = mnist.load().train[:3]
    again = messages.unpack_images(messages.pack_images(images))
    assert again is not None and not again.images.flags.writeable
    assert np.array_equal(again.images, images.images)
    assert np.array_equal(again.labels, images.labels)
    assert messages.unpack_images(messages.pack_images(None)) is None
    assert messages.unpack_images(messages.pack_images(images[:0])) is None


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [(bytes(784), "785 bytes each, got 784"), (bytes(784) + b"\x0a", "from 0 to 9, got 10")],
)
def test_what_are_no_images_is_refused(payload: bytes, sentence: str) -> None:
    with pytest.raises(MessageError, match=sentence):
        messages.unpack_images(payload)


def test_as_many_images_as_may_be_fit_in_a_message() -> None:
    assert 40_000 < messages.MOST_IMAGES
    assert messages.MOST_IMAGES * messages.IMAGE_BYTES <= messages.MOST_PAYLOAD_BYTES


# A run


def test_it_starts_paused_with_the_untrained_network(start: Start) -> None:
    config = settings()
    process = start(config)
    first = process.hear()
    assert [first[name] for name in ("is", "epoch", "step")] == ["checkpoint", 0, 0]
    network = initial_network(config)
    assert process.newest() == messages.pack(network)
    assert first["test"] == list(astuple(evaluate(network, mnist.load().test)))
    assert first["train"][1] == 500
    assert process.hear()["state"] == "paused"


def test_it_trains_to_the_end_and_ends(start: Start) -> None:
    config = settings()
    process = start(config)
    last = process.finish()
    assert (last["state"], last["message"]) == ("finished", "Finished 2 epochs.")
    assert process.newest() == trained(config)
    assert process.end() == (0, "")
    assert len(process.all("checkpoint")) == 7
    progress = process.latest("progress")
    assert (progress["epoch"], progress["mini_batch"], progress["mini_batches"]) == (2, 50, 50)
    assert progress["step"] == 100 and progress["seconds"] > 0


def test_it_says_what_the_trainer_says(start: Start) -> None:
    config = settings(early_stopping=5, held_back=100, cost="cross-entropy")
    process = start(config)
    process.finish()
    events = list(Trainer(config, mnist.load()))
    sent = [payload for message, payload in process.received if message["is"] == "checkpoint"]
    checkpoints = [e for e in events if isinstance(e, Checkpoint)]
    assert sent == [messages.pack(checkpoint.network) for checkpoint in checkpoints]
    for message, checkpoint in zip(process.all("checkpoint"), checkpoints, strict=True):
        assert message["test"] == list(astuple(checkpoint.test))
        assert message["train"] == list(astuple(checkpoint.train))


@pytest.mark.parametrize(
    "changes",
    [{}, {"mini_batch_size": 7, "augmentation": "both", "schedule": "cosine", "momentum": 0.5}],
    ids=["plain", "together"],
)
def test_however_it_is_driven_the_weights_are_the_same(
    start: Start, changes: dict[str, Any]
) -> None:
    config = settings(**changes)
    process = start(config)
    for n in (1, 2, 9):
        process.do("steps", n=n)
    process.tell("speed", per_second=200.0)
    process.tell("play")
    process.hear_until("progress", state="running")
    process.do("pause")
    process.do("epoch")
    process.tell("speed", per_second=None)
    process.finish()
    assert process.newest() == trained(config)


def test_steps_are_counted_one_by_one_and_then_it_is_paused(start: Start) -> None:
    process = start(settings())
    process.do("steps", n=1)
    assert [c["step"] for c in process.all("checkpoint")] == [0, 1]  # at once, not with step 2
    process.do("steps", n=4)
    assert [step for step, _ in process.costs()] == [1, 2, 3, 4, 5]
    progress = process.do("steps", n=44)
    assert (progress["step"], progress["mini_batch"]) == (49, 49)
    process.do("steps", n=1)
    assert process.latest("checkpoint")["position"] == 1
    progress = process.do("steps", n=2)
    assert (progress["epoch"], progress["mini_batch"], progress["step"]) == (2, 2, 52)
    assert [step for step, _ in process.costs()] == list(range(1, 53))


def test_steps_asked_for_meanwhile_are_taken_as_well(start: Start) -> None:
    process = start(settings())
    process.tell("steps", n=5)
    assert process.do("steps", n=5)["step"] == 10


def test_the_last_step_ends_the_run(start: Start) -> None:
    process = start(settings(epochs=1))
    process.tell("steps", n=50)
    process.hear_until("over", state="finished")
    assert process.end()[0] == 0


def test_an_epoch_goes_to_its_end(start: Start) -> None:
    process = start(settings(epochs=3))
    process.do("steps", n=20)
    for epoch in (1, 2):
        process.do("epoch")
        assert process.latest("progress")["step"] == 50 * epoch
        assert process.latest("checkpoint")["position"] == epoch


def test_pause_is_answered_at_once(start: Start) -> None:
    process = start(settings(epochs=500))
    process.tell("play")
    process.hear_until("checkpoint", position=1)
    asked = time.monotonic()
    step = process.do("pause")["step"]
    assert time.monotonic() - asked < 5
    time.sleep(0.2)
    assert process.do("pause")["step"] == step  # it is still there


def test_slow_motion_keeps_its_pace_and_its_ears_open(start: Start) -> None:
    process = start(settings())
    process.tell("speed", per_second=50.0)
    asked = time.monotonic()
    process.tell("play")
    process.hear_until("checkpoint", position=1)
    took = time.monotonic() - asked
    assert took > 49 / 50 - 0.1
    answers = 3  # and the first, of the untrained network
    assert len(process.all("progress")) < 2 * took + answers + 1
    process.tell("speed", per_second=0.1)
    process.hear_until("progress", state="running")
    asked = time.monotonic()
    process.do("pause")
    assert time.monotonic() - asked < 5
    costs = process.costs()
    assert [step for step, _ in costs] == list(range(1, len(costs) + 1))


def test_slow_motion_looks_closely_at_the_first_epoch(start: Start) -> None:
    config = settings(training_images=2_000)  # 200 mini-batches
    process = start(config)
    process.tell("speed", per_second=10.0)  # so that a busy machine has time for another look
    process.tell("play")
    usual = {0, 1, 3, 10, 30, 100, 200}
    while (step := process.hear_until("checkpoint")["step"]) in usual:
        pass
    assert step < 200
    process.tell("speed", per_second=None)
    process.finish()
    looks = [c["step"] for c in process.all("checkpoint")]
    assert looks == sorted(set(looks))
    assert process.newest() == trained(config)


def test_settings_change_on_the_way(start: Start) -> None:
    process = start(settings())
    process.do("steps", n=20)
    process.do("change", settings={"eta": 0.5, "mini_batch_size": 90})
    [changed] = process.all("changed")
    assert changed["settings"] == {"eta": [1.0, 0.5], "mini_batch_size": [10, 90]}
    assert (changed["step"], changed["position"]) == (20, 0.4)
    assert process.latest("progress")["mini_batches"] == 24  # 300 images are left: 3 * 90 + 30
    progress = process.do("epoch")
    assert (progress["mini_batch"], progress["mini_batches"], progress["step"]) == (24, 24, 24)
    assert (progress["eta"], progress["position"]) == (0.5, 1)
    process.finish()
    assert process.latest("progress")["step"] == 30

    trainer = Trainer(settings(), mnist.load(), look_after=1)
    for event in trainer:
        if isinstance(event, Progress) and event.step == 20:
            trainer.change(eta=0.5, mini_batch_size=90)
    assert process.newest() == messages.pack(trainer.network)


def test_a_run_that_diverges_says_so(start: Start) -> None:
    config = settings(activation="relu", cost="cross-entropy", eta=1000.0, sizes=(784, 90, 90, 10))
    process = start(config)
    last = process.finish()
    assert last["state"] == "diverged" and "stopped being finite" in last["message"]
    assert process.newest() == trained(config)
    assert np.isfinite(np.frombuffer(process.newest(), np.float32)).all()
    assert process.end()[0] == 0
    assert process.latest("progress")["step"] == last["step"] == last["mini_batch"]


EVALUATING = """
import sys, time
import nn.evaluation, nn.training
in_blocks = nn.evaluation.evaluate_in_blocks
def slow(*arguments):
    for evaluation in in_blocks(*arguments):
        time.sleep(0.05)
        yield evaluation
nn.training.evaluate_in_blocks = slow
from nn.runs import training_process
training_process.main()
"""


def test_a_command_is_answered_before_an_evaluation_ends(start: Start) -> None:
    process = start(settings(), EVALUATING)  # six blocks a checkpoint
    answer = process.hear_until("progress", after=process.tell("speed", per_second=None))
    assert answer["looking"] and not process.all("checkpoint")
    answer = process.hear_until("progress", after=process.tell("steps", n=1))
    assert (answer["state"], answer["step"]) == ("stepping", 0) and not process.all("checkpoint")
    while process.hear_until("progress", after=process.tell("speed", per_second=None))["step"] == 0:
        pass
    answer = process.hear_until("progress", after=process.tell("pause"))
    assert (answer["state"], answer["looking"]) == ("paused", True)
    assert len(process.all("checkpoint")) == 1
    process.hear_until("progress", looking=False)  # it finishes what it had begun, and no more
    assert [c["step"] for c in process.all("checkpoint")] == [0, 1]
    assert process.latest("progress")["step"] == 1


def test_one_epoch_that_early_stopping_ends_is_the_last(start: Start) -> None:
    process = start(settings(early_stopping=1, held_back=100, epochs=50, eta=0.00001))
    process.do("epoch")
    process.tell("epoch")
    assert "Stopped after epoch 2" in process.hear_until("over", state="finished")["message"]
    assert process.end()[0] == 0


# The process


@pytest.mark.parametrize("doing", ["nothing yet", "pausing", "training", "a long step"])
def test_it_ends_when_its_input_does(start: Start, doing: str) -> None:
    long = {"sizes": (784, 1000, 1000, 10), "mini_batch_size": 10_000, "training_images": 10_000}
    config = settings(epochs=500, **(long if doing == "a long step" else {}))
    process = start(None if doing == "nothing yet" else config)
    if doing != "nothing yet":
        process.hear_until("progress")
        if doing != "pausing":
            process.tell("play")
            process.hear_until("progress", state="running")
    process.stdin.close()
    process.popen.stdin = None  # or communicate would write to it
    assert process.popen.wait(10) == 0


IMPATIENT = """
from nn.runs import training_process
training_process.PATIENCE = 1.0
training_process.main()
"""


def test_it_ends_if_it_never_hears_what_to_train(start: Start) -> None:
    assert start(None, IMPATIENT).popen.wait(DEADLINE) == 0
    process = start(settings(), IMPATIENT)
    assert process.hear()["is"] == "checkpoint"
    time.sleep(1.5)
    process.finish()
    assert process.end() == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches no single process there")
def test_ctrl_c_is_not_for_it(start: Start) -> None:
    process = start(settings())
    process.hear_until("progress")
    process.popen.send_signal(signal.SIGINT)
    process.finish()
    assert process.end() == (0, "")


PRINTING = """
import os, sys
from nn import mnist; from nn.runs import training_process
load = mnist.load
def chatty():
    print("hello")
    os.write(1, b"from below")
    return load()
mnist.load = chatty
training_process.main()
"""


def test_what_is_printed_is_no_message(start: Start) -> None:
    process = start(settings(), PRINTING)
    assert process.hear()["is"] == "checkpoint"
    process.finish()
    code, text = process.end()
    assert code == 0 and "hello" in text and "from below" in text


FAILING = """
from nn import mnist; from nn.runs import training_process
def fail():
    raise {error}
mnist.load = fail
training_process.main()
"""


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            "mnist.MnistError('The images are missing', mnist.PATH)",
            "The images are missing: nn/assets/mnist.npz cannot be used. It is part of the "
            "project: restore it with `git checkout -- nn/assets/mnist.npz`, or clone the "
            "project again.",
        ),
        ("MemoryError", "The run needed more memory than the system gives it."),
    ],
)
def test_what_a_person_can_mend_is_said(start: Start, error: str, sentence: str) -> None:
    process = start(settings(), FAILING.format(error=error))
    assert process.hear()["message"] == sentence
    assert process.end()[0] == 0


@pytest.mark.parametrize("at_first", [True, False])
def test_a_garbled_message_ends_it_with_an_error(start: Start, at_first: bool) -> None:
    process = start(None if at_first else settings())
    if not at_first:
        process.hear_until("progress")
    process.stdin.write(b"{garbled\n")
    process.stdin.flush()
    code, text = process.end()
    assert code == 1 and "Expected a line of JSON, got b'{garbled" in text


def test_any_other_error_ends_it_with_a_traceback(start: Start) -> None:
    process = start(settings(), FAILING.format(error="RuntimeError('unheard of')"))
    code, text = process.end()
    assert code == 1 and "RuntimeError: unheard of" in text


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="only Linux tells the memory")
def test_the_images_stay_bytes(start: Start) -> None:
    process = start(settings(training_images=60_000, mini_batch_size=600))
    process.do("epoch")
    status = Path(f"/proc/{process.popen.pid}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS")]
    # 60,000 images are 47 MB as bytes and 188 MB as floats.
    assert int(line.split()[1]) < 180_000
