"""Pieces of source: imports, definitions one below the other, settings, a text that is printed."""

import json
import re
import textwrap
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from nn.export.source import Name
from nn.settings.config import SETTING

BETWEEN = "\n\n\n"  # two definitions
ABOUT_SETTINGS = '''    """The settings of the run. Change a number, and run it again.

    A name such as "sigmoid" stands for a function; only the run's own are here.
    """'''


def print_of(text: str) -> str:
    """Return the source that prints a text, whatever is in it, at its place in `END`."""
    lines = [
        json.dumps(line, ensure_ascii=False)
        for line in textwrap.wrap(text, 78, drop_whitespace=False)
    ]
    inside = "\n".join(f"{' ' * 16}{line}" for line in lines)
    return f"print(\n{inside}\n{' ' * 12})"


def settings_of(methods: str, values: Mapping[str, Any]) -> str:
    """Return the class of the settings, with these values and the methods of the project's."""
    decorator, name, *rest = methods.splitlines()
    lines = [decorator, name, ABOUT_SETTINGS, ""]
    for field, value in values.items():
        kind = "tuple[int, ...]" if isinstance(value, tuple) else type(value).__name__
        written = f'"{value}"' if isinstance(value, str) else repr(value)
        said = "neurons in each layer" if field == "sizes" else SETTING[field].in_a_sentence
        if field in ("lmbda", "momentum"):
            said += ", chapter 3; 0 is off"
        comment = f"  # {said}" if re.sub(r"\W", "_", said) != field else ""
        lines.append(f"    {field}: {kind} = {written}{comment}")
    return "\n".join(lines + rest)


def imports_of(names: Mapping[str, Name]) -> str:
    """Return the imports, sorted: the standard library, and then NumPy."""
    modules: set[str] = set()
    parts: dict[str, set[str]] = defaultdict(set)
    for used, (module, name) in names.items():
        if name:
            parts[module].add(name)
        else:
            modules.add(f"import {module}" + (f" as {used}" if used != module else ""))
    lines = sorted(modules)
    lines += [
        f"from {module} import {', '.join(sorted(parts[module]))}" for module in sorted(parts)
    ]
    numpys = [line for line in lines if "numpy" in line]
    return "\n".join([*(line for line in lines if line not in numpys), "", *numpys])


def joined(definitions: list[str]) -> str:
    """Return definitions with empty lines between them, but between two constants."""
    text = definitions[0]
    for pair in pairwise(definitions):
        constants = not any(each.startswith(("def ", "class ", "@")) for each in pair)
        text += ("\n" if constants else BETWEEN) + pair[1]
    return text
