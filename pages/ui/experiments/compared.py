"""What has come of a comparison: curves, what each configuration reached, which differ."""

import streamlit as st

from nn.experiments.experiment import Experiment, cell_in_words, in_words
from nn.experiments.of_the_book import PRESETS, ExperimentPreset
from nn.experiments.study import StudyView
from nn.experiments.summary import Summary, summaries
from nn.figures.experiments.comparison import comparison
from nn.in_words import listed
from nn.settings.config import SETTING, SETTINGS
from pages.ui.app import charts
from pages.ui.app.html import Html, div, join, span, tag
from pages.ui.app.numbers import counted, percent
from pages.ui.app.state.configurations import LETTERS
from pages.ui.app.state.experiments import Asked, Way
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import choice
from pages.ui.experiments import cell, differences

CHART_HEIGHT = 360
COLUMNS = (540, 400)
SHORT = 22  # letters: a longer name is left out beside its letter
SPREAD = "± is the standard deviation of the runs."
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
    asked, compare = visitor.experiments.asked[Way.COMPARE], visitor.views.compare
    names = names_of(view.experiment, asked.study_named)
    found = {summary.cell: summary for summary in summaries(view.experiment, view.results)}
    st.html(_numbers(view.experiment, found))
    left, right = st.columns(COLUMNS, gap="medium")
    with left:
        choice(compare, "measure", "What to draw", MEASURES, key="compare_measure")
        _curves(visitor, view, asked, names)
        if preset := PRESETS.get(asked.study_preset):
            _show_book(preset, view.experiment)
    with right:
        with st.container():  # the sentences come, and what follows stays in its place
            differences.show(view.experiment, view.results, LETTERS)
        st.html(_table(view.experiment))
        differences.show_test(view.experiment, view.results, "configurations")
    cell.choose_run(visitor, asked, view, view.results, names)


def letter(at: int) -> Html:
    """Return the letter of a configuration in the colour of its curve."""
    return span(f"tn-letter tn-letter-{LETTERS[at].lower()}", LETTERS[at])


def names_of(experiment: Experiment, named: tuple[str, ...]) -> tuple[str, ...]:
    """Return a short name for each configuration: its letter, and its values if they are short."""
    texts = named or tuple(cell_in_words(experiment, cell) for cell in experiment.cells)
    if max(map(len, texts)) > SHORT:
        return tuple(LETTERS[: len(texts)])
    return tuple(f"{letter}: {text}" for letter, text in zip(LETTERS, texts, strict=False))


def _numbers(experiment: Experiment, found: dict[int, Summary]) -> Html:
    """Return mean and spread of each configuration at the end, in large type."""
    cards = []
    for place in range(len(experiment.cells)):
        summary = found.get(place)
        words = spread(summary, counted(summary.runs, "run")) if summary else "no run yet"
        number = percent(summary.mean) if summary else "–\N{NO-BREAK SPACE}%"
        large, small = span("tn-score-number", number), span("tn-score-words", words)
        cards.append(div("tn-large-number", letter(place), large, small))
    return div("tn-large-numbers tn-compared", *cards)


def spread(summary: Summary, runs: str) -> str:
    """Return what stands beside a mean: how far the `runs`, so many of them, lie apart."""
    points = f"± {100 * summary.spread:.1f} points, " if summary.runs > 1 else ""
    diverged = f", {summary.diverged} diverged" if summary.diverged else ""
    return f"{points}{runs}{diverged}"


def _curves(visitor: Session, view: StudyView, asked: Asked, names: tuple[str, ...]) -> None:
    measure = visitor.views.compare.measure
    figure = visitor.visit.keep(
        "compare_figure",
        (view.experiment, view.ended, names, measure, asked.run),
        lambda: comparison(view.experiment, view.results, names, measure, asked.run),
    )
    st.markdown(ABOUT[measure])
    click = charts.Click(lambda run: setattr(asked, "run", run), cell.PART)
    charts.show_live(visitor.visit, "compare_chart", figure, CHART_HEIGHT, click=click)


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


def in_common(experiment: Experiment) -> str:
    """Return the settings that all configurations share, and their seeds, in a sentence."""
    return f"The same for all: {shared(experiment)}; {counted(len(experiment.seeds), 'seed')} each."


def shared(experiment: Experiment) -> str:
    """Return the settings that all runs share: "hidden layers 30, cost quadratic and epochs 3"."""
    varied = {name for name, _ in experiment.varied}
    base = experiment.base
    shown = ["sizes", "cost", "eta", "mini_batch_size", "epochs", "training_images"]
    named = [
        f"{s.in_a_sentence} {in_words(s.name, getattr(base, s.name))}"
        for s in SETTINGS
        if s.name not in varied
        and (s.name in shown or getattr(base, s.name) != s.default)
        and s.name not in ("seed", "held_back")
    ]
    return listed(named)


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
