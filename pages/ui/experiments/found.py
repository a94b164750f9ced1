"""What has come of a search: the map, the best combination, and the runs of the one looked at."""

import streamlit as st

from nn.experiments.experiment import Cell, Experiment, in_words
from nn.experiments.one_run import Result
from nn.experiments.study import StudyView
from nn.experiments.summary import CHANCE, TEST, Summary, differences, fewest_seeds, summaries
from nn.figures.experiments.comparison import comparison
from nn.figures.experiments.search import search_map
from nn.in_words import capitalised, listed
from nn.settings.config import SETTING
from pages.ui.app import charts
from pages.ui.app.html import score
from pages.ui.app.numbers import counted, percent
from pages.ui.app.state.experiments import Asked, Way
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound
from pages.ui.experiments import cell as beside
from pages.ui.experiments.compared import SPREAD, spread
from pages.ui.experiments.differences import show_test

MAP_HEIGHT, CURVES_HEIGHT = 440, 260
COLUMNS = (540, 400)
MOST_NAMED = 4  # combinations
PART = "experiments_cell"


def show(visitor: Session, view: StudyView) -> None:
    """Show the map beside the best combination and the one that is looked at."""
    asked = visitor.experiments.asked[Way.SEARCH]
    found = {summary.cell: summary for summary in summaries(view.experiment, view.results)}
    left, right = st.columns(COLUMNS, gap="medium")
    with left:
        st.markdown("**Test images read right**, the mean over the seeds")
        _map(visitor, view, asked)
        show_test(view.experiment, view.results, "combinations")
    with right:
        with st.container():  # the sentences come, and what follows stays in its place
            _best(visitor, view, found)
        with st.container(key=PART):
            _cell(visitor, view, asked, found)


def values_in_words(experiment: Experiment) -> str:
    """Return the values of each setting: "learning rate η 0.1, 1 and 10; cost quadratic"."""
    return "; ".join(
        f"{SETTING[name].in_a_sentence} {listed([in_words(name, v) for v in values])}"
        for name, values in experiment.varied
    )


def _map(visitor: Session, view: StudyView, asked: Asked) -> None:
    figure = visitor.visit.keep(
        "search_figure",
        (view.experiment, view.ended, asked.cell),
        lambda: search_map(view.experiment, view.results, asked.cell),
    )
    click = charts.Click(lambda number: _look_at(asked, view, number), PART)
    charts.show_live(visitor.visit, "search_map", figure, MAP_HEIGHT, click=click)


def _look_at(asked: Asked, view: StudyView, number: int | None) -> None:
    """Look at a combination, and at the first of its runs."""
    runs = sorted(result.number for result in view.results if result.cell == number)
    asked.cell, asked.run = number, next(iter(runs), None)


def _best(visitor: Session, view: StudyView, found: dict[int, Summary]) -> None:
    """Show which combination is best, and which ones cannot be told from it."""
    if not found:
        st.markdown("Each combination gets its colour as soon as one of its runs has ended.")
        return
    best = max(found.values(), key=lambda summary: summary.mean)
    name = _name(view.experiment, view.experiment.cells[best.cell])
    words = f"{'best so far' if view.missing else 'best'}: {name}"
    st.html(score(percent(best.mean), words, "tn-score tn-best"))
    st.markdown(
        visitor.visit.keep(
            "search_differences",
            (view.experiment, view.ended),
            lambda: _not_told_from(view, best.cell, found),
        )
    )


def _not_told_from(view: StudyView, best: int, found: dict[int, Summary]) -> str:
    """Return which combinations cannot be told from the best one."""
    cells = len(view.experiment.cells)
    if cells == 1:
        return ""
    needed = fewest_seeds(cells)
    runs = min(found[k].runs if k in found else 0 for k in range(cells))
    if runs < needed:
        has = f"this search has {counted(len(view.experiment.seeds), 'seed')}"
        if len(view.experiment.seeds) >= needed:
            has = f"so far there are {counted(runs, 'run')}"
        return (
            "It may owe that to luck: among so many combinations none can be told from the others "
            f"with fewer than {needed} seeds for each, and {has}."
        )
    alike = [
        d.second if d.first == best else d.first
        for d in differences(view.results, of=best)
        if not d.told_apart
    ]
    if not alike:
        return f"**All others read less**, beyond luck ({TEST}, p below {CHANCE:g} for each)."
    names = [f"**{_name(view.experiment, view.experiment.cells[k])}**" for k in alike]
    if (more := len(names) - MOST_NAMED) > 0:
        names = [*names[:MOST_NAMED], f"{more:,} more combination{'s' * (more > 1)}"]
    others = cells - 1 - len(alike)
    rest = f"\n\nThe other {others:,} read less, beyond luck." if others > 1 else ""
    rest = "\n\nThe other one reads less, beyond luck." if others == 1 else rest
    listing = "".join(f"\n- {name}" for name in names)
    return f"With so few seeds these cannot be told from it ({TEST}):\n{listing}{rest}"


def _name(experiment: Experiment, cell: Cell) -> str:
    return ", ".join(beside.settings_of(experiment, cell))


def _cell(visitor: Session, view: StudyView, asked: Asked, found: dict[int, Summary]) -> None:
    """Show the combination that is looked at: its numbers, its runs, and the ways on."""
    if not found:
        return
    names = {k: capitalised(_name(view.experiment, view.experiment.cells[k])) for k in found}
    bound(
        st.selectbox,
        "Look at one combination",
        list(names),
        index=None,
        format_func=lambda k: f"{names[k]}: {percent(found[k].mean)}" if k in names else "",
        key="search_cell",
        value=asked.cell if asked.cell in names else None,
        then=lambda k: _look_at(asked, view, k),
        placeholder="Click a square or a dot, or choose here",
    )
    summary = found.get(-1 if asked.cell is None else asked.cell)
    if summary is None:
        return
    st.html(_number(view.experiment, summary))
    if summary.runs > 1:
        st.caption(SPREAD)
    own = [result for result in view.results if result.cell == summary.cell]
    _curves(visitor, view, asked, summary.cell, own)
    beside.choose_run(visitor, asked, view, own, [""] * len(view.experiment.cells))


def _number(experiment: Experiment, summary: Summary) -> str:
    seeds = len(experiment.seeds)
    missing = "" if summary.runs == seeds else f"{summary.runs:,} of "
    words = spread(summary, f"{missing}{counted(seeds, 'run')}")
    return score(percent(summary.mean), words)


def _curves(
    visitor: Session, view: StudyView, asked: Asked, number: int, own: list[Result]
) -> None:
    names = ["mean" if len(own) > 1 else "the run"]
    figure = visitor.visit.keep(
        "search_curves",
        (view.experiment, view.ended, number, asked.run),
        lambda: comparison(view.experiment, own, names, chosen=asked.run, cells=[number]),
    )
    click = charts.Click(lambda run: setattr(asked, "run", run), beside.PART)
    charts.show_live(visitor.visit, "search_curves_chart", figure, CURVES_HEIGHT, click=click)
