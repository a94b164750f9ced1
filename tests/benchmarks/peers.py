"""The contestants of the speed comparison: one network, written as each tool's users write it.

    problem -> train one epoch, yield, train the next, yield ... -> seconds and test accuracy

Every epoch shuffles the images and gathers its mini-batches; both are timed for every contestant.
What is done once (bytes to floats, compilation) happens in the first epoch, a warm-up. All start
from the same weights and biases.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np

from nn.evaluation import evaluate
from nn.functions import Array
from nn.mnist import Bytes, load, to_floats
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.sgd import Images, one_hot
from nn.training import TrainingRun, train

Parameters = tuple[list[Array], list[Array]]  # weights (n_l, n_{l-1}), biases (n_l,)

# The book's defaults (chapter 1), for every contestant.
SIZES = (784, 30, 10)
MINI_BATCH = 10
ETA = 3.0
SEED = 0
CONFIG = TrainingConfig(sizes=SIZES, eta=ETA, mini_batch_size=MINI_BATCH, seed=SEED)


class Problem(NamedTuple):
    """What to learn, and what to be tested on."""

    images: Array  # (n, 784) float32 from 0 to 1
    labels: Bytes  # (n,) from 0 to 9
    targets: Array  # (n, 10) one-hot
    test: Images
    epochs: int  # the warm-up included


class Epoch(NamedTuple):
    seconds: float  # of training alone
    accuracy: float  # on the test images after it, 0 to 1


class Contestant(NamedTuple):
    """A way to train the network; each step of `train` trains one more epoch."""

    name: str  # in the table
    train: Callable[[Problem], Iterator[Parameters]]
    package: str = ""  # to install besides NumPy


def load_problem(limit: int, epochs: int) -> Problem:
    data = load()
    train = data.train[:limit]
    targets = one_hot(train.labels)
    return Problem(to_floats(train.images), train.labels, targets, data.test, epochs)


def initial_parameters() -> Parameters:
    """Draw the float32 weights and biases that our own trainer starts from."""
    network = CONFIG.first_network()
    return network.weights, network.biases


def sigmoid(z: Array) -> Array:
    # A saturated neuron overflows exp to inf, and 1 / (1 + inf) is the right answer, 0. Callers
    # silence the overflow, once an epoch and not once a call.
    return 1 / (1 + np.exp(-z))


def epochs(contestant: Contestant, problem: Problem) -> Iterator[Epoch]:
    """Time each epoch of a contestant, and test it after that."""
    training = contestant.train(problem)
    while True:
        start = time.perf_counter()
        weights, biases = next(training)
        seconds = time.perf_counter() - start
        # The largest z is the answer, for softmax as for sigmoid, which saturates sooner.
        network = Network(weights, biases, output="softmax")
        yield Epoch(seconds, evaluate(network, problem.test).accuracy)


def ours(problem: Problem) -> Iterator[Parameters]:
    """As the app trains, from bytes and labels, which become floats and targets on the way."""
    images = load().train[: len(problem.images)]
    run = TrainingRun.begin(replace(CONFIG, epochs=problem.epochs), images)
    for mini_batch in train(run, images):
        if mini_batch is None:
            yield run.network.weights, run.network.biases


def plain_numpy(problem: Problem) -> Iterator[Parameters]:
    """Vectorised over the mini-batch, an equation a line, with all the temporaries."""
    images, targets = problem.images, problem.targets
    (w1, w2), (b1, b2) = initial_parameters()
    rng = np.random.default_rng(SEED)
    while True:
        order = rng.permutation(len(images))
        with np.errstate(over="ignore"):  # see sigmoid
            for start in range(0, len(order), MINI_BATCH):
                batch = order[start : start + MINI_BATCH]
                x, y = images[batch], targets[batch]  # (m, 784), (m, 10)
                a1 = sigmoid(x @ w1.T + b1)
                a2 = sigmoid(a1 @ w2.T + b2)
                delta2 = (a2 - y) * a2 * (1 - a2)
                delta1 = (delta2 @ w2) * a1 * (1 - a1)
                nabla_w1, nabla_w2 = delta1.T @ x, delta2.T @ a1
                nabla_b1, nabla_b2 = delta1.sum(axis=0), delta2.sum(axis=0)
                w1 = w1 - ETA / len(x) * nabla_w1
                w2 = w2 - ETA / len(x) * nabla_w2
                b1 = b1 - ETA / len(x) * nabla_b1
                b2 = b2 - ETA / len(x) * nabla_b2
        yield [w1, w2], [b1, b2]


def books_loop(problem: Problem) -> Iterator[Parameters]:
    """One image after another, as columns in lists, as in the book's program."""
    weights, flat = initial_parameters()
    biases = [b[:, np.newaxis] for b in flat]
    columns = zip(problem.images, problem.targets, strict=True)
    examples = [(x[:, np.newaxis], y[:, np.newaxis]) for x, y in columns]
    rng = np.random.default_rng(SEED)
    while True:
        shuffled = [examples[i] for i in rng.permutation(len(examples))]
        with np.errstate(over="ignore"):  # see sigmoid
            for start in range(0, len(shuffled), MINI_BATCH):
                mini_batch = shuffled[start : start + MINI_BATCH]
                sum_w = [np.zeros_like(w) for w in weights]
                sum_b = [np.zeros_like(b) for b in biases]
                for x, y in mini_batch:
                    nabla_w, nabla_b = gradient_of_one(weights, biases, x, y)
                    sum_w = [s + nabla for s, nabla in zip(sum_w, nabla_w, strict=True)]
                    sum_b = [s + nabla for s, nabla in zip(sum_b, nabla_b, strict=True)]
                step = ETA / len(mini_batch)
                weights = [w - step * s for w, s in zip(weights, sum_w, strict=True)]
                biases = [b - step * s for b, s in zip(biases, sum_b, strict=True)]
        yield weights, [b.ravel() for b in biases]


