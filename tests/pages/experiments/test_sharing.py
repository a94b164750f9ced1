"""An experiment as a link and in files: what comes back is what was given, and junk a sentence."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from nn.errors import Refused
from nn.experiments import file_and_link
from nn.experiments.experiment import Experiment
from nn.experiments.study import Study, StudyState
from pages.ui.app.places import EXPERIMENTS
from pages.ui.app.state.session import Session
from pages.ui.experiments import sharing
from pages.ui.experiments.form import STARTS
from tests.pages.conftest import Open, follow_link, press, rerun
from tests.pages.experiments.conftest import asked
from tests.pages.experiments.made import SMALL, file, results_of, varied

LOTTERY = Experiment(SMALL, seeds=(3, 5, 8))
SEARCH = Experiment(SMALL, varied(eta=(0.1, 0.5, 3.0), mini_batch_size=(1, 10)), (1, 2))
PAIRS = Experiment(SMALL, varied(eta=(0.5, 3.0), momentum=(0.0, 0.0)), (4, 5), paired=True)


@pytest.mark.parametrize("experiment", [LOTTERY, SEARCH], ids=["lottery", "search"])
def test_the_link_of_an_experiment_opens_it_once(experiment: Experiment, open_app: Open) -> None:
    app = follow_link(
        open_app(EXPERIMENTS, "book"), dict(parse_qsl(urlsplit(sharing.link(experiment)).query))
    )
    assert not app.warning and asked(app).experiment == experiment
    name = "lottery" if experiment.varied else "search"
    rerun(app.segmented_control(key="experiments_start_with").set_value(name))
    rerun(app)  # the link is not read again
    assert asked(app).form == STARTS[name].form()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"eta": "0.1..10*51", "seeds": "1-10"}, "has 510 runs, and this page takes at most 500"),
        ({"way": "roulette"}, "has no entry 'way'"),
        ({"eta": "." * 100_001}, "The link is too long, so nothing of it is taken."),
    ],
)
def test_a_link_that_cannot_be_used_is_a_sentence(
    query: dict[str, str], sentence: str, open_app: Open
) -> None:
    app = follow_link(open_app(EXPERIMENTS, "book"), query)
    (warning,) = app.warning
    assert sentence in warning.value.replace("\\", "").replace("\N{WORD JOINER}", "")
    assert asked(app).form == STARTS["lottery"].form()


def test_a_link_does_not_take_away_what_is_there(open_app: Open) -> None:
    app = open_app(EXPERIMENTS, "book")
    study = asked(app).study = Study(LOTTERY, None, results_of(LOTTERY, 0.5))
    follow_link(app, {"seeds": "1-9"})
    assert "Press New experiment" in app.warning[0].value
    assert asked(app).study is study
    press(app, "New experiment")
    experiment = asked(app).experiment
    assert experiment and experiment.seeds == tuple(range(1, 10))


def test_an_experiment_comes_back_from_its_file_and_from_its_results() -> None:
    visitor, experiment = Session(), PAIRS
    sharing.take(visitor, file("experiment.txt", file_and_link.to_file(experiment)))
    assert visitor.experiments.experiment == experiment
    results = results_of(experiment, 0.5, 0.25)
    lines = sharing.lines_of(Study(experiment, None, results))
    sharing.take(visitor, file("results.jsonl", lines))
    study = visitor.experiments.study
    assert study is not None and study.state is StudyState.STOPPED
    assert study.snapshot().experiment == experiment
    assert list(study.snapshot().results) == results
    assert study.snapshot().missing == len(experiment) - 2
    assert visitor.experiments.form.experiment() == experiment


def lines_of(experiment: Experiment) -> str:
    """Return a file with a result of an experiment."""
    return sharing.lines_of(Study(experiment, None, results_of(experiment, 0.5)))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x80\x04\x95pickle", "is not a text"),
        (lines_of(replace(LOTTERY, seeds=tuple(range(501)))), "has 501 runs"),
    ],
    ids=range(2),
)
def test_a_file_that_cannot_be_used_is_a_sentence(content: str | bytes, sentence: str) -> None:
    visitor = Session()
    with pytest.raises(Refused, match=sentence):
        sharing.take(visitor, file("junk", content))
    assert visitor.experiments.study is None


def test_results_do_not_take_the_place_of_an_experiment_that_is_under_way() -> None:
    visitor = Session()
    study = visitor.experiments.study = Study(LOTTERY)
    study.note(state=StudyState.RUNNING)
    with pytest.raises(Refused, match="Stop it first"):
        sharing.take(visitor, file("results.jsonl", lines_of(LOTTERY)))
    assert visitor.experiments.study is study
