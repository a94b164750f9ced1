"""Take from the project's source what one network uses, letter by letter.

    what is asked for -> the definitions that it names -> those that they name, and so on

A definition is a function, a class or a constant of a module. What a run never calls is left out:
the other methods of a class, and the other entries of a table such as ACTIVATIONS.
"""

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence, Set
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


@dataclass(frozen=True)
class Wanted:
    """What to take, and what to leave out of it."""

    roots: Sequence[Name]
    called: Set[str]  # the methods that stay, if something that stays names them
    entries: Mapping[str, str]  # of a table, by its name, the entry that stays
    instead: Mapping[Name, Name]  # what stands in the place of a definition
    bare: Name  # a class of which only methods are taken


@dataclass(frozen=True)
class Selection:
    """What was taken."""

    texts: dict[Name, str] = field(default_factory=dict)
    imports: dict[str, Name] = field(default_factory=dict)  # from outside the project
    attributes: set[str] = field(default_factory=set)  # all names that stand after a dot


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


def select(wanted: Wanted) -> Selection:
    """Return the definitions that the roots need, and those that these need."""
    selection, before = _select(wanted, None), Selection()
    while selection.texts != before.texts:  # a method that went may have been all that named one
        before, selection = selection, _select(wanted, selection.attributes)
    return selection


def _select(wanted: Wanted, named: Set[str] | None) -> Selection:
    """Select, where `named` are the attributes that some text names, if known."""
    selection, left = Selection(), list(wanted.roots)
    while left:
        name = left.pop(0)
        if name in selection.texts:
            continue
        file = source(name.module)
        statement = file.definitions[name.name]
        nodes: list[ast.AST] = [statement]
        if isinstance(statement, ast.ClassDef):
            kept = [part for part in statement.body if _stays(wanted, named, name, part)]
            nodes = [*statement.decorator_list, *statement.bases, *kept]
            dropped = [part for part in statement.body if part not in kept]
            text = _text(file.lines, statement, dropped)
        elif table := _table(statement):
            key, value = table[wanted.entries[name.name]]
            nodes = [key, value]
            text = _table_text(file.lines, name.name, key, value)
        else:
            text = _text(file.lines, statement, [])
        selection.texts[name] = text
        for node in nodes:
            parts = ast.walk(node)
            selection.attributes.update(p.attr for p in parts if isinstance(p, ast.Attribute))
            for used in _names_in(node):
                found = file.imports.get(used)
                if used in file.definitions:
                    found = Name(name.module, used)
                if found and found.module.startswith("nn."):
                    left.append(wanted.instead.get(found, found))
                elif found:
                    selection.imports[used] = found
    return selection


def _stays(wanted: Wanted, named: Set[str] | None, name: Name, part: ast.stmt) -> bool:
    """Return whether a part of a class stays.

    Of a protocol, whose methods nobody calls, those stay that another class has.
    """
    if not isinstance(part, ast.FunctionDef):
        return name != wanted.bare
    if name.name in PROTOCOLS:
        return any(each.endswith(f".{part.name}") for each in wanted.called)
    is_called = f"{name.module}.{name.name}.{part.name}" in wanted.called
    is_named = named is None or part.name in named or part.name.startswith("__")
    return is_called and is_named and part.name != "__post_init__"  # which checks what is typed


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
