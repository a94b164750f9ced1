"""Two sections of Mistakes: how sure it is, and the gain if it answers only when it is sure."""

from collections.abc import Sequence

import streamlit as st

from nn.explain import calibration, confusion
from nn.figures.how_sure import FEW, asking_curve, reliability_diagram
from pages.ui.app import charts
from pages.ui.app.formats import counted, percent
from pages.ui.app.state.views import MistakesView
from pages.ui.app.visitor.networks import InUse
from pages.ui.app.widgets import bound_to, choice

PEOPLE = {True: "People it never met", False: "MNIST's test images"}
AS_IT_SHOULD = 0.01  # the largest calibration error of a network that is called so
ON_THE_WHOLE = 0.005  # how far the mean output may lie from the share that is right


def show(view: MistakesView, used: InUse, readings: confusion.Readings) -> None:
    """Show for each output how many answers are right: at 0.9 it should be nine in ten."""
    st.markdown("Of the answers with an output of 0.9, are nine in ten right?")
    held_out = used.origin.calibration
    if held_out:
        choice(view, "held_out", "Whose digits", PEOPLE, key="how_sure_people")
    measured = ""
    if held_out and view.held_out:
        bins = held_out
        measured = (
            f" Measured on {counted(sum(bin.answers for bin in bins), 'digit')} by people from "
            "whom a network made in the same way did not learn."
        )
    else:
        bins = calibration.reliability(readings.sure, readings.right)
    st.markdown(_in_words(bins))
    charts.show(reliability_diagram(bins), height=300, key="reliability_diagram")
    st.caption(
        "A bar is the share of right answers among those with such an output. The orange line is "
        "their mean output: there the bar should end. Pale bars stand for fewer than "
        f"{FEW} answers.{measured}"
    )


def _in_words(bins: Sequence[calibration.Bin]) -> str:
    if not any(bin.answers for bin in bins):
        return "There are no answers."
    mean, right = calibration.overall(bins)
    said = f"Its mean output is {percent(mean)}, and **{percent(right)}** of its answers are right"
    error = calibration.calibration_error(bins)
    if error < AS_IT_SHOULD:
        judged = "it is as sure as it should be"
    elif abs(mean - right) < ON_THE_WHOLE:
        judged = "on the whole it is as sure as it should be, but **not for each output**"
    else:
        judged = f"it is **{'surer' if mean > right else 'less sure'} than it should be**"
    return (
        f"{said}: {judged}. Bar by bar, output and share right differ by **{100 * error:.2f} "
        "points** on average. This is the calibration error."
    )


def show_threshold(view: MistakesView, readings: confusion.Readings) -> None:
    """Let the network answer only above a chosen output, and show the effect."""
    st.markdown("A bank would rather ask a person than read a cheque wrongly.")
    label = "Answer if the largest output is at least"
    bound_to(view, "least", st.slider, label, 0.0, 1.0, step=0.01, key="least")
    result = readings.cautious(view.least)
    st.markdown(
        f"Answered: **{result.answered:,}** of {result.total:,} images "
        f"({percent(result.answered / result.total)}), **"
        f"{percent(result.right / result.answered, 2)}** of them right, {result.wrong:,} wrong.  \n"
        f"Left to a person: **{result.left:,}** images."
        if result.answered
        else f"Nothing is answered. Left to a person: **{result.left:,}** images."
    )
    charts.show(asking_curve(readings, view.least, "images"), height=260, key="caution_curve")
