"""Lines of this project's own code, read from its source files."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nn.errors import PROJECT, Refused


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
    spans = [
        (node.lineno - 1, node.end_lineno or node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and not hasattr(node, "body") and not _is_text(node)
    ]
    marked = [span for span in spans if marker in "".join(lines[slice(*span)])]
    if len(marked) != 1:
        raise Refused(
            f"Expected one statement of {function.__qualname__} with {marker!r}, got {len(marked)}."
        )
    ((start, end),) = marked
    file = Path(inspect.getsourcefile(function) or "").resolve().relative_to(PROJECT).as_posix()
    return Excerpt(file, first + start, textwrap.dedent("".join(lines[start:end])).rstrip())


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
