"""Pieces of the lessons: pictures side by side, an answer in short, bars to two sides."""

from collections.abc import Sequence

from nn.answers import NO_ANSWER, Answer
from pages.ui.app import numbers
from pages.ui.app.html import Html, div, join, span, tag
from pages.ui.app.pictures import FIRING, NEGATIVE
from pages.ui.app.readout import BREAK


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
