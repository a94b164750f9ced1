"""What the network answers and how strongly its neurons fire, as small pieces of HTML.

HTML and not charts: it is there at once after every stroke, does not flicker, and scales to a
stage. Exact values show when one points at a bar or a square.
"""

import re
from collections.abc import Iterable, Sequence

import numpy as np

from nn.answers import NO_ANSWER, Answer, answer_of
from nn.functions import Array
from pages.ui.app import numbers
from pages.ui.app.html import Html, div, join, span, tag
from pages.ui.app.pictures import FIRING, NEGATIVE, picture

ACCENT = "#3b7be0"
COLUMNS = 8  # of neurons, everywhere in the same order
MOST_NUMBERED = 64  # larger layers are one picture of tiny squares
BREAK = tag("br")
SEVERAL = tag("b", "Is this more than one digit?")
SEES_NONE = "I see no digit"
SURE_CUT = 0.95  # how likely strokes are one digit where nobody need ask
NOT_FINITE = "No answer: the weights are so large that the outputs cannot be computed"


def answer(digit: str, below: str, says: str = "") -> Html:
    """Return the answer in big type, with a line below it; `says` is it for a screen reader."""
    says = says or spoken([below])
    return div("tn-answer", div("tn-digit", digit), div("tn-below", below), data_says=says)


def spoken(lines: Iterable[str]) -> str:
    """Return lines, which may be HTML, as one line that a screen reader says."""
    plain = [re.sub("<[^>]*>", "", line) for line in lines]
    ended = [line if line.endswith((".", "?")) else f"{line}." for line in plain]
    return " ".join(ended).removesuffix(".")


def verdict(outputs: Array, note: str = "", no_digit: bool = False) -> Html:
    """Return the digit that ten outputs say, and how it stands to the next; a note below that.

    Where the network sees no digit, the digit is what it would say if it had to.
    """
    said = answer_of(outputs, no_digit)
    top, next_best = numbers.output(said.output), numbers.output(said.next_output)
    if said.digit == NO_ANSWER:
        return answer("?", NOT_FINITE)
    if said.no_digit:
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
    digit = span("tn-unsure", f"{said.digit}?") if said.unsure else Html(str(said.digit))
    if said.no_digit:
        digit = span("tn-unsure", "–")
    is_plain = not (said.no_digit or said.all_equal or said.unsure)
    short = [f"{said.digit}, output {top}, next best {said.runner_up}"]
    notes = [note] if note else []
    says = spoken([*(short if is_plain else lines), *notes])
    return answer(digit, join([*lines, *notes], BREAK), says)


def short_verdict(said: Answer) -> Html:
    """Return the answer and how it stands to the next, smaller than `verdict`."""
    if said.digit == NO_ANSWER:
        return join([div("tn-spoken", "?"), div("tn-under", "no answer")])
    if said.no_digit:
        lines = ["no digit", f"if it had to: {said.digit}, {numbers.output(said.output)}"]
        return join([div("tn-spoken tn-unsure", "–"), div("tn-under", join(lines, BREAK))])
    if said.all_equal:
        lines = [f"all ten outputs {numbers.output(said.output)}"]
    else:
        lines = [
            f"output {numbers.output(said.output)}",
            f"next {said.runner_up}: {numbers.output(said.next_output)}",
        ]
    kind, mark = ("tn-spoken tn-unsure", "?") if said.unsure else ("tn-spoken", "")
    return join([div(kind, f"{said.digit}{mark}"), div("tn-under", join(lines, BREAK))])


def output_bars(outputs: Array | None, no_digit: bool = False) -> Html:
    """Return ten bars, one a digit; `outputs` (10,) are in [0, 1], None while nothing is read.

    They are faint where the network sees no digit: they tell what it would say if it had to.
    """
    first = None if outputs is None else answer_of(outputs).digit
    outputs = None if first == NO_ANSWER else outputs
    rows = []
    for digit, a in enumerate(np.zeros(10) if outputs is None else outputs):
        colour = ACCENT if digit == first else "currentColor"
        bar = span("tn-bar", style=f"width:{100 * a:.1f}%;background:{colour}")
        rows.append(
            div(
                "tn-row tn-first" if digit == first else "tn-row",
                span("tn-label", str(digit)),
                span("tn-track", bar),
                span("tn-value", "–" if outputs is None else f"{a:.2f}"),
                title=None if outputs is None else f"output {digit}: {a:.4f}",
            )
        )
    return div("tn-bars tn-faint" if no_digit else "tn-bars", *rows)


def square(title: str, value: float, share: float, label: str, kind: str = "") -> Html:
    """Return a square: red for a positive value, blue for a negative one, the darker the larger."""
    colour = FIRING if value >= 0 else NEGATIVE
    return span(
        f"tn-square {kind}".strip(),
        span("tn-fill", style=f"background:{colour};opacity:{share:.3f}"),
        span("tn-number", label),
        title=title,
    )


def two_sided_bars(rows: list[tuple[str, float]]) -> Html:
    """Return a bar for each name and value: red to the right for, blue to the left against."""
    limit = max((abs(value) for _, value in rows), default=0.0) or 1.0
    lines = []
    for name, value in rows:
        side, colour = ("tn-for", FIRING) if value >= 0 else ("tn-against", NEGATIVE)
        style = f"width:{50 * abs(value) / limit:.1f}%;background:{colour}"
        lines.append(
            div(
                "tn-row",
                span("tn-name", name),
                span("tn-track tn-two-sided", span(f"tn-bar {side}", style=style)),
                span("tn-signed", numbers.signed(value, numbers.places_for(limit))),
            )
        )
    return div("tn-bars tn-votes", *lines)


def figures(cells: Sequence[tuple[str, str, str]], kind: str = "") -> Html:
    """Return (title, picture, line below) side by side; `kind` is a class for their size."""
    boxes = [
        tag(
            "figure",
            tag("figcaption", title, kind="tn-title"),
            image,
            div("tn-under", below),
            kind="tn-figure",
        )
        for title, image, below in cells
    ]
    return div(f"tn-figures {kind}".strip(), *boxes)


def comparison(heads: list[str], rows: list[tuple[str, Array, list[Answer]]]) -> Html:
    """Return a table of answers: a column with a head for each network, a row for each picture.

    A row has a title, an image (28, 28) in [0, 1], and each network's answer.
    """
    lines = [div("tn-heads", *(tag("div", head) for head in ("", *heads)))]
    for title, image, answers in rows:
        seen = div("tn-sees", div("tn-title", title), picture(image, title))
        spoken = [tag("div", short_verdict(said)) for said in answers]
        lines.append(div("tn-line", seen, *spoken))
    return div("tn-comparison", *lines, style=f"--tn-columns:{len(heads)}")
