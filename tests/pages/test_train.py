"""The Train page, without a browser: settings, steps, files and what is said of a run."""

import math
import re
from dataclasses import replace
from html import escape
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from nn.answers import Reader
from nn.network import Network
from nn.runs.run import Run
from nn.runs.run_view import RunState
from nn.settings.config import SETTINGS, TrainingConfig
from nn.settings.presets import PRESETS
from nn.storage import network_files
from nn.storage.provenance import Provenance
from pages.ui.app.formats import percent
from pages.ui.app.places import INSIDE, TRAIN
from pages.ui.app.visitor import digits
from pages.ui.train import settings
from tests.pages.conftest import (
    BOOK,
    Open,
    button,
    follow_link,
    html_of,
    network_in_use,
    rerun,
    saved_file,
    text,
    until,
    upload,
    visitor,
)
from tests.pages.conftest import press as press_only

pytestmark = pytest.mark.slow


def small(**changes: Any) -> TrainingConfig:
    """Two epochs of 50 mini-batches on a small network, but for the changes."""
    usual: dict[str, Any] = {"sizes": (784, 12, 10), "training_images": 500, "epochs": 2}
    return TrainingConfig(**(usual | changes))


@pytest.fixture
def train(open_app: Open) -> AppTest:
    """Return the app at its Train page."""
    return open_app(TRAIN)


@pytest.fixture
def stepped(train: AppTest) -> AppTest:
    """Return the Train page after one mini-batch of a small run."""
    begin(train, small())
    press(train, "One mini-batch")
    return train


def run_of(app: AppTest) -> Run:
    run = visitor(app).training.run
    assert run
    return run


def press(app: AppTest, label: str) -> None:
    """Press a button, and look at the page when the run has answered."""
    press_only(app, label)
    assert run_of(app).wait(lambda view: not view.busy, 30)
    rerun(app)


def begin(app: AppTest, config: TrainingConfig) -> None:
    visitor(app).training.config = config
    app.run()


def train_to_the_end(app: AppTest, config: TrainingConfig) -> None:
    begin(app, config)
    press(app, "Play")
    until(lambda: run_of(app).state.over)
    rerun(app)


def warnings(app: AppTest) -> str:
    return " ".join(element.value for element in app.warning)


def status(app: AppTest) -> str:
    """Return what the sidebar says of the run."""
    return " ".join(element.value for element in app.sidebar.markdown)


def curve(app: AppTest, name: str) -> list[tuple[float, float]]:
    """Return the points of a curve, the accuracy in per cent; none if it is not drawn."""
    said = re.findall(rf"<title>{escape(name)}: (\S+) % after (\S+)", html_of(app))
    return [(float(x), float(share)) for share, x in said]


def costs(app: AppTest) -> list[tuple[int, float]]:
    """Return the mini-batches with a cost on the page, and the costs."""
    said = re.findall(r"<title>cost of mini-batch (\d+): (\S+)</title>", html_of(app))
    return [(int(step), float(cost)) for step, cost in said]


def file_of(network: Network, data: str = "") -> bytes:
    """Return a network as a file, learnt from `data`."""
    return network_files.to_bytes(Reader(network), Provenance(epochs=1, data=data))


# Settings


def test_the_page_opens_with_the_books_settings(train: AppTest) -> None:
    assert train.number_input(key="setting_eta").value == 3.0
    assert train.number_input(key="setting_training_images").value == 60_000
    assert "23,860 numbers to learn from 60,000 images: 6,000 mini-batches" in text(train)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_fills_the_settings_and_keeps_the_seed(name: str, train: AppTest) -> None:
    begin(train, small())
    visitor(train).training.config = small(seed=7)  # since the page was shown
    rerun(train.selectbox(key="preset").set_value(name))
    expected = replace(PRESETS[name].config, seed=7)
    assert visitor(train).training.config == expected
    assert train.number_input(key="setting_eta").value == expected.eta
    hidden = ", ".join(map(str, expected.sizes[1:-1]))
    assert train.text_input(key="setting_sizes").value == hidden
    assert train.selectbox(key="setting_cost").value == expected.cost


def test_the_menu_of_presets_says_that_the_settings_are_your_own(train: AppTest) -> None:
    menu = train.selectbox(key="preset")
    assert menu.value == "book" and settings.OWN not in menu.options
    rerun(train.number_input(key="setting_eta").set_value(2.5))
    menu = train.selectbox(key="preset")
    assert menu.value == settings.OWN == menu.options[0]
    rerun(menu.set_value(settings.OWN))
    assert visitor(train).training.config.eta == 2.5


