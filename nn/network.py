"""The network of chapters 1 and 2: feedforward, backprop, update_mini_batch.

A network is its weights and biases. `weights[0][j, k]` runs from input k to neuron j of the first
layer after the input; the last entry of each list belongs to the output layer. A mini-batch is a
matrix with one image a row, so the book's z = w a + b is `a @ w.T + b` for all images at once.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from nn.errors import Refused, check_choice
from nn.functions import ACTIVATIONS, COSTS, INITIALISERS, OUTPUTS, Array, output_delta


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


class Network:
    """A feedforward network with any number of layers.

    Messages count layers as the book does: the input is layer 1, and `weights[l - 2]` and
    `biases[l - 2]` are the book's w^l and b^l. In shapes, n_1 is the number of inputs. Raises
    `Refused` if the shapes do not follow on from each other or a name is unknown.
    """

    def __init__(
        self,
        weights: list[Array],
        biases: list[Array],
        activation: str = "sigmoid",
        output: str = "sigmoid",
        input_scale: float = 1.0,
        least_energy: float | None = None,
    ) -> None:
        check_choice("Activation", activation, ACTIVATIONS)
        check_choice("Output", output, OUTPUTS)
        if not weights or len(weights) != len(biases):
            raise Refused(
                f"A network needs a weight matrix and biases for each layer, got {len(weights)} "
                f"weight matrices and {len(biases)} bias vectors."
            )
        for layer, (w, b) in enumerate(zip(weights, biases, strict=True), start=2):
            if w.ndim != 2 or b.shape != w.shape[:1]:
                raise Refused(
                    f"Layer {layer}: expected weights (neurons, inputs) and biases (neurons,), got "
                    f"shapes {w.shape} and {b.shape}."
                )
        for layer, (w, w_next) in enumerate(pairwise(weights), start=2):
            if w_next.shape[1] != w.shape[0]:
                raise Refused(
                    f"Layer {layer} has {w.shape[0]} neurons, but layer {layer + 1} has weights "
                    f"for {w_next.shape[1]}."
                )
        self.weights = weights  # (n_l, n_{l-1}) each
        self.biases = biases  # (n_l,) each
        self.activation = activation  # of the hidden layers, one of ACTIVATIONS
        self.output = output  # of the last layer, one of OUTPUTS
        # Multiplies the inputs on their way in. Pixels are in [0, 1] everywhere in this project; a
        # network that learnt from raw pixels 0..255 has 255 here.
        self.input_scale = input_scale
        # An image whose energy (nn/answers.py) is below this is no digit; None: all are digits.
        self.least_energy = least_energy

    @classmethod
    def initialise(
        cls,
        sizes: tuple[int, ...],
        rng: np.random.Generator,
        *,
        activation: str = "sigmoid",
        output: str = "sigmoid",
        initialisation: str = "normal",
        input_scale: float = 1.0,
        dtype: type[np.float32] | type[np.float64] = np.float64,
    ) -> "Network":
        """Return a network with random weights and biases.

        `sizes` are the neurons in each layer, the input first: (784, 30, 10). The random numbers
        are drawn layer by layer, weights before biases. `initialisation` is one of INITIALISERS.
        """
        check_choice("Initialisation", initialisation, INITIALISERS)
        draw = INITIALISERS[initialisation]
        layers = [draw(rng, n_out, n_in) for n_in, n_out in pairwise(sizes)]
        return cls(
            [w.astype(dtype) for w, _ in layers],
            [b.astype(dtype) for _, b in layers],
            activation,
            output,
            input_scale,
        )

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons in each layer, the input first."""
        return (self.weights[0].shape[1], *(w.shape[0] for w in self.weights))

    @property
    def parameter_count(self) -> int:
        """Weights and biases together."""
        return sum(w.size + b.size for w, b in zip(self.weights, self.biases, strict=True))

    def copy(self) -> "Network":
        """Return a network with weights and biases of its own."""
        return self.astype(self.weights[0].dtype)

    def astype(self, dtype: npt.DTypeLike) -> "Network":
        """Return a copy whose weights and biases have another precision."""
        return self.with_parameters(
            [w.astype(dtype) for w in self.weights], [b.astype(dtype) for b in self.biases]
        )

    def with_parameters(self, weights: list[Array], biases: list[Array]) -> "Network":
        """Return a network like this one with other weights and biases."""
        return Network(
            weights, biases, self.activation, self.output, self.input_scale, self.least_energy
        )

    def feedforward(self, x: Array) -> Array:
        """Return the outputs, (m, n_L), for inputs `x`, (m, n_1) in [0, 1]; equation (22)."""
        return self.forward(x).output

    def forward(self, x: Array) -> Forward:
        """Return every z and a for inputs `x`, (m, n_1) in [0, 1]; refuse any other shape."""
        if x.ndim != 2 or x.shape[1] != self.sizes[0]:
            raise Refused(
                f"Expected one image a row with {self.sizes[0]} pixels each, got shape {x.shape}."
            )
        activation = ACTIVATIONS[self.activation].function
        a = x if self.input_scale == 1.0 else x * x.dtype.type(self.input_scale)
        activations: list[Array] = [a]
        zs: list[Array] = []
        for w, b in zip(self.weights[:-1], self.biases[:-1], strict=True):
            z = a @ w.T + b  # (m, n_l)
            a = activation(z)
            zs.append(z)
            activations.append(a)
        z = a @ self.weights[-1].T + self.biases[-1]  # (m, n_L)
        zs.append(z)
        activations.append(OUTPUTS[self.output](z))
        return Forward(activations, zs)

    def cost(self, x: Array, y: Array, cost: str = "quadratic") -> float:
        """Return the cost of the outputs for `x` where `y` is desired, averaged over the images.

        The term of L2 regularisation, equation (87), is not included. Refuses what `backprop` does.
        """
        check_choice("Cost", cost, COSTS)
        forward = self.forward(x)
        _check_desired(y, forward.output)
        return float(COSTS[cost](forward.zs[-1], forward.output, y, self.output).mean())

    def backprop(self, x: Array, y: Array, cost: str = "quadratic") -> Backward:
        """Return the gradient of the cost for a mini-batch, and all numbers that lead to it.

        `x`, (m, n_1), is in [0, 1], and `y`, (m, n_L), is desired; m is at least 1. Raises
        `Refused` for other shapes or an unknown cost.
        """
        prime = ACTIVATIONS[self.activation].prime
        forward = self.forward(x)
        activations, zs = forward.activations, forward.zs
        _check_desired(y, forward.output)
        delta = output_delta(zs[-1], activations[-1], y, cost, self.output)  # BP1
        deltas = [delta]
        # As in the book's code, not its text, l counts from the end: 2 is the last hidden layer.
        for l in range(2, len(self.sizes)):
            delta = (delta @ self.weights[-l + 1]) * prime(zs[-l])  # BP2
            deltas.insert(0, delta)
        nabla_b: list[Array] = [delta.sum(axis=0) for delta in deltas]  # BP3
        nabla_w: list[Array] = [
            delta.T @ a for delta, a in zip(deltas, activations[:-1], strict=True)
        ]  # BP4
        return Backward(forward, deltas, nabla_b, nabla_w)

    def update_mini_batch(
        self,
        x: Array,
        y: Array,
        eta: float,
        *,
        cost: str = "quadratic",
        lmbda: float = 0.0,
        n: int | None = None,
    ) -> Backward:
        """Take one step of gradient descent on a mini-batch, and return its gradient.

        Equations (20) and (21); with L2 regularisation (93), which pulls on the weights and
        leaves the biases alone. The weights and biases change in place. Refuses what `backprop`
        does, and `lmbda` without `n`; then nothing has changed.

        `eta` is the learning rate and `lmbda` the regularisation parameter, which is divided by
        `n`, the number of training images.
        """
        if lmbda and not n:
            raise Refused("L2 regularisation needs n, the number of training images.")
        m = len(x)
        backward = self.backprop(x, y, cost)
        decay = eta * lmbda / n if n else 0.0
        for w, nabla in zip(self.weights, backward.nabla_w, strict=True):
            w -= eta / m * nabla + decay * w
        for b, nabla in zip(self.biases, backward.nabla_b, strict=True):
            b -= eta / m * nabla
        return backward


def _check_desired(y: Array, outputs: Array) -> None:
    """Refuse desired outputs of a wrong shape, which numpy might stretch to fit, or of no image."""
    if y.shape != outputs.shape:
        raise Refused(
            f"Expected desired outputs of shape {outputs.shape}, one row an image, "
            f"got shape {y.shape}."
        )
    check_not_empty(len(y))


def check_not_empty(images: int) -> None:
    """Raise `Refused` for a mini-batch of no images."""
    if not images:
        raise Refused("Expected a mini-batch of at least one image, got none.")
