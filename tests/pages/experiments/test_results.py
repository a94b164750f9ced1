"""The results, without a browser: the numbers, what they mean, the charts and the table."""

from dataclasses import replace

from streamlit.testing.v1 import AppTest

from nn.experiments.experiment import Experiment
from nn.experiments.of_the_book import PRESETS
from nn.experiments.study import Study, StudyState, StudyView
from pages.ui.experiments import conclusions
from tests.nn.experiments.made import result
from tests.pages.conftest import html_of, rerun, text
from tests.pages.experiments.conftest import asked, put, said
from tests.pages.experiments.made import SMALL, finished, results_of, varied

FOUR = Experiment(SMALL, seeds=(1, 2, 3, 4))
TWO_EPOCHS = replace(SMALL, epochs=2)
PAIR = Experiment(TWO_EPOCHS, varied(eta=(0.5, 3.0)), (1, 2, 3, 4, 5))
GRID = Experiment(TWO_EPOCHS, varied(eta=(0.5, 1.0, 3.0), mini_batch_size=(10, 20)), (1, 2))


def told(experiment: Experiment, *ends: float) -> str:
    """Return what is said of an experiment whose cells end near these accuracies."""
    view = finished(experiment, *ends).snapshot()
    return conclusions.of(view).sentence.replace("\N{NO-BREAK SPACE}", " ")


# One cell


def test_the_numbers_are_those_of_the_dots_and_add_up(experiments: AppTest) -> None:
    put(experiments, Study(FOUR, None, results_of(FOUR, 0.7349, 0.9151, 0.9, 0.91)))
    for number in ("73.5 %", "86.5 %", "91.5 %"):
        assert f">{number}</span>" in said(experiments)
    # The points are those of the numbers as printed.
    assert "lie up to **18.0 points** apart by luck alone" in text(experiments)
    settings = "one hidden layer of 4 neurons, cost quadratic, learning rate η 3"
    assert f"The same for all: {settings}" in said(experiments)
    *_, chart = experiments.get("plotly_chart")  # above the one of the example
    assert "4 networks" in chart.proto.alt
    assert not [c for c in experiments.segmented_control if c.key == "experiments_chart"]


def test_what_is_told_of_luck_grows_with_the_results(experiments: AppTest) -> None:
    put(experiments, Study(FOUR))
    assert "– %" in said(experiments)
    for accuracies in ((), (0.80,)):
        view = StudyView(FOUR, results=tuple(results_of(FOUR, *accuracies)))
        assert "as soon as there are two" in conclusions.of(view).sentence
    view = StudyView(FOUR, results=tuple(results_of(FOUR, 0.80, 0.81, 0.83)))
    sentence = conclusions.of(view).sentence
    assert "points** apart" in sentence and "pairs" not in sentence
    # Pairs of 80, 81, 83 and 87 %: 1, 3, 7, 2, 6 and 4 points.
    view = StudyView(FOUR, results=tuple(results_of(FOUR, 0.80, 0.81, 0.83, 0.87)))
    assert "in half of all pairs, one is better by 3.5 points" in conclusions.of(view).sentence


# Several cells


def test_of_two_it_is_said_which_is_better_and_how_sure_that_is() -> None:
    assert told(PAIR, 0.8, 0.9) == (
        "**B (learning rate η 3) reads more than A (learning rate η 0.5)**: 10.0 points on "
        "average, and that is more than luck explains (Mann–Whitney U test, p = 0.008)."
    )
    assert told(PAIR, 0.902, 0.9) == (
        "A (learning rate η 0.5) reads most, **but B (learning rate η 3) cannot be told apart "
        "from it**: with 5 seeds for each, the difference may be luck (Mann–Whitney U test, "
        "p = 0.151)."
    )
    assert told(replace(PAIR, seeds=(1, 2)), 0.8, 0.9) == (
        "**Which is best may be luck**: with 2 runs of each, the two cannot be told apart; that "
        "takes 4 of each."
    )


def test_while_runs_are_to_come_nobody_is_called_better_beyond_luck() -> None:
    view = finished(Experiment(SMALL, varied(eta=(0.5, 3.0)), (1, 2, 3, 4, 5)), 0.5, 0.9).snapshot()
    view = replace(view, state=StudyState.RUNNING, results=view.results[:9])
    told = conclusions.of(view)
    assert told.sentence.startswith("B (learning rate η 3) reads most so far. We check for luck")
    assert not told.beside


