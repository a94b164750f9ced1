"""The mini-batches made fast: `Descent.mini_batches` in blocks, and warped if the settings say so.

This module is written for speed; read `sgd.py` first. One block of shuffled rows at a time is
copied, turned into floats and perhaps warped, in buffers that are used again.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nn.augmentation import augment
from nn.early_stopping import EarlyStopping
from nn.functions import Array
from nn.settings.config import TrainingConfig
from nn.sgd import Images, MiniBatch, one_hot

# Few enough for the processor's cache, and enough that numpy's overhead does not count.
ROWS_IN_A_BLOCK = 200


@dataclass(eq=False)
class DescentInBlocks(EarlyStopping):
    """A run that cuts its mini-batches from blocks of images."""

    config: TrainingConfig
    block: int = 0  # of `order`: where the block begins
    block_made_for: int = 0  # the mini-batch size

    def mini_batches(self, images: Images) -> Iterator[MiniBatch]:
        """Yield what `Descent.mini_batches` yields; the arrays are views that are used again.

        The settings may change between two mini-batches.
        """
        buffers: dict[int, tuple[Array, Array]] = {}
        while self.row < self.n:
            size = self.config.mini_batch_size
            if self.row == 0 or size != self.block_made_for:  # a change begins another block
                self.block, self.block_made_for = self.row, size
            most = max(1, ROWS_IN_A_BLOCK // size) * size
            if most not in buffers:
                shape = most, images.images.shape[1]
                buffers[most] = np.empty(shape, np.uint8), np.empty(shape, np.float32)
            rows = self.order[self.block : self.block + most]
            as_bytes, x = (buffer[: len(rows)] for buffer in buffers[most])
            # No row is out of range; mode="clip" lets take write into `out` without another buffer.
            np.take(images.images, rows, axis=0, out=as_bytes, mode="clip")
            np.copyto(x, as_bytes)  # then scaled in place: faster than at once
            np.multiply(x, np.float32(1.0 / 255.0), out=x)
            y = one_hot(images.labels[rows], outputs=self.network.sizes[-1])
            if self.config.augmentation != "none":
                # The block's own random numbers: a run that goes on elsewhere warps it as before.
                rng = np.random.default_rng((self.config.seed, self.epochs_done, self.block))
                x = augment(x, rng, self.config.augmentation)
            end = self.block + len(rows)
            while self.row < end and self.config.mini_batch_size == size:
                first = self.row - self.block
                yield x[first : first + size], y[first : first + size]
            self.block = self.row