def test_what_to_expect_is_told_after_the_guess_or_the_first_epoch(train: AppTest) -> None:
    begin(train, replace(PRESETS["book"].config, seed=3))
    expect = PRESETS["book"].expect
    assert expect not in text(train)
    rerun(train.number_input(key="guess_epoch").set_value(75.0))
    assert expect in text(train)
    visitor(train).guesses.clear()
    rerun(train)
    assert expect not in text(train)
    press(train, "One epoch")
    until(lambda: run_of(train).snapshot().after_first_epoch is not None)
    rerun(train)
    assert expect in text(train)


def test_large_shows_number_and_curve_alone_while_the_run_goes_on(train: AppTest) -> None:
    begin(train, small(epochs=500))
    before = html_of(train)
    press_only(train, "Large")
    assert curve(train, "test images") and "10,000 test digits" in html_of(train)
    assert "before the first mini-batch" in before and "before the first" in html_of(train)
    press_only(train, "Play")
    until(lambda: run_of(train).snapshot().position >= 1)
    press_only(train, "Pause")
    assert not train.main.selectbox and not train.number_input
    assert f"after epoch {int(curve(train, 'test images')[-1][0])}" in html_of(train)
    press_only(train, "Back")
    assert train.selectbox(key="preset").value and len(curve(train, "training images")) > 1


def test_hidden_layers_are_typed_in_or_all_layers(train: AppTest) -> None:
    typed = {"": (784, 10), "20, 15": (784, 20, 15, 10), "784,5,10": (784, 5, 10)}
    for hidden, sizes in typed.items():
        rerun(train.text_input(key="setting_sizes").set_value(hidden))
        assert visitor(train).training.config.sizes == sizes
        assert train.text_input(key="setting_sizes").value == ", ".join(map(str, sizes[1:-1]))
        assert f"Understood as {'-'.join(map(str, sizes))}" in text(train)
    for wrong in ("many", "784, 30, 9", "1001"):
        rerun(train.text_input(key="setting_sizes").set_value(wrong))
        assert "The setting stays as it was." in warnings(train)
        assert visitor(train).training.config.sizes == sizes
        assert train.text_input(key="setting_sizes").value == "5"


def test_every_setting_has_its_control_also_during_a_run(train: AppTest) -> None:
    assert "setting_held_back" not in [element.key for element in train.number_input]
    begin(train, small(early_stopping=1, held_back=100))
    press(train, "One mini-batch")
    kinds = ("number_input", "selectbox", "text_input")
    widgets = {widget.key for kind in kinds for widget in train.get(kind)}
    for setting in SETTINGS:
        assert f"setting_{setting.name}" in widgets
        assert (f"live_{setting.name}" in widgets) is setting.live
        if setting.live:
            value = 5 if setting.name == "mini_batch_size" else 0.25
            rerun(train.number_input(key=f"live_{setting.name}").set_value(value))
            assert getattr(run_of(train).snapshot().config, setting.name) == value


def test_settings_that_do_not_go_together_get_a_sentence_and_stay(train: AppTest) -> None:
    begin(train, small())
    rerun(train.number_input(key="setting_mini_batch_size").set_value(501))
    assert "more than the 500 images to learn from" in warnings(train)
    assert visitor(train).training.config == small()
    assert train.number_input(key="setting_mini_batch_size").value == 10
    train.run()
    assert not train.warning  # said once


def test_a_run_says_which_new_settings_it_does_not_use(stepped: AppTest) -> None:
    assert not stepped.warning and "This run" not in button(stepped, "One epoch").help
    stepped.number_input(key="setting_eta").set_value(0.5).run()
    stepped.selectbox(key="setting_cost").set_value("cross-entropy").run()
    (warning,) = stepped.warning
    said = warning.value.split(" Press ")[0]
    assert "quadratic (you chose cross-entropy)" in said and "3 (you chose 0.5)" in said
    for label in ("Play", "One mini-batch", "One epoch"):
        assert "you chose 0.5" in button(stepped, label).help
    assert button(stepped, "Play").proto.type == "secondary"  # the next click is the other one
    press(stepped, "One epoch")
    assert run_of(stepped).snapshot().config.eta == 3.0 and said in warnings(stepped)
    press(stepped, "Reset and use the new settings")
    config = run_of(stepped).snapshot().config
    assert (config.eta, config.cost) == (0.5, "cross-entropy")
    assert not stepped.warning and "This run" not in button(stepped, "One epoch").help
    assert "Reset and use the new settings" not in [b.label for b in stepped.main.button]


# Steps


