"""One step of gradient descent, made fast: `Network.update_mini_batch` without a new array.

This module is written for speed, not for reading. It computes what `Network.update_mini_batch`
computes, line by line (the tests compare the two); read that first. It adds momentum, (107). At ten
images a mini-batch the arithmetic takes about ten microseconds. In plain NumPy most of the time
goes into everything around it, which this module leaves out:

- a step makes no new array: each result is written into a buffer that is used again;
- the calls of a step are always the same, so they are listed once for each mini-batch size, and a
  step works down the list;
- all weights and biases lie in one flat vector, and so does the gradient, so that the update is
  one subtraction for all layers; `network.weights` are views of that vector;
- eta / m is multiplied into the output layer's delta, which carries it back through every layer:
  the gradient comes out ready to be subtracted;
- a sum over the mini-batch is a product with a row of ones, which BLAS does faster than `sum`;
- constants are arrays of no dimension, since numpy converts a Python number at every call;
- products are the arrays' own `dot`, which numpy calls sooner than `np.dot`.

The sigmoid is (1 + tanh(z / 2)) / 2, equation (111), the fastest form. It gives up the small
outputs: in float32 it is 6 % off at z = -16. From about -18 on it is 0 or several times too large,
depending on the processor, where `functions.sigmoid` still has all its digits. That hardly changes
a step: such a neuron's slope is below 2e-7 either way.

The book's velocity v is added to the weights, (108). The vector kept here from one step to the next
is subtracted, so it is -v: the sign in `_subtrahend` is that of the gradient.

Measured by `tests/benchmarks/training_speed.py`.
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from nn.errors import check_choice
from nn.functions import COSTS, Array
from nn.network import Network, check_not_empty

# A numpy function or method and its arguments, with the array that it writes into.
Call = tuple[Callable[..., Any], tuple[Any, ...]]
Batches = list[tuple[Array, Array]]  # x and y, as `Workspace.step` takes them

_HALF = np.array(0.5, np.float32)  # exact in float32, so right for float64 as well
_ONE = np.array(1.0, np.float32)
_ZERO = np.array(0.0, np.float32)
_ROW_BY_ROW = 1, None  # axis and dtype of a ufunc's `reduce`; after them come out and keepdims


def _at_least_zero(z: Array, out: Array) -> None:
    np.maximum(z, _ZERO, out=out)  # which takes `out` only by its name


def _apply(name: str, z: Array) -> list[Call]:
    """Return the calls that turn z (m, n) into f(z) in place."""
    if name == "sigmoid":
        return [
            (np.multiply, (z, _HALF, z)),
            (np.tanh, (z, z)),
            (np.multiply, (z, _HALF, z)),
            (np.add, (z, _HALF, z)),
        ]
    if name == "tanh":
        return [(np.tanh, (z, z))]
    if name == "relu":
        return [(_at_least_zero, (z, z))]
    column = np.empty((len(z), 1), z.dtype)
    return [
        (np.maximum.reduce, (z, *_ROW_BY_ROW, column, True)),
        (np.subtract, (z, column, z)),
        (np.exp, (z, z)),
        (np.add.reduce, (z, *_ROW_BY_ROW, column, True)),
        (np.divide, (z, column, z)),
    ]


def _times_slope(name: str, delta: Array, a: Array) -> list[Call]:
    """Return the calls that multiply delta (m, n) by f'(z) in place, for a = f(z)."""
    slope = np.empty_like(a)
    times_slope: Call = (np.multiply, (delta, slope, delta))
    if name == "sigmoid":
        return [(np.subtract, (_ONE, a, slope)), (np.multiply, (slope, a, slope)), times_slope]
    if name == "tanh":
        return [(np.multiply, (a, a, slope)), (np.subtract, (_ONE, slope, slope)), times_slope]
    if name == "relu":
        return [(np.sign, (a, slope)), times_slope]  # a is never negative
    column = np.empty((len(a), 1), a.dtype)
    return [  # softmax: the whole Jacobian
        (np.multiply, (delta, a, slope)),
        (np.add.reduce, (slope, *_ROW_BY_ROW, column, True)),
        (np.subtract, (delta, column, delta)),
        (np.multiply, (delta, a, delta)),
    ]


class _Plan:
    """The calls of one step for mini-batches of m images, and the buffers they write into.

    The three calls that read the mini-batch itself are not in the lists:

        x.dot(first_w_t, first_z), forward, subtract(a_out, y, delta_out), backward,
        first_delta_t.dot(x, step_w of the first layer)
    """

    def __init__(self, workspace: "Workspace", m: int) -> None:
        network, cost = workspace.network, workspace.cost_name
        dtype = workspace.parameters.dtype
        a = [np.empty((m, n), dtype) for n in network.sizes[1:]]
        delta = [np.empty((m, n), dtype) for n in network.sizes[1:]]
        ones = np.ones(m, dtype)
        last = len(a) - 1
        self.eta_over_m = np.empty((), dtype)
        self.first_w_t, self.first_z = network.weights[0].T, a[0]
        self.a_out, self.delta_out = a[last], delta[last]
        self.first_delta_t = delta[0].T

        self.forward: list[Call] = []
        for layer, (w, b) in enumerate(zip(network.weights, network.biases, strict=True)):
            if layer:
                self.forward.append((a[layer - 1].dot, (w.T, a[layer])))
            self.forward.append((np.add, (a[layer], b, a[layer])))
            self.forward += _apply(network.activation if layer < last else network.output, a[layer])

        self.backward: list[Call] = []
        if cost == "quadratic":  # the slope cancels in the cross-entropy
            self.backward += _times_slope(network.output, delta[last], a[last])  # BP1
        self.backward.append((np.multiply, (delta[last], self.eta_over_m, delta[last])))
        for layer in range(last, -1, -1):
            step_w, step_b = workspace.step_w[layer], workspace.step_b[layer]
            self.backward.append((ones.dot, (delta[layer], step_b)))  # BP3
            if layer:
                below = layer - 1
                self.backward.append((delta[layer].T.dot, (a[below], step_w)))  # BP4
                self.backward.append((delta[layer].dot, (network.weights[layer], delta[below])))
                self.backward += _times_slope(network.activation, delta[below], a[below])  # BP2


