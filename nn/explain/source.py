"""Lines of this project's own code, read from its source files."""

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
    """A statement of the source."""

    file: str  # relative to the project's folder, such as "nn/network.py"
    line: int  # its first line in that file, from 1
    text: str  # without the common indentation, comments included


@lru_cache(maxsize=256)
def statement(function: Callable[..., Any], marker: str) -> Excerpt:
    """Return the one statement of a function that contains `marker`, such as "# BP2".

    Raises `Refused` if no statement of the function contains it, or several do.
    """
    function = inspect.unwrap(function)
    lines, first = inspect.getsourcelines(function)
    tree = ast.parse(textwrap.dedent("".join(lines)))
    marked = [number for number, line in enumerate(lines, start=1) if marker in line]
    spans = {span for number in marked if (span := _span(tree, number))}
    if len(spans) != 1:
        raise Refused(
            f"Expected one statement of {function.__qualname__} with {marker!r}, got {len(spans)}."
        )
    ((start, end),) = spans
    file = Path(inspect.getsourcefile(function) or "").resolve().relative_to(ROOT).as_posix()
    text = textwrap.dedent("".join(lines[start - 1 : end])).rstrip()
    return Excerpt(file, first + start - 1, text)


def _span(tree: ast.Module, number: int) -> tuple[int, int] | None:
    """Return the first and last line of the smallest statement at a line; None for a text."""
    statements = [
        (node.lineno, node.end_lineno or node.lineno, node)
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and node.lineno <= number <= (node.end_lineno or node.lineno)
    ]
    if not statements:
        return None
    start, end, node = min(statements, key=lambda span: span[1] - span[0])
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return None if is_text else (start, end)
