"""The network made fast: `Network.update_mini_batch` without a new array.

This module is written for speed, not for reading. It computes what `Network.update_mini_batch`
computes, in another order (the tests compare the two, to rounding); read that first. At ten images
a mini-batch the arithmetic takes about ten microseconds. In plain NumPy most of the time goes into
everything around it, which this module leaves out:

- a step makes no new array: each result is written into a buffer that is used again;
- the calls of a step are always the same, so they are listed once for each mini-batch size, and a
  step works down the list;
- all weights and biases lie in one flat vector, and so does the velocity, so that the update is
  one addition for all layers; `weights` and `biases` are views of that vector;
- -eta / m is multiplied into the output layer's delta, which carries it back through every layer:
  the gradient comes out ready to be added;
- a sum over the mini-batch is a product with a row of ones, which BLAS does faster than `sum`;
- constants are arrays of no dimension, since numpy converts a Python number at every call;
- products are the arrays' own `dot`, which numpy calls sooner than `np.dot`.

The sigmoid is (1 + tanh(z / 2)) / 2, equation (111), the fastest form. It gives up the small
outputs: in float32 it is 6 % off at z = -16. From about -18 on it is 0 or several times too large,
depending on the processor, where `functions.sigmoid` still has all its digits. That hardly changes
a step: such a neuron's slope is below 2e-7 either way.

Measured by `tests/benchmarks/training_speed.py`.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from nn.functions import ACTIVATIONS, COSTS, OUTPUTS, Array
from nn.network import Network, quietly

# One thread of BLAS in this process, whichever BLAS it is, and whoever imported NumPy before: a
# mini-batch of ten is too little work to share, and a shared sum is rounded differently.
threadpool_limits(1, user_api="blas")

# An epoch's mini-batches are of one size, and its last one perhaps of another.
MOST_PLANS = 2

# A numpy function or method and its arguments, with the array that it writes into.
Call = tuple[Callable[..., Any], tuple[Any, ...]]

_HALF = np.array(0.5, np.float32)  # exact in float32, so right for float64 as well
_ONE = np.array(1.0, np.float32)
_ZERO = np.array(0.0, np.float32)
_ROW_BY_ROW = 1, None  # axis and dtype of a ufunc's `reduce`; after them come out and keepdims


def _at_least_zero(z: Array, out: Array) -> None:
    np.maximum(z, _ZERO, out=out)  # which takes `out` only by its name


def _softmax(z: Array) -> list[Call]:
    column = np.empty((len(z), 1), z.dtype)
    return [
        (np.maximum.reduce, (z, *_ROW_BY_ROW, column, True)),
        (np.subtract, (z, column, z)),
        (np.exp, (z, z)),
        (np.add.reduce, (z, *_ROW_BY_ROW, column, True)),
        (np.divide, (z, column, z)),
    ]


def _times_softmax_jacobian(delta: Array, a: Array, buffer: Array) -> list[Call]:
    column = np.empty((len(a), 1), a.dtype)
    return [
        (np.multiply, (delta, a, buffer)),
        (np.add.reduce, (buffer, *_ROW_BY_ROW, column, True)),
        (np.subtract, (delta, column, delta)),
        (np.multiply, (delta, a, delta)),
    ]


# The calls that turn z, (m, n), into f(z) in place.
APPLY: dict[str, Callable[[Array], list[Call]]] = {
    "sigmoid": lambda z: [
        (np.multiply, (z, _HALF, z)),
        (np.tanh, (z, z)),
        (np.multiply, (z, _HALF, z)),
        (np.add, (z, _HALF, z)),
    ],
    "tanh": lambda z: [(np.tanh, (z, z))],
    "relu": lambda z: [(_at_least_zero, (z, z))],
    "softmax": _softmax,
}
# The calls that multiply delta, (m, n), by f'(z) in place, for a = f(z); the third is a buffer.
TIMES_SLOPE: dict[str, Callable[[Array, Array, Array], list[Call]]] = {
    "sigmoid": lambda delta, a, buffer: [
        (np.subtract, (_ONE, a, buffer)),
        (np.multiply, (buffer, a, buffer)),
        (np.multiply, (delta, buffer, delta)),
    ],
    "tanh": lambda delta, a, buffer: [
        (np.multiply, (a, a, buffer)),
        (np.subtract, (_ONE, buffer, buffer)),
        (np.multiply, (delta, buffer, delta)),
    ],
    "relu": lambda delta, a, buffer: [  # a is never negative
        (np.sign, (a, buffer)),
        (np.multiply, (delta, buffer, delta)),
    ],
    "softmax": _times_softmax_jacobian,
}
# Whether a cost's delta is a - y times the slope, or a - y alone.
HAS_SLOPE = {"quadratic": True, "cross-entropy": False}


def fast(network: Network, cost: str) -> Network:
    """Return the network's fast twin for a cost; the network itself if a function has none."""
    ACTIVATIONS[network.activation], OUTPUTS[network.output], COSTS[cost]  # refuse unknown names
    has_twin = {network.activation, network.output} <= APPLY.keys() and cost in HAS_SLOPE
    return FastNetwork(network) if has_twin else network


