"""The book's `SGD`, chapter 1: epochs, the shuffle, mini-batches, and a step for each.

    run = Descent.begin(Config(), images)
    for mini_batch in sgd(run, images):
        if mini_batch is None:
            print("the end of epoch", run.epochs_done)

Whoever drives the loop may evaluate the network between two steps, change settings, wait, or stop:
nothing happens until the next step is asked for. All randomness comes from the seed, so one seed
gives one network, bit for bit on one machine with one number of BLAS threads.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from nn.errors import Choices
from nn.functions import Array
from nn.initial_weights import initial_network
from nn.network import Network

MiniBatch = tuple[Array, Array]  # inputs (m, 784) in [0, 1], and desired outputs (m, n_L)
PIXELS = Choices("Pixels", {"scaled": 1.0, "raw": 255.0})  # the factors of `input_scale`
SCHEDULES: Choices[Callable[[float], float]] = Choices(  # the share of eta, at an angle of 0 to pi
    "Schedule", {"constant": lambda _: 1.0, "cosine": lambda at: 0.5 * (1.0 + math.cos(at))}
)


@dataclass(frozen=True, eq=False)
class Images:
    """Digits with their labels."""

    images: npt.NDArray[np.uint8]  # (n, 784), line by line from the top; 0 is paper, 255 is ink
    labels: npt.NDArray[np.uint8]  # (n,)

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, rows: slice | npt.NDArray[Any]) -> "Images":
        return Images(self.images[rows], self.labels[rows])

    def in_blocks(self, size: int) -> Iterator["Images"]:
        """Yield the images, up to `size` at a time."""
        for start in range(0, len(self), size):
            yield self[start : start + size]


def one_hot(labels: npt.NDArray[Any], dtype: Any = np.float32, outputs: int = 10) -> Array:
    """Return the desired outputs for labels (n,): (n, outputs), 1 at the label and 0 elsewhere."""
    return np.eye(outputs, dtype=dtype)[labels]


@dataclass(frozen=True)
class Config:
    """The settings of a run; the defaults are chapter 1's, but for 60,000 images: it has 50,000."""

    sizes: tuple[int, ...] = (784, 30, 10)  # neurons in each layer; the images say how many outputs
    activation: str = "sigmoid"
    output: str = "sigmoid"
    initialisation: str = "normal"
    cost: str = "quadratic"
    eta: float = 3.0  # the learning rate
    mini_batch_size: int = 10
    epochs: int = 30
    lmbda: float = 0.0  # of L2 regularisation, chapter 3
    momentum: float = 0.0  # chapter 3
    schedule: str = "constant"  # "cosine" lets eta fall to 0; not in the book
    training_images: int = 60_000
    pixels: str = "scaled"  # "raw": 0 to 255
    early_stopping: int = 0  # epochs without a better accuracy; 0 is off
    held_back: int = 10_000  # images for early stopping
    seed: int = 1

    @property
    def images_to_learn_from(self) -> int:
        """The number of images to learn from, without those held back."""
        return self.training_images - (self.held_back if self.early_stopping else 0)

    @property
    def input_scale(self) -> float:
        """The factor for a pixel in [0, 1] on its way into the network."""
        return PIXELS[self.pixels]

    def eta_after(self, done: int, total: int) -> float:
        """Return the learning rate, by the schedule, after `done` of a run's `total` images."""
        return self.eta * SCHEDULES[self.schedule](math.pi * done / total)

    def first_network(self, rng: np.random.Generator | None = None, outputs: int = 10) -> Network:
        """Return the network that a run starts from; `rng` is the run's, from the seed."""
        return initial_network(
            (*self.sizes[:-1], outputs),
            rng or np.random.default_rng(self.seed),
            self.initialisation,
            activation=self.activation,
            output=self.output,
            input_scale=self.input_scale,
        )


@dataclass(eq=False)
class Descent:
    """A run of stochastic gradient descent, between two mini-batches.

    It is plain data: pickled between two steps it can go on in another process.
    """

    config: Config
    network: Network  # is being trained, in place
    rng: np.random.Generator  # for the shuffles
    n: int  # images to learn from in an epoch
    order: npt.NDArray[np.int32]  # (n,), in which this epoch takes the images
    epochs_done: int = 0
    row: int = 0  # of `order`: the next image

    @classmethod
    def begin(cls, config: Config, images: Images) -> Self:
        """Return a run before its first step, which is to learn from `images`.

        Where some of them have the label 10, no digit, the network has an eleventh output.
        """
        n, rng = len(images), np.random.default_rng(config.seed)
        network = config.first_network(rng, outputs=max(10, int(images.labels.max()) + 1))
        return cls(config, network, rng, n, np.arange(n, dtype=np.int32))

    @property
    def is_over(self) -> bool:
        """Whether all epochs are done."""
        return self.epochs_done >= self.config.epochs

    @property
    def eta(self) -> float:
        """The learning rate of the next step."""
        done = self.epochs_done * self.n + self.row
        return self.config.eta_after(done, self.config.epochs * self.n)

    def mini_batches(self, images: Images) -> Iterator[MiniBatch]:
        """Yield the mini-batches of an epoch from `row` on; the last one may be smaller."""
        row = self.row
        while row < self.n:
            rows = self.order[row : row + self.config.mini_batch_size]
            row += len(rows)
            x = images.images[rows] * np.float32(1.0 / 255.0)
            yield x, one_hot(images.labels[rows], outputs=self.network.sizes[-1])


def sgd(run: Descent, images: Images) -> Iterator[MiniBatch | None]:
    """Yield each mini-batch after its step, and None after each epoch: the book's `SGD`."""
    while not run.is_over:
        if run.row == 0:  # a run may go on in the middle of an epoch
            run.order = run.rng.permutation(run.n).astype(np.int32)
        for x, y in run.mini_batches(images):
            c = run.config
            run.network.update_mini_batch(x, y, run.eta, c.cost, c.lmbda, run.n, c.momentum)
            run.row += len(x)
            yield x, y
        run.epochs_done, run.row = run.epochs_done + 1, 0
        yield None
