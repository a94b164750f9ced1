"""What has come of a comparison: curves, what each configuration reached, which differ."""

import streamlit as st

from nn.experiments.experiment import Experiment, in_words
from nn.experiments.of_the_book import ExperimentPreset
from nn.experiments.study import StudyView
from nn.experiments.summary import Summary, summaries
from nn.figures.experiments.comparison import comparison
from nn.settings.config import SETTING
from pages.ui.app.html import Html, div, join, span, tag
from pages.ui.app.numbers import counted, percent
from pages.ui.app.state.form import book_experiment
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import choice
from pages.ui.experiments import cell, differences
from pages.ui.experiments.wording import SPREAD, in_common, letter, names_of, spread

CHART_HEIGHT = 360
MEASURES = {
    "test_accuracy": "Test accuracy",
    "train_accuracy": "Training accuracy",
    "train_cost": "Training cost",
}
ABOUT = {
    "test_accuracy": "**Test images read right**: images that the networks have never seen",
    "train_accuracy": "**Training images read right**: images that the networks learn from",
    "train_cost": "**Cost** on training images: how wrong the outputs are, without L2's term",
}


def show(visitor: Session, view: StudyView) -> None:
    """Show the curves beside the numbers, then what differs, the book, and the chosen run."""
    asked, names = visitor.experiments.now, names_of(view.experiment)
    run, measure = asked.run, asked.measure
    st.html(_numbers(view))
    left, right = st.columns(cell.COLUMNS, gap="medium")
    with left:
        choice(asked, "measure", "What to draw", MEASURES, key="compare_measure")
        st.markdown(ABOUT[measure])
        cell.chart(
            visitor,
            view,
            "compare",
            CHART_HEIGHT,
            lambda: comparison(view.experiment, view.results, names, measure, run),
            measure,
            run,
        )
        if preset := book_experiment(view.experiment):
            _show_book(preset, view.experiment)
    with right:
        with st.container():  # the sentences come, and what follows stays in its place
            st.markdown(differences.of_pairs(view))
        st.html(_table(view.experiment))
        differences.show_test(view, "configurations")
    cell.choose_run(visitor, view, names)


def _numbers(view: StudyView) -> Html:
    """Return mean and spread of each configuration at the end, in large type."""
    found = {summary.cell: summary for summary in summaries(view.experiment, view.results)}
    return div(
        "tn-large-numbers tn-compared",
        *(_card(at, found.get(at)) for at in range(len(view.experiment.cells))),
    )


def _card(at: int, summary: Summary | None) -> Html:
    number = percent(summary.mean) if summary else "–\N{NO-BREAK SPACE}%"
    words = spread(summary, counted(summary.runs, "run")) if summary else "no run yet"
    large, small = span("tn-score-number", number), span("tn-score-words", words)
    return div("tn-large-number", letter(at), large, small)


def _table(experiment: Experiment) -> Html:
    """Return the settings that differ, for each configuration, and the others in a line."""
    labels = [SETTING[varied.name].short_label for varied in experiment.varied]
    rows = [tag("tr", tag("td", ""), *(tag("th", label, scope="col") for label in labels))]
    for at, one in enumerate(experiment.cells):
        texts = [in_words(name, value) for name, value in experiment.values_of(one)]
        cells = [tag("td", tag("b", text)) for text in texts]
        rows.append(tag("tr", tag("th", letter(at), scope="row"), *cells))
    table = tag("table", join(rows), kind="tn-differ")
    return div("tn-compared-settings", table, tag("p", f"{in_common(experiment)} {SPREAD}"))


def _show_book(preset: ExperimentPreset, experiment: Experiment) -> None:
    """Show what the book found, and what our own runs of its settings found."""
    with st.container(border=True, key="compare_book"):
        st.markdown(f"**What the book found.** {preset.book}", help=preset.source)
        if experiment.base.epochs != preset.experiment.base.epochs:
            st.caption(
                f"The book trains for {counted(preset.experiment.base.epochs, 'epoch')}, this "
                f"experiment for {experiment.base.epochs:,}."
            )
        if preset.ours:
            st.markdown(f"**What our runs found.** {preset.ours} {preset.why}".strip())
