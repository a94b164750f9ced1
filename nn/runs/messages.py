"""Messages between a training process and the host that started it, over a pipe.

    {"is": "progress", ..., "payload": 95440}    a line, and then 95,440 bytes of weights
    {"config": {...}, "payload": 785}            the same with one extra image to learn from

A message is a line of JSON and, after it, as many bytes as the line says. It is framed by hand
because `multiprocessing` would unpickle what it receives. Every length is checked before its bytes
are read.
"""

import json
from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np

from nn.fast_step import parameters_in
from nn.mnist import DIGITS, IMAGE_PIXELS, Images
from nn.network import Network
from nn.settings.config import TrainingConfig

MOST_HEADER_BYTES = 1_000_000
# The largest network that the settings allow, five layers of 1,000, takes 19.2 MB; a run of it that
# stands still, with its best epoch, three times as much.
MOST_PAYLOAD_BYTES = 64_000_000
IMAGE_BYTES = IMAGE_PIXELS + 1  # its label comes after all the pixels
MOST_IMAGES = MOST_PAYLOAD_BYTES // 2 // IMAGE_BYTES

_WEIGHTS = np.dtype("<f4")


class MessageError(ValueError):
    """The bytes are not a message, or are longer than a message may be."""


def write(stream: BinaryIO, message: Mapping[str, Any], payload: bytes = b"") -> None:
    """Send a message and its payload; raise `MessageError` if it is longer than `read` takes."""
    header = json.dumps({**message, "payload": len(payload)}).encode() + b"\n"
    _check_length("header", len(header), MOST_HEADER_BYTES)
    _check_length("payload", len(payload), MOST_PAYLOAD_BYTES)
    stream.write(header)
    stream.write(payload)
    stream.flush()


def read(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Return the next message and its payload; None where the stream ends, even inside a message.

    Raises `MessageError` if the bytes are not a message.
    """
    header = stream.readline(MOST_HEADER_BYTES)
    if not header.endswith(b"\n"):
        _check_length("line", len(header) + 1, MOST_HEADER_BYTES)
        return None
    try:
        message = json.loads(header)
    except ValueError as error:
        raise MessageError(f"Expected a line of JSON, got {header[:80]!r}.") from error
    length = message.pop("payload", None) if isinstance(message, dict) else None
    if type(length) is not int or length < 0:
        raise MessageError(f"Expected an object with a payload's length, got {header[:80]!r}.")
    _check_length("payload", length, MOST_PAYLOAD_BYTES)
    payload = stream.read(length)
    return (message, payload) if len(payload) == length else None


def _check_length(what: str, length: int, most: int) -> None:
    if length > most:
        raise MessageError(f"Expected a {what} of at most {most:,} bytes, got {length:,}.")


def pack(network: Network) -> bytes:
    """Return a network's numbers as float32: all weights, layer by layer, then all biases."""
    parts = (*network.weights, *network.biases)
    return b"".join(part.astype(_WEIGHTS, copy=False).tobytes() for part in parts)


def unpack(payload: bytes, config: TrainingConfig) -> Network:
    """Return the network with these settings that `pack` took apart; it is read-only.

    Raises `MessageError` if there are not as many numbers as such a network has.
    """
    if len(payload) != config.parameter_count * _WEIGHTS.itemsize:
        raise MessageError(
            f"Expected {config.parameter_count:,} weights and biases of {_WEIGHTS.itemsize} "
            f"bytes, got {len(payload):,} bytes."
        )
    weights, biases = parameters_in(np.frombuffer(payload, _WEIGHTS), config.sizes)
    return Network(weights, biases, config.activation, config.output, config.input_scale)


def pack_images(images: Images | None) -> bytes:
    """Return images as bytes: the pixels of all, then the labels of all; None gives no bytes."""
    return images.images.tobytes() + images.labels.tobytes() if images else b""


def unpack_images(payload: bytes) -> Images | None:
    """Return the images that `pack_images` took apart, read-only; None for no bytes.

    Raises `MessageError` if the bytes are not whole images, or a label is not a digit.
    """
    if not payload:
        return None
    count, too_many = divmod(len(payload), IMAGE_BYTES)
    if too_many:
        raise MessageError(
            f"Expected images of {IMAGE_BYTES} bytes each, got {len(payload):,} bytes."
        )
    flat = np.frombuffer(payload, np.uint8)
    pixels, labels = flat[:-count].reshape(count, IMAGE_PIXELS), flat[-count:]
    if labels.max() >= DIGITS:
        raise MessageError(f"Expected labels from 0 to {DIGITS - 1}, got {labels.max()}.")
    return Images(pixels, labels)
