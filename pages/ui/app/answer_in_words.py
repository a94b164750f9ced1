"""What a network answers, in words; answer.js alone says how they stand beside a digit."""

import json

import numpy as np

from nn.answers import NO_ANSWER, Answer
from nn.functions import Array
from pages.ui.app import formats
from pages.ui.app.html import Html, div, tag

BREAK = tag("br")
SEVERAL = tag("b", "More than one digit?")
SEES_NONE = "I see no digit"
SURE_CUT = 0.95  # how likely strokes are one digit where nobody need ask
NOT_FINITE = "No answer: the weights are so large that the outputs cannot be computed"


def verdict(outputs: Array, no_digit: bool = False) -> Html:
    """Keep a place for the digit that ten outputs say, in big type; answer.js writes it there."""
    known = [float(a) if np.isfinite(a) else None for a in outputs]
    says = {"outputs": known, "no_digit": bool(no_digit)}
    return div("tn-part", data_part="verdict", data_says=json.dumps(says))


def why_no_answer(answer: Answer) -> str:
    """Return a sentence for a digit to which the network has no answer; else ""."""
    if answer.digit == NO_ANSWER:
        return f"{NOT_FINITE}."
    if answer.no_digit:
        return "It sees no digit here, so no output is the answer."
    if answer.all_equal:
        output = formats.output(answer.output)
        return f"All ten outputs are {output}: the network cannot tell the digits apart."
    return ""
