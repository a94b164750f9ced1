"""The words of each step: title, sentence, equation, symbols, lines of code."""

from dataclasses import dataclass

import numpy as np

from nn.answers import answer_of, answers_of
from nn.explain import gradient_check
from nn.explain.saturation import is_flat
from nn.functions import ACTIVATIONS, OUTPUTS
from nn.in_words import capitalised
from nn.network import Network
from nn.sgd import one_hot
from pages.ui.app import answer_in_words, steps
from pages.ui.app.formats import a_digit, counted, fixed, short
from pages.ui.app.state.views import BATCH
from pages.ui.backprop import reach
from pages.ui.backprop.material import Material

WRONG = 0.5  # an output that is farther than this from the desired one


@dataclass(frozen=True)
class Words:
    """One step in words."""

    title: str
    sentence: str  # two short ones at most: above the picture
    more: str  # beside the equation
    equation: str  # in LaTeX
    symbols: tuple[str, ...]  # those of the equation, as in `symbols.SYMBOLS`
    lines: tuple[steps.Line, ...]  # of code
    number: str = ""  # what the book calls the equation


def what_goes_in(material: Material) -> Words:
    """Return the words of the step "Input"."""
    label = material.label
    it = f"{capitalised(material.examples.name)}, {a_digit(label)}, goes in."
    answer = answer_of(material.trace.forward.output[0])
    if answer.digit != label and not answer.all_equal:
        it = f"{it[:-1]}; the network reads it as {a_digit(answer.digit)}."
    if material.trace.m > 1:
        it = f"Ten digits go in; the picture shows one of them, {a_digit(label)}."
    return Words(
        "What goes in, and what should come out",
        f"Backprop is how the network learns from an example. {it} Output {label} should be 1, all "
        "others 0.",
        "Learning is one small step, again and again: look at the answer of the network, find out "
        "how much each weight adds to the mistake, and move all weights so that the mistake "
        "shrinks. Here is one such step, with every number.",
        r"a^1 = x \qquad y = (0, \ldots, 1, \ldots, 0)",
        ("a^1", "x", "y"),
        ((one_hot, "np.eye("),),
    )


def forward(material: Material) -> Words:
    """Return the words of the step "Forwards"."""
    trace, (image, layer, _) = material.trace, material.focus
    sees = material.used.reader.sees_digit(trace.forward.zs[-1][image])
    answer, label = answer_of(trace.forward.output[image], no_digit=not sees), material.label
    right = "that is right" if answer.digit == label else f"it should answer {label}"
    says = answer_in_words.why_no_answer(answer) or f"The network answers {answer.digit}: {right}."
    if trace.last and ACTIVATIONS[trace.before.activation].between[0] < 0:
        says = f"In a blue one the answer is below 0. {says}"
    return Words(
        "Forwards: what each neuron answers",
        f"Each circle is a neuron: the fuller it is, the more it fires. {says}",
        "Each neuron multiplies what comes in by its weights and adds the products and its bias. "
        "The activation function turns this sum z into its answer a. "
        f"This layer has {counted(trace.before.sizes[layer + 1], 'neuron')}.",
        r"z^l = w^l a^{l-1} + b^l \qquad a^l = \sigma(z^l)",
        ("l", "w^l", "b^l", "z^l", "a^l", r"\sigma"),
        ((Network.forward, "z = a @ w.T + b"), (Network.forward, "a = function(z)")),
    )


def cost(material: Material) -> Words:
    """Return the words of the step "Cost"."""
    trace = material.trace
    equation, number, line = steps.cost_equation(trace.cost, trace.before.output)
    symbols = _those_of(equation, "C", r"\sum_j", r"\ln", "a^L", "L", "y")
    return Words(
        "The cost: how wrong the answer is, in one number",
        "From here on, violet is too much of an output, green too little. The cost sums this up in "
        "one number, and learning makes that smaller.",
        "The cost compares the ten outputs with the desired ones.",
        equation,
        symbols,
        (line,),
        number,
    )


