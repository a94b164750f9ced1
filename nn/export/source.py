"""Take from the project's source what one network uses, letter by letter.

    what is asked for -> the definitions that it names -> those that they name, and so on

A definition is a function, a class or a constant of a module. What a run never calls is left out:
the other methods of a class, and the other entries of a table such as ACTIVATIONS.
"""

import ast
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from types import FrameType
from typing import Any, NamedTuple

from nn.errors import PROJECT

PROTOCOLS = "Output", "Cost"

Statement = ast.FunctionDef | ast.ClassDef | ast.Assign


class Name(NamedTuple):
    """A name in a module, such as "nn.network" and "Network"; "" is the module itself."""

    module: str
    name: str


@dataclass(frozen=True)
class Source:
    """A source file of the project."""

    lines: list[str]
    definitions: dict[str, Statement]
    imports: dict[str, Name]

    def line(self, name: str) -> int:
        """Return where a definition begins."""
        return self.definitions[name].lineno


@dataclass
class Selection:
    """What was taken; the texts by their names, in the order in which they were found."""

    texts: dict[Name, str] = field(default_factory=dict)
    imports: dict[str, Name] = field(default_factory=dict)  # from outside the project
    attributes: set[str] = field(default_factory=set)  # all that stand after a dot


@lru_cache(maxsize=64)
def source(module: str) -> Source:
    """Return the source of a module of the project, such as "nn.network"."""
    path = PROJECT / f"{module.replace('.', '/')}.py"
    text = path.read_text(encoding="utf-8")
    definitions: dict[str, Statement] = {}
    imports: dict[str, Name] = {}
    body = ast.parse(text).body
    for statement in [*body, *(s for each in body if isinstance(each, ast.If) for s in each.body)]:
        match statement:
            case ast.Import():
                imports |= {a.asname or a.name: Name(a.name, "") for a in statement.names}
            case ast.ImportFrom(module=str(origin)):
                imports |= {a.name: Name(origin, a.name) for a in statement.names}
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                definitions[name] = statement
            case ast.Assign(targets=[ast.Name(id=name)]):
                definitions[name] = statement
    return Source(text.splitlines(), definitions, imports)


@contextmanager
def calls() -> Iterator[set[str]]:
    """Collect which functions of the project are called: "nn.network.Network.forward"."""
    called: set[str] = set()

    def note(frame: FrameType, event: str, _: Any) -> None:
        module = frame.f_globals.get("__name__", "")
        if event == "call" and module.startswith("nn."):
            called.add(f"{module}.{frame.f_code.co_qualname}")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(before)


def select(
    roots: Collection[Name],
    called: Collection[str],
    entries: Mapping[str, str],
    instead: Mapping[Name, Name],
    bare: Name,
) -> Selection:
    """Return the definitions that the `roots` need.

    `called` are the methods that stay, and of a table the entry stays that `entries` has for its
    name. `instead` says which definition stands in the place of another. Of the class `bare` only
    methods are taken.
    """
    selection, left = Selection(), list(roots)
    while left:
        name = left.pop(0)
        if name in selection.texts:
            continue
        file = source(name.module)
        statement = file.definitions[name.name]
        dropped: list[ast.stmt] = []
        nodes: list[ast.AST] = [statement]
        text = ""
        if isinstance(statement, ast.ClassDef):
            dropped = [part for part in statement.body if _is_left_out(name, part, called)]
            if name == bare:
                dropped += [p for p in statement.body if not isinstance(p, ast.FunctionDef)]
            kept = [part for part in statement.body if part not in dropped]
            nodes = [*statement.decorator_list, *statement.bases, *kept]
        elif table := _table(statement):
            nodes = list(table[entries[name.name]])
            text = _table_text(file.lines, name.name, *table[entries[name.name]])
        selection.texts[name] = text or _text(file.lines, statement, dropped)
        for node in nodes:
            parts = ast.walk(node)
            selection.attributes |= {p.attr for p in parts if isinstance(p, ast.Attribute)}
            for used in _names_in(node):
                found = file.imports.get(used)
                if used in file.definitions:
                    found = Name(name.module, used)
                if found and found.module.startswith("nn."):
                    left.append(instead.get(found, found))
                elif found:
                    selection.imports[used] = found
    return selection


def _is_left_out(name: Name, part: ast.stmt, called: Collection[str]) -> bool:
    """Return whether a part of a class is a method that is not called.

    Of a protocol, whose methods nobody calls, those stay that another class has.
    """
    if not isinstance(part, ast.FunctionDef):
        return False
    qualified = f"{name.module}.{name.name}.{part.name}"
    if name.name in PROTOCOLS:
        return not any(each.endswith(f".{part.name}") for each in called)
    return qualified not in called or part.name == "__post_init__"


def _names_in(node: ast.AST) -> Iterator[str]:
    """Yield the names that a piece of source uses, those of quoted types too."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id
        types = [getattr(part, kind, None) for kind in ("annotation", "returns")]
        for quoted in filter(None, types):
            for text in ast.walk(quoted):
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield from _names_in(ast.parse(text.value))


def _table(statement: Statement) -> dict[str, tuple[ast.expr, ast.expr]]:
    """Return the entries of a table, `Choices(what, {name: value})`, by name."""
    match statement:
        case ast.Assign(value=ast.Call(func=called, args=[_, ast.Dict() as entries])):
            called = called.value if isinstance(called, ast.Subscript) else called
            if isinstance(called, ast.Name) and called.id == "Choices":
                pairs = zip(entries.keys, entries.values, strict=True)
                return {ast.literal_eval(k): (k, v) for k, v in pairs if k}
    return {}


def _table_text(lines: list[str], name: str, key: ast.expr, value: ast.expr) -> str:
    """Return a table with one entry, which is as it stands in the source."""
    first, last = key.lineno - 1, value.end_lineno or 0
    entry = lines[first:last]
    entry[-1] = entry[-1].encode()[: value.end_col_offset].decode()
    entry[0] = entry[0].encode()[key.col_offset :].decode()
    inside = "\n".join([entry[0], *(line.removeprefix("    ") for line in entry[1:])])
    short = f"{name} = {{{inside}}}"
    return short if len(short) <= 100 else f"{name} = {{\n    {inside},\n}}"


def _text(lines: list[str], statement: Statement, dropped: list[ast.stmt]) -> str:
    """Return a statement with the comment above it, without the parts that are dropped."""
    first = _first_line(statement)
    while lines[first - 2].startswith("#"):
        first -= 1
    left_out: set[int] = set()
    for part in dropped:
        start = _first_line(part)
        while not lines[start - 2].strip():
            start -= 1
        left_out |= {*range(start, (part.end_lineno or start) + 1)}
    numbers = range(first, (statement.end_lineno or first) + 1)
    return "\n".join(lines[k - 1] for k in numbers if k not in left_out)


def _first_line(statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])
