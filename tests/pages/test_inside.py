"""Look inside, without a browser: every kind of network, changes by hand, and the time slider."""

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.evaluation import evaluate
from nn.explain.neurons import layer_activations, with_changed_neuron
from nn.mnist import load, to_floats
from nn.runs.host import HOST
from nn.settings.config import TrainingConfig
from nn.storage import network_files
from nn.storage.provenance import Provenance
from nn.training import initial_network
from pages.ui.app.digit import Source
from pages.ui.app.numbers import percent
from tests.pages.conftest import until, visitor

PAGES = tuple(
    f"pages/{name}.py"
    for name in ("draw", "how-it-works", "train", "inside", "backprop", "mistakes")
)
NETWORKS: dict[str, dict[str, Any]] = {
    "the book's": {},
    "no hidden layer": {"sizes": (784, 10)},
    "one neuron": {"sizes": (784, 1, 10)},
    "two hidden layers": {"sizes": (784, 20, 15, 10)},
    "more neurons than maps": {"sizes": (784, 130, 10)},
    "relu and softmax": {"activation": "relu", "output": "softmax", "initialisation": "he"},
    "raw pixels": {"pixels": "raw"},
}


@pytest.fixture
def inside(book_app: AppTest) -> AppTest:
    """Return the app at Look inside."""
    book_app.switch_page("pages/inside.py").run()
    return book_app


def text(app: AppTest) -> str:
    return " ".join(element.value for element in (*app.markdown, *app.subheader, *app.info))


def trained(app: AppTest, **settings: Any) -> None:
    """Give the visitor a run that has come to its end."""
    config = TrainingConfig(**{"training_images": 500, "epochs": 2, **settings})
    visitor(app).training.config = config
    run = visitor(app).training.run = HOST.new_run(config)
    visitor(app).training.begun_with = config
    HOST.play(run)
    until(lambda: run.state.over)
    visitor(app).use("run")
    app.run()
    assert not app.exception


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize("origin", ["untrained", "run", "file"])
def test_every_page_shows_every_network(origin: str, kind: str, inside: AppTest) -> None:
    settings = NETWORKS[kind]
    if origin == "run":
        trained(inside, **settings, epochs=1, training_images=200)
    else:
        config = TrainingConfig(**settings)
        visitor(inside).training.config = config
        about = Provenance(config, 0, 0.1, "MNIST", "0", "")
        visitor(inside).network.loaded = network_files.Saved(initial_network(config), about)
        visitor(inside).use(origin)
    visitor(inside).digit.test_number = 3
    visitor(inside).digit.source = Source.TEST
    for page in PAGES:
        inside.switch_page(page).run()
        assert not inside.exception
        assert visitor(inside).network.choice == origin
    sizes = " – ".join(map(str, TrainingConfig(**settings).sizes))
    assert f"Layers of {sizes} neurons" in text(inside)


def test_every_hidden_layer_and_every_neuron_of_it_can_be_chosen(inside: AppTest) -> None:
    trained(inside, sizes=(784, 20, 15, 10), epochs=1)
    inside.segmented_control(key="layer").set_value(1).run()
    assert not inside.exception
    inside.selectbox(key="neuron").set_value(14).run()
    assert not inside.exception
    assert "Neuron 15" in text(inside)
    inside.segmented_control(key="layer").set_value(0).run()
    assert not inside.exception
    assert "Neuron 1" in text(inside)


def test_a_smaller_network_shows_a_neuron_that_it_has(inside: AppTest) -> None:
    inside.selectbox(key="neuron").set_value(29).run()
    trained(inside, sizes=(784, 5, 10), epochs=1)
    assert "Neuron 5" in text(inside)


def test_a_neuron_that_is_switched_off_costs_accuracy_until_it_is_put_back(
    inside: AppTest,
) -> None:
    book = network_files.open_network("book").network
    before = evaluate(book, load().test).accuracy
    after = evaluate(with_changed_neuron(book, 0, 4, off=True), load().test).accuracy
    assert f"{percent(after)}" != f"{percent(before)}"
    inside.selectbox(key="neuron").set_value(4).run()
    inside.toggle(key="off").set_value(True).run()
    assert not inside.exception
    shown = (
        f"Test images read right: **{percent(after)}**, and {percent(before)} before the change."
    )
    assert shown in text(inside)
    assert f"It reads **{percent(after)}** of the 10,000 test images" in text(inside)
    assert "1 neuron changed by hand." in inside.sidebar.warning[0].value

    next(b for b in inside.main.button if b.label == "Put back").click()
    inside.run()
    assert not inside.exception
    assert f"It reads **{percent(before)}** of the 10,000 test images" in text(inside)
    assert not inside.toggle(key="off").value
    assert not inside.sidebar.warning


def test_changes_by_hand_go_with_the_neuron_and_end_with_the_network(inside: AppTest) -> None:
    inside.slider(key="shift").set_value(5.0).run()
    inside.selectbox(key="neuron").set_value(1).run()
    inside.slider(key="scale").set_value(2.0).run()
    assert "2 neurons changed by hand." in inside.sidebar.warning[0].value
    inside.selectbox(key="neuron").set_value(0).run()
    assert (inside.slider(key="shift").value, inside.slider(key="scale").value) == (5.0, 1.0)
    inside.selectbox(key="choice").set_value("untrained").run()
    assert not inside.exception
    assert not inside.sidebar.warning and visitor(inside).network.changes == {}