def test_in_the_first_epoch_accuracy_and_moments_are_told_in_mini_batches(train: AppTest) -> None:
    visitor(train).views.train.cost = True
    begin(train, small())
    before = html_of(train)
    assert "of 10,000 test images that it never learns from, before the first mini-batch" in before
    press(train, "One mini-batch")
    first, *_, latest = run_of(train).snapshot().checkpoints
    assert first.step == 0 and percent(first.test.accuracy) in before
    assert percent(latest.test.accuracy) in html_of(train)
    assert "test images that it never learns from, after 1 mini-batch" in html_of(train)
    offered = train.selectbox(key="moment").options
    assert offered == ["Newest", "Before the first mini-batch", "After 1 mini-batch"]
    press(train, "One mini-batch")
    assert "% of the test images, after 1 mini-batch." in status(train)
    assert any("mini-batch 2 of 50" in bar.proto.text for bar in train.get("progress"))
    first, second = run_of(train).snapshot().costs.costs
    np.testing.assert_allclose(costs(train), [(1, first), (2, second)], atol=1e-4)


def test_one_epoch_that_early_stopping_ends_is_finished(train: AppTest) -> None:
    begin(train, small(early_stopping=1, held_back=100, eta=0.00001, epochs=50))
    press(train, "One epoch")
    until(lambda: run_of(train).state is RunState.PAUSED)
    train.run()
    press(train, "One epoch")
    until(lambda: run_of(train).state is not RunState.RUNNING)
    train.run()
    assert "Training has finished" in status(train)
    assert [bar.proto.value for bar in train.get("progress")] == [100]  # though epochs are left


def test_the_page_shows_every_checkpoint_and_its_accuracy(train: AppTest) -> None:
    train_to_the_end(train, small())
    checkpoints = run_of(train).snapshot().checkpoints
    expected = [(c.position, 100 * c.test.accuracy) for c in checkpoints]
    np.testing.assert_allclose(curve(train, "test images"), expected, rtol=1e-3)
    assert percent(checkpoints[-1].test.accuracy) in train.error[0].value
    assert button(train, "Play").disabled and button(train, "One mini-batch").disabled
    rerun(train.number_input(key="setting_seed").set_value(2000))
    assert "seed 1 (you chose 2,000)" in warnings(train)


def test_reset_goes_back_to_the_same_weights_and_a_new_seed_to_others(stepped: AppTest) -> None:
    visitor(stepped).views.train.cost = True
    press(stepped, "One mini-batch")
    press(stepped, "Reset")
    first = run_of(stepped).snapshot()
    assert first.state is RunState.READY and not first.checkpoints
    weights = small().first_network().weights[0]
    np.testing.assert_array_equal(first.newest.weights[0], weights)
    press(stepped, "New seed")
    assert visitor(stepped).training.config.seed != small().seed
    assert (run_of(stepped).snapshot().newest.weights[0] != weights).any()
    press(stepped, "One mini-batch")
    assert [step for step, _ in costs(stepped)] == [1]  # of this run alone


# What is said of a run


def test_a_run_that_does_not_learn_to_read_says_why_and_is_not_used(train: AppTest) -> None:
    session = visitor(train)
    session.use("book")
    for again in (False, True):
        if again:
            press(train, "Reset")
        train_to_the_end(train, small(eta=100.0, training_images=5000))
        assert "has not learnt to read, and is used only where you" in train.error[0].value
        assert "A learning rate of 100" in text(train) and not train.success
        assert session.network.choice == "book" and session.network.chosen
    press(train, "Draw with it")
    assert session.network.choice == "run"  # as it was chosen
    rerun(train)
    assert session.network.choice == "run"

    rerun(train.switch_page(TRAIN.path))
    assert "used only where you choose it" in train.error[0].value
    press(train, "Try η = 3")
    run = run_of(train)
    assert run.begun_with == small(eta=3.0, training_images=5000)
    until(lambda: run.state is RunState.FINISHED)
    assert rerun(train).network.choice == "run" and train.info


def test_a_film_makes_no_bad_run_a_chosen_one_and_what_was_let_go_does_not_come_back(
    train: AppTest,
) -> None:
    session = visitor(train)
    session.use("book")
    begin(train, small(eta=100.0, training_images=5000))
    press(train, "One mini-batch")
    session.begin_film()
    session.enter("Draw")
    session.enter("Train")
    press(train, "Play")
    until(lambda: run_of(train).state.over)
    assert rerun(train).network.choice == "book"

    press(train, "Reset")
    session.network.chosen = False  # Let each page choose
    rerun(train)
    press(train, "Reset")
    train_to_the_end(train, small(eta=100.0, training_images=5000))
    assert session.network.choice == "draw" and not session.network.chosen


def test_a_run_that_has_learnt_is_used_and_one_that_trains_is_too(train: AppTest) -> None:
    train_to_the_end(train, small(training_images=5000, epochs=2))
    rerun(train)
    assert run_of(train).snapshot().final.test.accuracy > 0.5
    assert visitor(train).network.choice == "run" and train.info
    begin(train, small(eta=100.0, training_images=5000, epochs=50))
    press(train, "Reset and use the new settings")
    press(train, "Play")
    assert visitor(train).network.choice == "run"


# Files


