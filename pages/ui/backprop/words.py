"""What is said at each step of the Backprop page: equation, sentence, symbols, lines of code."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nn import functions
from nn.explain import gradient_check
from nn.explain.one_step import Trace
from nn.explain.source import Excerpt, statement
from nn.functions import ACTIVATIONS
from nn.mnist import one_hot
from nn.network import Network
from pages.ui.app.numbers import short
from pages.ui.backprop.symbols import layer_in_words

Marked = tuple[Callable[..., Any], str]

HIDDEN_ONLY, BATCH_ONLY = ("bp2",), ("average",)


@dataclass(frozen=True)
class Told:
    """One step in words.

    Attributes
    ----------
    title, sentence : str
    equation : str
        LaTeX; `number` is what the book calls it, "" where it has no name.
    symbols : tuple of str
        Those that the equation has, by their names in `backprop_symbols`, in order.
    marked : tuple of (function, str)
        Where the lines of code are that do it.
    """

    title: str
    sentence: str
    equation: str
    number: str
    symbols: tuple[str, ...]
    marked: tuple[Marked, ...]

    @property
    def code(self) -> list[Excerpt]:
        """The lines of code, as they are in the source now."""
        return [statement(function, marker) for function, marker in self.marked]


def steps(trace: Trace) -> list[str]:
    """Return the names of the steps there are for this network and as many images."""
    left_out = (HIDDEN_ONLY if trace.last == 0 else ()) + (BATCH_ONLY if trace.m == 1 else ())
    return [name for name in TOLD if name not in left_out]


def tell(name: str, trace: Trace, layer: int) -> Told:
    """Return what is said at a step about a layer."""
    return TOLD[name](trace, layer)


def _in(trace: Trace, layer: int) -> Told:
    return Told(
        "What goes in, and what should come out",
        "Learning is one small step, again and again: look at what the network answers, find out "
        "how each weight shares in the mistake, and move all of them so that it becomes smaller. "
        "Here is one such step, with every number.",
        r"a^1 = x \qquad y = (0, \ldots, 1, \ldots, 0)",
        "",
        ("a1", "x", "y"),
        ((one_hot, "np.eye("),),
    )


def _forward(trace: Trace, layer: int) -> Told:
    is_last = layer == trace.last
    softmax = is_last and trace.before.output == "softmax"
    function = r"\text{softmax}" if softmax else r"\sigma"
    lines: tuple[Marked, ...] = (
        (
            (Network.forward, "z = a @ self.weights[-1].T"),
            (Network.forward, "activations.append(OUTPUTS"),
        )
        if is_last
        else ((Network.forward, "z = a @ w.T + b"), (Network.forward, "a = activation(z)"))
    )
    return Told(
        "Forwards: what each neuron answers",
        "Each neuron multiplies what comes in by its weights, adds it all up with its bias, and "
        f"the activation function makes its answer of the sum. The {layer_in_words(trace, layer)} "
        f"has {trace.before.sizes[layer + 1]} neurons.",
        rf"z^l = w^l a^{{l-1}} + b^l \qquad a^l = {function}(z^l)",
        "",
        ("l", "w", "b", "z", "a", "softmax" if softmax else "sigma"),
        lines,
    )


def _cost(trace: Trace, layer: int) -> Told:
    title = "The cost: how wrong the answer is, in one number"
    sentence = (
        "The cost compares the ten outputs with the desired ones. To learn is to make it smaller."
    )
    if trace.cost == "quadratic":
        equation, number = r"C = \tfrac{1}{2} \sum_j (a^L_j - y_j)^2", "equation (6), for one image"
        symbols: tuple[str, ...] = ("C", "sum_j", "j_out", "aL", "L", "y")
        mark: Marked = (functions.quadratic_cost, "return 0.5")
    elif trace.before.output == "softmax":
        equation, number = r"C = -\sum_j y_j \ln a^L_j", "equation (80)"
        symbols = ("C", "sum_j", "j_out", "aL", "L", "y", "ln")
        mark = (functions.cross_entropy_cost, "log_sum - below")
    else:
        equation = r"C = -\sum_j \left[ y_j \ln a^L_j + (1 - y_j) \ln (1 - a^L_j) \right]"
        number, symbols = "equation (63)", ("C", "sum_j", "j_out", "aL", "L", "y", "ln")
        mark = (functions.cross_entropy_cost, "np.logaddexp")
    return Told(title, sentence, equation, number, symbols, (mark,))


def _bp1(trace: Trace, layer: int) -> Told:
    title = "Backwards: the error of each output"
    symbols: tuple[str, ...] = ("deltaL", "L", "nabla_a", "odot", "slope", "aL", "y")
    softmax = trace.before.output == "softmax"
    if trace.cost == "cross-entropy":
        mark: Marked = (functions.output_delta, "return a - y")
        if softmax:
            equation, symbols = r"\delta^L = a^L - y", ("deltaL", "L", "aL", "y")
        else:
            equation = r"\delta^L = \nabla_a C \odot \sigma'(z^L) = a^L - y"
        sentence = (
            "The cross-entropy is made so that the slope cancels: the error is just answer minus "
            "desired answer. Badly wrong means a large error, and the output learns fast."
        )
    elif softmax:
        equation = r"\delta^L_j = a^L_j \Big( (a^L_j - y_j) - \sum_k (a^L_k - y_k)\, a^L_k \Big)"
        symbols = ("deltaL", "L", "j_out", "aL", "y", "sum_k")
        mark = (functions.output_delta, "return a * (nabla_a")
        sentence = (
            "With softmax each z moves all ten outputs, so each error has a part of all ten "
            "differences; the factor a in front makes it small where an output is close to 0."
        )
    else:
        equation = r"\delta^L = \nabla_a C \odot \sigma'(z^L) = (a^L - y) \odot \sigma'(z^L)"
        mark = (functions.output_delta, "return (a - y) * sigmoid_prime(z)")
        sentence = (
            "Two factors: how wrong the output is, and how steep its sigmoid is at z. Where the "
            "sigmoid is flat (saturated), the error is nearly 0 even for a wrong answer: it learns "
            "slowly. Switch the cost and see the flat factor go."
        )
    marks: tuple[Marked, ...] = ((Network.backprop, "# BP1"), mark)
    if trace.cost == "quadratic" and not softmax:
        marks += ((functions.sigmoid_prime, "return sigmoid(z)"),)
    return Told(title, sentence, equation, "(BP1)", symbols, marks)


def _bp2(trace: Trace, layer: int) -> Told:
    slope = ACTIVATIONS[trace.before.activation].prime
    return Told(
        "Further back: the error of each hidden neuron",
        "A hidden neuron is to blame as far as it is listened to: each error of the next layer "
        "comes back through the weight that connects the two. The sum is multiplied by the slope "
        "of the neuron's own activation function.",
        r"\delta^l = \big( (w^{l+1})^T \delta^{l+1} \big) \odot \sigma'(z^l)",
        "(BP2)",
        ("delta", "l", "T", "back", "odot", "slope"),
        ((Network.backprop, "# BP2"), (slope, "return ")),
    )


def _bp3(trace: Trace, layer: int) -> Told:
    return Told(
        "The slope for each bias",
        "A bias is added to z as it is, so its slope is the neuron's error itself. Positive: a "
        "smaller bias makes the cost smaller.",
        r"\frac{\partial C}{\partial b^l_j} = \delta^l_j",
        "(BP3)",
        ("dC_db", "delta", "l", "j"),
        ((Network.backprop, "# BP3"),),
    )


def _bp4(trace: Trace, layer: int) -> Told:
    return Told(
        "The slope for each weight",
        "What came in, times the error of the neuron that it went to. Nothing came in, nothing "
        "to learn: the weights from white pixels stay as they are.",
        r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \, \delta^l_j",
        "(BP4)",
        ("dC_dw", "a", "delta", "l", "j", "k"),
        ((Network.backprop, "# BP4"),),
    )


def _average(trace: Trace, layer: int) -> Told:
    return Told(
        f"The average over the {trace.m} images",
        "Every image pulls the weights its own way. The step follows the average: the sum over "
        "the mini-batch, divided by its size.",
        r"\nabla C = \frac{1}{m} \sum_x \nabla C_x",
        "equation (19)",
        ("nabla", "Cx", "sum_x", "m"),
        (
            (Network.backprop, "# BP3"),
            (Network.backprop, "# BP4"),
            (Network.update_mini_batch, "w -= eta / m * nabla"),
        ),
    )


def _update(trace: Trace, layer: int) -> Told:
    return Told(
        "The step: every weight moves against its slope",
        f"Downhill, and the steeper the farther. {_largest_change(trace)} Nothing else pulls on "
        "them here (decay is 0), and the step is taken on a copy: the network in use stays as it "
        "is.",
        r"w \rightarrow w' = w - \frac{\eta}{m} \sum_x \frac{\partial C_x}{\partial w}",
        "equation (20); (21) is the same for the biases",
        ("arrow", "w_any", "eta", "m", "sum_x", "dCx"),
        (
            (Network.update_mini_batch, "w -= eta / m * nabla"),
            (Network.update_mini_batch, "b -= eta / m * nabla"),
        ),
    )


def _largest_change(trace: Trace) -> str:
    """Say how far the step goes, beside how large the weights are."""
    pairs = list(zip(trace.before.weights, trace.after.weights, strict=True))
    change = max(float(np.abs(after - before).max()) for before, after in pairs)
    largest = max(float(np.abs(before).max()) for before, _ in pairs)
    return (
        f"The largest change of a weight is {short(change)}; the largest weight, without its sign, "
        f"is {short(largest)}."
    )


def _was_it_worth_it(trace: Trace) -> str:
    """Answer the question of the step's title."""
    before, after = float(trace.cost_before.mean()), float(trace.cost_after.mean())
    if after < before:
        return "Yes: the cost became smaller."
    return "No: the step went too far." if after > before else "The cost is what it was."


