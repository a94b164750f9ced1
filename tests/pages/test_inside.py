"""Look inside, without a browser: every kind of network, changes by hand, and the time slider."""

import json
import re
from functools import cache
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.evaluation import evaluate
from nn.explain.neurons import lost_without, most_telling, with_changed_neuron
from nn.mnist import load
from nn.runs.host import HOST
from nn.runs.run import Run
from nn.runs.run_view import RunState
from nn.settings.config import TrainingConfig
from nn.storage import network_files
from pages.ui.app.formats import percent
from pages.ui.app.places import DRAW, INSIDE, PLACES
from pages.ui.app.state import session as sessions
from pages.ui.app.state.copies import copied
from pages.ui.app.state.drawing import Source
from pages.ui.app.state.views import Change
from pages.ui.app.visitor import digits, networks
from pages.ui.inside import statistics
from pages.ui.inside.moments import go_on
from tests.pages.conftest import (
    BOOK,
    NETWORKS,
    ROOT,
    Open,
    data_of,
    html_of,
    network_in_use,
    rerun,
    saved_file,
    text,
    until,
    use_file,
    visitor,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def inside(open_app: Open) -> AppTest:
    return open_app(INSIDE, "book")


def trained(app: AppTest, **settings: Any) -> Run:
    """Give the visitor a run that has come to its end."""
    config = TrainingConfig(**{"training_images": 200, "epochs": 1, **settings})
    training = visitor(app).training
    training.config = config
    training.run = finished_run(config)
    visitor(app).use("run")
    rerun(app)
    return training.run


@cache
def finished_run(config: TrainingConfig) -> Run:
    """Return a run that has come to its end; it is the same for all tests that ask for it."""
    run = Run(config)
    HOST.play(run)
    until(lambda: run.state.over)
    return run


@pytest.mark.parametrize("kind", NETWORKS)
def test_every_network_is_shown_from_a_file_and_untrained(kind: str, inside: AppTest) -> None:
    session = visitor(inside)
    config = session.training.config = TrainingConfig(**NETWORKS[kind])
    session.digit.source, session.digit.test_number = Source.TEST, 3
    use_file(inside, config.first_network(), config)
    for choice in ("file", "untrained"):
        session.use(choice)
        assert rerun(inside).network.choice == choice
        assert f"layers of {' – '.join(map(str, config.sizes))} neurons" in text(inside)
        last, n = inside.selectbox(key="neuron").options[-1], config.sizes[1]
        assert last == (f"Neuron {n} of {n}" if config.sizes[2:] else "Output 9")


def test_outputs_that_are_not_finite_are_no_answer_on_any_page(inside: AppTest) -> None:
    config = TrainingConfig()
    network = config.first_network()
    network.weights[-1][3] = np.nan
    use_file(inside, network, config)
    visitor(inside).digit.source = Source.TEST
    for place in PLACES:
        rerun(inside.switch_page(place.path))
        said = text(inside) + html_of(inside)
        assert not re.search(r"\b(nan|inf)\b", said)
        assert "No answer: the weights are so large" in said or place not in (DRAW, INSIDE)


def test_every_hidden_layer_and_every_neuron_of_it_can_be_chosen(inside: AppTest) -> None:
    trained(inside, sizes=(784, 20, 15, 10))
    rerun(inside.segmented_control(key="layer").set_value(1))
    assert rerun(inside.selectbox(key="neuron").set_value(14)).views.inside.neuron == 14
    trained(inside, sizes=(784, 20, 5, 10))  # which has no 15th
    rerun(inside.segmented_control(key="layer").set_value(0))
    assert visitor(inside).views.inside.neuron < 5


def test_a_neuron_that_is_switched_off_costs_accuracy_until_it_is_reset(inside: AppTest) -> None:
    before = percent(evaluate(BOOK, load().test).accuracy)
    after = percent(evaluate(with_changed_neuron(BOOK, 0, 4, off=True), load().test).accuracy)
    assert after != before
    rerun(inside.selectbox(key="neuron").set_value(4))
    change(inside, (0, 4), off=True)
    reads = f"It reads **{after}** of the 10,000 test images, and read {before} before the change."
    assert reads in text(inside)
    saved = network_files.load(saved_file(visitor(inside)))
    assert saved.provenance.note == "Neurons were changed."
    assert "You changed 1 neuron." in inside.sidebar.warning[0].value
    rerun(inside.sidebar.button(key="put_back_everywhere").click())
    assert f"It reads **{before}** of the 10,000 test images" in text(inside)
    assert not inside.sidebar.warning


def change(app: AppTest, where: tuple[int, int], **changed: Any) -> sessions.Session:
    """Change a neuron as the browser's sliders do."""
    visitor(app).network.changes[where] = Change(**changed)
    return rerun(app)


@pytest.mark.parametrize("choice", ["book", "run"])  # a run that learns
def test_the_browser_gets_the_changes_by_hand_and_the_weights_as_they_were(
    choice: str, inside: AppTest
) -> None:
    run = visitor(inside).training.run = Run(TrainingConfig())
    run.note(state=RunState.RUNNING)
    visitor(inside).use(choice)
    rerun(inside)
    before = data_of(inside, "digit_reader")
    change(inside, (0, 0), shift=5.0)
    session = change(inside, (0, 1), scale=2.0)
    assert "You changed 2 neurons." in inside.sidebar.warning[0].value
    told = data_of(inside, "digit_reader")
    assert told["network"] == before["network"] and before["changes"] == []
    assert told["changes"] == [
        {"layer": 0, "neuron": 0, "scale": 1.0, "shift": 5.0, "off": False},
        {"layer": 0, "neuron": 1, "scale": 2.0, "shift": 0.0, "off": False},
    ]
    reads = evaluate(networks.in_use(session).network, load().test).accuracy
    assert told["aloud"] == f"It reads {percent(reads)} of the 10,000 test images."
    rerun(network_in_use(inside).set_value("untrained"))
    assert not inside.sidebar.warning and session.network.changes == {}


def test_which_neuron_costs_most_is_said_and_a_click_chooses_it(inside: AppTest) -> None:
    lost = lost_without(BOOK, load().test)
    most = int(lost.argmax())
    said = (
        f"Neuron {most + 1} costs most: without it, {lost[most]} test images fewer are read right."
    )
    assert said in text(inside)
    change(inside, (0, most), off=True)  # the others are compared with the network as it was
    assert said in text(inside)


def test_changes_to_neurons_that_other_settings_take_away_are_undone_and_it_says_so(
    inside: AppTest,
) -> None:
    session = rerun(network_in_use(inside).set_value("untrained"))
    change(inside, (0, 29), off=True)
    session.training.config = TrainingConfig(sizes=(784, 12, 10))
    rerun(inside)
    assert networks.in_use(session).network.sizes == (784, 12, 10)
    assert session.network.changes == {} and "Your changes by hand are undone" in text(inside)


def test_the_time_sliders_end_is_the_network_in_use(inside: AppTest) -> None:
    view = trained(inside).snapshot()
    first, last = view.checkpoints[0], view.checkpoints[-1]
    newest = said_and_drawn(inside)
    rerun(inside.select_slider(key="time").set_value(first.step))
    assert said_and_drawn(inside) != newest
    assert "**this session's run, before the first mini-batch**" in text(inside)
    assert f"It reads **{percent(first.test.accuracy)}**" in text(inside)
    rerun(inside.select_slider(key="time").set_value(last.step))
    assert said_and_drawn(inside)[1] == newest[1]
    assert "**this session's run, after epoch 1**" in text(inside)
    rerun(inside.switch_page(DRAW.path))
    assert "Read by **this session's run, after epoch 1**" in text(inside)


def said_and_drawn(app: AppTest) -> tuple[str, str]:
    """Return what the page says of the network, and its picture of all weights."""
    return next(m.value for m in app.markdown if "layers of" in m.value), spec(app)


def spec(app: AppTest) -> str:
    """Return the chart of the weight maps."""
    charts = app.get("plotly_chart")
    return str(next(chart.proto.spec for chart in charts if chart.proto.id.endswith("-maps")))


def test_the_film_goes_from_the_start_to_the_end_and_stops(inside: AppTest) -> None:
    steps = [record.step for record in trained(inside).snapshot().checkpoints]
    session = rerun(inside.button(key="play_time").click())
    assert inside.select_slider(key="time").label == "Time"
    moments = [session.network.moment]
    while session.views.inside.film:
        go_on(session)
        moments.append(rerun(inside).network.moment)
    assert moments == [*steps, steps[-1]]
    session.use("draw")
    rerun(inside)
    assert "session's run is not in use" in inside.select_slider(key="time").label


def maps(app: AppTest) -> list[int]:
    """Return the neurons whose maps are shown, from 0."""
    return list(json.loads(spec(app))["data"][-1]["customdata"])


def test_of_a_large_layer_those_are_shown_that_fire_most_for_the_digit(inside: AppTest) -> None:
    visitor(inside).use("draw")
    rerun(inside)
    reader = network_files.open_network("draw").reader
    firing = reader.see(digits.test_digit(0).image).hidden[0]  # it stands in for a drawing
    order = np.argsort(-firing, kind="stable").tolist()
    assert visitor(inside).views.inside.neuron in order[:59]
    rerun(inside.selectbox(key="neuron").set_value(order[-1]))
    assert maps(inside) == [*order[:59], order[-1]]
    assert "60 of 800 neurons: those that fire most" in text(inside)


def test_it_opens_on_the_neuron_that_tells_most_about_the_digit_until_one_is_chosen(
    inside: AppTest,
) -> None:
    view, expected = visitor(inside).views.inside, []
    for number in (0, 1):
        visitor(inside).digit.test_number = number
        rerun(inside)
        digit = digits.test_digit(number)
        expected.append(most_telling(BOOK, digit.x, int(digit.label or 0)))
        assert view.neuron == expected[-1]
    assert expected[0] != expected[1]
    rerun(inside.selectbox(key="neuron").set_value(2))
    visitor(inside).digit.test_number = 0
    assert rerun(inside).views.inside.neuron == 2


def test_while_nothing_is_drawn_a_test_digit_is_read_in_its_place(inside: AppTest) -> None:
    assert "Until then you see a test digit:" in text(inside)
    rerun(inside.number_input(key="test_digit").set_value(18))
    assert data_of(inside, "digit_reader")["image"] == digits.test_digit(18).x.tolist()
    assert visitor(inside).digit.source is Source.DRAWING


def test_statistics_are_computed_on_request_alone(inside: AppTest) -> None:
    statistics._activations.cache_clear()
    rerun(inside)
    assert "Fires most for" not in text(inside) and "outputs**" not in text(inside)
    assert statistics._activations.cache_info().currsize == 0
    open_statistics(inside)
    assert "**Fires most for**" in text(inside) and "**Its weights to the ten outputs**" in text(
        inside
    )
    assert "**None**: each neuron of this layer has a slope" in text(inside)


def open_statistics(app: AppTest) -> None:
    """Unfold what stands below the neuron."""
    app.session_state["inside_more"] = True
    rerun(app)


def test_a_relu_neuron_is_called_silent_and_not_saturated(inside: AppTest) -> None:
    open_statistics(inside)
    assert "of the test images it is saturated" in text(inside)
    visitor(inside).use("draw")
    rerun(inside)
    assert "of the test images it is silent" in text(inside) and "saturated" not in text(inside)


def test_a_moment_that_is_no_longer_kept_gives_way_to_the_one_before(inside: AppTest) -> None:
    run = trained(inside, epochs=8)
    checkpoints = run.snapshot().checkpoints
    fifth = next(c for c in checkpoints if c.epoch == 5)
    visitor(inside).use("run", fifth.step)
    rerun(inside)
    assert "run, after epoch 5" in text(inside)
    run.note(checkpoints=tuple(c for c in checkpoints if c is not fifth))
    rerun(inside)
    assert "run, after epoch 4" in text(inside)
    run.note(checkpoints=checkpoints)


def test_who_chooses_another_network_keeps_it_though_the_browser_still_names_a_moment(
    inside: AppTest,
) -> None:
    trained(inside)
    late = inside.selectbox(key="moment")._widget_state
    rerun(inside.selectbox(key="choice").set_value("draw"))
    states = inside._tree.get_widget_states()
    states.widgets.append(late)
    inside._run(states)
    assert visitor(inside).network.choice == inside.selectbox(key="choice").value == "draw"


@pytest.mark.parametrize("choice", ["run", "book"])
def test_who_leaves_while_the_time_plays_has_the_network_from_before(
    choice: str, inside: AppTest
) -> None:
    trained(inside)
    visitor(inside).use(choice)
    before = copied(change(inside, (0, 0), off=True).network)
    filmed = rerun(inside.button(key="play_time").click()).network
    assert filmed.moment == 0 and before.changes and not filmed.changes
    assert rerun(inside.switch_page(DRAW.path)).network == before
    assert not inside.warning or "undone" not in inside.warning[0].value


def test_who_stops_the_time_or_chooses_meanwhile_keeps_that(inside: AppTest) -> None:
    trained(inside)
    rerun(inside.button(key="play_time").click())
    rerun(inside.button(key="play_time").click())
    assert rerun(inside.switch_page(DRAW.path)).network.moment == 0
    rerun(inside.switch_page(INSIDE.path))
    session = rerun(inside.button(key="play_time").click())
    session.use("book")
    assert rerun(inside.switch_page(DRAW.path)).network.choice == "book"


def test_a_click_on_a_chart_brings_something_into_view_that_is_there() -> None:
    source = "".join(path.read_text() for path in (ROOT / "pages").rglob("*.py"))
    parts = re.findall(r'charts\.Click\(.*, "(\w+)"\)', source)
    assert parts and all(f'key="{part}"' in source for part in parts)
