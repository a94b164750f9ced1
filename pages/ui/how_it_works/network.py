"""Step 4 of the story: all neurons at once, and the ten outputs."""

import streamlit as st

from nn.answers import NO_ANSWER
from nn.explain import forward_story
from nn.in_words import listed
from nn.network import Network
from nn.settings.config import SETTING
from pages.ui.app import networks, numbers, readout
from pages.ui.app.digits import Subject
from pages.ui.app.networks import InUse
from pages.ui.app.state.session import Session
from pages.ui.how_it_works import diagram, pieces


def show(visitor: Session, used: InUse, read: Subject) -> None:
    """Show the whole network at work on the digit."""
    network = used.network
    answer = networks.answer(used.reader, read.image)
    words = _words(network)
    if answer.digit == NO_ANSWER:
        words += f" **{readout.NOT_FINITE}.**"
    if answer.no_digit:
        words += " **It sees no digit here, so no output is the answer.**"
    elif answer.all_equal:
        output = numbers.output(answer.output)
        words += f" **All ten outputs are {output}: the network cannot tell the digits apart.**"
    pieces.words(words, "network")
    st.html(
        visitor.visit.keep(
            "story_network",
            (network, read),
            lambda: diagram.show(forward_story.diagram(network, read.x), read.image, answer),
        )
    )
    left, right = st.columns([430, 470], gap="medium")
    with left:
        pieces.equation(
            _equations(network),
            "$a^1$: the pixels. $a^l$: the activations of layer l. $w^l$: its weights, one row for "
            f"each neuron. $b^l$: its biases. {_sigma(network)}",
            "network",
        )
    with right:
        pieces.code(Network.forward, "a = function(z)", "network")


def _words(network: Network) -> str:
    hidden = network.sizes[1:-1]
    if not hidden:
        return (
            "This network has no hidden layer: **ten outputs**, one for each digit, look at the "
            "pixels themselves. A red line speaks for a digit, a blue one against it."
        )
    if len(hidden) > 1:
        sizes = listed([str(size) for size in hidden])
        who = f"**{sizes} hidden neurons** do this, layer after layer. Then"
    elif hidden == (1,):
        who = "**One hidden neuron** does this with weights of its own. Then"
    else:
        who = f"**All {hidden[0]} hidden neurons** do this at once, each with its own weights. Then"
    most = ""
    if max(hidden) > forward_story.MOST_NODES:
        most = f", and the {forward_story.MOST_NODES} most active neurons of a layer"
    return (
        f"{who} **ten outputs**, one for each digit, do the same with the neurons before them. "
        "Red lines add to the next sum, blue ones take away; the thicker, the more. You see the "
        f"{forward_story.MOST_LINES} strongest lines{most}."
    )


def _equations(network: Network) -> str:
    """Return the equation of each layer; for a deep network, of any hidden layer and the last."""
    last = len(network.sizes)
    hidden = {2: [], 3: [("2", "1")]}.get(last, [("l", "l-1")])
    output = r"\sigma" if network.output == "sigmoid" else r"\mathrm{softmax}"
    layers = [(r"\sigma", *layer) for layer in hidden] + [(output, str(last), str(last - 1))]
    return r",\quad ".join(
        rf"a^{{{layer}}} = {function}(w^{{{layer}}} a^{{{before}}} + b^{{{layer}}})"
        for function, layer, before in layers
    )


def _sigma(network: Network) -> str:
    """Say what σ is, and what the outputs have instead."""
    hidden, shares = SETTING["activation"].choices[network.activation], network.output == "softmax"
    output = "The outputs: softmax, shares that add up to 1." if shares else "σ: the sigmoid."
    if len(network.weights) == 1 or network.activation == network.output:
        return output
    if shares:
        return f"σ: the curve of step 3, {hidden}. {output}"
    return f"σ: the curve of step 3, {hidden}; for the outputs the sigmoid."
