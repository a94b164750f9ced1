"""The forward pass for many images, made fast: `Network.forward` on bytes.

This module is written for speed, not for reading; `fast_step` is the same for a step of gradient
descent. The tests compare it with `Network.forward`. Besides the product with the first weights,
most of the time goes into turning bytes into floats. So that is all that is done to them:

    bytes -> floats 0 to 255 -> a network whose first weights have the pixels' scale in them
"""

import os
import threading

import numpy as np

from nn import mnist
from nn.errors import Refused
from nn.functions import Array
from nn.mnist import Bytes, Images
from nn.network import Forward, Network

# What a wide register of the processor holds: BLAS multiplies by 32 neurons faster than by 30.
NEURONS_AT_ONCE = 16


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # Linux has it, macOS and Windows have not
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class ByteReader:
    """Reads images as bytes, with a network as it is now; several threads may use one reader.

    The outputs are the network's, up to rounding. It reads up to `most` images at a time, or else
    up to `mnist.BLOCK`.
    """

    def __init__(self, network: Network, most: int | None = None) -> None:
        self._most = most or mnist.BLOCK
        first = network.weights[0]
        scaled = first * first.dtype.type(network.input_scale / 255.0)
        weights, biases = [scaled, *network.weights[1:]], [*network.biases]
        if len(weights) > 1:  # round the hidden layer up; the added neurons have weights 0
            more = -len(first) % NEURONS_AT_ONCE
            weights[0] = np.pad(weights[0], ((0, more), (0, 0)))
            biases[0] = np.pad(biases[0], (0, more))
            weights[1] = np.pad(weights[1], ((0, 0), (0, more)))
        self._scaled = Network(weights, biases, network.activation, network.output)
        self._own = threading.local()  # each thread has its own buffer

    def forward(self, images: Bytes) -> Forward:
        """Return the forward pass for `images`, (m, n_1) from 0 to 255.

        Its inputs are overwritten by the thread's next call, and its first hidden layer may have
        more neurons than the network. Raises `Refused` for more images than it reads at a time.
        """
        if len(images) > self._most:
            raise Refused(f"Expected at most {self._most:,} images, got {len(images):,}.")
        if not hasattr(self._own, "x"):
            shape = self._most, images.shape[1]
            self._own.x = np.empty(shape, self._scaled.weights[0].dtype)
        x = self._own.x[: len(images)]
        np.copyto(x, images)
        return self._scaled.forward(x)


def weighted_inputs(network: Network, data: Images) -> Array:
    """Return the z of the outputs for all images, (n, n_L)."""
    reader = ByteReader(network)
    return np.concatenate([reader.forward(block.images).zs[-1] for block in data.in_blocks()])
