"""Which configurations or combinations can be told apart, in sentences, with the test for it."""

import streamlit as st

from nn.experiments.study import StudyView
from nn.experiments.summary import (
    CHANCE,
    TEST,
    Difference,
    differences,
    fewest_seeds,
    p_in_words,
    summaries,
)
from nn.in_words import counted
from pages.ui.app.state.form import LETTERS
from pages.ui.experiments.wording import settings_of

ABOUT_TEST = (
    f"The {TEST} puts all runs of two {{}} in one line, by how many test images they "
    "read. If only the seeds decided, the runs of both would be mixed. p says how often luck alone "
    "would sort them at least as clearly as here. Below "
    f"{CHANCE:g}, which is once in twenty times, we do not call it luck."
)
SEVERAL = (
    " Whoever compares several pairs gives luck several chances, so p is multiplied by the number "
    "of pairs."
)
MOST_NAMED = 4  # combinations that cannot be told from the best


def show_test(view: StudyView, what: str) -> None:
    """Say what the test asks, and what p is, once there are runs enough for it.

    `what` are the experiment's cells on the page.
    """
    cells = len(view.experiment.cells)
    if _fewest_runs(view) >= fewest_seeds(cells):
        st.caption(f"{ABOUT_TEST.format(what)}{SEVERAL if cells > 2 else ''}")


def of_pairs(view: StudyView) -> str:
    """Return a sentence for each two configurations, or one where none can be told apart yet."""
    if len({result.cell for result in view.results}) < 2:
        return "Each configuration gets its curve as soon as one of its runs has ended."
    cells, seeds = len(view.experiment.cells), len(view.experiment.seeds)
    needed, runs = fewest_seeds(cells), _fewest_runs(view)
    if runs < needed:
        which = "A and B cannot be told apart" if cells == 2 else "No two can be told apart"
        if seeds < needed:
            return (
                f"**{which}** with so few seeds: it takes at least {needed} for each, and this "
                f"experiment has {counted(seeds, 'seed')}. A difference may be luck."
            )
        return (
            f"**{which}** yet: it takes at least {needed} runs of each, and so far there are "
            f"{runs}."
        )
    means = {s.cell: round(100 * s.mean, 1) for s in summaries(view.experiment, view.results)}
    test = f"{TEST}, " if cells == 2 else ""
    sentences = [
        _of_pair(pair, means[pair.first] - means[pair.second], test)
        for pair in differences(view.results)
    ]
    return sentences[0] if cells == 2 else "\n- ".join([f"By the {TEST}:", *sentences])


def of_best(view: StudyView, best: int) -> str:
    """Return which combinations cannot be told from the best one."""
    cells, seeds = view.experiment.cells, len(view.experiment.seeds)
    if len(cells) == 1:
        return ""
    needed, runs = fewest_seeds(len(cells)), _fewest_runs(view)
    if runs < needed:
        has = f"this search has {counted(seeds, 'seed')}"
        if seeds >= needed:
            has = f"so far there are {counted(runs, 'run')}"
        return (
            "It may owe that to luck: among so many combinations none can be told from the others "
            f"with fewer than {needed} seeds for each, and {has}."
        )
    alike = [
        pair.second if pair.first == best else pair.first
        for pair in differences(view.results, of=best)
        if not pair.told_apart
    ]
    if not alike:
        return f"**All others read less**, beyond luck ({TEST}, p below {CHANCE:g} for each)."
    names = [f"**{', '.join(settings_of(view.experiment, cells[k]))}**" for k in alike]
    if (more := len(names) - MOST_NAMED) > 0:
        names = [*names[:MOST_NAMED], f"{more:,} more combination{'s' * (more > 1)}"]
    others = len(cells) - 1 - len(alike)
    rest = f"\n\nThe other {others:,} read less, beyond luck." if others > 1 else ""
    rest = "\n\nThe other one reads less, beyond luck." if others == 1 else rest
    listing = "".join(f"\n- {name}" for name in names)
    return f"With so few seeds these cannot be told from it ({TEST}):\n{listing}{rest}"


def _fewest_runs(view: StudyView) -> int:
    """Return the number of runs of the cell that has the fewest."""
    cells = [result.cell for result in view.results]
    return min(cells.count(cell.number) for cell in view.experiment.cells)


def _of_pair(pair: Difference, more: float, test: str) -> str:
    """Return whether one of two reads more; `more` points are the first's, as they are printed."""
    first, second = LETTERS[pair.first], LETTERS[pair.second]
    p = p_in_words(pair.p).replace(" ", "\N{NO-BREAK SPACE}")
    test = f"({test}{p})"
    if not pair.told_apart:
        return f"{first} and {second} **cannot be told apart** with so few seeds {test}."
    if pair.ahead < 0.5:
        first, second, more = second, first, -more
    points = f": {more:.1f} points on average" if more > 0 else ", in most of its runs"
    return f"**{first} reads more than {second}**{points} {test}."
