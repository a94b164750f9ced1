"""Learning, the last step of How it works: steps on the hills of the book's own run."""

import json
import re
from dataclasses import replace
from html import unescape
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.functions import COSTS, Array
from nn.mnist import load
from nn.network import Network
from nn.runs.run import Run
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS
from nn.training import TrainingRun, train
from pages.ui.app.formats import short
from pages.ui.app.places import HOW_IT_WORKS, TRAIN
from pages.ui.app.steps import statement
from pages.ui.class_room.guessing import questions
from tests.pages.conftest import Open, as_read, html_of, rerun, until, visitor

BOOK = PRESETS["book"].config
SEED = 77


@pytest.fixture
def hill(open_app: Open) -> AppTest:
    """Return the app at the hill, for a visitor with settings of their own."""
    app = open_app(HOW_IT_WORKS)
    visitor(app).training.config = TrainingConfig(seed=SEED, lmbda=1.0, eta=0.1)
    visitor(app).views.story.step = "learning"
    rerun(app)
    return app


def said(app: AppTest) -> str:
    """Return all that can be read on the page."""
    written = " ".join(str(part.value) for part in (*app.markdown, *app.latex, *app.caption))
    return as_read(unescape(written + re.sub("</?a[^>]*>", "", html_of(app))))


def shown(app: AppTest) -> dict[str, Any]:
    """Return what the browser is told to draw."""
    written = [part.proto.json for part in app.main.get("bidi_component")]
    (drawn,) = [json.loads(one) for one in written if '"marks"' in one]
    return dict(drawn)


def step(app: AppTest, eta: str) -> None:
    rerun(app.button(key=f"hill_{eta}").click())


def begin(app: AppTest, steps: int) -> None:
    rerun(app.segmented_control(key="hill_start").set_value(steps))


def next_of_run(steps: int) -> tuple[Network, list[tuple[Array, Array]]]:
    """Return the book's network after so many steps of its run, and the next two mini-batches."""
    run = TrainingRun.begin(replace(BOOK, seed=SEED), load().train)
    loop, network = train(run, load().train), run.network.astype(np.float64)
    batches: list[tuple[Array, Array]] = []
    for number in range(1, steps + 3):
        batch = next(loop)
        assert batch
        if number > steps:
            batches.append((batch[0].astype(np.float64), batch[1].astype(np.float64)))
        if number == steps:
            network = run.network.astype(np.float64)
    return network, batches


@pytest.mark.parametrize("steps", [0, 1_000])
def test_the_costs_are_those_of_the_books_own_run(steps: int, hill: AppTest) -> None:
    begin(hill, steps)
    network, batches = next_of_run(steps)
    for number, (x, y) in enumerate(batches, start=steps + 1):
        now = short(network.cost(x, y), 3)
        assert f"**Mini-batch {number:,}**: ten of the 60,000 images" in said(hill)
        assert f"{now}</div>" in said(hill)
        costs = {}
        for eta in ("0.3", "100", "3"):
            stepped = network.copy()
            stepped.update_mini_batch(x, y, float(eta))
            costs[eta] = short(stepped.cost(x, y), 3)
            step(hill, eta)
            assert f"{now} → {costs[eta]}</div>" in said(hill)
            assert shown(hill)["ball"] == float(eta)
        marks = [[0, now], *([float(eta), costs[eta]] for eta in ("0.3", "3", "100"))]
        assert shown(hill)["marks"] == marks
        network, last = stepped, shown(hill)["points"]
        rerun(hill.button(key="hill_next").click())
        assert "Other images, another hill" in said(hill)
        np.testing.assert_allclose(shown(hill)["last"], last)


def test_the_guess_is_asked_before_it_trains_and_counts_on_train(hill: AppTest) -> None:
    rerun(hill.number_input(key="guess_epoch").set_value(70.0))
    question = questions.of_epoch(replace(BOOK, seed=SEED))
    assert visitor(hill).guesses == {question: 70.0}
    rerun(hill.switch_page(TRAIN.path))
    assert question == questions.of_epoch(visitor(hill).training.config)


def test_after_a_plateau_the_ground_is_flat(hill: AppTest) -> None:
    begin(hill, 0)
    visitor(hill).training.config = BOOK
    rerun(hill)
    step(hill, "100")
    assert (
        "Lower, but stuck on a plateau: 100 of the 100 outputs, ten for each image, are saturated"
        in said(hill)
    )
    rerun(hill.button(key="hill_next").click())
    step(hill, "100")
    assert "Hardly anything changes: the ground is flat here" in said(hill)
    begin(hill, 1_000)
    assert "**Mini-batch 1,001**" in said(hill)
    step(hill, "100")
    assert "It leaps over the valley, and lands higher than it was." in said(hill)
    assert shown(hill)["leaps"]
    step(hill, "3")
    assert not shown(hill)["leaps"]


def test_formulas_and_code_are_there_on_request(hill: AppTest) -> None:
    (expander,) = hill.main.expander
    assert not expander.proto.expanded
    for function, marker in (
        (COSTS["quadratic"]["sigmoid"].fn, "return"),
        (Network.update_mini_batch, "lmbda / n * w"),
    ):
        assert f"<pre>{statement(function, marker).text}</pre>" in said(hill)
    # All letters of its line of code.
    assert "momentum and lmbda, for the weight decay, are 0 here" in said(hill)


@pytest.mark.slow
def test_train_it_trains_the_book_with_the_visitors_seed(hill: AppTest) -> None:
    def train_it() -> Run:
        rerun(hill.button(key="hill_train").click())
        assert hill.title[0].value == "Train"
        run = visitor(hill).training.run
        assert run and run.state.under_way
        assert visitor(hill).training.config == run.begun_with == replace(BOOK, seed=SEED)
        rerun(hill.switch_page(HOW_IT_WORKS.path))
        return run

    run = train_it()
    until(lambda: run.snapshot().progress.mini_batch > 0)
    assert train_it() is run  # it goes on

    visitor(hill).training.config = TrainingConfig(eta=0.5)
    rerun(hill.switch_page("pages/train.py"))
    rerun(hill.button(key="use_new_settings").click())
    other = visitor(hill).training.run
    visitor(hill).training.config = replace(visitor(hill).training.config, seed=SEED)
    rerun(hill.switch_page(HOW_IT_WORKS.path))
    assert train_it() not in (run, other)
    assert run.state.over and other and other.state.over
