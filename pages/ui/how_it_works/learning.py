"""Step 6 of the story: how the weights are learnt, on the hill of one mini-batch after another.

    the book's run -> weights, its next ten images -> the hill -> a step -> other weights -> ...

The steps are taken with a copy of the network; "Train it" trains from the start.
"""

from collections import deque
from dataclasses import replace
from functools import lru_cache, partial
from itertools import islice

import numpy as np
import streamlit as st

from nn.explain.hill import Hill, along_gradient, step_in_words
from nn.mnist import load, to_floats
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS
from nn.sgd import one_hot
from nn.training import TrainingRun, train
from pages.ui.app import pictures, places, steps
from pages.ui.app.formats import a_digit, plain
from pages.ui.app.glossary import marked
from pages.ui.app.html import Html, div
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import StoryView
from pages.ui.app.widgets import button, choice
from pages.ui.class_room.guessing import field, questions
from pages.ui.every_page import run_control
from pages.ui.how_it_works import reading
from pages.ui.live.picture import hill as picture

BOOK = PRESETS["book"].config
M = BOOK.mini_batch_size
STEPS = BOOK.mini_batches(BOOK.images_to_learn_from)
ETAS = (0.3, BOOK.eta, 100.0)
STARTS = {0: "At the start", 1_000: "After 1,000 mini-batches"}

WORDS = (
    "The book's network starts at random and learns from ten images at a time. One step "
    f"moves its **{BOOK.parameter_count:,} weights and biases**: **each moves against its own "
    "slope**, which says how the cost changes when that number alone grows a little. So the ball, "
    "the network, rolls downhill: it is less wrong about these ten. The next ten have "
    "another hill."
)
ANOTHER = (
    "Other images, another hill (faint: the last one). What is good for ten images is not for all, "
    "so it takes many mini-batches."
)
FORMULAS = (
    (
        steps.cost_equation(BOOK.cost, BOOK.output)[0],
        "The cost of one image. $a^L$: its outputs; y: the desired ones; j: 0 to 9. That of a "
        "mini-batch is the average.",
        steps.cost_equation(BOOK.cost, BOOK.output)[2],
    ),
    (
        r"w \to w - \frac{\eta}{m} \sum_x \frac{\partial C_x}{\partial w}",
        "w: a weight; η: “eta”, the learning rate; m: the images of a mini-batch; ∂Cₓ/∂w: how "
        "image x's cost rises with w. v, the step, is added to w; momentum and lmbda, for the "
        "weight decay, are 0 here. Chance picks the images: this is stochastic gradient descent.",
        (Network.update_mini_batch, "lmbda / n * w"),
    ),
)


def show(visitor: Session) -> None:
    """Show a hill of the book's run, and let the visitor take steps on it, and train."""
    view, seed = visitor.views.story, visitor.training.config.seed
    key = seed, view.begun, tuple(view.etas[:-1])
    hills, labels = visitor.visit.keep("how_it_works.hill", key, partial(_next_hill, view, seed))
    hill, *last = hills
    reading.say(WORDS, "learning")
    left, right = st.columns([1.6, 1], gap="medium")
    with left:
        with st.container(horizontal=True, vertical_alignment="bottom", key="hill_top"):
            reading.say("**Cost** of these ten images", "cost")
            choice(view, "begun", "Weights", STARTS, "hill_start", then=partial(_begin, view))
        picture.show(hill, view.etas[-1], "hill", *last)
    with right:
        _mini_batch(view, hill, labels)
        _step(view, hill)
        _go_on(view)
    with st.container(horizontal=True, vertical_alignment="center", key="hill_guess"):
        field.show(visitor, questions.of_epoch(_book(visitor)))
        button("Train it", "play_arrow", _train, visitor, key="hill_train", type="primary")
    with st.expander("Formulas and code"):
        for formula in FORMULAS:
            reading.equation_and_code(*formula)