def test_stopped_early_it_says_that_not_all_have_a_run() -> None:
    three = Experiment(SMALL, varied(eta=(0.5, 1.0, 3.0)), (1, 2, 3, 4))
    some = [result(run, 0.1, 0.9, 0.9) for run in three.runs() if run.cell != 1]
    view = StudyView(three, state=StudyState.STOPPED, results=tuple(some))
    said = "**Which is best may be luck**: not all combinations have a run yet."
    assert conclusions.of(view).sentence == said


def test_one_that_is_ahead_in_most_runs_and_not_on_average_is_not_called_better() -> None:
    many = replace(PAIR, seeds=tuple(range(1, 21)))
    results = []
    for run in many.runs():
        lost = run.cell == 0 and run.config.seed <= 3  # digits that it never reads
        results.append(result(run, 0.1, *[0.3 if lost else 0.95 - 0.01 * run.cell] * 2))
    told = conclusions.of(StudyView(many, results=tuple(results)))
    assert "**but A (learning rate η 0.5) cannot be told apart from it**" in told.sentence
    assert told.beside[0].startswith("more in most runs")


def test_of_several_it_is_said_which_cannot_be_told_from_the_best() -> None:
    three = Experiment(SMALL, varied(eta=(0.5, 1.0, 3.0)), tuple(range(1, 9)))
    assert told(three, 0.5, 0.9, 0.9) == (
        "B (learning rate η 1) reads most, **but C cannot be told apart from it**: with 8 seeds "
        "for each, the difference may be luck (Mann–Whitney U test). The rest is worse, beyond "
        "luck."
    )
    assert told(three, 0.5, 0.7, 0.9).startswith(
        "**C (learning rate η 3) reads more than all others**: at least 20.0 points on average"
    )
    six = replace(GRID, seeds=tuple(range(1, 10)))
    assert "**but 1 of the others cannot be told apart from it**" in told(
        six, 0.5, 0.6, 0.7, 0.8, 0.9, 0.9
    )


def test_the_table_says_what_differs_and_the_points_are_those_of_the_numbers(
    experiments: AppTest,
) -> None:
    # 80.36 and 90.34 % are printed as 80.4 and 90.3 %.
    put(experiments, Study(PAIR, None, results_of(PAIR, *[0.8036, 0.9034] * 5)))
    page = said(experiments)
    assert "9.9 points on average" in page
    assert "<td>0.5</td><td>80.4 % ± 0.0</td><td>5</td><td>less, p = 0.008</td>" in page
    assert "<td>3</td><td>90.3 % ± 0.0</td><td>5</td><td>the best</td>" in page
    assert (
        "± is the standard deviation" in page and "for all: one hidden layer of 4 neurons" in page
    )
    assert "p says how often luck alone" in page
    assert "of the test images, mean of 5 runs" in page


def test_of_many_the_best_comes_first_with_its_map_and_its_curves(experiments: AppTest) -> None:
    put(experiments, Study(GRID, None, results_of(GRID, 0.5)))
    assert "Best so far: learning rate η 0.5" in said(experiments)
    put(experiments, finished(GRID, 0.5, 0.6, 0.7, 0.8, 0.9, 0.55))
    page = said(experiments)
    assert ">90.1 %</span>" in page and "Best: learning rate η 3, mini-batch size 10<" in page
    assert page.index("<td>3</td><td>10</td>") < page.index("<td>1</td><td>20</td>")
    chart = experiments.segmented_control(key="experiments_chart")
    assert chart.value == "map" and len(chart.options) == 3
    rerun(chart.set_value("curves"))
    assert "With learning rate η 3, mini-batch size 10." in text(experiments)
    asked(experiments).run = 1
    rerun(experiments)
    assert "With learning rate η 0.5, mini-batch size 20." in text(experiments)


def test_the_book_stands_beside_its_experiment(experiments: AppTest) -> None:
    preset = PRESETS["hidden"]
    base = replace(preset.experiment.base, epochs=2)
    put(experiments, finished(replace(preset.experiment, base=base), 0.8, 0.9))
    assert "A: 30 neurons" in html_of(experiments)
    assert "**What the book found.** 95.42 %" in text(experiments)
    assert "The book trains for 30 epochs, this experiment for 2." in text(experiments)
