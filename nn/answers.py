"""Which digit a network answers: the largest of its ten outputs, and the runner-up; or none.

The book takes the largest output (chapter 1, "Implementing our network to classify digits"). Such
a network answers one of ten whatever it is shown. A `Reader` with a `least_energy` also tells
whether it sees a digit at all. All code that names an answer asks here, so that two pages never
name different digits.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nn.functions import Array
from nn.network import Network, quietly

NO_ANSWER = -1  # in the place of a digit where an output is not finite: weights too large
# An answer whose output is below this, or below twice the runner-up's, is called unsure. Where the
# outputs are calibrated, one in five answers is wrong at this output. The second half of the rule
# is for sigmoid outputs: ten that add up to 1 leave the runner-up at most a quarter of this one.
SURE = 0.8

Indices = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]


class Answer(NamedTuple):
    """What ten outputs say. Of equal outputs the lower digit comes first."""

    digit: int  # of the largest output; NO_ANSWER where an output is not finite
    runner_up: int  # of the second largest; NO_ANSWER as for `digit`
    output: float  # the largest
    next_output: float  # the second largest
    all_equal: bool  # whether all ten are, so that the answer says nothing
    no_digit: bool = False  # the network sees no digit, and `digit` is what it would have to say

    @property
    def unsure(self) -> bool:
        """Whether the answer is missing or weak, or the runner-up close."""
        return self.digit == NO_ANSWER or self.output < SURE or self.next_output > self.output / 2


def answer_of(outputs: Array, no_digit: bool = False) -> Answer:
    """Return the answer of ten outputs, (10,).

    `no_digit` is whether the network sees no digit in the image. Where an output is not finite
    there is no answer, whatever it sees.
    """
    if not np.isfinite(outputs).all():
        return Answer(NO_ANSWER, NO_ANSWER, np.nan, np.nan, all_equal=False)
    digit, runner_up = (int(j) for j in np.argsort(-outputs, kind="stable")[:2])
    largest = float(outputs[digit])
    next_largest, is_equal = float(outputs[runner_up]), bool(outputs.min() == largest)
    return Answer(digit, runner_up, largest, next_largest, is_equal, no_digit)


def answers_of(outputs: Array) -> Indices:
    """Return the digit of `answer_of` for each row of `outputs`, (n, 10): (n,)."""
    answers = outputs.argmax(axis=1)
    finite = np.isfinite(outputs)
    if not finite.all():  # row by row takes longer, so only if need be
        answers[~finite.all(axis=1)] = NO_ANSWER
    return answers


@quietly
def energy(z: Array) -> Array:
    """Return how much in an image speaks for any digit at all: log(sum of e^z), (...) in float64.

    `z`, (..., n), are the weighted inputs of the outputs. The paper's energy is the negative of
    this, as in physics (Liu et al. 2020, "Energy-based out-of-distribution detection"); here more
    evidence is more.
    """
    sums: Array = np.logaddexp.reduce(z.astype(np.float64), axis=-1)
    return sums


class Seen(NamedTuple):
    """What a reader makes of one image."""

    hidden: list[Array]  # the activations of each hidden layer, (n_l,); 0 where not finite
    outputs: Array  # (10,)
    no_digit: bool  # whether it sees none

    @property
    def answer(self) -> Answer:
        """The answer."""
        return answer_of(self.outputs, self.no_digit)


@dataclass(frozen=True)
class Reader:
    """A network, and when it says that it sees no digit: all that it takes to answer."""

    network: Network
    least_energy: float | None = None  # an image with less energy is no digit; None: all are digits

    def see(self, image: Array) -> Seen:
        """Return what the network makes of one image, of 784 pixels in [0, 1]."""
        forward = self.network.forward(image.reshape(1, -1).astype(self.network.weights[0].dtype))
        # Outputs stay as they are: where one is not finite, there is no answer.
        hidden = [np.where(np.isfinite(a[0]), a[0], 0.0) for a in forward.activations[1:-1]]
        return Seen(hidden, forward.output[0], not self.sees_digit(forward.zs[-1])[0])

    def sees_digit(self, z: Array) -> Flags:
        """Tell for weighted inputs of the outputs, (..., 10), whether a digit is seen: (...).

        It is wherever a z is not finite: there the network has no answer, which is another thing.
        """
        if self.least_energy is None:
            return np.ones(z.shape[:-1], np.bool_)
        below: Flags = energy(z) < self.least_energy
        return ~(below & np.isfinite(z).all(axis=-1))
