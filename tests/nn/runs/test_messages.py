"""Messages between a training process and its host."""

import io
import json
import math

import numpy as np
import pytest

from nn import mnist
from nn.runs import messages
from nn.runs.messages import MessageError
from nn.training import initial_network
from tests.nn.runs.conftest import settings


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
        b'{"payload": -1}\n',
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


@pytest.mark.parametrize("sizes", [(784, 10), (784, 5, 7, 10)])
def test_a_network_is_packed_and_unpacked(sizes: tuple[int, ...]) -> None:
    config = settings(sizes=sizes, activation="tanh", output="softmax", pixels="raw")
    network = initial_network(config)
    again = messages.unpack(messages.pack(network), config)
    for ours, theirs in zip(
        (*network.weights, *network.biases), (*again.weights, *again.biases), strict=True
    ):
        assert np.array_equal(ours, theirs) and not theirs.flags.writeable
    assert (again.activation, again.output, again.input_scale) == ("tanh", "softmax", 255.0)
    with pytest.raises(MessageError, match=f"Expected {config.parameter_count:,} weights"):
        messages.unpack(messages.pack(network)[:-4], config)


def test_images_are_packed_and_unpacked() -> None:
    images = mnist.load().train[:3]
    again = messages.unpack_images(messages.pack_images(images))
    assert again is not None and not again.images.flags.writeable
    assert np.array_equal(again.images, images.images)
    assert np.array_equal(again.labels, images.labels)
    assert messages.unpack_images(messages.pack_images(None)) is None
    assert messages.unpack_images(messages.pack_images(images[:0])) is None


def test_the_largest_that_may_be_sent_fits_in_a_message_and_more_is_not_sent() -> None:
    largest = settings(sizes=(784, 1000, 1000, 1000, 1000, 1000, 10))
    assert 4 * largest.parameter_count < messages.MOST_PAYLOAD_BYTES
    assert 40_000 < messages.MOST_IMAGES
    assert messages.MOST_IMAGES * messages.IMAGE_BYTES <= messages.MOST_PAYLOAD_BYTES
    pipe, text = io.BytesIO(), "x" * messages.MOST_HEADER_BYTES
    with pytest.raises(MessageError, match="Expected a header"):
        messages.write(pipe, {"text": text})
    assert not pipe.getvalue()
