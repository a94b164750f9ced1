"""The results of an experiment: large numbers, a sentence, a chart, a table, and one run."""

from collections.abc import Mapping
from functools import cache

import plotly.graph_objects as go
import streamlit as st

from nn.errors import Refused
from nn.experiments import results_file
from nn.experiments.experiment import Experiment, in_words
from nn.experiments.study import StudyState, StudyView
from nn.experiments.summary import Summary, summaries
from nn.figures.experiments.comparison import comparison
from nn.figures.experiments.dots import dots
from nn.figures.experiments.search import search_map
from nn.project import Damaged
from nn.settings.config import SETTING
from pages.ui.app import charts
from pages.ui.app.formats import counted, percent
from pages.ui.app.glossary import marked
from pages.ui.app.html import Html, div, join, score, span, tag
from pages.ui.app.state.session import Session
from pages.ui.app.visitor.experiment_in_words import book_experiment, has_letters, label, names_of
from pages.ui.app.widgets import choice
from pages.ui.experiments import conclusions, run

COLUMNS = (540, 400)  # the chart, and the run that is looked at
CHART_HEIGHT = 330  # pixels
TABLE_HEIGHT = 380  # of a long table: half a row at its end shows that it goes on
MOST_ROWS = 8  # of a table that is shown whole
SHORT = 22  # letters: a longer name is left out of a chart
MEASURES = {
    "test_accuracy": "Test accuracy",
    "train_accuracy": "Training accuracy",
    "train_cost": "Training cost",
}


@cache
def example() -> StudyView:
    """Return the seed lottery with which the page opens; raise `Refused` without its file."""
    path = results_file.LOTTERY
    try:
        recorded = results_file.read(path)
    except Refused as error:
        raise Damaged("The example is missing or damaged", path) from error
    return StudyView(recorded.experiment, StudyState.FINISHED, tuple(recorded.results))


def show(visitor: Session, view: StudyView) -> None:
    """Show the numbers and what they mean, the chart beside one run, and the table."""
    experiment = view.experiment
    found = {summary.cell: summary for summary in summaries(experiment, view.results)}
    conclusion = visitor.visit.keep(
        "experiments.conclusion", (experiment, view.state, view.ended), lambda: conclusions.of(view)
    )
    st.html(_large_numbers(view, found))
    left, right = st.columns(COLUMNS, gap="medium")
    with left:
        _show_chart(visitor, view, found)
    with right:
        with st.container(key="experiments_told"):
            st.markdown(marked(conclusion.sentence))
        run.choose(visitor, view)
    shared = conclusions.in_common(experiment)
    about = f"The networks have never seen the test images. {shared} {conclusion.about}"
    if len(experiment.cells) > 1:
        is_long = len(experiment.cells) > MOST_ROWS
        with st.container(height=TABLE_HEIGHT if is_long else "content", border=False):
            st.html(_table(experiment, found, conclusion.beside))
        about = f"± is the standard deviation of the runs, in points. {about}"
    st.caption(marked(about, conclusion.sentence))
    _show_book(experiment)


def _large_numbers(view: StudyView, found: dict[int, Summary]) -> Html:
    """Return in large type what each of a few cells has reached, or the best one of many."""
    experiment, names = view.experiment, dict(enumerate(names_of(view.experiment)))
    if len(names) == 1:
        one = found.get(0)
        shares = (one.lowest, one.mean, one.highest) if one else (None,) * 3
        epochs = counted(experiment.base.epochs, "epoch")
        words = ("of the test images, the lowest", f"the mean, after {epochs}", "the highest")
        return div("tn-large-numbers", *map(_large_number, ("",) * 3, shares, words))
    if not has_letters(experiment):
        best = max(found, key=lambda cell: found[cell].mean, default=0)
        so_far = " so far" if view.missing else ""
        names = {best: f"Best{so_far}: {experiment.named(best) if found else 'none yet'}"}
    numbers = []
    for cell, name in names.items():
        share, runs = (found[cell].mean, found[cell].runs) if cell in found else (None, 0)
        mean = f"of the test images, mean of {counted(runs, 'run')}"
        numbers.append(_large_number(_in_its_colour(experiment, cell, name), share, mean))
    return div("tn-large-numbers", *numbers)


def _large_number(name: str, share: float | None, words: str) -> Html:
    number = "–\N{NO-BREAK SPACE}%" if share is None else percent(share)
    return score(number, words, "tn-large-number", name)


def _in_its_colour(experiment: Experiment, cell: int, words: str) -> Html:
    """Return words about a combination, in the colour of its dots if it has one."""
    letter = label(experiment, cell).lower()
    return span(f"tn-letter tn-letter-{letter}" if has_letters(experiment) else "", words)