class Workspace:
    """Takes steps of gradient descent on a network, in place.

    The network's weights and biases become views of the workspace's flat vector, so the network
    sees every step, and its own `update_mini_batch` works on the same numbers. Do not replace
    `network.weights` or `biases` afterwards.
    """

    def __init__(self, network: Network, cost: str = "quadratic") -> None:
        check_choice("Cost", cost, COSTS)
        self.network, self.cost_name = network, cost
        # (p,): all weights, layer by layer, then all biases.
        self.parameters = np.concatenate(
            [part.ravel() for part in (*network.weights, *network.biases)]
        )
        network.weights, network.biases = parameters_in(self.parameters, network.sizes)
        self._subtrahend = np.zeros_like(self.parameters)
        # Views of what a step subtracts: the gradient times eta / m until L2 and momentum join.
        self.step_w, self.step_b = parameters_in(self._subtrahend, network.sizes)
        self._carried = np.zeros_like(self.parameters)
        self._before = self.keep()  # what `steps` goes back to
        self._n_weights = sum(w.size for w in network.weights)
        self._decayed = np.empty(self._n_weights, self.parameters.dtype)
        self._plans: dict[int, _Plan] = {}
        # The inputs of `step` are scaled already.
        self._unscaled = Network(
            network.weights, network.biases, network.activation, network.output
        )

    def step(
        self, x: Array, y: Array, eta: float, decay: float = 0.0, momentum: float = 0.0
    ) -> None:
        """Take one step on a mini-batch: equations (20), (21), (93), and (107) and (108).

        `x`, (m, n_1), is already scaled, and `y`, (m, n_L), is desired; m = 0 is refused, other
        shapes are not checked. `decay` is eta * lmbda / n, the share that L2 regularisation takes
        off every weight. `momentum` is mu, the share of the last step that is taken again:
        v' = mu v - eta nabla C, w' = w + v'.
        """
        m = len(x)
        plan = self._plans.get(m)
        if plan is None:
            check_not_empty(m)
            plan = self._plans[m] = _Plan(self, m)
        plan.eta_over_m[...] = eta / m
        if momentum:  # before the last step is overwritten
            np.multiply(self._subtrahend, self.parameters.dtype.type(momentum), self._carried)

        x.dot(plan.first_w_t, plan.first_z)
        for call, arguments in plan.forward:
            call(*arguments)
        np.subtract(plan.a_out, y, plan.delta_out)
        for call, arguments in plan.backward:
            call(*arguments)
        plan.first_delta_t.dot(x, self.step_w[0])  # BP4

        step = self._subtrahend
        if decay:
            weights, n = self.parameters[: self._n_weights], self._n_weights
            np.multiply(weights, self.parameters.dtype.type(decay), self._decayed)
            np.add(step[:n], self._decayed, step[:n])
        if momentum:
            np.add(step, self._carried, step)
        np.subtract(self.parameters, step, self.parameters)

    def steps(
        self, batches: Batches, etas: list[float], lmbda_over_n: float, momentum: float
    ) -> int:
        """Take a step on each mini-batch; return the number of steps taken.

        It stops before the first step after which a weight is not finite.
        """
        before = self._before
        np.copyto(before[0], self.parameters)
        np.copyto(before[1], self._subtrahend)
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                for (x, y), eta in zip(batches, etas, strict=True):
                    self.step(x, y, eta, eta * lmbda_over_n, momentum)
                if self.finite():  # takes a tenth of a step's time, so only once
                    return len(batches)
        except BaseException:  # such as Ctrl-C in the middle of a step, which is taken in place
            self.put_back(before)
            raise
        self.put_back(before)
        good = 0
        if len(batches) > 1:  # one by one, up to the last good one
            while self.steps(batches[good:][:1], etas[good:][:1], lmbda_over_n, momentum):
                good += 1
        return good

    def cost(self, x: Array, y: Array) -> float:
        """Return the network's present cost on a mini-batch; inputs as for `step`.

        L2's term is not included. Infinity where weights are too large to compute it.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            cost = self._unscaled.cost(x, y, self.cost_name)
        return cost if math.isfinite(cost) else math.inf

    def finite(self) -> bool:
        """Return whether every weight and bias is a finite number."""
        return bool(np.isfinite(self.parameters).all())

    def keep(self) -> tuple[Array, Array]:
        """Return a copy of the parameters and of the velocity, for `put_back`."""
        return self.parameters.copy(), self._subtrahend.copy()

    def put_back(self, copies: tuple[Array, Array]) -> None:
        """Restore what `keep` returned."""
        self.parameters[...], self._subtrahend[...] = copies


def parameters_in(flat: Array, sizes: Sequence[int]) -> tuple[list[Array], list[Array]]:
    """Return views of the weights and biases in a flat vector: all weights, then all biases."""
    shapes = [(n_out, n_in) for n_in, n_out in pairwise(sizes)]
    ends = np.cumsum([*(n_out * n_in for n_out, n_in in shapes), *sizes[1:]])
    parts = np.split(flat, ends[:-1])
    weights = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=False)]
    return weights, parts[len(shapes) :]
