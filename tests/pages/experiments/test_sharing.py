"""An experiment as a link and in files: what comes back is what was given, and junk a sentence."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from nn.errors import Refused
from nn.experiments import file_and_link
from nn.experiments.experiment import Experiment
from nn.experiments.study import Study, StudyState
from nn.settings.config import TrainingConfig
from pages.ui.app.places import EXPERIMENTS
from pages.ui.app.state.experiments import Way
from pages.ui.app.state.session import Session
from pages.ui.experiments import sharing
from tests.pages.conftest import Open, rerun, visitor
from tests.pages.experiments.made import SMALL, file, results_of, varied

LOTTERY = Experiment(SMALL, seeds=(3, 5, 8))
COMPARE = Experiment(SMALL, varied(eta=(0.5, 3.0)), (1, 2))
SEARCH = Experiment(SMALL, varied(eta=(0.1, 0.5, 3.0), mini_batch_size=(1, 10)), (1, 2))
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
    assert (experiments.way, experiments.now.experiment) == (way, WAYS[way])
    rerun(app.segmented_control(key="experiments_way").set_value(Way.LOTTERY))
    rerun(app)  # the link is not read again
    assert experiments.way is Way.LOTTERY


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"eta": "0.1..10*51", "seeds": "1-10"}, "has 510 runs, and this page takes at most 500"),
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
    assert visitor(app).experiments.now.experiment == Experiment(
        TrainingConfig(), seeds=tuple(range(1, 10))
    )


@pytest.mark.parametrize("way", Way, ids=lambda way: way.value)
def test_an_experiment_comes_back_from_its_file_and_from_its_results(way: Way) -> None:
    experiment, visitor = WAYS[way], Session()
    sharing.take(visitor, file("experiment.txt", file_and_link.to_file(experiment)))
    assert (visitor.experiments.way, visitor.experiments.now.experiment) == (way, experiment)
    results = results_of(experiment, 0.5, 0.25)
    lines = sharing.lines_of(Study(experiment, None, results))
    sharing.take(visitor, file("results.jsonl", lines))
    study = visitor.experiments.now.study
    assert study is not None and study.state is StudyState.STOPPED
    assert study.snapshot().experiment == experiment
    assert list(study.snapshot().results) == results
    assert study.snapshot().missing == len(experiment) - 2


@pytest.mark.parametrize("now", Way, ids=lambda way: way.value)
def test_a_file_opens_where_the_visitor_is_if_that_way_can_show_it(now: Way) -> None:
    visitor = Session()
    visitor.experiments.way = now
    lines = sharing.lines_of(Study(COMPARE, None, results_of(COMPARE, 0.5, 0.6, 0.7, 0.8)))
    sharing.take(visitor, file("results.jsonl", lines))
    assert visitor.experiments.way is (Way.COMPARE if now is Way.LOTTERY else now)
    study = visitor.experiments.now.study
    assert study is not None and study.state is StudyState.FINISHED


def lines_of(*experiments: Experiment) -> str:
    """Return a file with a result of each experiment."""
    studies = [Study(each, None, results_of(each, 0.5)) for each in experiments]
    return "".join(map(sharing.lines_of, studies))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x80\x04\x95pickle", "is not a text"),
        ("", "is empty"),
        ('{"experiment": "eta=1"', "holds no result"),
        (lines_of(replace(LOTTERY, seeds=tuple(range(501)))), "has 501 runs"),
        (lines_of(LOTTERY, COMPARE), "another experiment"),
        (b" " * (sharing.MOST_BYTES + 1), "at most 10,000,000 bytes"),
    ],
    ids=range(6),
)
def test_a_file_that_cannot_be_used_is_a_sentence(content: str | bytes, sentence: str) -> None:
    visitor = Session()
    with pytest.raises(Refused, match=sentence):
        sharing.take(visitor, file("junk", content))
    assert visitor.experiments.now.study is None


def test_results_do_not_take_the_place_of_an_experiment_that_is_under_way() -> None:
    visitor = Session()
    study = visitor.experiments.now.study = Study(LOTTERY)
    study.note(state=StudyState.RUNNING)
    with pytest.raises(Refused, match="Stop it first"):
        sharing.take(visitor, file("results.jsonl", lines_of(LOTTERY)))
    assert visitor.experiments.now.study is study
