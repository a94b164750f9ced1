"""Steps 1 to 5 of the story: five zooms of the picture, each with its words and its formula.

How they are shown stands here too: in large type, an equation beside our code.
"""

from collections.abc import Callable
from math import inf
from typing import NamedTuple

import numpy as np
import streamlit as st

from nn import mnist
from nn.answers import answers_of
from nn.explain.neurons import meaning
from nn.functions import ACTIVATIONS, OUTPUTS, Activation, Output
from nn.in_words import spoken
from nn.network import Network
from pages.ui.app import answer_in_words, pictures, steps
from pages.ui.app.formats import a_digit
from pages.ui.app.glossary import marked
from pages.ui.app.visitor import digits, networks

Formula = tuple[str, str, steps.Line]  # an equation in LaTeX, what its letters mean, our code


class Words(NamedTuple):
    """A step: its name, the zoom of the picture, its words and its formula."""

    name: str
    zoom: str
    say: Callable[[Network], str]
    formula: Callable[[Network, digits.Subject], Formula]


def say(text: str, key: str) -> None:
    """Show a step's plain words in large type; `key` is the step's."""
    with st.container(key=f"story_words_{key}"):
        st.markdown(marked(text))


def equation_and_code(latex: str, letters: str, line: steps.Line) -> None:
    """Show an equation, what its letters mean, and our line of code."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.latex(latex)
        st.caption(marked(letters))
    with right:
        steps.code(line)


def sentences(words: Words, used: networks.InUse, read: digits.Subject) -> str:
    """Return a step's words, and where the outputs are in sight, what is wrong with the answer."""
    answer, said = used.reader.see(read.image).answer, words.say(used.network)
    if words.zoom not in ("neurons", "answer"):
        return said
    if words.zoom == "neurons" and (hidden := used.reader.see(read.image).hidden):
        above = ACTIVATIONS[used.network.activation].fires_above
        fire = int((hidden[-1] > above).sum())
        said += f" For this digit, **{fire} of {len(hidden[-1])}** fire."
    wrong = answer_in_words.why_no_answer(answer)
    if not wrong and read.label not in (None, answer.digit):
        wrong = f"It is {a_digit(read.label)}: the answer is wrong."
    return f"{said} **{wrong}**" if wrong else said


def _is_deep(network: Network) -> bool:
    return len(network.weights) > 1


def _entry(network: Network) -> Activation | Output:
    """Return the function that the neurons apply which see the pixels."""
    return ACTIVATIONS[network.activation] if _is_deep(network) else OUTPUTS[network.output]


def _has_shares(network: Network) -> bool:
    """Tell whether those neurons are outputs that add up to 1."""
    return not _is_deep(network) and OUTPUTS[network.output].adds_up


def _pixels(_: Network) -> str:
    return (
        "The network does not see a shape. It sees **784 numbers**: how dark each of the 28 × 28 "
        "pixels is. The window shows some of them: point at the digit to move it."
    )


def _row(_: Network, read: digits.Subject) -> Formula:
    return (
        rf"a^1 = x = (x_1,\; x_2,\; \ldots,\; x_{{{read.x.size}}})",
        f"x is the picture as one row of {read.x.size} numbers: its top line first, then the next, "
        f"and so on. {np.count_nonzero(read.x)} of the {read.x.size} are not 0. x is also called "
        "$a^1$, because the pixels are layer 1.",
        (mnist.to_floats, "return"),
    )


def _one_neuron(network: Network) -> str:
    who = "**One output**" if not _is_deep(network) else "**One hidden neuron**"
    return (
        f"{who} has a weight for each pixel: red where ink excites it, blue where ink quiets it. "
        "It multiplies each pixel by its weight, and adds it all up, with a bias of its own. The "
        "sum z is large if much ink lies on red and little on blue. Choose another one at the "
        "right: the fuller its circle, the more it fires."
    )


def _sum(network: Network, read: digits.Subject) -> Formula:
    scale = network.input_scale
    scaled = "" if scale == 1 else f" This network takes its pixels from 0 to {scale:g}."
    return (
        rf"z = \sum_{{k=1}}^{{{network.sizes[0]}}} w_k a_k + b",
        "$a_k$ is pixel k, $w_k$ this neuron's weight for it; Σ adds up all 784 products: w · a. "
        f"The bias b is one more learnt number: how easily the neuron fires.{scaled}",
        (Network.forward, "z = a @ w.T + b"),
    )


