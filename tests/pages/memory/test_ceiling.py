"""What goes when everybody together has more than the ceiling, and what its owner hears."""

import numpy as np

from nn.answers import Reader
from nn.beginning import initial_network
from nn.drawing.strokes import Stroke
from nn.evaluation import Evaluation
from nn.experiments.experiment import Experiment
from nn.experiments.study import Study, StudyState
from nn.runs.run import Run
from nn.runs.run_view import Checkpoint, RunState
from nn.settings.config import TrainingConfig
from nn.storage import network_files
from nn.storage.provenance import Provenance
from pages.ui.app.memory import ceiling, held
from pages.ui.app.state.corrections import LoadedDrawing
from pages.ui.app.state.digit import Picture, Source
from pages.ui.app.state.network import AT_FIRST
from pages.ui.app.state.session import Session
from tests.pages.experiments.made import result_of

LINE = Stroke((("M", (10.0, 10.0)), ("L", (10.0, 90.0))), 34.0)
SMALL = TrainingConfig(sizes=(784, 10), epochs=40)
ABOUT = Provenance(SMALL, 40, 0.9, "MNIST", "0")


def run_of(epochs: int) -> Run:
    """Return a run that has a network of its start, of six moments in epoch 1, and of each end."""
    run = Run(SMALL)
    positions = [*(k / 7 for k in range(7)), *range(1, epochs + 1)]
    seen = Evaluation(5, 10, 1.0)
    points = tuple(
        Checkpoint(int(np.ceil(at)), 0, int(7 * at), float(at), initial_network(SMALL), seen, seen)
        for at in positions
    )
    run.note(checkpoints=points, newest=points[-1].network)
    return run


def visitor_at(moment: float) -> Session:
    visitor = Session()
    visitor.visit.used = moment
    return visitor


def with_picture(moment: float) -> Session:
    visitor = visitor_at(moment)
    visitor.digit.picture = Picture(np.zeros((100, 100), np.float32), "three.png", b"x" * 1000)
    visitor.digit.source = Source.PICTURE
    return visitor


def test_the_picture_that_was_used_longest_ago_goes_first_and_its_owner_hears_so() -> None:
    newest, oldest, middle = with_picture(3.0), with_picture(1.0), with_picture(2.0)
    oldest.visit.keep("reading", 1, lambda: "of the picture")
    size = held.total([newest, oldest, middle])
    ceiling.keep_under([newest, oldest, middle], most=size)
    assert oldest.digit.picture and not oldest.visit.trouble, "nothing goes below the ceiling"
    ceiling.keep_under([newest, oldest, middle], most=90_000)
    assert oldest.digit.picture is None and oldest.digit.source is Source.DRAWING
    assert newest.digit.picture and middle.digit.picture
    (sentence,) = oldest.visit.trouble
    assert "memory was full" in sentence and "Gone from here: your picture of a digit." in sentence
    assert not oldest.visit.kept
    assert not newest.visit.trouble and not middle.visit.trouble


def test_a_run_keeps_its_first_and_its_last_network_and_the_one_after_epoch_1() -> None:
    visitor = visitor_at(1.0)
    run = visitor.training.run = run_of(20)
    one = held.total([visitor]) // 27
    ceiling.keep_under([visitor], most=9 * one)
    points = run.snapshot().checkpoints
    assert [p.position for p in points] == [0, 1, 4, 8, 12, 16, 20]
    ceiling.keep_under([visitor], most=3 * one)
    assert [p.position for p in run.snapshot().checkpoints] == [0, 1, 20]
    assert not run.thin()
    assert visitor.visit.trouble[-1].endswith(f": {held.NETWORKS_OF_RUN}.")


