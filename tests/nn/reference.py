"""The book's algorithms as literally as they can be written: what the fast code is checked against.

One image at a time, column vectors, slopes as functions of z, every matrix of the chain rule
written out. Slow on purpose; what is computed shares nothing with `nn` but the book.
"""

import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import pairwise, product
from typing import Any

import numpy as np
import numpy.typing as npt

from nn.functions import ACTIVATIONS, COSTS, OUTPUTS, Array
from nn.initial_weights import INITIALISERS
from nn.mnist import Mnist, to_floats
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.sgd import Images, one_hot
from nn.training import Diverged, TrainingRun, train

Floats = npt.NDArray[np.float64]
Function = Callable[[Floats], Floats]

# Every activation x output x cost.
COMBINATIONS = list(product(ACTIVATIONS, OUTPUTS, COSTS))


def sigmoid(z: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-z))


def softmax(z: Floats) -> Floats:
    return np.exp(z) / np.exp(z).sum()


def sigmoid_jacobian(a: Floats) -> Floats:
    """Return da_j/dz_k: each output depends on its own z only."""
    return np.diagflat(a * (1.0 - a))


def softmax_jacobian(a: Floats) -> Floats:
    """Return da_j/dz_k: every output depends on every z."""
    return np.diagflat(a) - a @ a.T


def cost_derivative(a: Floats, y: Floats, cost: str, output: str) -> Floats:
    """Return dC_x/da for each output, a column."""
    if cost == "quadratic":
        return a - y
    if output == "softmax":
        return -y / a
    return (a - y) / (a * (1.0 - a))


# Each function with its slope, of z, or its Jacobian, of a.
# A new activation is compared with itself until it is written here, too.
ACTIVATION: dict[str, tuple[Any, Any]] = {
    name: (entry.function, entry.prime) for name, entry in ACTIVATIONS.items()
} | {
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1.0 - sigmoid(z))),
    "tanh": (np.tanh, lambda z: 1.0 / np.cosh(z) ** 2),
    "relu": (lambda z: np.where(z > 0.0, z, 0.0), lambda z: np.where(z > 0.0, 1.0, 0.0)),
}
OUTPUT: dict[str, tuple[Function, Function]] = {
    "sigmoid": (sigmoid, sigmoid_jacobian),
    "softmax": (softmax, softmax_jacobian),
}


class BookNetwork:
    """A network that learns image by image, as in the book's network.py and network2.py."""

    def __init__(self, network: Network, cost: str) -> None:
        self.weights: list[Floats] = [w.astype(np.float64) for w in network.weights]
        self.biases: list[Floats] = [b.astype(np.float64)[:, None] for b in network.biases]
        self.activation, self.output, self.cost = network.activation, network.output, cost
        self.velocity_w = [np.zeros_like(w) for w in self.weights]
        self.velocity_b = [np.zeros_like(b) for b in self.biases]

    def feedforward(self, a: Floats) -> Floats:
        """Return the output column for an input column, equation (22)."""
        for layer in range(len(self.weights)):
            z = self.weights[layer] @ a + self.biases[layer]
            last = layer == len(self.weights) - 1
            a = OUTPUT[self.output][0](z) if last else ACTIVATION[self.activation][0](z)
        return a

    def backprop(self, x: Floats, y: Floats) -> tuple[list[Floats], list[Floats]]:
        """Return nabla_b and nabla_w for one image: columns in, BP1 to BP4."""
        function, prime = ACTIVATION[self.activation]
        output, jacobian = OUTPUT[self.output]
        a, activations, zs = x, [x], []
        for w, b in zip(self.weights[:-1], self.biases[:-1], strict=True):
            z = w @ a + b
            a = function(z)
            zs.append(z)
            activations.append(a)
        a = output(self.weights[-1] @ a + self.biases[-1])
        delta = jacobian(a).T @ cost_derivative(a, y, self.cost, self.output)
        nabla_b, nabla_w = [delta], [delta @ activations[-1].T]
        for l in range(len(zs) - 1, -1, -1):
            delta = (self.weights[l + 1].T @ delta) * prime(zs[l])
            nabla_b.insert(0, delta)
            nabla_w.insert(0, delta @ activations[l].T)
        return nabla_b, nabla_w

    def update_mini_batch(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        eta: float,
        lmbda: float = 0.0,
        n: int = 1,
        momentum: float = 0.0,
    ) -> None:
        """Take one step on rows `x`, `y`, which enter the first layer as they are.

        Equations (107) and (108): v -> v' = mu v - eta nabla C, w -> w' = w + v'. The cost C
        has the L2 term in it. With mu = 0 this is equation (93).
        """
        x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
        m = len(x)
        sum_b = [np.zeros_like(b) for b in self.biases]
        sum_w = [np.zeros_like(w) for w in self.weights]
        for image, desired in zip(x, y, strict=True):
            nabla_b, nabla_w = self.backprop(image[:, None], desired[:, None])
            sum_b = [s + nb for s, nb in zip(sum_b, nabla_b, strict=True)]
            sum_w = [s + nw for s, nw in zip(sum_w, nabla_w, strict=True)]
        for l in range(len(self.weights)):
            nabla_c_w = sum_w[l] / m + lmbda / n * self.weights[l]
            nabla_c_b = sum_b[l] / m
            self.velocity_w[l] = momentum * self.velocity_w[l] - eta * nabla_c_w
            self.velocity_b[l] = momentum * self.velocity_b[l] - eta * nabla_c_b
            self.weights[l] = self.weights[l] + self.velocity_w[l]
            self.biases[l] = self.biases[l] + self.velocity_b[l]


