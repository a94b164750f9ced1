"""The Train page, without a browser: settings, steps, files and what is said of a run."""

import argparse
import base64
import io
import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from nn.cli.train import add_options
from nn.evaluation import Evaluation
from nn.events import Checkpoint
from nn.mnist import load, one_hot, to_floats
from nn.network import Network
from nn.runs import recording
from nn.runs.host import HOST
from nn.runs.records import RunState
from nn.runs.run import Run
from nn.settings.config import SETTINGS, TrainingConfig
from nn.settings.link import to_query
from nn.settings.presets import PRESETS
from nn.storage import network_files
from nn.storage.provenance import Provenance
from nn.training import initial_network
from pages.ui.app import runs, sidebar
from pages.ui.app.numbers import percent
from pages.ui.app.places import TRAIN
from pages.ui.train import live, network_file
from tests.pages.conftest import Open, html_of, rerun, text, until, visitor
from tests.pages.test_draw import press as press_only

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


def button(app: AppTest, label: str) -> Button:
    labelled: Button = next(button for button in app.main.button if button.label == label)
    return labelled


def press(app: AppTest, label: str) -> None:
    """Press a button, and look at the page when the run has answered."""
    press_only(app, label)
    assert run_of(app).wait(30)
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


def curves(app: AppTest, name: str) -> list[list[tuple[float, float]]]:
    """Return the points of a curve in each drawing of it that the page shows."""
    charts = [json.loads(chart.proto.spec)["data"] for chart in app.get("plotly_chart")]
    traces = [trace for chart in charts for trace in chart if trace.get("name") == name]
    return [list(zip(numbers(t["x"]), numbers(t["y"]), strict=True)) for t in traces]


def curve(app: AppTest, name: str) -> list[tuple[float, float]]:
    """Return the points of the newest drawing of a curve that the page shows."""
    return max(curves(app, name), key=len)


def numbers(values: Any) -> list[float]:
    """Return an axis' values, which plotly may have packed."""
    if isinstance(values, dict):
        values = np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"])
    return [float(value) for value in values]


def file_of(network: Network, data: str = "") -> bytes:
    """Return a network as a file, learnt from `data`."""
    stream = io.BytesIO()
    network_files.save(stream, network, Provenance(None, 1, None, data, "0"))
    return stream.getvalue()


def upload(app: AppTest, content: bytes) -> None:
    app.file_uploader(key="network_file").set_value(None).run()
    file = ("network.npz", content, "application/octet-stream")
    rerun(app.file_uploader(key="network_file").set_value(file))


def assert_same_weights(
    ours: Network, theirs: Network, rtol: float = 0.0, atol: float = 0.0
) -> None:
    pairs = zip([*ours.weights, *ours.biases], [*theirs.weights, *theirs.biases], strict=True)
    for a, b in pairs:
        np.testing.assert_allclose(a, b, rtol, atol)


# Settings


def test_the_page_opens_with_the_books_settings(train: AppTest) -> None:
    assert not train.exception
    assert train.number_input(key="setting_eta").value == 3.0
    assert train.number_input(key="setting_training_images").value == 60_000
    assert "23,860 numbers to learn from 60,000 images: 6,000 mini-batches" in text(train)
    assert PRESETS["book"].expect in text(train)
    assert "Michael Nielsen's book Neural Networks and Deep Learning" in text(train)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_fills_the_settings(name: str, train: AppTest) -> None:
    begin(train, small(seed=7))
    rerun(train.pills(key="preset").set_value(name))
    expected = replace(PRESETS[name].config, seed=7)
    assert visitor(train).training.config == expected
    assert train.number_input(key="setting_eta").value == expected.eta
    hidden = ", ".join(map(str, expected.sizes[1:-1]))
    assert train.text_input(key="setting_sizes").value == hidden
    assert train.selectbox(key="setting_cost").value == expected.cost
    assert PRESETS[name].expect in text(train)


