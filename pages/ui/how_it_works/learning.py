"""Step 6 of the story: how the weights are learnt, with four things to try."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import streamlit as st

from nn.mini_batches import mini_batches
from nn.mnist import one_hot
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS
from nn.training import train
from pages.ui.app import places, steps
from pages.ui.app.digits import Subject
from pages.ui.app.networks import InUse
from pages.ui.app.numbers import a_digit, short
from pages.ui.app.state.session import Session
from pages.ui.how_it_works import pieces

BOOK = PRESETS["book"].config
STEPS = BOOK.mini_batches(BOOK.images_to_learn_from)


class Idea(NamedTuple):
    """One of the four words of learning, with something to try."""

    name: str
    words: str
    equation: str  # LaTeX
    letters: str  # what its letters mean
    code: steps.Line
    button: str  # what to try
    expect: str  # what happens then, as measured with several seeds
    config: TrainingConfig  # what the button sets


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


def _cost_idea(network: Network, cost: str) -> Idea:
    equation, _, line = steps.cost_equation(cost, network.output)
    return Idea(
        "Cost",
        "How far the outputs are from the desired ones, which are 1 for the digit and 0 for the "
        "others, as one number.",
        equation,
        "For one image. $a^L$: its outputs; y: the desired ones; j: 0 to 9."
        + " ln: the natural logarithm." * (r"\ln" in equation),
        line,
        "Try cross-entropy",
        "Cross-entropy, smaller first weights: 94\N{NO-BREAK SPACE}% after one epoch.",
        TrainingConfig(cost="cross-entropy", initialisation="sqrt-n", eta=0.5, epochs=1),
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
                words, equation, code, button = st.columns([232, 228, 255, 195], gap="small")
                with words:
                    pieces.words(f"**{idea.name}.** {idea.words}", f"idea_{place}")
                with equation:
                    pieces.equation(idea.equation, idea.letters)
                with code:
                    steps.code(idea.code)
                button.button(
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


def _cost_now(network: Network, cost: str, read: Subject) -> str:
    """Say how wrong the network is about a labelled digit."""
    if read.label is None:
        return ""
    desired = one_hot(np.array([read.label], np.uint8))
    value = network.cost(read.x[None].astype(np.float64), desired, cost)
    return (
        f" For {read.name}, {a_digit(read.label)}, the {cost} cost of the network in use is "
        f"**{short(value)}**."
    )