def _table(experiment: Experiment, found: dict[int, Summary], beside: Mapping[int, str]) -> Html:
    """Return a row for each cell: its settings, its runs, and if it can be told from the best."""
    settings = [SETTING[varied.name].short_label for varied in experiment.varied]
    heads = ["", *settings, "Mean", "Runs", *(["Against the best"] if beside else [])]
    rows = [tag("tr", *(tag("th", head, scope="col") for head in heads))]
    cells = list(experiment.cells)
    if not has_letters(experiment):
        cells.sort(key=lambda cell: -found[cell.number].mean if cell.number in found else 1)
    for cell in cells:
        texts = [in_words(name, value) for name, value in experiment.values_of(cell)]
        if summary := found.get(cell.number):
            spread = f" ±\N{NO-BREAK SPACE}{100 * summary.spread:.1f}" if summary.runs > 1 else ""
            diverged = f", {summary.diverged} diverged" if summary.diverged else ""
            texts += [f"{percent(summary.mean)}{spread}", f"{summary.runs}{diverged}"]
        else:
            texts += ["–", "0"]
        if beside:
            texts.append(beside.get(cell.number, "the best"))
        name = _in_its_colour(experiment, cell.number, label(experiment, cell.number))
        row = tag("th", name, scope="row"), *(tag("td", text) for text in texts)
        rows.append(tag("tr", *row))
    return tag("table", join(rows), kind="tn-differ")


def _show_chart(visitor: Session, view: StudyView, found: dict[int, Summary]) -> None:
    """Show the runs as dots, the curves of their means, or the map of two settings."""
    asked, experiment, letters = visitor.experiments, view.experiment, has_letters(view.experiment)
    titles = {"dots": "Dots"}
    if max(cell.config.epochs for cell in experiment.cells) > 1:
        titles["curves"] = "Curves"
    if len(experiment.varied) == 2:
        titles["map"] = "Map"
    if asked.chart not in titles:
        few_pairs = experiment.paired and letters
        asked.chart = "map" if "map" in titles and not few_pairs else "dots"
    kind = asked.chart
    with st.container(horizontal=True):
        if len(titles) > 1:
            choice(asked, "chart", "Chart", titles, key="experiments_chart", width="content")
        if kind != "map":
            choice(asked, "measure", "What to draw", MEASURES, key="experiments_measure")
    cell = next((result.cell for result in view.results if result.number == asked.run), None)
    if kind == "curves" and not letters:
        cell = max(found, key=lambda at: found[at].mean, default=0) if cell is None else cell
        if len(experiment.cells) > 1:
            whose = experiment.named(cell)
            st.caption(f"With {whose}. Look at a run of another combination to see its curves.")

    def draw() -> go.Figure:
        if kind == "map":
            return search_map(experiment, view.results, cell)
        names, what = _short_names(experiment), (asked.measure, asked.run)
        if kind == "dots":
            return dots(experiment, view.results, names, *what)
        if letters:
            return comparison(experiment, view.results, names, *what)
        return comparison(experiment, view.results, ["mean"], *what, [cell or 0])

    def choose(number: int) -> None:
        """Look at a run, or at the first run of a cell of the map."""
        runs = [result.number for result in view.results if result.cell == number]
        asked.run = min(runs, default=None) if kind == "map" else number

    key = (experiment, view.ended, kind, asked.measure, asked.run)
    figure = visitor.visit.keep("experiments.figure", key, draw)
    click = charts.Click(choose, run.PART)
    charts.show_live(visitor.visit, f"experiments_{kind}", figure, CHART_HEIGHT, click=click)


def _short_names(experiment: Experiment) -> list[str]:
    """Return names that have room in a chart: of many combinations the value or the number."""
    names, one_varies = names_of(experiment), len(experiment.varied) == 1
    if one_varies and not has_letters(experiment):
        names = [name.partition(": ")[2] for name in names]
    if max(map(len, names)) <= SHORT and (one_varies or has_letters(experiment)):
        return names
    return [label(experiment, cell) for cell in range(len(names))]


def _show_book(experiment: Experiment) -> None:
    """Show what the book found, and what our own runs of its settings found."""
    preset = book_experiment(experiment)
    if preset is None:
        return
    with st.container(border=True, key="experiments_book"):
        st.markdown(f"**What the book found.** {preset.book}", help=preset.source)
        if experiment.base.epochs != preset.experiment.base.epochs:
            st.caption(
                f"The book trains for {counted(preset.experiment.base.epochs, 'epoch')}, this "
                f"experiment for {experiment.base.epochs:,}."
            )
        st.markdown(f"**What our runs found.** {preset.ours} {preset.why}")
