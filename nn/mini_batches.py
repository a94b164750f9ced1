"""Mini-batches from the bytes of the data set: shuffled, scaled, and warped if asked for.

The images stay bytes; one block of shuffled rows at a time is copied and turned into floats. The
blocks, and with them the random numbers of augmentation, depend only on the seed and the mini-batch
size, not on where a run was looked at.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nn.augmentation import augment
from nn.fast_step import Batches
from nn.mnist import DIGITS, Images, one_hot
from nn.settings.config import TrainingConfig
from nn.standstill import FeedState

# Few enough for the processor's cache, and enough that numpy's overhead does not count.
ROWS_IN_A_BLOCK = 200


class Feed:
    """Hands out the mini-batches of one epoch after another; `rng` shuffles and draws the warps.

    Where the settings ask for warps, only the first `warped` images of `data` get them.
    """

    def __init__(
        self,
        data: Images,
        config: TrainingConfig,
        rng: np.random.Generator,
        outputs: int = DIGITS,
        warped: int | None = None,
    ) -> None:
        self._images = data.images
        self._desired = one_hot(data.labels, outputs=outputs)
        self._rng = rng
        self._augmentation = config.augmentation
        self._warped = len(data) if warped is None else warped
        self._scale = np.float32(config.input_scale / 255.0)
        self._size = config.mini_batch_size
        self._order = np.arange(len(data))
        # The next row, and the block that it is in; nothing is left until the first shuffle.
        self._row = self._start = self._end = len(data)
        # The random generator before this epoch, and before the block if its warps came from it.
        self._before_epoch: Mapping[str, Any] | None = None
        self._before_block: Mapping[str, Any] | None = None
        self._make_room()

    def _make_room(self) -> None:
        rows = max(1, ROWS_IN_A_BLOCK // self._size) * self._size
        self._bytes = np.empty((rows, self._images.shape[1]), np.uint8)
        self._x = np.empty((rows, self._images.shape[1]), np.float32)
        self._y = np.empty((rows, self._desired.shape[1]), np.float32)

    def change_size(self, mini_batch_size: int) -> None:
        """Hand out mini-batches of another size from now on."""
        if mini_batch_size != self._size:
            self._size = mini_batch_size
            self._make_room()
            self._end = self._row  # the rest of the old block is read again

    def shuffle(self) -> None:
        """Begin an epoch."""
        self._before_epoch = self._rng.bit_generator.state
        n = len(self._order)
        self._order = self._rng.permutation(n)
        self._row = self._start = self._end = 0

    @property
    def state(self) -> FeedState:
        """Where this feed is, for another one to go on from."""
        in_block = self._row < self._end and self._before_block is not None
        random = self._before_block if in_block else self._rng.bit_generator.state
        assert random is not None
        return FeedState(self._before_epoch, random, self._row, self._start, self._end)

    def take_up(self, state: FeedState) -> None:
        """Go on where another feed was, of the same images and settings."""
        if state.before_epoch is not None:
            self._rng.bit_generator.state = state.before_epoch
            self.shuffle()
        self._rng.bit_generator.state = state.random
        self._row, self._start, self._end = state.block, state.block, state.end
        if state.row < state.end:
            self._fill()
        self._row = state.row

    @property
    def mini_batches_left(self) -> int:
        """How many mini-batches of this epoch are still to come."""
        return -(-(len(self._order) - self._row) // self._size)

    def take(self, most: int) -> Batches:
        """Return the next mini-batches, at most `most` and at most a block; none after the last.

        Returns
        -------
        list of ((m, 784), (m, outputs))
            The network's inputs, already scaled, and the desired outputs: views that the next
            call overwrites. The epoch's last mini-batch may be smaller.
        """
        if self._row == self._end:
            self._fill()
        batches: Batches = []
        while len(batches) < most and self._row < self._end:
            low = self._row - self._start
            self._row = min(self._row + self._size, self._end)
            high = self._row - self._start
            x, y = self._x[low:high], self._y[low:high]
            batches.append((x, y))
        return batches

    def _fill(self) -> None:
        self._start = self._row
        rows = self._order[self._start : self._start + len(self._x)]
        n = len(rows)
        self._end = self._start + n
        # No row is out of range; mode="clip" lets take write into `out` without another buffer.
        np.take(self._images, rows, axis=0, out=self._bytes[:n], mode="clip")
        np.copyto(self._x[:n], self._bytes[:n])  # then scaled in place: faster than at once
        np.multiply(self._x[:n], self._scale, out=self._x[:n])
        np.take(self._desired, rows, axis=0, out=self._y[:n], mode="clip")
        if self._augmentation != "none":
            self._before_block = self._rng.bit_generator.state
            to_warp = rows < self._warped
            self._x[:n][to_warp] = augment(self._x[:n][to_warp], self._rng, self._augmentation)
