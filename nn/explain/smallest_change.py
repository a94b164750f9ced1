"""How little it takes: the change of a drawing that makes a network answer another digit.

    drawing, digit wanted -> small steps on the pixels, down the slope of the cost
                          -> the drawing after it, which the network takes for that digit

Learning asks how much each weight adds to the cost, and changes the weights. Here the weights stay
as they are, and the pixels change. The cost is -ln a of the output that is wanted, the
log-likelihood of equation (80): its slope does not vanish where an output is saturated. As in
`correction.py` each step has the same length. The last one is halved again and again, so that no
more is changed than it takes.

Szegedy et al. found such changes in 2013 ("Intriguing properties of neural networks"), and Nguyen,
Yosinski and Clune in 2014 that the same works from noise ("Deep neural networks are easily
fooled"). The result is small, not the smallest that there is.
"""

from dataclasses import dataclass

import numpy as np

from nn.answers import answers_of
from nn.functions import OUTPUTS, Array
from nn.network import Network, quietly
from nn.sgd import one_hot

LENGTH = 0.05  # of a step: the square root of the sum of all pixels' squared changes
MOST_STEPS = 600
HALVINGS = 4  # of the last step
COST = "cross-entropy"
SHUFFLES = 100
PRINTED_AS_ONE = 0.995  # an output, which is asked for where the page is empty


@dataclass(frozen=True, eq=False)
class Changed:
    """A drawing before and after; both are (784,) in [0, 1]."""

    before: Array
    after: Array
    succeeded: bool  # whether the network now answers what was wanted

    @property
    def change(self) -> Array:
        """What each pixel got, (784,); below 0 it lost ink."""
        return self.after - self.before

    @property
    def ink(self) -> float:
        """How much ink was added and taken away, in pixels of full ink."""
        return float(np.abs(self.change).sum())

    @property
    def largest(self) -> float:
        """The largest change of a pixel, 0 to 1."""
        return float(np.abs(self.change).max())


@quietly
def pixel_gradient(network: Network, x: Array, digit: int) -> Array:
    """Return dC/dx, (784,): the slope of the cost along each pixel of `x`, if `digit` is wanted.

    It is BP2 once more, one layer further. A pixel has no activation function, so there is no
    slope of one to multiply by.
    """
    y = one_hot(np.array([digit]), x.dtype.type)
    if not OUTPUTS[network.output].adds_up:  # the nine others have no part in the cost
        y = np.where(y == 1.0, y, network.feedforward(x[None]))
    deltas = network.backprop(x[None], y, COST).deltas
    nabla_x: Array = (deltas[0] @ network.weights[0]) * network.input_scale  # BP2, to the pixels
    return nabla_x[0]


@quietly
def smallest_change(network: Network, x: Array, digit: int, least: float = 0.0) -> Changed:
    """Change `x`, (784,) in [0, 1], until the network answers `digit` with an output of `least`.

    It gives up where the slope is 0, as behind ReLUs that are all silent, where the weights are too
    large to compute with, and after MOST_STEPS.
    """

    def is_there(x: Array) -> bool:
        outputs = network.feedforward(x[None])
        return bool(answers_of(outputs)[0] == digit and outputs[0, digit] >= least)

    before = x = here = x.astype(network.weights[0].dtype)
    for _ in range(MOST_STEPS):
        if is_there(here):
            break
        nabla = pixel_gradient(network, here, digit)
        length = float(np.linalg.norm(nabla))
        if not 0.0 < length < np.inf:
            break
        before, here = here, (here - LENGTH / length * nabla).clip(0.0, 1.0)
    if not is_there(here):
        return Changed(x, here, succeeded=False)
    for _ in range(HALVINGS):
        middle = (before + here) / 2
        before, here = (before, middle) if is_there(middle) else (middle, here)
    return Changed(x, here, succeeded=True)


def shuffled(changed: Changed) -> Array:
    """Return the drawing with the same amounts changed on other pixels, (SHUFFLES, 784).

    Which ones is random: paper gets ink, and ink fades.
    """
    rng, sign = np.random.default_rng(1), np.where(changed.before < 0.5, 1, -1)
    amounts = np.stack([rng.permutation(np.abs(changed.change)) for _ in range(SHUFFLES)])
    return (changed.before + sign * amounts).clip(0.0, 1.0).astype(changed.before.dtype)
