"""Step 6 of the story: how the weights are learnt, with four things to try."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import streamlit as st

from nn.functions import COSTS, OUTPUTS
from nn.mini_batches import mini_batches
from nn.mnist import one_hot
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS
from nn.training import train
from pages.ui.app import places
from pages.ui.app.digits import Subject
from pages.ui.app.networks import InUse
from pages.ui.app.numbers import a_digit, short
from pages.ui.app.state.session import Session
from pages.ui.how_it_works import pieces

BOOK = PRESETS["book"].config
STEPS = BOOK.mini_batches(BOOK.images_to_learn_from)


@dataclass(frozen=True)
class Idea:
    """One of the four words of learning, with something to try."""

    name: str
    words: str
    equation: str  # LaTeX
    letters: str  # what they mean
    code: tuple[Callable[..., Any], str]  # our function, and the marker of the line in it
    button: str  # what to try
    expect: str  # what happens then, as measured with several seeds
    config: TrainingConfig  # what the button sets


COST = Idea(
    "Cost",
    "How far the outputs are from the desired ones, which are 1 for the digit and 0 for the "
    "others, as one number.",
    r"C = \frac{1}{2n} \sum_x \lVert y(x) - a \rVert^2",
    "x: each of n images; a: its outputs; y(x): the desired ones.",
    (COSTS["quadratic"].fn, "return "),
    "Try another cost",
    "Cross-entropy, smaller first weights: 94\N{NO-BREAK SPACE}% after one epoch.",
    TrainingConfig(cost="cross-entropy", initialisation="sqrt-n", eta=0.5, epochs=1),
)
CROSS_ENTROPY = replace(
    COST,
    equation=r"\begin{aligned} C = -\frac{1}{n} \sum_x \sum_j [&\, y_j \ln a_j \\ "
    r"&+ (1 - y_j) \ln(1 - a_j)] \end{aligned}",
    letters="The cross-entropy. x: n images; a: outputs; y: the desired ones; ln: logarithm.",
    code=(OUTPUTS["sigmoid"].cross_entropy, "return "),
    button="Try it yourself",
)
LOG_LIKELIHOOD = replace(
    CROSS_ENTROPY,
    equation=r"C = -\frac{1}{n} \sum_x \sum_j y_j \ln a_j",
    code=(OUTPUTS["softmax"].cross_entropy, "return "),
)
OTHERS = (
    Idea(
        "Mini-batch",
        f"The weights move after every **{BOOK.mini_batch_size} images**, not after all of them: "
        "many small steps, each roughly right.",
        rf"\frac{{{BOOK.training_images:,}}}{{{BOOK.mini_batch_size}}} = {STEPS:,}".replace(
            ",", "{,}"
        ),
        "The training images, divided by the images of a mini-batch, m, are the steps.",
        (mini_batches, "yield x"),
        "Try mini-batches of 1",
        "Each image pulls its own way: 68 to 82\N{NO-BREAK SPACE}% after one epoch.",
        TrainingConfig(mini_batch_size=1, epochs=1),
    ),
    Idea(
        "Learning rate η",
        "How far each step goes: **η = 3** in the book. Too small crawls, too large jumps about.",
        r"w \to w - \frac{\eta}{m} \sum_x \frac{\partial C_x}{\partial w}",
        "w: a weight; η: “eta”; ∂Cₓ/∂w: how image x's cost rises with w. "
        "decay, the weight decay, is 0 here.",
        (Network.update_mini_batch, "w -="),
        "Try η = 100",
        "About 10\N{NO-BREAK SPACE}%: the first steps already ruin it.",
        TrainingConfig(eta=100.0, epochs=1),
    ),
    Idea(
        "Epoch",
        "One pass through all training images, in a new random order each time: "
        f"**{BOOK.epochs} epochs** in the book.",
        rf"{BOOK.epochs} \times {STEPS:,} = {BOOK.epochs * STEPS:,}".replace(",", "{,}"),
        "Epochs times mini-batches: steps in all.",
        (train, "run.shuffle()"),
        "Try one epoch",
        "73 to 92\N{NO-BREAK SPACE}% of the test images, depending on the seed.",
        TrainingConfig(epochs=1),
    ),
)


def show(visitor: Session, used: InUse, read: Subject) -> None:
    """Show the four ideas, and let the visitor try them on the Train page."""
    network = used.network
    cost = (used.origin.config or BOOK).cost
    with st.container(horizontal=True, vertical_alignment="center", key="story_learn"):
        pieces.words(
            f"Nobody chose the {sum(p.size for p in network.parameters):,} weights and biases. "
            "They start as random numbers and are **learnt from examples**."
            + _cost_now(network, cost, read),
            "learning",
        )
        st.button(
            "Train the book's network",
            key="story_try_book",
            type="primary",
            icon=":material/play_arrow:",
            on_click=_take,
            args=(visitor, BOOK),
        )
    with st.container(key="story_ideas", gap="xsmall"):
        for place, idea in enumerate((_cost_idea(network, cost), *OTHERS)):
            with st.container(key=f"story_idea_{place}"):
                _show_idea(visitor, idea, place)


def _show_idea(visitor: Session, idea: Idea, place: int) -> None:
    key = f"idea_{place}"
    columns = st.columns([232, 228, 255, 195], gap="small")
    with columns[0]:
        pieces.words(f"**{idea.name}.** {idea.words}", key)
    with columns[1]:
        pieces.equation(idea.equation, idea.letters, key)
    with columns[2]:
        pieces.code(*idea.code, key)
    with columns[3]:
        st.button(
            idea.button,
            key=f"story_try_{place}",
            width="stretch",
            help=idea.expect,
            on_click=_take,
            args=(visitor, idea.config),
        )


def _take(visitor: Session, config: TrainingConfig) -> None:
    """Take these settings to the Train page, with the visitor's own seed."""
    visitor.training.config = replace(config, seed=visitor.training.config.seed)
    places.go_to(places.TRAIN)


def _cost_idea(network: Network, cost: str) -> Idea:
    if cost == "quadratic":
        return COST
    if cost != "cross-entropy":
        equation = r"C = \frac{1}{n} \sum_x C(a, y(x))"
        return replace(COST, equation=equation, code=(COSTS[cost].fn, "return "))
    return LOG_LIKELIHOOD if network.output == "softmax" else CROSS_ENTROPY


def _cost_now(network: Network, cost: str, read: Subject) -> str:
    """Say how wrong the network is about a labelled digit."""
    if read.label is None:
        return ""
    desired = one_hot(np.array([read.label], np.uint8))
    value = network.cost(read.x[None].astype(np.float64), desired, cost)
    if not np.isfinite(value):
        return ""
    return (
        f" For {read.name}, {a_digit(read.label)}, the {cost} cost of the network in use is "
        f"**{short(value)}**."
    )
