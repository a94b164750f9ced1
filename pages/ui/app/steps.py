"""A page in steps: its rail, and the lines of our own code beside a step."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from nn.functions import COSTS
from nn.project import PROJECT
from pages.ui.app import html, widgets

Line = tuple[Callable[..., Any], str]  # a function, and what only one of its statements contains


class Excerpt(NamedTuple):
    """A statement of the source."""

    file: str  # relative to the project's folder, such as "nn/network.py"
    line: int  # its first line in that file, from 1
    text: str  # without the common indentation, comments included


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
    entry = COSTS[cost][output]
    number = f"equation ({entry.said.equation}), for one image"
    return f"C = {entry.said.latex}", number, (entry.fn, "return ")


def code(*lines: Line) -> None:
    """Show statements of our own code, each with its file and line."""
    shown = []
    for line in lines:
        excerpt = statement(*line)
        place = html.div("tn-code-from", f"{excerpt.file}, line {excerpt.line}")
        shown.append(html.div("tn-code-line", html.tag("pre", excerpt.text), place))
    st.html(html.div("tn-code", *shown))


@lru_cache(maxsize=256)
def statement(function: Callable[..., Any], marker: str) -> Excerpt:
    """Return the one statement of a function that contains `marker`, such as "# BP2"."""
    function = inspect.unwrap(function)
    lines, first = inspect.getsourcelines(function)
    ((start, end),) = (
        (node.lineno - 1, node.end_lineno)
        for node in ast.walk(ast.parse(textwrap.dedent("".join(lines))))
        if isinstance(node, ast.stmt) and not hasattr(node, "body")
        # not a docstring
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        if marker in "".join(lines[node.lineno - 1 : node.end_lineno])
    )
    file = Path(inspect.getfile(function)).resolve().relative_to(PROJECT).as_posix()
    return Excerpt(file, first + start, textwrap.dedent("".join(lines[start:end])).rstrip())