def _those_of(equation: str, *symbols: str) -> tuple[str, ...]:
    return tuple(symbol for symbol in symbols if symbol in equation)


SLOPE_CANCELS = (
    "The {} cost is made so that the slope cancels: the error is just the answer minus the desired "
    "answer. An output that is badly wrong has a large error and learns fast."
)
OF_SHARES = (
    "The outputs are shares, so each z moves all ten, and each error has a part from all ten "
    "differences. The factor a in front makes it small where an output is close to 0."
)
TWO_FACTORS = (
    "Two factors: how wrong the output is, and how steep its curve is at z. Where the curve is "
    "flat (saturated), the error is nearly 0 even for a wrong answer, and the output learns "
    "slowly. Switch the cost, and the factor of the slope is gone."
)


def bp1(material: Material) -> Words:
    """Return the words of BP1."""
    trace, cost = material.trace, material.trace.entry
    equation = rf"\delta^L = {cost.bp1}"
    factors = (r"\nabla_a C", r"\odot", r"\sigma'", r"\sum_k")
    symbols = _those_of(equation, r"\delta^L", *factors, "a^L", "L", "y")
    more = OF_SHARES if trace.shares else TWO_FACTORS
    if cost.slope_cancels:
        more = SLOPE_CANCELS.format(trace.cost)
    return Words(
        "Backwards: the error of each output",
        "The error δ says how each output is pushed: below 0 it should fire more, above 0 less."
        + _flat_output(material),
        more,
        equation,
        symbols,
        ((Network.backprop, "# BP1"), (cost.delta, "return ")),
        "(BP1)",
    )


def _flat_output(material: Material) -> str:
    """Return a sentence on an output that is wrong and has hardly an error: it is saturated."""
    trace, image = material.trace, material.focus.image
    if trace.shares or trace.entry.slope_cancels:
        return ""
    a, gap = trace.forward.output[image], trace.forward.output[image] - trace.y[image]
    flat = np.flatnonzero(is_flat(OUTPUTS[trace.before.output], a) & (np.abs(gap) > WRONG))
    if not len(flat):
        return ""
    j = flat[np.abs(gap[flat]).argmax()]
    return (
        f" Output {j} is wrong by {fixed(abs(gap[j]))}, but its push is only "
        f"{short(trace.backward.deltas[-1][image][j])}: it is saturated."
    )


def bp2(material: Material) -> Words:
    """Return the words of BP2."""
    activation = ACTIVATIONS[material.trace.before.activation]
    flat = activation.flat_name
    return Words(
        "Further back: the error of each hidden neuron",
        f"A hidden neuron's error is its share of the blame; a {flat} one gets hardly any. "
        f"{reach.in_a_sentence(material)}",
        "A hidden neuron gets a part of each error of the next layer: the error comes back through "
        "the weight that connects the two, and a line has the colour of this part: a negative "
        "weight turns too little of an output into too much of the neuron. The sum of these parts "
        f"is multiplied by the slope of the neuron's own activation function. A {flat} neuron has "
        "hardly any slope. An error reaches a neuron if it is at least a tenth of the largest.",
        r"\delta^l = \big( (w^{l+1})^T \delta^{l+1} \big) \odot \sigma'(z^l)",
        (r"\delta^l", "l", r"(w^{l+1})^T", r"\delta^{l+1}", r"\odot", r"\sigma'"),
        ((Network.backprop, "# BP2"), (activation.prime, "return ")),
        "(BP2)",
    )


BP3 = Words(
    "The slope for each bias",
    "A bias moves its neuron directly, so its slope is the neuron's error. Violet biases "
    "should shrink, green ones grow.",
    "A bias is added to z as it is. Where its slope is positive, a smaller bias makes the cost "
    "smaller.",
    r"\frac{\partial C}{\partial b^l_j} = \delta^l_j",
    (r"\frac{\partial C}{\partial b^l_j}", r"\delta^l", "l", "j"),
    ((Network.backprop, "# BP3"),),
    "(BP3)",
)

