"""A page in steps: its rail, and the lines of our own code beside a step."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from nn.explain.source_code import statement
from nn.functions import COSTS, OUTPUTS
from pages.ui.app import html, widgets

Line = tuple[Callable[..., Any], str]  # a function, and what only one of its statements contains


def rail(
    view: Any, names: Mapping[Any, str], title: str, beside: Callable[[], None] | None = None
) -> None:
    """Show the page's title, what is `beside` it, and its steps; `view.step` is the open one."""
    steps = list(names)

    def move(by: int) -> None:
        # Somebody who presses a key quickly may press it once too often.
        view.step = steps[min(max(steps.index(view.step) + by, 0), len(steps) - 1)]

    with st.container(key="steps_top", horizontal=True, vertical_alignment="bottom"):
        st.title(title, anchor=False, width="stretch")
        if beside:
            beside()
        first, last = view.step == steps[0], view.step == steps[-1]
        widgets.button("Back", "", move, -1, key="steps_back", shortcut="Left", disabled=first)
        widgets.button(
            "Next", "", move, 1, key="steps_next", type="primary", shortcut="Right", disabled=last
        )
    numbered = {step: f"{k} {name}" for k, (step, name) in enumerate(names.items(), start=1)}
    widgets.choice(view, "step", "Step", numbered, "steps_at", width="stretch")


def cost_equation(cost: str, output: str) -> tuple[str, str, Line]:
    """Return an image's cost in LaTeX, what the book calls the equation, and our line of it."""
    if cost == "cross-entropy":
        equation, number = r"C = -\sum_j y_j \ln a^L_j", "equation (80)"
        if output == "sigmoid":
            lines = r"-\sum_j [&\, y_j \ln a^L_j \\ &+ (1 - y_j) \ln (1 - a^L_j)]"
            equation = rf"\begin{{aligned}} C = {lines} \end{{aligned}}"
            number = "equation (63)"
        return equation, number, (OUTPUTS[output].cross_entropy, "return ")
    equation = r"C = \tfrac{1}{2} \sum_j (a^L_j - y_j)^2"
    return equation, "equation (6), for one image", (COSTS[cost].fn, "return ")


def code(*lines: Line) -> None:
    """Show statements of our own code, each with its file and line."""
    shown = []
    for line in lines:
        excerpt = statement(*line)
        place = html.div("tn-code-from", f"{excerpt.file}, line {excerpt.line}")
        shown.append(html.div("tn-code-line", html.tag("pre", excerpt.text), place))
    st.html(html.div("tn-code", *shown))