def _after(trace: Trace, layer: int) -> Told:
    return Told(
        "Was it worth it? Before and after",
        f"What went in, once more through the network, with the new weights. "
        f"{_largest_change(trace)} {_was_it_worth_it(trace)} It may make other images worse; a "
        "training has thousands of steps.",
        r"C(w', b') < C(w, b) \;?",
        "",
        ("C", "w_any", "b_any"),
        ((Network.cost, "return float(COSTS"),),
    )


def _check(trace: Trace, layer: int) -> Told:
    return Told(
        "Check it yourself",
        "No calculus here: move one weight up and down by a tiny ε, and see how the cost changes. "
        "If backprop is right, it says the same. It needs two forward passes for every weight; "
        "backprop finds all of them in one go.",
        r"\frac{\partial C}{\partial w} \approx "
        r"\frac{C(w + \varepsilon) - C(w - \varepsilon)}{2 \varepsilon}",
        "",
        ("dC_dw_any", "w_any", "approx", "C_of", "epsilon"),
        ((gradient_check.check_gradient, "numerical = "),),
    )


TOLD: dict[str, Callable[[Trace, int], Told]] = {
    "in": _in,
    "forward": _forward,
    "cost": _cost,
    "bp1": _bp1,
    "bp2": _bp2,
    "bp3": _bp3,
    "bp4": _bp4,
    "average": _average,
    "update": _update,
    "after": _after,
    "check": _check,
}
