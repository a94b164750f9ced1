"""Mistakes on the stage: misread digits, and what is gained by answering only when sure."""

from nn.explain import confusion
from pages.ui.app import fragments
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import digits, networks
from pages.ui.mistakes import cards, how_sure

SHOWN = 8


def show(visitor: Session) -> None:
    """Show the most wrong answers, and a slider from "always answer" to "only when sure"."""
    view, reader = visitor.views.mistakes, networks.in_use(visitor).reader
    readings = networks.readings_of(visitor.visit, reader)
    if worst := confusion.pick(readings)[:SHOWN].tolist():
        cards.choose(view, "image", {k: digits.test_digit(k).image for k in worst}, readings)
    fragments.show(visitor.visit, how_sure.choose_least, view, readings)
