"""The lesson of the cheques: one misread digit is a wrong amount, so the network had better ask."""

from functools import cache

import numpy as np
import streamlit as st

from nn.answers import NO_ANSWER, Indices
from nn.errors import Refused
from nn.explain.confusion import NUMBER_DIGITS, Read, Readings, cheques, read_cheques
from nn.figures.how_sure import asking_curve
from nn.mnist import load
from pages.ui.app import charts
from pages.ui.app.formats import a_digit, percent
from pages.ui.app.glossary import marked
from pages.ui.app.html import Html, div, score, span, tag
from pages.ui.app.pictures import picture
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import NumbersView, Shown
from pages.ui.app.visitor import digits, networks
from pages.ui.app.widgets import bound_to, choice, pager

COUNT, SEED = 1_000, 1
HOW_SURE = "How sure a digit is: the network's largest output, from 0 to 1."


def show(visitor: Session) -> None:
    """Show a cheque of the stack, and how many are read without asking and how many of them wrong.

    The bound below which it asks is the one for the number on the canvas, too.
    """
    st.header("A stack of cheques", anchor=False)
    try:
        reader = networks.in_use(visitor).reader
    except Refused:  # the number's place says why
        return
    visit, view = visitor.visit, visitor.views.numbers
    readings, stack = networks.readings_of(visit, reader), _stack()
    read = visit.keep("numbers.cheques", readings, lambda: read_cheques(stack, readings))
    titles = {shown: shown.value for shown in Shown}
    choice(view, "shown", "Which cheques", titles, key="cheques_shown")
    _show_cheque(view, stack, readings, read)
    label = "It asks about a digit that is less sure than"
    bound_to(view, "least", st.slider, label, 0.0, 1.0, step=0.01, key="least", help=HOW_SURE)
    st.html(_counts(read, view.least))
    st.markdown(marked(_why(readings)))
    charts.show(asking_curve(read, view.least, "cheques"), height=240, key="cheque_curve")


@cache
def _stack() -> list[Indices]:
    return cheques(load().test.labels, COUNT, SEED)


def _why(readings: Readings) -> str:
    """Say what the accuracy on one digit means for a number."""
    one = readings.correct / len(readings)
    ten = one**NUMBER_DIGITS
    return (
        f"The network in use reads {percent(one, 2)} of MNIST's {len(readings):,} test digits. A "
        f"number is read right only if every digit is: {percent(one, 2)} for one digit is "
        f"**{percent(ten)}** for ten, {one:.4f} multiplied by itself ten times. A bank would "
        "rather ask a person than guess."
    )


def _counts(read: Read, least: float) -> Html:
    """Return in large type how many are read without asking, and how many of these wrong."""
    result, never = read.cautious(least), int((~read.answerable).sum())
    share = percent(result.wrong / result.answered, 2) if result.answered else "–"
    at_any_bound = f", {never:,} because it sees no digit" if never else ""
    cells = [
        (f"{result.answered:,}", f"of {result.total:,} read without asking"),
        (f"{result.wrong:,}", f"of these wrong, {share}"),
        (f"{result.left:,}", f"left to a person{at_any_bound}"),
    ]
    return div("tn-counts", *(score(number, words, "tn-count") for number, words in cells))


def _show_cheque(view: NumbersView, stack: list[Indices], readings: Readings, read: Read) -> None:
    """Show one of the cheques that are looked through, and the numbers of the others."""
    answered = read.answered(view.least)
    at = {
        Shown.ALL: np.arange(len(stack)),
        Shown.ASKED: np.flatnonzero(~answered),
        Shown.WRONG: np.flatnonzero(answered & ~read.right),
    }[view.shown]
    if not len(at):
        st.info("There is none. Move the bound, or look at all of them.")
        return
    place = min(int(np.searchsorted(at, view.cheque)), len(at) - 1)
    number = int(at[place])
    pager(len(at), "cheque_page", place, lambda page: setattr(view, "cheque", int(at[page])))
    st.html(_cheque(stack[number], number, readings, view.least))
    if answered[number]:
        verdict = "**right**" if read.right[number] else ":red[**wrong**]"
        st.markdown(f"Read without asking, and {verdict}.")
    else:
        st.markdown(":orange[**It asks a person**] about the digits with a question mark.")


def _cheque(written: Indices, number: int, readings: Readings, least: float) -> Html:
    """Return a cheque as HTML, with what is read under each digit."""
    amount, code = (
        div("tn-digits-field", *(_digit(int(k), readings, least) for k in field))
        for field in (written[:-NUMBER_DIGITS], written[-NUMBER_DIGITS:])
    )
    return div(
        "tn-cheque",
        div("tn-bank", "Thirty Neurons Bank", span("tn-serial", f"Cheque {number + 1}")),
        div("tn-pay", span("", "Pay"), amount),
        div("tn-account", span("", "Account"), code),
    )


def _digit(k: int, readings: Readings, least: float) -> Html:
    """Return one digit of a cheque, with its answer below it."""
    answer, label = int(readings.answers[k]), int(readings.labels[k])
    asks = not (readings.answerable[k] and readings.sure[k] >= least)
    kind = "tn-asks" if asks else "tn-misread" if answer != label else ""
    said = f"{'' if answer == NO_ANSWER else answer}{'?' if asks else ''}"
    image = picture(digits.test_digit(k).image, a_digit(label).capitalize())
    return span(f"tn-written {kind}".strip(), image, tag("b", said))
