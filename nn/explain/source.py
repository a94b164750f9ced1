"""Lines of this project's own code, taken from the source as it is when somebody asks."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nn.errors import Refused

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Excerpt:
    """A statement of the source.

    Attributes
    ----------
    file : str
        Seen from the project's folder, such as "nn/network.py".
    line : int
        Where it starts in that file, from 1.
    text : str
        Its lines without the indentation that they share, comments included.
    """

    file: str
    line: int
    text: str


@lru_cache(maxsize=256)
def statement(function: Callable[..., Any], marker: str) -> Excerpt:
    """Return the statement of a function in which a marker stands.

    Parameters
    ----------
    function
        A function or method of this project.
    marker : str
        A piece of one line of it, code or comment, such as "# BP2".

    Raises
    ------
    Refused
        If the marker is in no statement of the function, or in several.
    """
    lines, first = inspect.getsourcelines(function)
    tree = ast.parse(textwrap.dedent("".join(lines)))
    marked = [number for number, line in enumerate(lines, start=1) if marker in line]
    found = {_span(tree, number) for number in marked} - {None}
    if len(found) != 1:
        raise Refused(
            f"{len(found)} statements of {function.__qualname__} have {marker!r} in them, "
            "expected one."
        )
    start, end = next(iter(span for span in found if span))
    file = Path(inspect.getsourcefile(function) or "").resolve().relative_to(ROOT).as_posix()
    text = textwrap.dedent("".join(lines[start - 1 : end])).rstrip()
    return Excerpt(file, first + start - 1, text)


def _span(tree: ast.Module, number: int) -> tuple[int, int] | None:
    """Return the first and last line of the smallest statement at a line; None in a docstring."""
    spans = [
        (node.lineno, node.end_lineno or node.lineno, _is_text(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and node.lineno <= number <= (node.end_lineno or node.lineno)
    ]
    if not spans:
        return None
    start, end, is_text = min(spans, key=lambda span: span[1] - span[0])
    return None if is_text else (start, end)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