def test_a_preset_keeps_the_seed_that_was_chosen_since_the_page_was_shown(train: AppTest) -> None:
    training = visitor(train).training
    training.config = replace(training.config, seed=7)
    rerun(train.pills(key="preset").set_value("chapter-3"))
    assert visitor(train).training.config == replace(PRESETS["chapter-3"].config, seed=7)


def test_only_early_stopping_asks_how_many_images_are_held_back(train: AppTest) -> None:
    labels = [element.label for element in train.number_input]
    assert "Early stopping (0 is off)" in labels
    assert "Held-back images" not in labels
    rerun(train.number_input(key="setting_early_stopping").set_value(3))
    assert train.number_input(key="setting_held_back").value == 10_000


@pytest.mark.parametrize(
    ("hidden", "sizes"),
    [
        ("", (784, 10)),
        ("5", (784, 5, 10)),
        ("20, 15", (784, 20, 15, 10)),
        ("784, 20, 15, 10", (784, 20, 15, 10)),
        ("784,10", (784, 10)),
    ],
)
def test_hidden_layers_are_typed_in_or_all_layers(
    hidden: str, sizes: tuple[int, ...], train: AppTest
) -> None:
    rerun(train.text_input(key="setting_sizes").set_value(hidden))
    assert visitor(train).training.config.sizes == sizes
    assert train.text_input(key="setting_sizes").value == ", ".join(map(str, sizes[1:-1]))
    understood = f"Understood as {'-'.join(map(str, sizes))}"
    assert understood in [element.value for element in train.caption]


def test_every_setting_has_its_control_its_option_and_its_key_in_a_link(train: AppTest) -> None:
    begin(train, small(early_stopping=1, held_back=100))
    press(train, "One mini-batch")
    widgets = {
        w.key for kind in ("number_input", "selectbox", "text_input") for w in train.get(kind)
    }
    parser = argparse.ArgumentParser()
    add_options(parser)
    options = vars(parser.parse_args([]))
    for setting in SETTINGS:
        assert f"setting_{setting.name}" in widgets
        assert (f"live_{setting.name}" in widgets) is setting.live
        assert setting.name in options
        assert setting.key in to_query(TrainingConfig())
    groups = {setting.group for setting in SETTINGS} - {""}
    assert groups <= {caption.value for caption in train.caption}


def test_settings_change_during_a_run(stepped: AppTest) -> None:
    for name in (setting.name for setting in SETTINGS if setting.live):
        value = 5 if name == "mini_batch_size" else 0.25
        rerun(stepped.number_input(key=f"live_{name}").set_value(value))
        assert not stepped.warning
        assert getattr(run_of(stepped).snapshot().config, name) == value


@pytest.mark.parametrize(
    ("hidden", "sentence"),
    [
        ("many", "expected whole numbers with commas between them"),
        ("784, 30, 9", "like 100,50 or 784,100,50,10"),
        ("0", "expected 1 to 1,000 neurons in a layer, got 0"),
        ("1001", "expected 1 to 1,000 neurons in a layer, got 1,001"),
        ("9, 9, 9, 9, 9, 9", "expected at most 5 hidden layers, got 6"),
    ],
)
def test_wrong_layers_get_a_sentence_and_stay(hidden: str, sentence: str, train: AppTest) -> None:
    rerun(train.text_input(key="setting_sizes").set_value(hidden))
    assert sentence in warnings(train) and "The setting stays as it was." in warnings(train)
    assert visitor(train).training.config == TrainingConfig()
    assert train.text_input(key="setting_sizes").value == "30"


def test_settings_that_do_not_go_together_get_a_sentence_and_stay(train: AppTest) -> None:
    begin(train, small())
    rerun(train.number_input(key="setting_mini_batch_size").set_value(501))
    assert "A mini-batch of 501 is more than the 500 images to learn from" in warnings(train)
    assert visitor(train).training.config == small()
    assert train.number_input(key="setting_mini_batch_size").value == 10
    train.run()
    assert not train.warning  # said once


