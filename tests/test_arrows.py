"""Imports point one way: streamlit_app.py -> pages -> pages/ui -> nn, and down the layers.

They do so in Python, and in the browser's modules.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from os.path import normpath
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for folder in ("nn", "pages")
    for kind in ("*.py", "*.js")
    for path in sorted((ROOT / folder).rglob(kind))
}

FROM = re.compile(r' from "(.+)";$')
KEPT = re.compile(r'visit\.keep\(\s*f?"([^"]+)"')

# The modules and folders of a folder, lowest first: each imports from its own line and those above.
NN = (
    "errors in_words cores formulas",
    "functions project",
    "network",
    "initial_weights",
    "sgd",
    "mnist early_stopping",
    "augmentation",
    "answers settings fast_network",
    "evaluation endings",
    "fast_mini_batches",
    "training",
    "drawing",
    "explain",
    "storage",
    "export",
    "runs",
    "experiments",
    "making",
    "cli",
    "figures",
    "__main__ __init__",
)
PAGES = "draw numbers how_it_works train inside backprop mistakes experiments room join"
UI = ("app", "live", "class_room", "every_page", PAGES, "talk", "main")
APP = (
    "browser formats html state streamlit_internals",
    "charts fragments glossary pictures places trouble",
    "answer_in_words uploads widgets",
    "steps visitor",
    "server",
)
LIVE = (
    "pen",
    "reading",
    "picture",
    "by_hand how_little",
    "canvas digit_parts example file_or_camera",
    "take_home",
)
CLASS_ROOM = (
    "rules",
    "sent_digits store",
    "redis_store",
    "who_may",
    "steering teaching",
    "guessing",
)
LAYERS = {
    folder: {name: rank for rank, names in enumerate(layers) for name in names.split()}
    for folder, layers in (
        ("nn", NN),
        ("pages/ui", UI),
        ("pages/ui/app", APP),
        ("pages/ui/live", LIVE),
        ("pages/ui/class_room", CLASS_ROOM),
    )
}
EXAMINES = "nn/cli/evaluate.py"  # the one file that uses what made the shipped networks

Rule = Callable[[str, str], bool]


def no_streamlit_in_nn(path: str, name: str) -> bool:
    """Tell whether a file may import a name: in nn nothing of streamlit's or of the pages."""
    return not path.startswith("nn/") or not name.startswith(("streamlit", "pages"))


def down_the_layers(path: str, name: str) -> bool:
    """Return whether a file may import a name: in its folder nothing from a higher layer."""
    imported = name.replace(".", "/")
    return all(
        rank.get(part_of(imported, folder), 0) <= rank.get(part_of(path, folder), len(rank))
        for folder, rank in LAYERS.items()
    )


def no_page_from_another(path: str, name: str) -> bool:
    """Return whether a file may import a name: a page nothing of another's, or of the talk's."""
    own = part_of(path, "pages/ui") or part_of(path.replace("-", "_"), "pages")
    imported, pages = part_of(name.replace(".", "/"), "pages/ui"), PAGES.split()
    return own not in pages or imported == own or imported not in (*pages, "talk")


def no_making_but_to_examine(path: str, name: str) -> bool:
    """Return whether a file may import a name: of nn.making only itself and one command may."""
    return not name.startswith("nn.making") or path.startswith("nn/making/") or path == EXAMINES


RULES: tuple[Rule, ...] = (
    no_streamlit_in_nn,
    down_the_layers,
    no_page_from_another,
    no_making_but_to_examine,
)


def part_of(path: str, folder: str) -> str:
    """Return the module or folder of a folder that a file is or lies in, "" outside of it."""
    inside = path.startswith(f"{folder}/")
    return re.split("[/.]", path.removeprefix(f"{folder}/"))[0] if inside else ""


@cache
def imports(path: str, source: str) -> list[tuple[int, str]]:
    return list(read_imports(path, source))


