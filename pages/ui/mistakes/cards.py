"""Digits to choose one from: each a card with its picture, what it is and what it is read as."""

from collections.abc import Mapping

import streamlit as st

from nn.answers import NO_ANSWER
from nn.explain.confusion import Readings
from nn.functions import Array
from pages.ui.app import formats
from pages.ui.app.pictures import as_grey, png
from pages.ui.app.state.views import MistakesView
from pages.ui.app.widgets import bound


def choose(view: MistakesView, name: str, images: Mapping[int, Array], readings: Readings) -> int:
    """Show at least one digit as cards; return the chosen one: `name` of the view, or the first.

    The keys of `images`, (28, 28) in [0, 1], are their places in `readings`. The cards are options
    of one widget: a dozen buttons under a dozen pictures would be slow.
    """
    wanted = getattr(view, name)
    chosen: int = wanted if wanted in images else next(iter(images))
    with st.container(key=f"{name}_cards"):
        bound(
            st.pills,
            "Digits",
            list(images),
            format_func=lambda k: _card(images[k], readings, k),
            required=True,
            key=f"{name}_card",
            value=chosen,
            then=lambda k: setattr(view, name, k),
            label_visibility="collapsed",
            width="stretch",
        )
    return chosen


def _card(image: Array, readings: Readings, k: int) -> str:
    """Return a card's Markdown: the picture and how it is read."""
    label, answer = readings.labels[k], readings.answers[k]
    if answer == NO_ANSWER:
        words = f"**{label}** *no answer*"
    elif readings.all_equal[k]:
        words = f"**{label}** *all equal*"
    else:
        words = f"**{label} read as {answer}** *output {formats.output(readings.sure[k])}*"
    return f"![]({png(as_grey(image))}) {words}"


def in_words(readings: Readings, k: int) -> str:
    """Return how a digit is read, in a sentence."""
    label, answer = int(readings.labels[k]), int(readings.answers[k])
    it_is = f"It is {formats.article(label)} **{label}**"
    if answer == NO_ANSWER:
        return f"{it_is}, and there is no answer."
    read = "read as"
    if readings.no_digit[k]:
        read = "in which the network sees no digit; its best guess is"
    words = f"{it_is}, {read} **{answer}** with an output of {formats.output(readings.sure[k])}"
    if label != answer:
        words += f"; the output for {label} is {formats.output(readings.outputs[k, label])}"
    return f"{words}."