BP4 = Words(
    "The slope for each weight",
    "A slope is what came in, times the error of the neuron that it went to. White pixels bring "
    "nothing in: their weights stay as they are. The lines lead to the output that is chosen.",
    "A positive slope: a smaller weight makes the cost smaller.",
    r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \, \delta^l_j",
    (r"\frac{\partial C}{\partial w^l_{jk}}", "a^l", r"\delta^l", "l", "j", "k"),
    ((Network.backprop, "# BP4"),),
    "(BP4)",
)

STEP: steps.Line = (Network.update_mini_batch, "lmbda / n * w")
AVERAGE = Words(
    f"The average over the {BATCH} images",
    "Every image pulls the weights its own way. The step follows the average.",
    "The sum over the mini-batch, divided by its size.",
    r"\nabla C = \frac{1}{m} \sum_x \nabla C_x",
    (r"\nabla C", "C_x", r"\sum_x", "m"),
    (*BP3.lines, *BP4.lines, STEP),
    "equation (19)",
)


def update(material: Material) -> Words:
    """Return the words of the step "Update"."""
    trace = material.trace
    pairs = list(zip(trace.before.weights, trace.after.weights, strict=True))
    change = max(float(np.abs(after - before).max()) for before, after in pairs)
    largest = max(float(np.abs(before).max()) for before, _ in pairs)
    return Words(
        "The step: every weight moves against its slope",
        "Watch the lines and the outputs: weights and biases move downhill, farther where it is "
        "steeper, and not at all where it is level.",
        f"The largest change of a weight is {short(change)}; the largest weight, without its sign, "
        f"is {short(largest)}. Nothing else pulls on the weights: momentum (μ) and lmbda (λ) are 0 "
        "here. A copy takes the step: the network in use stays as it is.",
        r"w \rightarrow w' = w - \frac{\eta}{m} \sum_x \frac{\partial C_x}{\partial w}",
        (r"\rightarrow", "w", r"\eta", "m", r"\sum_x", r"\frac{\partial C_x}{\partial w}"),
        (STEP, (Network.update_mini_batch, "w += v")),
        "(20), and (21) for the biases",
    )


def after(material: Material) -> Words:
    """Return the words of the step "Result"."""
    trace = material.trace
    change = trace.cost_after.mean() - trace.cost_before.mean()
    verb = "fell" if change < 0 else "rose, since the step went too far"
    forwards, labels = (trace.forward, trace.forward_after), trace.y.argmax(axis=1)
    before, after = (int((answers_of(forward.output) == labels).sum()) for forward in forwards)
    return Words(
        "Was it worth it? Before and after",
        f"The cost {verb if change else 'is the same'}. Read right: {before} of {trace.m} before, "
        f"{after} of {trace.m} now. Other images may be read worse.",
        "The same images went through the network once more, with the new weights. A training has "
        "thousands of such steps, with all the images.",
        r"C(w', b') < C(w, b) \;?",
        ("C", "w", "b"),
        ((Network.cost, "return float(COSTS"),),
    )


CHECK = Words(
    "Check it yourself",
    "No calculus here: move one weight up and down by a tiny ε, and see how the cost changes. "
    "If backprop is right, it gives the same slope.",
    "This way takes two forward passes for every weight; backprop finds all slopes in one go.",
    r"\frac{\partial C}{\partial w} \approx "
    r"\frac{C(w + \varepsilon) - C(w - \varepsilon)}{2 \varepsilon}",
    (r"\frac{\partial C}{\partial w}", "w", r"\approx", r"C(w + \varepsilon)", r"\varepsilon"),
    ((gradient_check.check_gradient, "numerical = "),),
)