def _next_hill(view: StoryView, seed: int) -> tuple[list[Hill], list[int]]:
    """Return the hill after the visitor's steps, perhaps the one before, and the images' labels."""
    run, data = _book_run(seed, view.begun), load().train
    network, hills = run.network.astype(np.float64), list[Hill]()
    for k, eta in enumerate(view.etas):
        images = data[run.order[run.row + k * M : run.row + (k + 1) * M]]
        x, y = to_floats(images.images, np.float64), one_hot(images.labels, np.float64)
        if k >= len(view.etas) - 2:
            hills.insert(0, along_gradient(network, x, y, BOOK.cost, ETAS))
        if k < len(view.etas) - 1:
            network.update_mini_batch(x, y, eta, BOOK.cost)
    return hills, images.labels.tolist()


@lru_cache(maxsize=4)
def _book_run(seed: int, steps: int) -> TrainingRun:
    """Return the book's run after so many steps of its first epoch; nobody changes it."""
    images = load().train
    run = TrainingRun.begin(replace(BOOK, seed=seed), images)
    deque(islice(train(run, images), steps), maxlen=0)
    if not steps:  # a step begins the epoch
        run.order = run.rng.permutation(run.n).astype(np.int32)
    return run


def _begin(view: StoryView, steps: int) -> None:
    view.begun, view.etas = steps, [0.0]


def _mini_batch(view: StoryView, hill: Hill, labels: list[int]) -> None:
    """Show the images that the hill belongs to."""
    number = view.begun + len(view.etas)
    of = f"ten of the {BOOK.training_images:,} images"
    reading.say(f"**Mini-batch {number:,}**: {of}", "mini_batch")
    images = hill.x.reshape(M, 28, 28)
    st.html(div("tn-gallery", *map(pictures.picture, images, map(a_digit, labels))))


def _step(view: StoryView, hill: Hill) -> None:
    """Let the visitor choose how far the step goes, and say what it does."""
    ball = view.etas[-1]
    reading.say("**Learning rate η**: how far a step goes", "eta")
    with st.container(horizontal=True, key="hill_etas"):
        for eta in ETAS:
            choose, kind = view.etas.__setitem__, "primary" if eta == ball else "secondary"
            options = {"key": f"hill_{eta:g}", "type": kind, "width": "stretch"}
            button(f"η = {plain(eta)}", "", choose, -1, eta, **options)
    costs = picture.costs_in_words(hill)
    from_to = [costs[eta] for eta in dict.fromkeys((0.0, ball))]
    said = step_in_words(hill, ball)
    if ball == 0.0 and len(view.etas) > 1:
        eta = view.etas[-2]
        taken = f"The step with η = {plain(eta)} is taken." if eta else "No step was taken."
        said = f"{taken} {ANOTHER}"
    st.html(div("tn-hill-cost", " → ".join(from_to)) + div("tn-hill-said", marked(Html(said))))


def _go_on(view: StoryView) -> None:
    """Offer the next mini-batch."""
    number = view.begun + len(view.etas)
    with st.container(horizontal=True, vertical_alignment="center", key="hill_on"):
        is_last = number == STEPS
        button("Next mini-batch", "", view.etas.append, 0.0, key="hill_next", disabled=is_last)
        button("Start again", "", _begin, view, view.begun, key="hill_again")
    reading.say(
        f"{STEPS:,} mini-batches are one **epoch**; the book trains for {BOOK.epochs}.", "epoch"
    )


def _book(visitor: Session) -> TrainingConfig:
    return replace(BOOK, seed=visitor.training.config.seed)


def _train(visitor: Session) -> None:
    """Train the book's network with the visitor's seed, and open Train.

    A run of the same settings goes on; any other ends.
    """
    training = visitor.training
    training.config, run = _book(visitor), training.run
    if run is None or run.state.over or run.begun_with != training.config:
        run_control.reset(visitor)
    run_control.play(visitor)
    places.go_to(places.TRAIN)
