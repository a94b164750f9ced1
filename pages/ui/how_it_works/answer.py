"""Step 5 of the story: the largest output wins, before and after learning."""

import streamlit as st

from nn.answers import Reader, answers_of
from nn.evaluation import Evaluation
from nn.explain import forward_story
from nn.network import Network
from pages.ui.app import networks, numbers, readout
from pages.ui.app.digits import Subject
from pages.ui.app.networks import InUse
from pages.ui.app.state.session import Session
from pages.ui.how_it_works import pieces


def show(visitor: Session, used: InUse, read: Subject) -> None:
    """Show the answers of an untrained network and of the network in use.

    If the network in use is untrained itself, the second is the book's network.
    """
    visit = visitor.visit
    if visitor.network.choice == "untrained":
        before, after = used.reader, networks.shipped("book").reader
        title, story = "Trained: the book's", "In the second they are learnt."
        test = networks.tested(visit, after.network, "story_after")
    else:
        before, after = Reader(_untrained(visitor, used)), used.reader
        title = f"In use: {networks.name_of(visitor.network.choice).split(',')[0]}"
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
    left, right = st.columns([400, 500], gap="medium")
    with left:
        pieces.equation(
            r"\text{answer} = \underset{j = 0 \ldots 9}{\operatorname{arg\,max}}\; a_j",
            "$a_j$ is the output for digit j; arg max is the j with the largest $a_j$. The code "
            "gives no answer where an output is infinite or not a number.",
            "answer",
        )
    with right:
        pieces.code(answers_of, "argmax", "answer")


def _reads(key: str, reader: Reader, read: Subject, title: str, test: Evaluation) -> None:
    _, outputs, no_digit = networks.see(reader, read.image)
    with st.container(border=True, key=f"story_reads_{key}"):
        st.markdown(
            f"**{title}**: reads {numbers.percent(test.accuracy)} of {test.total:,} test images"
        )
        answer, bars = st.columns([170, 230], vertical_alignment="center")
        with answer:
            st.html(readout.verdict(outputs, no_digit=no_digit))
        with bars:
            st.html(readout.output_bars(outputs, no_digit))


def _untrained(visitor: Session, used: InUse) -> Network:
    config, seed = networks.config_of(visitor, used), visitor.training.config.seed
    return visitor.visit.keep(
        "story_untrained",
        (config, seed, used.network.sizes, used.network.activation),
        lambda: forward_story.untrained_like(used.network, config, seed),
    )