def _curve_in_words(network: Network) -> str:
    said, activation = _entry(network).said, ACTIVATIONS[network.activation]
    if _has_shares(network):
        return (
            f"The outputs of this network share one cake, by **{said.title}**: the larger the sum "
            "z of an output, compared with the other sums, the larger its share a. All ten add up "
            "to 1."
        )
    low, high = activation.between if _is_deep(network) else (0.0, 1.0)
    below = " At the right, a blue circle is below 0." if low < 0 else ""
    name = f"The curve, here **{said.title}**, bends the sum z into an activation a"
    if high == inf:
        return f"{name}: {said.words}. It has no upper limit.{below} {meaning(activation)}"
    least, most = spoken(low), spoken(high)
    return (
        f"{name} between {least} and {most}.{below} A very negative z: almost {least}. A large z: "
        f"almost {most}, the neuron fires. At both ends the curve is flat: the neuron is "
        "saturated. In between, a small change of z makes a small change of a: so the network can "
        "learn in small steps."
    )


def _curve(network: Network, _: digits.Subject) -> Formula:
    entry = _entry(network)
    a, letters = r"a = \sigma(z)", "σ, read “sigma”, is the activation function."
    if _has_shares(network):
        a, letters = "a_j", "j is the output, and k each of the ten in turn."
    e = "e = 2.718… " if "e^" in entry.said.latex else ""
    return f"{a} = {entry.said.latex}", f"{e}{letters}", (entry.function, "    return")


def _neurons(network: Network) -> str:
    if not _is_deep(network):
        return "This network has no hidden layer: **ten outputs** look at the pixels themselves."
    size = network.sizes[-2]
    before = "the pixels" if len(network.weights) == 2 else "the layer before"
    seen = "its weights over the digit" if len(network.weights) == 2 else "its sum"
    has_blue = ACTIVATIONS[network.activation].between[0] < 0
    below = " Blue ones are below 0 and do not fire." if has_blue else ""
    these = "" if size <= pictures.MOST_IN_COLUMN else " You see the thirty that count most."
    if len(network.weights) > 2:
        these += " What lies before them is not drawn."
    return (
        f"**All {size} neurons** do this at once, each with weights of its own for {before}. "
        f"The fuller a circle, the more its neuron fires.{below} Choose one to see {seen}.{these}"
    )


def _answer(network: Network) -> str:
    if not _is_deep(network):
        return (
            "**Each output** adds up its pixels: red ones speak for its digit, blue ones against "
            "it. **The largest output wins.** Click another output: why not that digit?"
        )
    return (
        "**Ten outputs** listen to the neurons in the same way. Each line is one product, weight "
        "times activation: red speaks for the digit, blue against it, thick ones count more. "
        "**The largest output wins.** Click another output: why not that digit?"
    )


def _layers(network: Network, _: digits.Subject) -> Formula:
    curve, output = ACTIVATIONS[network.activation].said.title, OUTPUTS[network.output]
    sigma = f"σ: the curve of step 3, {curve}. " if _is_deep(network) else ""
    shares = ", shares that add up to 1" if output.adds_up else ""
    return (
        r"a^l = \sigma(w^l a^{l-1} + b^l)",
        "$a^1$: the pixels. $a^l$: the activations of layer l. $w^l$: its weights, one row for "
        f"each neuron. $b^l$: its biases. {sigma}The outputs: {output.said.title}{shares}.",
        (Network.forward, "a = function(z)"),
    )


def _largest(_: Network, __: digits.Subject) -> Formula:
    return (
        r"\text{answer} = \underset{j = 0 \ldots 9}{\operatorname{arg\,max}}\; a_j",
        "$a_j$ is the output for digit j; arg max is the j with the largest $a_j$. If the weights "
        "are so large that an output cannot be computed, there is no answer.",
        (answers_of, "argmax"),
    )


STEPS = {
    "pixels": Words("Pixels", "pixels", _pixels, _row),
    "sum": Words("One neuron", "neuron", _one_neuron, _sum),
    "sigmoid": Words("Activation", "activation", _curve_in_words, _curve),
    "neurons": Words("All neurons", "neurons", _neurons, _layers),
    "answer": Words("Answer", "answer", _answer, _largest),
}
