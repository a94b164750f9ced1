"""Steps 4 and 5 of the story: all neurons at once, and the answer of the ten outputs."""

from functools import partial

import streamlit as st

from nn.answers import NO_ANSWER, Reader, answers_of
from nn.evaluation import Evaluation
from nn.explain import forward_story
from nn.network import Network
from nn.settings.config import SETTING
from pages.ui.app import networks, numbers, readout
from pages.ui.app.digits import Subject
from pages.ui.app.networks import InUse
from pages.ui.app.state.session import Session
from pages.ui.how_it_works import diagram, pieces

HIDDEN = (
    "**All hidden neurons** do this, each with its own weights. Then **ten outputs**, one for each "
    "digit, do the same with the neurons before them. Red lines add to the next sum, blue ones "
    f"take away; the thicker, the more. You see the {forward_story.MOST_LINES} strongest lines, "
    f"and of a large layer the {forward_story.MOST_NODES} most active neurons."
)
NO_HIDDEN = (
    "This network has no hidden layer: **ten outputs**, one for each digit, look at the pixels "
    "themselves. A red line speaks for a digit, a blue one against it."
)


def all_neurons(visitor: Session, used: InUse, read: Subject) -> None:
    """Show the whole network at work on the digit."""
    network = used.network
    answer = used.reader.see(read.image).answer
    is_deep, shares = len(network.weights) > 1, network.output == "softmax"
    words = HIDDEN if is_deep else NO_HIDDEN
    if answer.digit == NO_ANSWER:
        words += f" **{readout.NOT_FINITE}.**"
    if answer.no_digit:
        words += " **It sees no digit here, so no output is the answer.**"
    elif answer.all_equal:
        output = numbers.output(answer.output)
        words += f" **All ten outputs are {output}: the network cannot tell the digits apart.**"
    pieces.words(words, "network")
    curve = SETTING["activation"].choices[network.activation]
    sigma = f"σ: the curve of step 3, {curve}. " if is_deep else ""
    st.html(diagram.show(used.reader, read))
    pieces.equation_and_code(
        _equations(network),
        "$a^1$: the pixels. $a^l$: the activations of layer l. $w^l$: its weights, one row for "
        f"each neuron. $b^l$: its biases. {sigma}"
        f"The outputs: {'softmax, shares that add up to 1' if shares else 'the sigmoid'}.",
        (Network.forward, "a = function(z)"),
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


def answer(visitor: Session, used: InUse, read: Subject) -> None:
    """Show the answers of an untrained network and of the network in use.

    If the network in use is untrained itself, the second is the book's network.
    """
    visit = visitor.visit
    if visitor.network.choice == "untrained":
        before, after = used.reader, networks.shipped("book").reader
        title, story = "Trained: the book's", "In the second they are learnt."
        test = networks.tested(visit, after.network, "story_after")
    else:
        config, seed = used.origin.config, visitor.training.config.seed
        key = (config, seed, used.network.sizes, used.network.activation)
        untrained = partial(forward_story.untrained_like, used.network, config, seed)
        before, after = Reader(visit.keep("story_untrained", key, untrained)), used.reader
        title = f"In use: {networks.TITLES[visitor.network.choice].split(',')[0]}"
        story = f"The second is in use. {used.story}"
        test = networks.test_of(visit, used)
    pieces.words(
        "**The largest output wins.** The first network has random weights, so it guesses. "
        f"{story}",
        "answer",
    )
    test_before = networks.tested(visit, before.network, "story_before")
    left, right = st.columns(2, gap="medium")
    with left:
        _reads("before", before, read, "Untrained", test_before)
    with right:
        _reads("after", after, read, title, test)
    pieces.equation_and_code(
        r"\text{answer} = \underset{j = 0 \ldots 9}{\operatorname{arg\,max}}\; a_j",
        "$a_j$ is the output for digit j; arg max is the j with the largest $a_j$. The code gives "
        "no answer where an output is infinite or not a number.",
        (answers_of, "argmax"),
    )


def _reads(key: str, reader: Reader, read: Subject, title: str, test: Evaluation) -> None:
    _, outputs, no_digit = reader.see(read.image)
    with st.container(border=True, key=f"story_reads_{key}"):
        st.markdown(
            f"**{title}**: reads {numbers.percent(test.accuracy)} of {test.total:,} test images"
        )
        answer, bars = st.columns([170, 230], vertical_alignment="center")
        with answer:
            st.html(readout.verdict(outputs, no_digit=no_digit))
        with bars:
            st.html(readout.output_bars(outputs, no_digit))
