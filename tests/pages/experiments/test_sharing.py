"""An experiment as a link and in files: what comes back is what was given, and junk a sentence."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from nn.errors import Refused
from nn.experiments import texts
from nn.experiments.experiment import Experiment, Varied
from nn.experiments.study import Study, StudyState
from nn.settings.config import TrainingConfig
from pages.ui.app.places import EXPERIMENTS
from pages.ui.app.state.experiments import Way
from pages.ui.app.state.session import Session
from pages.ui.experiments import sharing
from tests.pages.conftest import Open, rerun, visitor
from tests.pages.experiments.made import SMALL, file, results_of

LOTTERY = Experiment(SMALL, seeds=(3, 5, 8))
COMPARE = Experiment(SMALL, (Varied("eta", (0.5, 3.0)),), (1, 2))
SEARCH = Experiment(
    SMALL, (Varied("eta", (0.1, 0.5, 3.0)), Varied("mini_batch_size", (1, 10))), (1, 2)
)
WAYS = {Way.LOTTERY: LOTTERY, Way.COMPARE: COMPARE, Way.SEARCH: SEARCH}


def open_link(open_app: Open, query: dict[str, str]) -> AppTest:
    app = open_app(EXPERIMENTS, "book")
    for key, value in query.items():
        app.query_params[key] = value
    rerun(app)
    return app


@pytest.mark.parametrize("way", Way, ids=lambda way: way.value)
def test_the_link_of_an_experiment_opens_it(way: Way, open_app: Open) -> None:
    query = dict(parse_qsl(urlsplit(sharing.link(WAYS[way], way)).query))
    app = open_link(open_app, query)
    experiments = visitor(app).experiments
    assert not app.warning
    assert (experiments.way, experiments.now.draft) == (way, WAYS[way])
    rerun(app.segmented_control(key="experiments_way").set_value(Way.LOTTERY))
    rerun(app)  # the link is not read again
    assert experiments.way is Way.LOTTERY


def test_a_link_with_a_way_alone_opens_that_way(open_app: Open) -> None:
    app = open_link(open_app, {"way": "search"})
    assert not app.warning
    assert visitor(app).experiments.way is Way.SEARCH


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"eta": "0.1..10*100000"}, "expected at most 10,000 values"),
        ({"eta": "0.1..10*10", "seeds": "1-10000"}, "has 100,000 runs"),
        ({"eta": "0.1..10*51", "seeds": "1-10"}, "has 510 runs, and this page takes at most 500"),
        ({"eta": "high"}, "Learning rate η: expected a number"),
        ({"colour": "red"}, "has no entry 'colour'"),
        ({"batch": "10,100", "images": "50"}, "No run can be made"),
        ({"way": "roulette"}, "expected one of lottery, compare, search"),
        ({"way": "lottery", "eta": "1,3"}, "Seed lottery cannot show this experiment; Compare can"),
        (
            {"eta": "1,3", "batch": "1,10", "lmbda": "0,1"},
            "This page shows 2 settings, or 4 combinations of 3",
        ),
        (
            {"eta": "1,3", "batch": "1,10", "lmbda": "0,1", "cost": "quadratic,cross-entropy"}
            | {"together": "paired"},
            "This experiment varies 4 settings in 2 combinations",
        ),
    ],
)
def test_a_link_that_cannot_be_used_is_a_sentence(
    query: dict[str, str], sentence: str, open_app: Open
) -> None:
    app = open_link(open_app, query)
    (warning,) = app.warning
    assert sentence in warning.value.replace("\\", "").replace("\N{WORD JOINER}", "")
    assert visitor(app).experiments.way is Way.LOTTERY


def test_a_link_does_not_take_away_what_is_there(open_app: Open) -> None:
    app = open_app(EXPERIMENTS, "book")
    study = visitor(app).experiments.now.study = Study(LOTTERY, None, results_of(LOTTERY, 0.5))
    app.query_params["seeds"] = "1-9"
    rerun(app)
    assert "Press New experiment" in app.warning[0].value
    assert visitor(app).experiments.now.study is study
    rerun(app.button(key="experiments_new_experiment").click())
    assert visitor(app).experiments.now.draft == Experiment(
        TrainingConfig(), seeds=tuple(range(1, 10))
    )


@pytest.mark.parametrize("way", Way, ids=lambda way: way.value)
def test_a_file_of_an_experiment_comes_back(way: Way) -> None:
    visitor = Session()
    sharing.take(visitor, file("experiment.txt", texts.to_file(WAYS[way])))
    experiments = visitor.experiments
    assert (experiments.way, experiments.now.draft) == (way, WAYS[way])
    assert experiments.now.study is None


@pytest.mark.parametrize("now", Way, ids=lambda way: way.value)
def test_a_file_opens_where_the_visitor_is_if_that_way_can_show_it(now: Way) -> None:
    results = sharing.lines_of(Study(COMPARE, None, results_of(COMPARE, 0.5)))
    for given in file("experiment.txt", texts.to_file(COMPARE)), file("results.jsonl", results):
        visitor = Session()
        visitor.experiments.way = now
        sharing.take(visitor, given)
        assert visitor.experiments.way is (Way.COMPARE if now is Way.LOTTERY else now)


@pytest.mark.parametrize("way", Way, ids=lambda way: way.value)
def test_results_come_back_and_the_experiment_can_go_on(way: Way) -> None:
    experiment = WAYS[way]
    results = results_of(experiment, 0.5, 0.25)
    lines = sharing.lines_of(Study(experiment, None, results))
    visitor = Session()
    sharing.take(visitor, file("results.jsonl", lines))
    study = visitor.experiments.now.study
    assert visitor.experiments.way is way and study is not None
    assert study.state is StudyState.STOPPED
    assert study.snapshot().experiment == experiment
    assert list(study.snapshot().results) == results
    assert len(study.missing()) == len(experiment) - 2


def test_all_results_are_a_finished_experiment() -> None:
    lines = sharing.lines_of(Study(LOTTERY, None, results_of(LOTTERY, 0.5, 0.6, 0.7)))
    visitor = Session()
    sharing.take(visitor, file("results.jsonl", lines))
    study = visitor.experiments.now.study
    assert study is not None and study.state is StudyState.FINISHED


def too_many_runs() -> str:
    many = replace(LOTTERY, seeds=tuple(range(501)))
    return sharing.lines_of(Study(many, None, results_of(many, 0.5)))


def of_two() -> str:
    return sharing.lines_of(Study(LOTTERY, None, results_of(LOTTERY, 0.5))) + sharing.lines_of(
        Study(COMPARE, None, results_of(COMPARE, 0.5))
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda: b"\x80\x04\x95pickle", "is not a text"),
        (lambda: "", "is empty"),
        (lambda: "eta = 1\neta = 3", "Line 2"),
        (lambda: "seeds = 1-501", "has 501 runs"),
        (lambda: "{}\n", "Line 1 of junk is no result"),
        (lambda: '{"experiment": "eta=1"', "holds no result"),
        (lambda: '{"experiment": "eta=1"}\n', "junk"),
        (lambda: "{" * 100_000 + "\n", "Line 1 of junk is no result"),
        (too_many_runs, "has 501 runs"),
        (of_two, "another experiment"),
        (lambda: b" " * (sharing.MOST_BYTES + 1), "at most 10,000,000 bytes"),
    ],
)
def test_a_file_that_cannot_be_used_is_a_sentence(
    content: Callable[[], str | bytes], sentence: str
) -> None:
    visitor = Session()
    with pytest.raises(Refused, match=sentence):
        sharing.take(visitor, file("junk", content()))
    assert visitor == Session() or visitor.experiments.now.study is None


def test_results_do_not_take_the_place_of_an_experiment_that_is_under_way() -> None:
    visitor = Session()
    study = visitor.experiments.now.study = Study(LOTTERY)
    study.note(state=StudyState.RUNNING)
    lines = sharing.lines_of(Study(LOTTERY, None, results_of(LOTTERY, 0.5)))
    with pytest.raises(Refused, match="Stop it first"):
        sharing.take(visitor, file("results.jsonl", lines))
    assert visitor.experiments.now.study is study
