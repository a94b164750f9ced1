"""Step 5 of the story: the largest output wins, before and after learning."""

import streamlit as st

from nn.answers import answers_of
from nn.evaluation import Evaluation, evaluate
from nn.explain import forward_story
from nn.mnist import load
from nn.network import Network
from nn.storage import network_files
from pages.ui.app import networks, numbers, readout
from pages.ui.app.digits import Subject
from pages.ui.app.networks import InUse
from pages.ui.app.session import Session
from pages.ui.how_it_works import pieces


def show(visitor: Session, used: InUse, read: Subject) -> None:
    """Show what an untrained network answers, beside what the one in use does."""
    is_untrained = visitor.network.choice == "untrained"
    learnt = "In the second they are learnt." if is_untrained else f"The second: {used.story}"
    pieces.words(
        "**The largest output wins.** In the first network the weights are random numbers, and the "
        f"answer is a guess. {learnt}",
        "answer",
    )
    left, right = st.columns(2, gap="medium")
    before = used.network if is_untrained else _untrained(visitor, used)
    with left:
        _reads(before, read, "Untrained", _tested(visitor, before, "before"))
    with right:
        if is_untrained:
            book = visitor.visit.keep(
                "story_book", "", lambda: network_files.open_network("book").network
            )
            _reads(book, read, "Trained: the book's", _tested(visitor, book, "after"))
        else:
            _reads(
                used.network,
                read,
                f"In use: {_name(visitor)}",
                networks.test_of(visitor.visit, used),
            )
    left, right = st.columns([400, 500], gap="medium")
    with left:
        pieces.equation(
            r"\text{answer} = \underset{j = 0 \ldots 9}{\operatorname{arg\,max}}\; a_j",
            "$a_j$ is the output for digit j; arg max is the j whose $a_j$ is the largest. "
            "In the code, outputs that are no numbers give no answer.",
            "answer",
        )
    with right:
        pieces.code(answers_of, "argmax", "answer")


def _reads(network: Network, read: Subject, title: str, test: Evaluation) -> None:
    """Show one network's answer, its ten outputs, and how good it is in general."""
    outputs = networks.read(network, read.image)[-1]
    with st.container(border=True):
        st.markdown(
            f"**{title}**: reads {numbers.percent(test.accuracy)} of {test.total:,} test images"
        )
        answer, bars = st.columns([170, 230], vertical_alignment="center")
        with answer:
            st.html(readout.verdict(outputs))
        with bars:
            st.html(readout.output_bars(outputs))


def _tested(visitor: Session, network: Network, key: str) -> Evaluation:
    return visitor.visit.keep(f"story_{key}", network, lambda: evaluate(network, load().test))


def _name(visitor: Session) -> str:
    return networks.NAMES.get(visitor.network.choice, visitor.network.choice).split(",")[0]


def _untrained(visitor: Session, used: InUse) -> Network:
    config = networks.config_of(visitor, used)
    return visitor.visit.keep(
        "story_untrained",
        (config, visitor.training.config.seed, used.network.sizes, used.network.activation),
        lambda: forward_story.untrained_like(used.network, config, visitor.training.config.seed),
    )
