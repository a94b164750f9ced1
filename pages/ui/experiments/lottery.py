"""The seed lottery: the same settings with many seeds, and how far luck alone moves the result."""

from collections.abc import Sequence
from itertools import combinations
from statistics import median

import streamlit as st

from nn.experiments.study import StudyView
from nn.experiments.summary import Summary, accuracies, summaries
from nn.figures.experiments.lottery import lottery
from pages.ui.app.html import Html, div, score
from pages.ui.app.numbers import counted, percent
from pages.ui.app.state.session import Session
from pages.ui.experiments import cell
from pages.ui.experiments.wording import shared

CHART_HEIGHT = 360
EPOCHS = (1, 3, 30)  # with a column of dots for each
FEWEST = 4  # networks of which one may speak of pairs
LARGE = "tn-large-number"  # the class of a number among several


def show(visitor: Session, view: StudyView) -> None:
    """Show a dot for each network, the lowest, the mean and the highest, and what that means."""
    run = visitor.experiments.now.run
    summary = next(iter(summaries(view.experiment, view.results)), None)
    st.html(_numbers(view, summary))
    left, right = st.columns(cell.COLUMNS, gap="medium")
    with left:
        st.markdown("**Test images read right**: each dot is a network")
        cell.chart(
            visitor,
            view,
            "lottery",
            CHART_HEIGHT,
            lambda: lottery(view.experiment, view.results, EPOCHS, run),
            run,
        )
    with right:
        cell.choose_run(visitor, view)
        st.markdown("\n\n".join(_meaning(view, summary)))
        st.caption(f"The same for all: {shared(view.experiment)}.")


def _numbers(view: StudyView, summary: Summary | None) -> Html:
    """Return the lowest, the mean and the highest accuracy in large type, and their spread."""
    lowest, mean, highest = (
        (summary.lowest, summary.mean, summary.highest) if summary else (None, None, None)
    )
    epochs = counted(view.experiment.base.epochs, "epoch")
    pieces = [
        score("–\N{NO-BREAK SPACE}%" if share is None else percent(share), words, LARGE)
        for share, words in (
            (lowest, "lowest"),
            (mean, f"mean after {epochs}"),
            (highest, "highest"),
        )
    ]
    spread = f"{_points(lowest, highest):.1f}" if lowest is not None and highest else "–"
    pieces.append(score(spread, "points between lowest and highest", LARGE))
    return div("tn-large-numbers", *pieces)


def _points(lowest: float, highest: float) -> float:
    """Return how many points lie between two shares as they are printed."""
    return round(100 * highest, 1) - round(100 * lowest, 1)


def _meaning(view: StudyView, summary: Summary | None) -> list[str]:
    """Return what the dots mean, a paragraph each."""
    if summary is None or summary.runs < 2:
        return ["Each network that has been trained becomes a dot."]
    final = accuracies(view.results)
    points = _points(summary.lowest, summary.highest)
    networks = counted(summary.runs, "network")
    same = f"These {networks} have the same settings, and lie up to **{points:.1f} points** apart."
    why = "The seed alone made the difference: other initial weights, another order of the images."
    sentences = [f"{same} {why}"]
    if summary.runs >= FEWEST:
        sentences.append(_in_pairs(final))
    if over_time := _over_time(view):
        sentences.append(over_time)
    if summary.diverged:
        sentences.append(f"The weights of {summary.diverged} of them grew without end.")
    return sentences


def _in_pairs(shares: Sequence[float]) -> str:
    """Say how far two of the networks lie apart, and what that means for a single run."""
    half = 100 * median(abs(a - b) for a, b in combinations(shares, 2))
    return (
        f"Take any two of them: in half of all pairs, one is better by {half:.1f} points or more. "
        "So one run proves little. A change of the settings that gains as much in a single run may "
        "have done nothing."
    )


def _over_time(view: StudyView) -> str:
    """Say how the spread after the first epoch compares with that after the last one."""
    epochs = view.experiment.base.epochs
    if epochs == 1:
        return ""
    first, last = accuracies(view.results, 1), accuracies(view.results)
    before, after = (_points(min(values), max(values)) for values in (first, last))
    evened = ": training evens some of the luck out" if before > after else ""
    return f"After epoch 1 they lay {before:.1f} points apart, and {after:.1f} in the end{evened}."
