"""Step 6 of the story: how the weights are learnt, with four things to try."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import streamlit as st

from nn import functions
from nn.mini_batches import Feed
from nn.mnist import one_hot
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS
from pages.ui.app.digits import Subject
from pages.ui.app.networks import InUse
from pages.ui.app.session import Session
from pages.ui.how_it_works import pieces

BOOK = PRESETS["book"].config
LEAST = 0.0001  # of a cost: smaller ones are called so


@dataclass(frozen=True)
class Idea:
    """One of the four words that learning takes, and something to try with it.

    Attributes
    ----------
    name : str
    words : str
        What it is, in a sentence or two.
    equation, letters : str
        LaTeX, and what its letters mean.
    code : (function, marker)
        Where our code does it.
    button, expect : str
        What to try, and what will be seen, as measured on several seeds.
    config : TrainingConfig
        The settings for it.
    """

    name: str
    words: str
    equation: str
    letters: str
    code: tuple[Callable[..., Any], str]
    button: str
    expect: str
    config: TrainingConfig


IDEAS = (
    Idea(
        "Cost",
        "How far the outputs are from the desired ones, 1 for the digit and 0 else, as one number.",
        r"C = \frac{1}{2n} \sum_x \lVert y(x) - a \rVert^2",
        "x: each of n images; a: its outputs; y(x): the desired ones.",
        (functions.quadratic_cost, "return"),
        "Try another cost",
        "Cross-entropy, smaller first weights: 94\N{NO-BREAK SPACE}% after one epoch.",
        TrainingConfig(cost="cross-entropy", initialisation="sqrt-n", eta=0.5, epochs=1),
    ),
    Idea(
        "Mini-batch",
        f"The weights move after every **{BOOK.mini_batch_size} images**, not after all of them: "
        "many small steps, each roughly right.",
        rf"\frac{{{BOOK.training_images:,}}}{{{BOOK.mini_batch_size}}} = "
        rf"{BOOK.mini_batches_per_epoch:,}".replace(",", "{,}"),
        "Training images, by the images m of a mini-batch: steps.",
        (Feed.take, "x, y ="),
        "Try mini-batches of 1",
        "Each image pulls its own way: 68 to 82\N{NO-BREAK SPACE}% after one epoch.",
        TrainingConfig(mini_batch_size=1, epochs=1),
    ),
    Idea(
        "Learning rate η",
        "How far each step goes: **η = 3** in the book. Too small crawls, too large jumps about.",
        r"w \to w - \frac{\eta}{m} \sum_x \frac{\partial C_x}{\partial w}",
        "w: a weight; η: “eta”; ∂Cₓ/∂w: how image x's cost rises with w. decay is 0 here.",
        (Network.update_mini_batch, "w -="),
        "Try η = 100",
        "About 10\N{NO-BREAK SPACE}%: the first steps already ruin it.",
        TrainingConfig(eta=100.0, epochs=1),
    ),
    Idea(
        "Epoch",
        "One pass through all training images, in a new random order each time: "
        f"**{BOOK.epochs} epochs** in the book.",
        rf"{BOOK.epochs} \times {BOOK.mini_batches_per_epoch:,} = "
        rf"{BOOK.epochs * BOOK.mini_batches_per_epoch:,}".replace(",", "{,}"),
        "Epochs times mini-batches: steps in all.",
        (Feed.shuffle, "self._order ="),
        "Try one epoch",
        "73 to 91\N{NO-BREAK SPACE}% of the test images, by the seed.",
        TrainingConfig(epochs=1),
    ),
)


def show(visitor: Session, used: InUse, read: Subject) -> None:
    """Show the four ideas, and let the visitor try them on the Train page."""
    if visitor.views.story.goes_to_train:
        visitor.views.story.goes_to_train = False
        st.switch_page("pages/train.py")
    with st.container(horizontal=True, vertical_alignment="center", key="story_learn"):
        pieces.words(
            f"Nobody chose the {used.network.parameter_count:,} weights and biases. They start as "
            "random numbers and are **learnt from examples**." + _cost_now(used, read),
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
    with st.container(key="story_ideas", gap="small"):
        for place, idea in enumerate(IDEAS):
            with st.container(key=f"story_idea_{place}"):
                _idea(visitor, idea, place)


def _idea(visitor: Session, idea: Idea, place: int) -> None:
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
            on_click=_take,
            args=(visitor, idea.config),
        )
        st.caption(idea.expect)


def _take(visitor: Session, config: TrainingConfig) -> None:
    """Take these settings to the Train page, with the seed that the visitor has."""
    visitor.training.config = replace(config, seed=visitor.training.config.seed)
    visitor.views.story.goes_to_train = True


def _cost_now(used: InUse, read: Subject) -> str:
    """Say how wrong the network is about this digit, where it is known which one it is."""
    if read.label is None:
        return ""
    dtype = used.network.weights[0].dtype
    with np.errstate(over="ignore", invalid="ignore"):
        cost = used.network.cost(
            read.x[None].astype(dtype), one_hot(np.array([read.label], np.uint8))
        )
    shown = f"{cost:.4f}" if cost >= LEAST else f"less than {LEAST}"
    return (
        f" For {read.name}, a {read.label}, the quadratic cost of the network in use is "
        f"**{shown}**."
    )