def test_a_run_says_which_new_settings_it_does_not_use(stepped: AppTest) -> None:
    assert not stepped.warning and "This run" not in button(stepped, "One epoch").help
    stepped.number_input(key="setting_eta").set_value(0.5).run()
    stepped.selectbox(key="setting_cost").set_value("cross-entropy").run()
    said = (
        "This run goes on with cost quadratic (you chose cross-entropy) and learning rate η 3 (you "
        "chose 0.5)."
    )
    assert said in warnings(stepped)
    for label in ("Play", "One mini-batch", "One epoch"):
        assert button(stepped, label).help == said
    assert button(stepped, "Play").proto.type == "secondary"  # the next click is the other one
    press(stepped, "One epoch")
    assert run_of(stepped).snapshot().config.eta == 3.0 and said in warnings(stepped)
    press(stepped, "Reset and use the new settings")
    config = run_of(stepped).snapshot().config
    assert (config.eta, config.cost) == (0.5, "cross-entropy")
    assert not stepped.warning and "This run" not in button(stepped, "One epoch").help
    labels = [button.label for button in stepped.main.button]
    assert "Reset and use the new settings" not in labels


def test_many_new_settings_are_counted(stepped: AppTest) -> None:
    begin(stepped, small(sizes=(784, 10), seed=2000, momentum=0.9, mini_batch_size=20, eta=0.25))
    said = (
        "This run goes on with hidden layers 12 (you chose none), learning rate η 3 (you chose "
        "0.25), mini-batch size 10 (you chose 20) and 2 more."
    )
    assert said in warnings(stepped)
    rerun(stepped.number_input(key="live_eta").set_value(0.25))
    assert "learning rate" not in warnings(stepped)  # the run uses it already
    begin(stepped, small(eta=0.25))
    assert "This run began with other settings" in warnings(stepped)


def test_a_run_that_is_over_says_which_settings_it_had(train: AppTest) -> None:
    train_to_the_end(train, small(epochs=1))
    rerun(train.number_input(key="setting_seed").set_value(2000))
    assert "This run was made with seed 1 (you chose 2000)." in warnings(train)


def test_settings_and_curves_outlive_a_change_of_page(train: AppTest) -> None:
    press(train, "One mini-batch")
    train.number_input(key="setting_eta").set_value(0.25)
    train.toggle(key="log_axis").set_value(True)
    train.toggle(key="smooth").set_value(False).run()
    train.switch_page("pages/draw.py").run()
    train.switch_page("pages/train.py").run()
    assert train.number_input(key="setting_eta").value == 0.25
    assert train.toggle(key="log_axis").value and not train.toggle(key="smooth").value


# Steps


def test_one_mini_batch_does_what_update_mini_batch_does(train: AppTest) -> None:
    config = small()
    begin(train, config)
    rng = np.random.default_rng(config.seed)
    plain = initial_network(config, rng)
    rows = rng.permutation(config.training_images)
    images = load().train
    costs = []
    for step in (0, 1, 2):
        press(train, "One mini-batch")
        taken = rows[10 * step : 10 * step + 10]
        x, y = to_floats(images.images[taken]), one_hot(images.labels[taken])
        plain.update_mini_batch(x, y, config.eta)
        costs.append(plain.cost(x, y))
        newest = run_of(train).snapshot().newest
        assert_same_weights(newest, plain, rtol=1e-4, atol=1e-5)
    shown = curve(train, "one mini-batch")
    assert [step for step, _ in shown] == [1, 2, 3]
    assert [cost for _, cost in shown] == pytest.approx(costs, rel=1e-3)


@pytest.mark.parametrize(
    ("state", "said"),
    [(RunState.RUNNING, "Training: epoch 1 of 2"), (RunState.PAUSED, "Paused in epoch 1 of 2")],
)
def test_before_the_first_step_the_epoch_is_the_first(state: RunState, said: str) -> None:
    run = Run(small())
    run.note(state=state)
    assert runs.state_in_words(run.snapshot()) == said