def test_a_saved_network_loads_again(train: AppTest) -> None:
    train_to_the_end(train, small())
    visitor(train).use("run")  # which does not read half of the test images
    content = saved_file(visitor(train))
    saved, run = network_files.load(content), run_of(train).snapshot()
    np.testing.assert_array_equal(saved.reader.network.weights[0], run.newest.weights[0])
    assert saved.provenance.config == small() and saved.provenance.epochs == 2
    accuracy = run.checkpoints[-1].test.accuracy
    assert saved.provenance.test_accuracy == pytest.approx(accuracy)
    upload(train, content)
    assert visitor(train).network.choice == "file"
    rerun(train.switch_page("pages/inside.py"))
    assert percent(accuracy) in text(train)


def test_a_file_that_cannot_read_digits_is_refused_with_a_sentence(train: AppTest) -> None:
    too_large = TrainingConfig(sizes=(784, 1000, 1000, 1000, 1000, 1000, 10)).first_network()
    too_large.weights.insert(1, np.zeros((1000, 1000), np.float32))
    too_large.biases.insert(1, np.full(1000, 1e-8, np.float32))  # more than float16 holds
    for content, sentence in (
        (b"junk", "is not a network saved by Thirty Neurons"),
        (file_of(too_large), "too large: your browser gets its weights in one message of at most"),
    ):
        upload(train, content)
        assert sentence in warnings(train)
        assert visitor(train).network.choice == "draw" and not visitor(train).network.loaded


def test_what_others_wrote_into_a_file_is_shown_as_it_is(train: AppTest) -> None:
    name = f"![](k.png) {'x' * 60}.npz"
    upload(train, file_of(BOOK, "![](http://a.example/k.png) $x$"), name)
    assert f"{name[:39]}…" in network_in_use(train).options
    assert f"In use: !\\[\\](k.png) {'x' * 20}" in text(train)
    for page in ("inside", "backprop", "mistakes"):
        rerun(train.switch_page(f"pages/{page}.py"))
        assert "![](" not in text(train) and "!\\[\\](" in text(train)


# Links


def test_what_others_wrote_into_a_link_becomes_no_link_and_no_picture(train: AppTest) -> None:
    words = [":material/delete:", ":smile:", "www.a.example", "http://a.example", "a@b.c"]
    follow_link(train, {"eta": " ".join(words), "![](http://a.example/k.png)": "1"})
    said = warnings(train)
    assert "![](" not in said and "!\\[\\](" in said
    for word in words:
        assert word not in said and word in said.replace("\N{WORD JOINER}", "")


# The newest accuracy


def looks(app: AppTest) -> list[Button]:
    return [shown for shown in app.main.button if str(shown.key).startswith("look_")]


def test_it_says_what_each_look_read_in_the_digit_and_leads_to_that_moment(train: AppTest) -> None:
    visitor(train).digit.test_number = 3  # a 0
    config = small(training_images=2_000)
    begin(train, config)
    assert "It reads test image no. 3, a 0: **" in text(train)
    assert [look.disabled for look in looks(train)] == [True]
    train_to_the_end(train, config)
    assert "right since" in text(train)
    kept, image = run_of(train).snapshot().checkpoints, digits.test_digit(3).image
    said = {c.step: Reader(c.network).see(image).answer for c in kept}
    begins = [int(str(look.key).rpartition("_")[2]) for look in looks(train)]
    assert len(begins) > 1
    for look, begin_at, end in zip(looks(train), begins, [*begins[1:], math.inf], strict=True):
        answers = [answer for step, answer in said.items() if begin_at <= step < end]
        assert {(it.digit, it.unsure) for it in answers} == {(answers[0].digit, answers[0].unsure)}
        assert look.label.startswith(f"**{answers[0].digit}{'?' * answers[0].unsure}** ")
        assert ("right" in str(look.key)) is (answers[0].digit == 0)
    last = looks(train)[-1]
    last.click().run()
    rerun(train.switch_page(INSIDE.path))
    assert (visitor(train).network.choice, visitor(train).network.moment) == ("run", begins[-1])
    assert last.label in [look.label for look in looks(train)]


def test_the_first_epoch_is_drawn_point_by_point_beside_a_guess(train: AppTest) -> None:
    begin(train, small())
    rerun(train.number_input(key="guess_epoch").set_value(75.0))
    assert [x for x, _ in curve(train, "test images")] == [0]
    assert "the guess is 75 %" in html_of(train)
    press(train, "One mini-batch")
    assert len(curve(train, "test images")) == 2
    press(train, "One epoch")
    until(lambda: run_of(train).snapshot().position == 1)
    until(lambda: run_of(train).state is RunState.PAUSED)
    rerun(train)
    assert len(curve(train, "test images")) == len(run_of(train).snapshot().checkpoints)
    assert curve(train, "test images")[-1][0] == 1