def gradient_of_one(weights: list[Array], biases: list[Array], x: Array, y: Array) -> Parameters:
    """Backpropagate one example: x (784, 1), y (10, 1), biases as columns."""
    activations = [x]
    for w, b in zip(weights, biases, strict=True):
        activations.append(sigmoid(w @ activations[-1] + b))
    _, hidden, a = activations
    delta = (a - y) * a * (1 - a)
    below = (weights[-1].T @ delta) * hidden * (1 - hidden)
    return [below @ x.T, delta @ hidden.T], [below, delta]


# The libraries below are imported by name, since they need not be installed. To a type checker they
# are Any.


def sklearn_mlp(problem: Problem) -> Iterator[Parameters]:
    """MLPClassifier, which has no cost but log loss; partial_fit is one shuffled epoch."""
    mlp = import_module("sklearn.neural_network").MLPClassifier(
        hidden_layer_sizes=SIZES[1:-1],
        activation="logistic",
        solver="sgd",
        alpha=0.0,
        batch_size=MINI_BATCH,
        learning_rate_init=ETA,
        momentum=0.0,
        random_state=SEED,
    )
    # The parameters exist only after a first fit. Then ours overwrite them.
    some = slice(MINI_BATCH)
    mlp.partial_fit(problem.images[some], problem.labels[some], classes=np.arange(SIZES[-1]))
    weights, biases = initial_parameters()
    ours = [*(w.T for w in weights), *biases]
    for parameters, initial in zip([*mlp.coefs_, *mlp.intercepts_], ours, strict=True):
        parameters[...] = initial
    while True:
        mlp.partial_fit(problem.images, problem.labels)
        yield [w.T for w in mlp.coefs_], list(mlp.intercepts_)


def torch_sequential(problem: Problem) -> Iterator[Parameters]:
    """nn.Sequential, autograd and optim.SGD: PyTorch as its tutorials teach it."""
    torch: Any = import_module("torch")
    torch.set_num_threads(1)
    nn = torch.nn
    images, targets = torch.from_numpy(problem.images), torch.from_numpy(problem.targets)
    first, second = nn.Linear(SIZES[0], SIZES[1]), nn.Linear(SIZES[1], SIZES[2])
    weights, biases = initial_parameters()
    for layer, w, b in zip((first, second), weights, biases, strict=True):
        layer.weight.data, layer.bias.data = torch.from_numpy(w), torch.from_numpy(b)
    model = nn.Sequential(first, nn.Sigmoid(), second, nn.Sigmoid())
    # The quadratic cost halves the sum over the outputs, MSELoss takes its mean: 10 / 2 apart.
    sgd = torch.optim.SGD(model.parameters(), lr=ETA * SIZES[-1] / 2)
    cost = nn.MSELoss()
    torch.manual_seed(SEED)
    while True:
        for batch in torch.randperm(len(images)).split(MINI_BATCH):
            sgd.zero_grad()
            cost(model(images[batch]), targets[batch]).backward()
            sgd.step()
        yield weights, biases  # they share the parameters' memory


def jax_scan(problem: Problem) -> Iterator[Parameters]:
    """A whole epoch compiled: jit around lax.scan over the mini-batches."""
    jax: Any = import_module("jax")

    def cost(parameters: Any, x: Any, y: Any) -> Any:
        (w1, w2), (b1, b2) = parameters
        a = jax.nn.sigmoid(jax.nn.sigmoid(x @ w1.T + b1) @ w2.T + b2)
        return ((a - y) ** 2).sum() / (2 * MINI_BATCH)

    def train(parameters: Any, key: Any, images: Any, targets: Any) -> Any:
        def step(parameters: Any, batch: Any) -> Any:
            nabla = jax.grad(cost)(parameters, images[batch], targets[batch])
            return jax.tree.map(lambda p, n: p - ETA * n, parameters, nabla), None

        batches = jax.random.permutation(key, len(images)).reshape(-1, MINI_BATCH)
        return jax.lax.scan(step, parameters, batches)[0]

    images, targets = jax.numpy.asarray(problem.images), jax.numpy.asarray(problem.targets)
    parameters = jax.tree.map(jax.numpy.asarray, initial_parameters())
    key, train_compiled = jax.random.key(SEED), jax.jit(train)
    while True:
        key, shuffle = jax.random.split(key)
        parameters = jax.block_until_ready(train_compiled(parameters, shuffle, images, targets))
        weights, biases = jax.tree.map(np.asarray, parameters)
        yield weights, biases


CONTESTANTS = {
    "ours": Contestant("ours", ours),
    "numpy": Contestant("plain NumPy", plain_numpy),
    "book": Contestant("book's loop, one image at a time", books_loop),
    "sklearn": Contestant("scikit-learn MLPClassifier", sklearn_mlp, "scikit-learn"),
    "torch": Contestant("PyTorch nn.Sequential", torch_sequential, "torch"),
    "jax": Contestant("JAX, one jit for a whole epoch", jax_scan, "jax"),
}
