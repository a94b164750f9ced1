"""What a network answers, as a small piece of HTML; for the digit in use readout.js makes it."""

from nn.answers import NO_ANSWER, Answer, answer_of
from nn.functions import Array
from pages.ui.app import numbers
from pages.ui.app.html import Html, div, join, span, tag

ACCENT = "#3b7be0"
BREAK = tag("br")
SEVERAL = tag("b", "Is this more than one digit?")
SEES_NONE = "I see no digit"
SURE_CUT = 0.95  # how likely strokes are one digit where nobody need ask
NOT_FINITE = "No answer: the weights are so large that the outputs cannot be computed"


def answer(digit: str, below: str) -> Html:
    """Return the answer in big type, with a line below it."""
    return div("tn-answer", div("tn-digit", digit), div("tn-below", below))


def verdict(outputs: Array, no_digit: bool = False) -> Html:
    """Return the digit that ten outputs say, and how it stands to the next.

    Where the network sees no digit, the digit is what it would say if it had to.
    """
    said = answer_of(outputs, no_digit)
    top, next_best = numbers.output(said.output), numbers.output(said.next_output)
    if said.digit == NO_ANSWER:
        return answer("?", NOT_FINITE)
    digit = span("tn-unsure", f"{said.digit}?") if said.unsure else str(said.digit)
    if said.no_digit:
        digit = span("tn-unsure", "–")
        had_to = "" if said.all_equal else f"If I had to say: {said.digit}, output {top}"
        lines = [SEES_NONE, had_to or f"All ten outputs are {top}"]
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


def why_no_answer(answer: Answer) -> str:
    """Return a sentence for a digit to which the network has no answer; else ""."""
    if answer.digit == NO_ANSWER:
        return f"{NOT_FINITE}."
    if answer.no_digit:
        return "It sees no digit here, so no output is the answer."
    if answer.all_equal:
        output = numbers.output(answer.output)
        return f"All ten outputs are {output}: the network cannot tell the digits apart."
    return ""
