"""Mistakes, lower half: digit by digit, and what comes of answering only when sure."""

import numpy as np
import streamlit as st

from nn import figures
from nn.answers import NO_ANSWER
from nn.explain import confusion
from nn.explain.confusion import DigitReadings, Readings
from pages.ui.app import charts, numbers
from pages.ui.app.session import Session

LEVELS = np.linspace(0.0, 1.0, 101).round(2).tolist()


def by_digit(readings: Readings) -> None:
    """Show how each digit is read, and what it is taken for most often."""
    st.subheader("Digit by digit", anchor=False)
    results = confusion.by_digit(confusion.confusion_matrix(readings))
    hardest = max(results, key=_share)
    worst = _share(hardest)
    rows = "".join(_row(one, worst or 1.0) for one in results)
    head = (
        "<span></span><span>read right</span><span>misread</span><span></span>"
        "<span>most often as</span>"
    )
    st.html(f'<div class="tn-digits"><div class="tn-digits-head">{head}</div>{rows}</div>')
    if worst:
        st.caption(
            f"A full bar is {numbers.percent(worst)}: the {hardest.digit}, misread most often. "
            "The shares are of the digit's own test images."
        )


def _share(one: DigitReadings) -> float:
    """Return which share of a digit's images is misread, 0 to 1."""
    return (one.total - one.right) / max(one.total, 1)


def _row(one: DigitReadings, worst: float) -> str:
    wrong = one.total - one.right
    share = _share(one)
    if one.taken_for is None:
        taken = "never"
    else:
        times = f"({one.times:,} time{'s' if one.times > 1 else ''})"
        taken = f"<b>{one.taken_for}</b> {times}"
        if one.taken_for == NO_ANSWER:
            taken = f"no answer ({one.times:,})"
    return (
        f'<div title="{wrong:,} of {one.total:,} misread"><b>{one.digit}</b>'
        f"<span>{numbers.percent(1 - share)}</span>"
        f'<span class="tn-track"><span class="tn-bar tn-wrong" '
        f'style="width:{100 * share / worst:.1f}%"></span></span>'
        f"<span>{numbers.percent(share)}</span><span>{taken}</span></div>"
    )


def caution(visitor: Session, readings: Readings) -> None:
    """Let the network answer only above a chosen output, and say what comes of it."""
    view = visitor.views.mistakes
    st.subheader("Answer only when sure", anchor=False)
    st.markdown("A bank would rather ask a person than read a cheque wrongly.")
    st.session_state["least"] = view.least
    st.slider(
        "Answer if the largest output is at least",
        0.0,
        1.0,
        step=0.01,
        key="least",
        on_change=lambda: setattr(view, "least", st.session_state["least"]),
    )
    result = confusion.cautious(readings, view.least)
    wrong = result.answered - result.right
    st.markdown(
        f"Answered: **{result.answered:,}** of {result.total:,} images "
        f"({numbers.percent(result.share)}), **{numbers.percent(result.accuracy, 2)}** of them "
        f"right, {wrong:,} wrong.  \nLeft to a person: **{result.left:,}** images."
        if result.answered
        else f"Nothing is answered. Left to a person: **{result.left:,}** images."
    )
    results = visitor.visit.keep(
        "caution", readings, lambda: [confusion.cautious(readings, level) for level in LEVELS]
    )
    charts.show(figures.caution_curve(LEVELS, results, view.least), height=260, key="caution_curve")
