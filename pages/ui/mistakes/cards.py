"""Digits to choose one from: each a card with its picture, what it is and what it is read as."""

from collections.abc import Callable, Sequence

import streamlit as st

from nn.answers import NO_ANSWER
from nn.explain.confusion import Readings
from nn.functions import Array
from pages.ui.app import numbers
from pages.ui.app.pictures import as_grey, png
from pages.ui.app.widgets import bound


def choose(
    key: str,
    digits: Sequence[int],
    card: Callable[[int], str],
    chosen: int,
    then: Callable[[int], None],
) -> None:
    """Show the cards of digits to choose one from; call `then` with another choice.

    Cards are the options of one widget: a dozen buttons under a dozen pictures would be slow.
    """
    with st.container(key=f"{key}_cards"):
        bound(
            st.pills,
            "Digits",
            digits,
            format_func=card,
            required=True,
            key=key,
            value=chosen,
            then=then,
            label_visibility="collapsed",
            width="stretch",
        )


def card(image: Array, readings: Readings, k: int) -> str:
    """Return a card's Markdown: the picture (28, 28) in [0, 1], and how it is read."""
    label, answer = readings.labels[k], readings.answers[k]
    if answer == NO_ANSWER:
        words = f"**{label}** *no answer*"
    elif readings.all_equal[k]:
        words = f"**{label}** *all equal*"
    else:
        words = f"**{label} read as {answer}** *output {numbers.output(readings.sure[k])}*"
    return f"![]({png(as_grey(image))}) {words}"


def in_words(readings: Readings, k: int) -> str:
    """Return how a digit is read, in a sentence."""
    label, answer = int(readings.labels[k]), int(readings.answers[k])
    output = numbers.output(readings.sure[k])
    if answer == NO_ANSWER:
        return f"It is a **{label}**, and there is no answer: the outputs are not numbers."
    if readings.all_equal[k]:
        return (
            f"It is a **{label}**, but all ten outputs are {output}: the network cannot tell the "
            f"digits apart. The first one, {answer}, counts as its answer."
        )
    words = f"It is a **{label}**, read as **{answer}** with an output of {output}"
    if readings.no_digit[k]:
        words = (
            f"It is a **{label}**, in which the network sees no digit; if it had to say, it would "
            f"read it as **{answer}** with an output of {output}"
        )
    if label == answer:
        return f"{words}."
    return f"{words}; the output for {label} is {numbers.output(readings.outputs[k, label])}."
