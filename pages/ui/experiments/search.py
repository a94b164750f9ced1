"""What has come of a search: the map, the best combination, and the runs of the one looked at."""

import streamlit as st

from nn.experiments.study import StudyView
from nn.experiments.summary import Summary, summaries
from nn.figures.experiments.comparison import comparison
from nn.figures.experiments.search import search_map
from nn.in_words import capitalised
from pages.ui.app import charts
from pages.ui.app.html import score
from pages.ui.app.numbers import counted, percent
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound
from pages.ui.experiments import cell as beside
from pages.ui.experiments import differences
from pages.ui.experiments.wording import SPREAD, settings_of, spread

MAP_HEIGHT, CURVES_HEIGHT = 440, 260
PART = "experiments_cell"


def show(visitor: Session, view: StudyView) -> None:
    """Show the map beside the best combination and the one that is looked at."""
    asked = visitor.experiments.now

    def look_at(cell: int | None) -> None:
        """Look at a combination, and at the first of its runs."""
        runs = [result.number for result in view.results if result.cell == cell]
        asked.cell, asked.run = cell, min(runs, default=None)

    left, right = st.columns(beside.COLUMNS, gap="medium")
    with left:
        st.markdown("**Test images read right**, the mean over the seeds")
        beside.chart(
            visitor,
            view,
            "search_map",
            MAP_HEIGHT,
            lambda: search_map(view.experiment, view.results, asked.cell),
            asked.cell,
            click=charts.Click(look_at, PART),
        )
        differences.show_test(view, "combinations")
    found = {summary.cell: summary for summary in summaries(view.experiment, view.results)}
    names = {k: ", ".join(settings_of(view.experiment, view.experiment.cells[k])) for k in found}
    with right:
        with st.container():  # the sentences come, and what follows stays in its place
            _best(visitor, view, found, names)
        if not found:
            return
        with st.container(key=PART):
            bound(
                st.selectbox,
                "Look at one combination",
                list(names),
                index=None,
                format_func=lambda k: (
                    f"{capitalised(names[k])}: {percent(found[k].mean)}" if k in names else ""
                ),
                key="search_cell",
                value=asked.cell if asked.cell in names else None,
                then=look_at,
                placeholder="Click a square or a dot, or choose here",
            )
            if asked.cell in found:
                _cell(visitor, view, found[asked.cell])


def _best(
    visitor: Session, view: StudyView, found: dict[int, Summary], names: dict[int, str]
) -> None:
    """Show which combination is best, and which ones cannot be told from it."""
    if not found:
        st.markdown("Each combination gets its colour as soon as one of its runs has ended.")
        return
    best = max(found.values(), key=lambda summary: summary.mean)
    words = f"{'best so far' if view.missing else 'best'}: {names[best.cell]}"
    st.html(score(percent(best.mean), words, "tn-score tn-best"))
    st.markdown(
        visitor.visit.keep(
            "search_differences",
            (view.experiment, view.ended),
            lambda: differences.of_best(view, best.cell),
        )
    )


def _cell(visitor: Session, view: StudyView, summary: Summary) -> None:
    """Show one combination: its numbers, its runs, and the ways on."""
    seeds, run, several = len(view.experiment.seeds), visitor.experiments.now.run, summary.runs > 1
    missing = "" if summary.runs == seeds else f"{summary.runs:,} of "
    st.html(score(percent(summary.mean), spread(summary, f"{missing}{counted(seeds, 'run')}")))
    if several:
        st.caption(SPREAD)
    own = [result for result in view.results if result.cell == summary.cell]
    names, cells = ["mean" if several else "the run"], [summary.cell]
    beside.chart(
        visitor,
        view,
        "search_curves",
        CURVES_HEIGHT,
        lambda: comparison(view.experiment, own, names, chosen=run, cells=cells),
        summary.cell,
        run,
    )
    beside.choose_run(visitor, view, cell=summary.cell)
