"""Which configurations or cells can be told apart, in sentences, with the test that says so."""

from collections.abc import Mapping, Sequence

import streamlit as st

from nn.experiments.experiment import Experiment
from nn.experiments.one_run import Result
from nn.experiments.summary import (
    CHANCE,
    TEST,
    Difference,
    differences,
    fewest_seeds,
    p_in_words,
    summaries,
)
from pages.ui.app.numbers import counted

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


def show(experiment: Experiment, results: Sequence[Result], names: Sequence[str]) -> None:
    """Say of each two configurations whether one reads more, beyond luck."""
    sentences = in_words(experiment, results, names)
    if len(sentences) > 1:
        sentences[0] = f"By the {TEST}:\n- {sentences[0]}"
    st.markdown("\n- ".join(sentences))


def show_test(experiment: Experiment, results: Sequence[Result], what: str) -> None:
    """Say what the test asks, and what p is, once there are runs enough for it.

    `what` are the experiment's cells on the page.
    """
    if _fewest_runs(experiment, results) >= fewest_seeds(len(experiment.cells)):
        st.caption(f"{ABOUT_TEST.format(what)}{SEVERAL if len(experiment.cells) > 2 else ''}")


def in_words(experiment: Experiment, results: Sequence[Result], names: Sequence[str]) -> list[str]:
    """Return a sentence for each two configurations, or one where no two can be told apart yet."""
    if len({result.cell for result in results}) < 2:
        return ["Each configuration gets its curve as soon as one of its runs has ended."]
    cells = len(experiment.cells)
    needed, runs = fewest_seeds(cells), _fewest_runs(experiment, results)
    if runs < needed:
        return [_too_few(cells, needed, runs, len(experiment.seeds))]
    test = f"{TEST}, " if cells == 2 else ""
    means = {s.cell: round(100 * s.mean, 1) for s in summaries(experiment, results)}  # as printed
    return [_sentence(difference, names, means, test) for difference in differences(results)]


def _fewest_runs(experiment: Experiment, results: Sequence[Result]) -> int:
    counts = dict.fromkeys(range(len(experiment.cells)), 0)
    for result in results:
        counts[result.cell] += 1
    return min(counts.values())


def _too_few(cells: int, needed: int, runs: int, seeds: int) -> str:
    which = "**A and B cannot be told apart**" if cells == 2 else "**No two can be told apart**"
    if seeds < needed:
        return (
            f"{which} with so few seeds: it takes at least {needed} for each, and this experiment "
            f"has {counted(seeds, 'seed')}. A difference may be luck."
        )
    return f"{which} yet: it takes at least {needed} runs of each, and so far there are {runs}."


def _sentence(
    difference: Difference, names: Sequence[str], means: Mapping[int, float], test: str
) -> str:
    first, second = names[difference.first], names[difference.second]
    p = p_in_words(difference.p).replace(" ", "\N{NO-BREAK SPACE}")
    test = f"({test}{p})"
    if not difference.told_apart:
        return f"{first} and {second} **cannot be told apart** with so few seeds {test}."
    more = means[difference.first] - means[difference.second]
    if difference.ahead < 0.5:
        first, second, more = second, first, -more
    points = f": {more:.1f} points on average" if more > 0 else ", in most of its runs"
    return f"**{first} reads more than {second}**{points} {test}."