def test_in_the_first_epoch_accuracy_and_moments_are_told_in_mini_batches(stepped: AppTest) -> None:
    offered = stepped.selectbox(key="moment").options
    assert offered == ["Newest", "Before the first mini-batch", "After 1 mini-batch"]
    press(stepped, "One mini-batch")
    assert run_of(stepped).snapshot().progress.step == 2
    assert "newest" not in status(stepped)
    assert "% of the test images, after 1 mini-batch." in status(stepped)
    assert any("mini-batch 2 of 50" in bar.proto.text for bar in stepped.get("progress"))


def test_one_epoch_that_early_stopping_ends_is_finished(train: AppTest) -> None:
    begin(train, small(early_stopping=1, held_back=100, eta=0.00001, epochs=50))
    press(train, "One epoch")
    until(lambda: run_of(train).state is RunState.PAUSED)
    train.run()
    press(train, "One epoch")
    until(lambda: run_of(train).state is not RunState.RUNNING)
    train.run()
    assert "Training has finished" in status(train)


def test_each_run_has_its_own_cost_curve(stepped: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Run(small())
    other._costs.add(1, 0.125)
    monkeypatch.setattr(visitor(stepped).training, "run", other)
    stepped.run()
    assert [(1, 0.125)] in curves(stepped, "one mini-batch")


@pytest.mark.parametrize("label", ["Play", "One mini-batch", "One epoch"])
def test_the_page_answers_before_the_process_does(label: str, train: AppTest) -> None:
    begin(train, small())
    press_only(train, label)
    assert "Getting ready to train" in status(train)
    assert sidebar.tick(run_of(train).snapshot())
    until(lambda: run_of(train).snapshot().checkpoints)
    rerun(train)
    assert "Getting ready" not in status(train)


def test_play_shows_the_first_trained_point_at_once(
    train: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "FIRST_POINT_SECONDS", 30.0)
    begin(train, small(epochs=500))
    press_only(train, "Play")
    assert "Training: epoch" in status(train)
    assert re.search("It read .* after", status(train))


def test_one_clock_is_for_all_that_changes(train: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    clocks: list[float | None] = []
    fragment = st.fragment

    def noted(function: Any, run_every: float | None = None) -> Any:
        clocks.append(run_every)
        return fragment(function, run_every=run_every)

    begin(train, small(epochs=500))
    press(train, "Play")
    monkeypatch.setattr(st, "fragment", noted)
    rerun(train)
    assert len(clocks) == 1 and clocks[0]


def test_charts_stay_as_they_are_until_it_is_time(
    train: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "YOUNG_SECONDS", 0.0)
    monkeypatch.setattr(live, "CHARTS_SECONDS", 1e9)
    begin(train, small(epochs=500))
    press(train, "Play")
    until(lambda: not runs.in_first_epoch(run_of(train).snapshot()))
    rerun(train)
    first = curve(train, "one mini-batch")
    until(lambda: run_of(train).snapshot().costs.steps.size > len(first) + 100)
    rerun(train)
    assert curve(train, "one mini-batch") == first
    press(train, "Pause")
    assert len(curve(train, "one mini-batch")) > len(first)


def test_one_epoch_stops_at_its_end(train: AppTest) -> None:
    begin(train, small())
    press(train, "One epoch")
    until(lambda: run_of(train).state is RunState.PAUSED)
    assert run_of(train).snapshot().position == 1
    rerun(train)
    assert curve(train, "test images")[-1][0] == 1


def test_the_page_shows_every_checkpoint_and_its_accuracy(train: AppTest) -> None:
    train_to_the_end(train, small())
    checkpoints = run_of(train).snapshot().checkpoints
    expected = [(c.position, 100 * c.test.accuracy) for c in checkpoints]
    shown = curve(train, "test images")
    assert [x for x, _ in shown] == [x for x, _ in expected]
    assert [y for _, y in shown] == pytest.approx([y for _, y in expected])
    assert percent(checkpoints[-1].test.accuracy) in train.success[0].value
    assert button(train, "Play").disabled and button(train, "One mini-batch").disabled


def test_reset_goes_back_to_the_same_weights_and_a_new_seed_to_others(stepped: AppTest) -> None:
    press(stepped, "Reset")
    first = run_of(stepped).snapshot()
    assert first.state is RunState.READY and not first.checkpoints
    weights = initial_network(small()).weights[0]
    np.testing.assert_array_equal(first.newest.weights[0], weights)
    press(stepped, "New seed")
    assert visitor(stepped).training.config.seed != small().seed
    assert (run_of(stepped).snapshot().newest.weights[0] != weights).any()


# What is said of a run


def test_a_learning_rate_that_is_far_too_large_is_diagnosed(train: AppTest) -> None:
    train_to_the_end(train, small(sizes=(784, 30, 10), eta=100.0, training_images=5000))
    said = warnings(train)
    assert "A learning rate of 100 makes the weights far too large in a few steps" in said
    assert "try 3" in said


def test_equal_outputs_are_said_to_be_equal(train: AppTest) -> None:
    dead = small(activation="relu", eta=100.0, mini_batch_size=5000, training_images=10_000)
    train_to_the_end(train, dead)
    assert "of 500 test images all ten outputs are equal." in warnings(train)


def test_diverged_weights_end_the_run_with_a_sentence(train: AppTest) -> None:
    steep = small(sizes=(784, 90, 90, 10), activation="relu", cost="cross-entropy", eta=1000.0)
    train_to_the_end(train, steep)
    run = run_of(train).snapshot()
    assert run.state is RunState.DIVERGED
    assert run.message in train.error[0].value
    assert "weights stopped being finite numbers" in run.message


# Files


def test_a_saved_network_loads_again(train: AppTest) -> None:
    train_to_the_end(train, small())
    content = network_file.content(visitor(train))
    saved, newest = network_files.load(content), run_of(train).snapshot().newest
    assert_same_weights(saved.network, newest)
    assert saved.provenance.config == small() and saved.provenance.epochs == 2
    accuracy = run_of(train).snapshot().checkpoints[-1].test.accuracy
    assert saved.provenance.test_accuracy == pytest.approx(accuracy)

    upload(train, content)
    assert visitor(train).network.choice == "file"
    rerun(train.switch_page("pages/inside.py"))
    assert percent(accuracy) in text(train)


def test_a_file_that_cannot_read_digits_is_refused_with_a_sentence(train: AppTest) -> None:
    foreign = io.BytesIO()
    np.savez(foreign, weights=np.zeros((3, 3)))
    large = initial_network(TrainingConfig(activation="relu"))
    large.weights[0][:] = 3e38
    large.weights[1][:, ::2], large.weights[1][:, 1::2] = 3e38, -3e38
    no_network = "is not a network saved by Thirty Neurons"
    for content, sentence in (
        (b"", no_network),
        (b"junk", no_network),
        (foreign.getvalue(), no_network),
        (file_of(large), "so large that its outputs are not numbers"),
    ):
        upload(train, content)
        assert sentence in warnings(train)
        assert visitor(train).network.choice == "draw" and not visitor(train).network.loaded


def test_what_others_wrote_into_a_file_or_a_link_is_shown_as_it_is(train: AppTest) -> None:
    book = network_files.open_network("book").network
    upload(train, file_of(book, "![](http://a.example/k.png) $x$"))
    for page in ("inside", "backprop", "mistakes"):
        rerun(train.switch_page(f"pages/{page}.py"))
        assert "![](" not in text(train) and "!\\[\\](" in text(train)
    train.query_params["![](http://a.example/k.png)"] = "1"
    train.query_params["eta"] = "![](http://a.example/v.png)"
    train.switch_page("pages/train.py").run()
    assert "![](" not in warnings(train) and "!\\[\\](" in warnings(train)


def test_what_others_wrote_becomes_no_link_and_no_icon(train: AppTest) -> None:
    train.query_params["eta"] = ":material/delete: :smile: www.a.example http://a.example a@b.c"
    train.run()
    said = warnings(train)
    for spelled in (":material", ":smile", "www.", "http://", "a@b"):
        assert spelled not in said and spelled in said.replace("\N{WORD JOINER}", "")


def test_a_setting_that_a_link_has_twice_gets_a_sentence(train: AppTest) -> None:
    train.query_params["eta"] = ["1", "2"]
    train.run()
    assert visitor(train).training.config.eta == 2.0
    assert "The link has 'eta' more than once; the last one counts." in warnings(train)


def test_a_link_of_many_unknown_settings_gets_few_sentences(train: AppTest) -> None:
    for number in range(300):
        train.query_params[f"key{number}"] = "1"
    train.run()
    assert len(train.warning) < 10 and "295 more" in warnings(train)


# A recorded run


def waiting(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a run wait for a core, on a machine without any."""
    monkeypatch.setattr(HOST, "slots", 0)
    begin(app, small(seed=9))
    press_only(app, "Play")
    rerun(app)


def test_a_run_that_has_to_wait_may_give_way_to_a_recorded_one(
    train: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(train, monkeypatch)
    assert "Waiting: 1st in line" in status(train)
    press_only(train, "Show a recorded run")
    assert run_of(train).recorded
    assert visitor(train).network.choice == "run"
    until(lambda: run_of(train).state is RunState.FINISHED)
    rerun(train)
    assert "Recording: it has ended" in status(train)
    assert any("This is a recording" in info.value for info in train.info)
    assert "The recording has ended. It reads **91.1" in train.success[0].value
    assert "of training" not in train.success[0].value
    assert curve(train, "test images")[-1] == pytest.approx((1.0, 91.06))

    press(train, "Reset")
    run = run_of(train)
    assert not run.recorded and run.snapshot().config == small(seed=9)
    assert not train.info and "Ready to train" in status(train)


def test_a_recording_is_called_one_on_every_page_and_its_settings_stay(
    train: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(train, monkeypatch)
    visitor(train).training.per_second = 10.0
    press_only(train, "Show a recorded run")
    assert "Recording: epoch 1 of 1" in status(train)
    press(train, "Pause")
    assert "Recording: paused in epoch 1 of 1" in status(train)
    assert button(train, "One mini-batch").disabled and not button(train, "Play").disabled
    assert not any(w.key == "live_eta" for w in train.number_input)
    for page in ("draw", "inside"):
        train.switch_page(f"pages/{page}.py")
        rerun(train)
        assert "Recording: paused in epoch 1 of 1" in status(train)
    assert "of a recorded run" in text(train)


def test_a_run_that_was_cut_off_offers_the_recorded_one(train: AppTest) -> None:
    begin(train, small(epochs=500))
    press(train, "Play")
    assert not any(b.label == "Show a recorded run" for b in train.main.button)
    HOST.discard(run_of(train))
    rerun(train)
    assert "The run was ended" in train.error[0].value
    press_only(train, "Show a recorded run")
    assert run_of(train).recorded and not train.error


def test_a_missing_recording_gets_a_sentence_and_the_run_stays(
    train: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(train, monkeypatch)
    recording.load.cache_clear()
    monkeypatch.setattr(recording, "PATH", recording.PATH.with_name("nothing.npz"))
    press_only(train, "Show a recorded run")
    assert "git checkout -- nn/assets/nothing.npz" in warnings(train)
    assert run_of(train).state is RunState.QUEUED


# A guess


def test_a_guess_is_compared_with_the_result(train: AppTest) -> None:
    begin(train, small(epochs=1))
    assert train.number_input(key="guess").value is None
    assert "What to expect:" not in text(train)
    rerun(train.number_input(key="guess").set_value(80.0))
    assert visitor(train).views.train.guess == 80.0
    press(train, "Play")
    until(lambda: run_of(train).state.over)
    rerun(train)
    end = run_of(train).snapshot().checkpoints[-1].test.accuracy
    assert runs.guess_and_result(80.0, end) in html_of(train)
    assert not any(w.key == "guess" for w in train.number_input)
    press(train, "Reset")
    assert train.number_input(key="guess").value == 80.0
    assert "Guess 80" not in html_of(train)


@pytest.mark.parametrize(
    ("guess", "result", "said"),
    [
        (80.0, 0.9127, "Guess 80 %, result 91.3 %: 11.3 points more"),
        (95.5, 0.9127, "Guess 95.5 %, result 91.3 %: 4.2 points less"),
        (91.3, 0.9127, "Guess 91.3 %, result 91.3 %: exactly right"),
        (0.0, 0.0, "Guess 0 %, result 0.0 %: exactly right"),
    ],
)
def test_a_guess_in_words(guess: float, result: float, said: str) -> None:
    assert runs.guess_and_result(guess, result).replace("\N{NO-BREAK SPACE}", " ") == said


# The newest accuracy


def test_the_newest_accuracy_is_large_and_says_what_it_is(train: AppTest) -> None:
    begin(train, small())
    assert "of 10,000 test images, before the first mini-batch" in html_of(train)
    press(train, "One mini-batch")
    latest = run_of(train).snapshot().checkpoints[-1]
    assert percent(latest.test.accuracy) in html_of(train)
    assert "of 10,000 test images, after 1 mini-batch" in html_of(train)


def test_before_the_run_says_it_the_first_accuracy_is_the_same(train: AppTest) -> None:
    begin(train, small())
    before = html_of(train)
    press(train, "One mini-batch")
    first = run_of(train).snapshot().checkpoints[0]
    assert first.step == 0 and percent(first.test.accuracy) in before


def test_a_large_network_is_not_evaluated_by_the_page(train: AppTest) -> None:
    begin(train, small(sizes=(784, 500, 10)))
    assert "of 10,000 test images" not in html_of(train)
    assert points_of_first_epoch(train) == 0


def points_of_first_epoch(app: AppTest) -> int:
    """Return how many points the drawing of the first epoch has."""
    found = re.search(r'data-points="([0-9]+)"', text(app))
    return int(found.group(1)) if found else -1


def test_the_first_epoch_is_drawn_at_once_and_plotly_takes_over(train: AppTest) -> None:
    begin(train, small())
    rerun(train.number_input(key="guess").set_value(75.0))
    assert points_of_first_epoch(train) == 1 and "the guess is 75 %" in text(train)
    press(train, "One mini-batch")
    assert points_of_first_epoch(train) == 2
    assert not curves(train, "test images")
    press(train, "One epoch")
    until(lambda: run_of(train).snapshot().position == 1)
    until(lambda: run_of(train).state is RunState.PAUSED)
    rerun(train)
    assert curve(train, "test images")[-1][0] == 1
    # Behind it, until plotly has drawn it, stands the whole first epoch.
    assert points_of_first_epoch(train) == len(run_of(train).snapshot().checkpoints)


def test_the_page_looks_often_where_there_is_something_new_often() -> None:
    run = Run(small())
    run.note(state=RunState.RUNNING)
    assert sidebar.tick(run.snapshot(), closely=True) == sidebar.CLOSE_TICK_SECONDS
    assert sidebar.tick(run.snapshot()) == sidebar.TICK_SECONDS
    test = Evaluation(1, 10, 0.5)
    network = run.snapshot().newest
    for position, speed, seconds in (
        (0.5, None, sidebar.CLOSE_TICK_SECONDS),
        (0.5, 1000.0, sidebar.CLOSE_TICK_SECONDS),
        (0.5, 1.0, sidebar.TICK_SECONDS),
        (1.0, 1000.0, sidebar.TICK_SECONDS),
    ):
        checkpoint = Checkpoint(1, 25, 25, position, network, test, test)
        run.note(checkpoints=(checkpoint,), per_second=speed)
        assert sidebar.tick(run.snapshot(), closely=True) == seconds


def test_a_speed_that_a_talk_has_set_is_shown_and_can_be_changed(train: AppTest) -> None:
    visitor(train).training.per_second = 25.0
    rerun(train)
    speed = train.selectbox(key="speed")
    assert speed.options[speed.index or 0] == "25 mini-batches a second"
    rerun(speed.set_value(100.0))
    assert visitor(train).training.per_second == 100.0
    assert "25 mini-batches a second" not in train.selectbox(key="speed").options