def test_a_run_that_does_not_train_can_go_whole_and_one_that_trains_stays() -> None:
    idle, trains = visitor_at(1.0), visitor_at(2.0)
    for visitor in (idle, trains):
        visitor.training.run = run_of(3)
        visitor.network.choice = "run"
    trains.training.run.note(state=RunState.RUNNING)  # type: ignore[union-attr]
    one = held.total([visitor_at(0.0)]) + initial_network(SMALL).weights[0].nbytes
    ceiling.keep_under([idle, trains], most=3 * one)
    assert idle.training.run is None and idle.network.choice == AT_FIRST
    assert idle.visit.trouble[0].endswith("and your run.")
    assert trains.training.run is not None and trains.network.choice == "run"


def test_what_is_missed_least_goes_first_also_where_it_is_newer() -> None:
    older, newer = visitor_at(1.0), visitor_at(2.0)
    older.digit.drawing.receive((LINE,))
    newer.training.run = run_of(20)
    ceiling.keep_under([older, newer], most=held.total([older, newer]) - 1)
    assert older.digit.drawing.strokes
    assert len(newer.training.run.snapshot().checkpoints) < 27


def test_a_page_that_runs_just_now_loses_nothing_under_its_hands() -> None:
    busy, idle = with_picture(1.0), with_picture(2.0)
    ceiling.keep_under([busy, idle], is_busy=lambda visitor: visitor is busy, most=1)
    assert busy.digit.picture and idle.digit.picture is None


def with_experiment(moment: float) -> Session:
    """Return a visitor with an experiment of three runs, and the network of one in use."""
    visitor = visitor_at(moment)
    experiment = Experiment(SMALL, seeds=(1, 2, 3))
    results = [
        result_of(run, *[0.9] * 40)._replace(parameters=bytes(4 * SMALL.parameter_count))
        for run in experiment.runs()
    ]
    visitor.experiments.now.study = Study(experiment, results=results)
    visitor.network.of_experiment = network_files.Saved(Reader(initial_network(SMALL)), ABOUT)
    visitor.network.choice = "experiment"
    return visitor


def test_the_networks_of_experiments_go_before_their_figures() -> None:
    visitor = with_experiment(1.0)
    study = visitor.experiments.now.study
    assert study
    before = held.total([visitor])
    assert before > 4 * 4 * SMALL.parameter_count
    ceiling.keep_under([visitor], most=before - 1)
    results = study.snapshot().results
    assert len(results) == 3 and all(result.parameters is None for result in results)
    assert visitor.visit.trouble[0].endswith(f"{held.NETWORKS_OF_EXPERIMENTS}.")
    assert visitor.network.choice == "experiment"
    study.add(results[0]._replace(parameters=bytes(12)))
    assert study.snapshot().results[-1].parameters is None, "nor are later ones kept"


def test_an_experiment_can_go_whole_unless_it_is_under_way() -> None:
    idle, trains = with_experiment(1.0), with_experiment(2.0)
    assert trains.experiments.now.study
    trains.experiments.now.study.note(state=StudyState.RUNNING)
    ceiling.keep_under([idle, trains], most=0)
    assert idle.experiments.now.study is None and trains.experiments.now.study
    assert idle.network.of_experiment is None and idle.network.choice == AT_FIRST
    assert "your network from an experiment" in idle.visit.trouble[0]
    assert "your experiments and their results" in idle.visit.trouble[0]
    assert "your experiments and their results" not in trains.visit.trouble[0]


def test_everything_can_go_and_the_visit_goes_on() -> None:
    visitor = with_picture(1.0)
    visitor.digit.drawing.receive((LINE,))
    visitor.digit.drawing.receive((LINE, LINE))
    visitor.training.run = run_of(3)
    visitor.corrections.loaded = [LoadedDrawing(np.zeros((28, 28), np.float32), 3, Source.DRAWING)]
    ceiling.keep_under([visitor], most=0)
    drawing = visitor.digit.drawing
    assert not drawing.strokes and not drawing.past and not visitor.corrections.drawings
    (sentence,) = visitor.visit.trouble
    assert sentence.endswith(" and your drawing.")


def test_what_several_have_in_common_counts_once() -> None:
    visitor = visitor_at(1.0)
    visitor.training.run = run_of(5)
    both = held.total([visitor, visitor.copy()])
    assert both == held.total([visitor])