class FastNetwork(Network):
    """A network whose weights, biases and velocities are views of flat vectors.

    Pickling would part the views from the vectors. So a plain network is pickled in its place, and
    a run that goes on elsewhere makes a new twin of it there.
    """

    def __init__(self, network: Network) -> None:
        super().__init__([], [], network.activation, network.output, network.input_scale)
        sizes = network.sizes
        self._flat = np.concatenate([p.ravel() for p in network.parameters])  # (p,)
        self._step = np.zeros_like(self._flat)
        if network.velocity_w:
            velocities = (*network.velocity_w, *network.velocity_b)
            self._step[...] = np.concatenate([v.ravel() for v in velocities])
        self.weights, self.biases = parameters_in(self._flat, sizes)
        self.velocity_w, self.velocity_b = parameters_in(self._step, sizes)
        self._carried = np.zeros_like(self._flat)
        self._n_weights = sum(w.size for w in self.weights)
        self._decayed = np.empty(self._n_weights, self._flat.dtype)
        self._plans: dict[tuple[int, str], _Plan] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        velocities = {"velocity_w": self.velocity_w, "velocity_b": self.velocity_b}
        return Network, ([], []), vars(self.copy()) | velocities

    @quietly
    def update_mini_batch(
        self,
        x: Array,
        y: Array,
        eta: float,
        cost: str = "quadratic",
        lmbda: float = 0.0,
        n: int = 1,
        momentum: float = 0.0,
    ) -> None:
        """Do what `Network.update_mini_batch` does."""
        m, dtype, step = len(x), self._flat.dtype, self._step
        plan = self._plans.get((m, cost))
        if plan is None:
            if len(self._plans) == MOST_PLANS:
                del self._plans[next(iter(self._plans))]
            plan = self._plans[m, cost] = _Plan(self, m, cost)
        plan.minus_eta_over_m[...] = -eta / m
        if self.input_scale != 1.0:
            x = x * dtype.type(self.input_scale)
        if momentum:  # before the last step is overwritten
            np.multiply(step, dtype.type(momentum), self._carried)

        x.dot(plan.first_w_t, plan.first_z)
        for call, arguments in plan.forward:
            call(*arguments)
        np.subtract(plan.a_out, y, plan.delta_out)
        for call, arguments in plan.backward:
            call(*arguments)
        plan.first_delta_t.dot(x, self.velocity_w[0])  # BP4

        if lmbda:
            weights, n_weights = self._flat[: self._n_weights], self._n_weights
            np.multiply(weights, dtype.type(eta * (lmbda / n)), self._decayed)
            np.subtract(step[:n_weights], self._decayed, step[:n_weights])
        if momentum:
            np.add(step, self._carried, step)
        np.add(self._flat, step, self._flat)


class _Plan:
    """The calls of one step for mini-batches of m images, and the buffers they write into.

    The three calls that read the mini-batch itself are not in the lists:

        x.dot(first_w_t, first_z), forward, subtract(a_out, y, delta_out), backward,
        first_delta_t.dot(x, step_w of the first layer)
    """

    def __init__(self, network: FastNetwork, m: int, cost: str) -> None:
        dtype = network.weights[0].dtype
        a, delta, buffers = ([np.empty((m, n), dtype) for n in network.sizes[1:]] for _ in range(3))
        ones = np.ones(m, dtype)
        last = len(a) - 1
        self.minus_eta_over_m = np.empty((), dtype)
        self.first_w_t, self.first_z = network.weights[0].T, a[0]
        self.a_out, self.delta_out = a[last], delta[last]
        self.first_delta_t = delta[0].T

        self.forward: list[Call] = []
        for layer, (w, b) in enumerate(zip(network.weights, network.biases, strict=True)):
            if layer:
                self.forward.append((a[layer - 1].dot, (w.T, a[layer])))
            self.forward.append((np.add, (a[layer], b, a[layer])))
            self.forward += APPLY[network.activation if layer < last else network.output](a[layer])

        self.backward: list[Call] = []
        if HAS_SLOPE[cost]:
            self.backward += TIMES_SLOPE[network.output](delta[last], a[last], buffers[last])  # BP1
        self.backward.append((np.multiply, (delta[last], self.minus_eta_over_m, delta[last])))
        for layer in range(last, -1, -1):
            step_w, step_b = network.velocity_w[layer], network.velocity_b[layer]
            self.backward.append((ones.dot, (delta[layer], step_b)))  # BP3
            if layer:
                below, slope = layer - 1, TIMES_SLOPE[network.activation]
                self.backward.append((delta[layer].T.dot, (a[below], step_w)))  # BP4
                self.backward.append((delta[layer].dot, (network.weights[layer], delta[below])))
                self.backward += slope(delta[below], a[below], buffers[below])  # BP2


def parameters_in(flat: Array, sizes: Sequence[int]) -> tuple[list[Array], list[Array]]:
    """Return views of the weights and biases in a flat vector: all weights, then all biases."""
    shapes = [(n_out, n_in) for n_in, n_out in pairwise(sizes)]
    ends = np.cumsum([*(n_out * n_in for n_out, n_in in shapes), *sizes[1:]])
    parts = np.split(flat, ends[:-1])
    weights = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=False)]
    return weights, parts[len(shapes) :]