def read_imports(path: str, source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the full name of all that a source imports, also inside functions."""
    is_script = path.endswith(".js")
    for number, line in enumerate(source.splitlines() if is_script else (), start=1):
        for name in FROM.findall(line):
            yield number, normpath(Path(path).parent / name)[: -len(".js")].replace("/", ".")
    for node in ast.walk(ast.parse("" if is_script else source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = path.split("/")[: -node.level] if node.level else []
            module = ".".join([*package, *filter(None, [node.module])])
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def faults(rule: Rule, sources: dict[str, str]) -> list[str]:
    """Return the imports that break a rule, with file and line."""
    return [
        f"{path}:{line} imports {name}"
        for path, source in sources.items()
        for line, name in imports(path, source)
        if not rule(path, name)
    ]


@pytest.mark.parametrize("rule", RULES)
def test_no_import_points_up_or_sideways(rule: Rule) -> None:
    assert faults(rule, SOURCES) == []


def test_a_script_imports_what_is_there() -> None:
    scripts = {path: source for path, source in SOURCES.items() if path.endswith(".js")}
    names = [name for path, source in scripts.items() for _, name in imports(path, source)]
    assert names and {f"{name.replace('.', '/')}.js" for name in names} <= set(scripts)


def test_what_a_page_keeps_has_a_name_of_its_own() -> None:
    """A result is kept under the name of the module or the page that it belongs to."""
    kept = [(name, path) for path in SOURCES for name in KEPT.findall(SOURCES[path])]
    assert len(kept) > 20 and len(dict(kept)) == len(kept)
    assert [it for it in kept if it[0].split(".")[0] not in re.split("[/.]", it[1])] == []


@pytest.mark.parametrize("folder", LAYERS)
def test_every_part_has_its_layer(folder: str) -> None:
    assert {part_of(path, folder) for path in SOURCES} - {""} == set(LAYERS[folder])


@pytest.mark.parametrize(
    ("path", "source", "fault"),
    [
        ("nn/explain/a.py", "\nimport streamlit as st", "2 imports streamlit"),
        ("pages/ui/app/a.py", "def f():\n    from pages.ui import room", "2 imports pages.ui.room"),
        ("nn/network.py", "from nn.training import SGD", "1 imports nn.training.SGD"),
        ("nn/runs/a.py", "from ..figures import look", "1 imports nn.figures.look"),
        ("pages/ui/app/html.py", "from . import steps", "1 imports pages.ui.app.steps"),
        ("pages/ui/every_page/a.py", "from pages.ui import draw", "1 imports pages.ui.draw"),
        ("pages/ui/live/a.js", 'import { b } from "../room/c.js";', "1 imports pages.ui.room.c"),
        ("pages/ui/draw/a.py", "from ..train import b", "1 imports pages.ui.train.b"),
        ("pages/draw.py", "from pages.ui.train import b", "1 imports pages.ui.train.b"),
        ("pages/draw.py", "from pages.ui.talk import b", "1 imports pages.ui.talk.b"),
        ("pages/ui/draw/a.js", 'import { b } from "../train/c.js";', "1 imports pages.ui.train.c"),
        ("nn/cli/train.py", "from nn.making import draw", "1 imports nn.making.draw"),
        # These point down.
        ("pages/how-it-works.py", "from pages.ui.how_it_works import b", ""),
        ("nn/runs/host.py", "from nn.runs import run\nfrom . import messages", ""),
        (EXAMINES, "from nn.making import pen_images", ""),
        ("pages/ui/draw/a.py", "import streamlit\nfrom pages.ui.app import b\nfrom . import c", ""),
    ],
)
def test_only_an_import_that_breaks_a_rule_is_named(path: str, source: str, fault: str) -> None:
    named = [fault for rule in RULES for fault in faults(rule, {path: source})]
    assert named == ([f"{path}:{fault}"] if fault else [])
