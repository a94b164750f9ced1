"""What the browser writes beside a digit: the plain twin of `verdict` in answer.js."""

from nn.answers import NO_ANSWER, answer_of
from nn.functions import Array
from pages.ui.app import formats
from pages.ui.app.answer_in_words import BREAK, NOT_FINITE, SEES_NONE
from pages.ui.app.html import Html, div, join, span


def answer(digit: str, below: str) -> Html:
    """Return the answer in big type, with a line below it."""
    return div("tn-answer", div("tn-digit", digit), div("tn-below", below))


def verdict(outputs: Array, no_digit: bool = False) -> Html:
    """Return the digit that ten outputs say, and how it stands to the next.

    Where the network sees no digit, the line below names its best guess.
    """
    said = answer_of(outputs, no_digit)
    top, next_best = formats.output(said.output), formats.output(said.next_output)
    if said.digit == NO_ANSWER:
        return answer("?", NOT_FINITE)
    digit = span("tn-unsure", f"{said.digit}?") if said.unsure else str(said.digit)
    if said.no_digit:
        digit = span("tn-unsure", "–")
        best = "" if said.all_equal else f"Best guess: {said.digit} (output {top})"
        lines = [SEES_NONE, best or f"All ten outputs are {top}"]
    elif said.all_equal:
        lines = [f"All ten outputs are {top}", "The network cannot tell the digits apart"]
    elif said.unsure:
        lines = [
            f"Not sure: {said.digit} or {said.runner_up}?",
            f"Outputs {top} and {next_best}",
        ]
    else:
        lines = [f"Output {top}", f"The next best is {said.runner_up}: {next_best}"]
    return answer(digit, join(lines, BREAK))