def initialised(
    *sizes: int,
    seed: int = 3,
    initialisation: str = "normal",
    dtype: Any = np.float64,
    **options: Any,
) -> Network:
    """Return a network with random weights and biases."""
    rng, draw = np.random.default_rng(seed), INITIALISERS[initialisation].draw
    layers = [draw(rng, n_out, n_in) for n_in, n_out in pairwise(sizes)]
    weights, biases = ([part.astype(dtype) for part in p] for p in zip(*layers, strict=True))
    return Network(weights, biases, **options)


def numbers(network: Network) -> npt.NDArray[np.floating[Any]]:
    """Return all weights, then all biases, in one row."""
    return np.concatenate([part.ravel() for part in network.parameters])


def assert_same_parameters(
    network: Network, book: BookNetwork | Network, rtol: float = 0.0, atol: float = 1e-12
) -> None:
    """Fail unless weights and biases agree within the tolerance."""
    for l in range(len(book.weights)):
        np.testing.assert_allclose(network.weights[l], book.weights[l], rtol, atol)
        np.testing.assert_allclose(network.biases[l], book.biases[l].ravel(), rtol, atol)


def trained(config: TrainingConfig, images: Images, held_back: Images | None = None) -> TrainingRun:
    """Return a run at its end, trained by a plain loop."""
    run = TrainingRun.begin(config, images)
    with suppress(Diverged):
        for _ in train(run, images, held_back):
            pass
    return run


def some_images(
    sizes: Sequence[int], m: int, seed: int, dtype: type = np.float64
) -> tuple[npt.NDArray[np.floating[Any]], npt.NDArray[np.floating[Any]]]:
    """Return m random images (m, n_0) in [0, 1] and desired outputs (m, n_L), a single 1 a row."""
    rng = np.random.default_rng(seed)
    x = rng.random((m, sizes[0]))
    y = np.eye(sizes[-1])[rng.integers(sizes[-1], size=m)]
    return x.astype(dtype), y.astype(dtype)


def memory_of(function: Callable[[], object]) -> int:
    """Return how many bytes a function asks for at most; numpy's arrays count."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        function()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def mini_batches(config: TrainingConfig, data: Mnist) -> Iterator[tuple[Array, Array]]:
    """Yield the run's mini-batches as the seed shuffles them."""
    n = config.images_to_learn_from
    rng = np.random.default_rng(config.seed)
    config.first_network(rng)  # the initial weights are drawn before the first shuffle
    for _ in range(config.epochs):
        order = rng.permutation(n)
        for start in range(0, n, config.mini_batch_size):
            rows = order[start : start + config.mini_batch_size]
            yield to_floats(data.train.images[rows]), one_hot(data.train.labels[rows])
