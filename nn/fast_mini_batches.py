"""The mini-batches made fast: `training.mini_batches` in blocks, and warped if the settings say so.

This module is written for speed; read `training.mini_batches` first. One block of shuffled rows at
a time is copied, turned into floats and perhaps warped, in buffers that are used again.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nn.augmentation import augment
from nn.functions import Array
from nn.mnist import Images, one_hot

if TYPE_CHECKING:
    from nn.training import MiniBatch, TrainingRun

# Few enough for the processor's cache, and enough that numpy's overhead does not count.
ROWS_IN_A_BLOCK = 200


def fast_mini_batches(run: "TrainingRun", images: Images) -> "Iterator[MiniBatch]":
    """Yield what `training.mini_batches` yields; the arrays are views that are used again.

    The settings may change between two mini-batches.
    """
    buffers: dict[int, tuple[Array, Array]] = {}
    while run.row < run.n:
        size = run.config.mini_batch_size
        if run.row == 0 or size != run.block_made_for:  # a change on the way begins another block
            run.block, run.block_made_for = run.row, size
        most = max(1, ROWS_IN_A_BLOCK // size) * size
        if most not in buffers:
            shape = most, images.images.shape[1]
            buffers[most] = np.empty(shape, np.uint8), np.empty(shape, np.float32)
        rows = run.order[run.block : run.block + most]
        as_bytes, x = (buffer[: len(rows)] for buffer in buffers[most])
        # No row is out of range; mode="clip" lets take write into `out` without another buffer.
        np.take(images.images, rows, axis=0, out=as_bytes, mode="clip")
        np.copyto(x, as_bytes)  # then scaled in place: faster than at once
        np.multiply(x, np.float32(1.0 / 255.0), out=x)
        y = one_hot(images.labels[rows], outputs=run.network.sizes[-1])
        if run.config.augmentation != "none":
            # The block's own random numbers: a run that goes on elsewhere warps it as before.
            rng = np.random.default_rng((run.config.seed, run.epochs_done, run.block))
            x = augment(x, rng, run.config.augmentation)
        end = run.block + len(rows)
        while run.row < end and run.config.mini_batch_size == size:
            first = run.row - run.block
            yield x[first : first + size], y[first : first + size]
        run.block = run.row
