"""Mistakes on the stage: misread digits, and what is gained by answering only when sure."""

import numpy as np
import streamlit as st

from nn.answers import NO_ANSWER
from nn.explain.confusion import Readings
from pages.ui.app.formats import percent
from pages.ui.app.html import Html, div, span, tag
from pages.ui.app.pictures import picture
from pages.ui.app.server.scripts import component
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import digits, networks

SHOWN = 14  # misread digits, from the surest answer on
_KEY = "asked"


def show(visitor: Session) -> None:
    """Show misread digits, and a slider from "always answer" to "only when sure"."""
    view, reader = visitor.views.mistakes, networks.in_use(visitor).reader
    readings = networks.readings_of(visitor.visit, reader)
    surest = readings.misread[np.argsort(-readings.sure[readings.misread])]
    shown = surest[np.linspace(0, len(surest) - 1, min(SHOWN, len(surest))).astype(int)].tolist()

    def choose() -> None:
        least = (st.session_state.get(_KEY) or {}).get("least")
        if isinstance(least, int | float) and 0 <= least <= 1:
            view.least = float(least)

    data = {
        "html": _html(readings, shown),
        "figures": [_figures(readings, k / 100) for k in range(101)],
        "sure": readings.sure[shown].tolist(),
        "least": view.least,
    }
    component("asked")(key=_KEY, data=data, on_least_change=choose)


def _figures(readings: Readings, least: float) -> tuple[str, str]:
    """Return how many answers are right, and how many digits are asked, from an output on."""
    result = readings.cautious(least)
    right = percent(result.right / result.answered, 0) if result.answered else "–"
    return right, f"{result.left:,}"


def _html(readings: Readings, shown: list[int]) -> Html:
    """Return two figures, the slider, and the digits with what each is read as."""
    said = "of its answers right", f"of {len(readings):,} asked of a person"
    figures = (div("", tag("b"), span("", words)) for words in said)
    label = span("", "It answers if its largest output is at least ", tag("b"))
    slider = tag("input", type="range", min=0, max=1, step=0.01, aria_label="Least output")
    cards = []
    for k in shown:
        label_of, answer = readings.labels[k], readings.answers[k]
        words = f"{label_of} as {'–' if answer == NO_ANSWER else answer}"
        cards.append(tag("figure", picture(digits.test_digit(k).image), words))
    above = div("tn-talk-figures", *figures) + tag("label", label, slider)
    return Html(above + div("tn-talk-cards", *cards))
