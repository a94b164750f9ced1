"""The network of chapters 1 and 2: feedforward, backprop, update_mini_batch.

A network is its weights and biases. `weights[0][j, k]` runs from input k to neuron j of the first
layer after the input; the last entry of each list belongs to the output layer. A mini-batch is a
matrix with one image a row, so the book's z = w a + b is `a @ w.T + b` for all images at once.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from nn.functions import ACTIVATIONS, COSTS, OUTPUTS, Array

# Without NumPy's warnings where weights grow beyond all bounds; `is_finite` tells whether they did.
quietly = np.errstate(over="ignore", invalid="ignore")


@dataclass(frozen=True, eq=False)
class Forward:
    """All numbers of a forward pass; lists run from the first layer to the output."""

    activations: list[Array]  # (m, n_l) each; the first is the inputs times `input_scale`
    zs: list[Array]  # (m, n_l) each: the weighted inputs of each layer after the input

    @property
    def output(self) -> Array:
        """The output layer's activations, (m, n_L)."""
        return self.activations[-1]


@dataclass(frozen=True, eq=False)
class Backward:
    """All numbers of a backward pass, with the forward pass it started from.

    As in the book's code, the gradient is **summed** over the mini-batch; divide by m to average.
    """

    forward: Forward
    deltas: list[Array]  # (m, n_l) each: dC_x/dz for each image x
    nabla_b: list[Array]  # (n_l,) each
    nabla_w: list[Array]  # (n_l, n_{l-1}) each


@dataclass(eq=False)
class Network:
    """A feedforward network; layers are the book's: n_1 inputs, and lists from layer 2 on."""

    weights: list[Array]  # (n_l, n_{l-1}) each
    biases: list[Array]  # (n_l,) each
    activation: str = "sigmoid"  # of the hidden layers, one of ACTIVATIONS
    output: str = "sigmoid"  # of the last layer, one of OUTPUTS
    # Multiplies the inputs, which are in [0, 1]: 255 if it learnt from raw pixels, 0 to 255.
    input_scale: float = 1.0
    # What the last step added to the weights and to the biases: v in (107). Empty before the first.
    velocity_w: list[Array] = field(init=False, repr=False, default_factory=list)
    velocity_b: list[Array] = field(init=False, repr=False, default_factory=list)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons in each layer, the input first."""
        return (self.weights[0].shape[1], *(w.shape[0] for w in self.weights))

    @property
    def parameters(self) -> list[Array]:
        """All weights, layer by layer, then all biases."""
        return [*self.weights, *self.biases]

    @property
    def is_finite(self) -> bool:
        """Whether every weight and bias is a finite number."""
        return all(np.isfinite(p).all() for p in self.parameters)

    def copy(self) -> "Network":
        """Return a network with weights and biases of its own, and without velocities."""
        return self.astype(self.weights[0].dtype)

    def astype(self, dtype: npt.DTypeLike) -> "Network":
        """Return such a copy in another precision."""
        weights, biases = ([p.astype(dtype) for p in ps] for ps in (self.weights, self.biases))
        return Network(weights, biases, self.activation, self.output, self.input_scale)

    def feedforward(self, x: Array) -> Array:
        """Return the outputs, (m, n_L), for inputs `x`, (m, n_1) in [0, 1]; equation (22)."""
        return self.forward(x).output

    @quietly
    def forward(self, x: Array) -> Forward:
        """Return every z and a for inputs `x`, (m, n_1) in [0, 1]."""
        activation, output = ACTIVATIONS[self.activation], OUTPUTS[self.output]
        functions = [activation.function] * (len(self.weights) - 1) + [output.function]
        a = x if self.input_scale == 1.0 else x * x.dtype.type(self.input_scale)
        activations: list[Array] = [a]
        zs: list[Array] = []
        for w, b, function in zip(self.weights, self.biases, functions, strict=True):
            z = a @ w.T + b  # (m, n_l)
            a = function(z)
            zs.append(z)
            activations.append(a)
        return Forward(activations, zs)

    @quietly
    def cost(self, x: Array, y: Array, cost: str = "quadratic") -> float:
        """Return the cost of the outputs for `x` where `y` is desired, averaged over the images.

        The term of L2 regularisation, equation (87), is not included.
        """
        forward = self.forward(x)
        return float(COSTS[cost][self.output].fn(forward.zs[-1], forward.output, y).mean())

    @quietly
    def backprop(self, x: Array, y: Array, cost: str = "quadratic") -> Backward:
        """Return the gradient of the cost, summed over a mini-batch, and all that leads to it.

        `x`, (m, n_1), is in [0, 1], and `y`, (m, n_L), is desired; m is at least 1.
        """
        forward = self.forward(x)
        activations, zs = forward.activations, forward.zs
        prime = ACTIVATIONS[self.activation].prime
        delta = COSTS[cost][self.output].delta(zs[-1], activations[-1], y)  # BP1
        deltas = [delta]
        for l in range(len(zs) - 2, -1, -1):  # `deltas[0]` is that of the layer above
            deltas.insert(0, (deltas[0] @ self.weights[l + 1]) * prime(zs[l]))  # BP2
        nabla_b: list[Array] = [d.sum(axis=0) for d in deltas]  # BP3, summed over the images
        below = activations[:-1]  # the a^{l-1} of each delta^l
        nabla_w: list[Array] = [d.T @ a for d, a in zip(deltas, below, strict=True)]  # BP4
        return Backward(forward, deltas, nabla_b, nabla_w)

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
        """Take one step of gradient descent on a mini-batch, in place: equations (20) and (21).

        `eta` is the learning rate. `lmbda`, of L2 regularisation, pulls on the weights alone, (93);
        with it goes `n`, the number of training images. `momentum` is mu in (107), the share of the
        last step that is taken again. `x` and `y` are as for `backprop`.
        """
        m, backward = len(x), self.backprop(x, y, cost)
        if not self.velocity_w:
            self.velocity_w = [np.zeros_like(w) for w in self.weights]
            self.velocity_b = [np.zeros_like(b) for b in self.biases]
        for w, nabla, v in zip(self.weights, backward.nabla_w, self.velocity_w, strict=True):
            v[...] = momentum * v - eta * (nabla / m + lmbda / n * w)  # (107), for the cost of (87)
            w += v  # (108)
        for b, nabla, v in zip(self.biases, backward.nabla_b, self.velocity_b, strict=True):
            v[...] = momentum * v - eta * (nabla / m)
            b += v
