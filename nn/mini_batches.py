"""The mini-batches of an epoch, from the bytes of the data set: shuffled, scaled, perhaps warped.

The images stay bytes; one block of shuffled rows at a time is copied and turned into floats.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nn.augmentation import augment
from nn.functions import Array
from nn.mnist import Images, one_hot

if TYPE_CHECKING:
    from nn.training import TrainingRun

MiniBatch = tuple[Array, Array]  # inputs (m, 784) in [0, 1], and desired outputs (m, n_L)

# Few enough for the processor's cache, and enough that numpy's overhead does not count.
ROWS_IN_A_BLOCK = 200


def mini_batches(run: "TrainingRun", images: Images) -> Iterator[MiniBatch]:
    """Yield the mini-batches of a run's epoch that it has not learnt from; the last may be smaller.

    It goes by `run.row`, which the loop moves on, and by the settings, which may change on the way.
    The arrays are views that a later mini-batch overwrites.
    """
    buffers: dict[int, tuple[Array, Array]] = {}
    while run.row < run.n:
        size = run.config.mini_batch_size
        if size != run.block_made_for:  # a change on the way begins another block
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
            warped = rows < run.warped
            x[warped] = augment(x[warped], rng, run.config.augmentation)
        end = run.block + len(rows)
        while run.row < end and run.config.mini_batch_size == size:
            first = run.row - run.block
            yield x[first : first + size], y[first : first + size]
        run.block = run.row