def test_the_time_sliders_end_is_the_network_in_use(inside: AppTest) -> None:
    trained(inside)
    run = visitor(inside).training.run
    assert run
    view = run.snapshot()
    last = len(view.checkpoints) - 1
    newest = said_and_drawn(inside)
    inside.select_slider(key="time").set_value(0).run()
    assert not inside.exception
    assert said_and_drawn(inside) != newest
    assert "Before the first mini-batch of this session's run." in text(inside)
    assert f"It reads **{percent(view.checkpoints[0].test.accuracy)}**" in text(inside)
    inside.select_slider(key="time").set_value(last).run()
    assert not inside.exception
    assert visitor(inside).network.moment == view.checkpoints[last].step
    assert said_and_drawn(inside) == newest
    at_the_end = view.checkpoints[last].network
    for ours, theirs in zip(at_the_end.weights, view.newest.weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def said_and_drawn(app: AppTest) -> tuple[str, str]:
    """Return what the page says of the network, and its picture of all weights."""
    story = next(m.value for m in app.markdown if m.value.startswith("Layers of"))
    maps = next(chart for chart in app.get("plotly_chart") if chart.proto.id.endswith("-maps"))
    return story, maps.proto.spec


def test_the_time_slider_plays_from_the_start_to_the_end_and_stops(inside: AppTest) -> None:
    trained(inside, epochs=1)
    run = visitor(inside).training.run
    assert run
    steps = [record.step for record in run.snapshot().checkpoints]
    checkpoints = len(steps)
    inside.button(key="play_time").click()
    inside.run()
    seen = [visitor(inside).network.moment]
    for _ in range(2 * checkpoints):
        inside.run()
        assert not inside.exception
        seen.append(visitor(inside).network.moment)
    assert sorted(set(filter(None, seen))) == steps[1:] and seen[0] == steps[0]
    assert not visitor(inside).views.inside.playing


def test_a_test_digit_is_read_instead_of_the_drawing(inside: AppTest) -> None:
    inside.segmented_control(key="digit_from").set_value(Source.TEST).run()
    assert not inside.exception
    inside.number_input(key="test_digit").set_value(18).run()
    assert not inside.exception
    assert inside.number_input(key="test_digit").value == 18
    assert visitor(inside).digit.test_number == 18


def maps(app: AppTest) -> list[int]:
    """Return the neurons whose maps are shown, from 0."""
    chart = next(chart for chart in app.get("plotly_chart") if chart.proto.id.endswith("-maps"))
    markers = json.loads(chart.proto.spec)["data"][-1]
    return list(markers["customdata"])


def test_of_a_large_layer_those_are_shown_that_fire_most_for_the_digit(inside: AppTest) -> None:
    visitor(inside).use("draw")
    visitor(inside).digit.source, visitor(inside).digit.test_number = Source.TEST, 4
    inside.run()
    assert not inside.exception
    network = network_files.open_network("draw").network
    image = to_floats(load().test.images[4:5]).astype(network.weights[0].dtype)
    fired = network.forward(image).activations[1][0]
    shown = maps(inside)
    order = np.argsort(-fired, kind="stable")
    assert shown[:-1] == order[:59].tolist()
    assert any("60 of 512 neurons: those that fire most" in one.value for one in inside.caption)
    last = int(order[-1])
    inside.selectbox(key="neuron").set_value(last).run()
    assert not inside.exception
    assert maps(inside) == [*order[:59], last]
    assert any("the last is the one you chose" in one.value for one in inside.caption)


def test_of_a_large_layer_and_no_digit_the_maps_around_the_chosen_one_are_shown(
    inside: AppTest,
) -> None:
    visitor(inside).use("draw")
    inside.run()
    assert maps(inside) == list(range(60))
    inside.selectbox(key="neuron").set_value(500).run()
    assert maps(inside) == list(range(480, 512))
    assert any("Neurons 481 to 512 of 512." in one.value for one in inside.caption)


def test_a_relu_neuron_is_called_silent_and_not_saturated(inside: AppTest) -> None:
    assert "of its answers are saturated" in text(inside)
    visitor(inside).use("draw")
    inside.run()
    network, test = network_files.open_network("draw").network, load().test
    share = (layer_activations(network, test)[0][:, 0] == 0).mean()
    assert f"**Silent** for **{percent(share, 0)}** of the test images" in text(inside)
    assert "saturated" not in text(inside)


def test_a_moment_that_is_no_longer_kept_gives_way_to_the_one_before(inside: AppTest) -> None:
    trained(inside, epochs=8)
    run = visitor(inside).training.run
    assert run
    fifth = next(c for c in run.snapshot().checkpoints if c.epoch == 5)
    visitor(inside).use("run", fifth.step)
    inside.run()
    assert "After epoch 5" in text(inside)
    run._every_epochs = 4
    run.note(checkpoints=tuple(run._kept()))
    inside.run()
    assert not inside.exception
    assert "After epoch 4" in text(inside)
    assert "the one before it: after epoch 4" in " ".join(w.value for w in inside.warning)


def test_who_leaves_while_the_time_plays_is_told_which_network_is_in_use(inside: AppTest) -> None:
    trained(inside, epochs=1, training_images=200)
    inside.run()
    inside.button(key="play_time").click().run()
    assert visitor(inside).views.inside.playing and visitor(inside).network.moment == 0
    inside.switch_page("pages/draw.py").run()
    assert not visitor(inside).views.inside.playing
    assert "The time has stopped" in inside.warning[0].value


def test_what_was_changed_by_hand_is_put_back_with_a_sentence(inside: AppTest) -> None:
    trained(inside, epochs=1, training_images=200)
    inside.run()
    inside.toggle(key="off").set_value(True).run()
    assert visitor(inside).network.changes
    inside.select_slider(key="time").set_value(2).run()
    assert not visitor(inside).network.changes
    assert "Your changes by hand are undone" in " ".join(one.value for one in inside.warning)
