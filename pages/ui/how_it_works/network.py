"""Step 4 of the story: all neurons at once, and the ten outputs."""

import streamlit as st

from nn.explain import forward_story
from nn.network import Network
from pages.ui.app.digits import Subject
from pages.ui.app.networks import InUse
from pages.ui.app.session import Session
from pages.ui.how_it_works import diagram, pieces

NAMES = {
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "ReLU",
    "softmax": "softmax, shares that add up to 1",
}


def show(visitor: Session, used: InUse, read: Subject) -> None:
    """Show the whole network at work on the digit."""
    network = used.network
    pieces.words(_words(network), "network")
    html = visitor.visit.keep(
        "story_network",
        (network, read),
        lambda: diagram.show(forward_story.diagram(network, read.x), read.image),
    )
    st.html(html)
    left, right = st.columns([430, 470], gap="medium")
    with left:
        pieces.equation(
            _equations(network),
            "$a^1$: the pixels. $a^l$: the answers of layer l. $w^l$: its weights, a row a neuron. "
            f"$b^l$: its biases. {_sigma(network)}",
            "network",
        )
    with right:
        pieces.code(Network.forward, "z = a @ self.weights[-1].T", "network")


def _words(network: Network) -> str:
    hidden = network.sizes[1:-1]
    if not hidden:
        return (
            "This network has no hidden layer: **ten outputs**, one for each digit, look at the "
            "pixels themselves. A red line speaks for a digit, a blue one against it."
        )
    if len(hidden) > 1:
        sizes = " and ".join([", ".join(map(str, hidden[:-1])), str(hidden[-1])])
        who = f"**{sizes} hidden neurons**, layer after layer, do the same, and in the end"
    else:
        who = f"**{_counted(hidden[0])}** at the same time, each with weights of its own. Then"
    most = ""
    if max(hidden) > forward_story.MOST_NODES:
        most = f", and the {forward_story.MOST_NODES} most active neurons of a layer"
    return (
        f"{who} **ten outputs**, one for each digit, do the same with what the hidden neurons "
        "answer. Red lines add to the next sum, blue ones take away; the thicker, the more. Drawn "
        f"are the {forward_story.MOST_LINES} strongest{most}."
    )


def _counted(hidden: int) -> str:
    return "One hidden neuron does" if hidden == 1 else f"All {hidden} hidden neurons do"


def _equations(network: Network) -> str:
    """Return what the layers do: each of them, or for a deep network the rule and the last one."""
    last = len(network.sizes)
    hidden = {2: [], 3: ["2"]}.get(last, ["l"])
    lines = [_layer_equation(r"\sigma", l, "l-1" if l == "l" else "1") for l in hidden]
    output = r"\sigma" if network.output == "sigmoid" else r"\mathrm{softmax}"
    return r",\quad ".join([*lines, _layer_equation(output, str(last), str(last - 1))])


def _sigma(network: Network) -> str:
    """Say what σ is, in which layers, and what the outputs have instead."""
    hidden, output = NAMES[network.activation], NAMES[network.output]
    if len(network.weights) == 1 or hidden == output:
        return f"σ: the {output}." if network.output == "sigmoid" else f"The outputs: {output}."
    if network.output == "sigmoid":
        return f"σ: the curve of step 3, {hidden}; for the outputs the sigmoid."
    return f"σ: the curve of step 3, {hidden}. The outputs: {output}."


def _layer_equation(function: str, layer: str, before: str) -> str:
    return rf"a^{{{layer}}} = {function}(w^{{{layer}}} a^{{{before}}} + b^{{{layer}}})"
