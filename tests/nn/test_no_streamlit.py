import ast
import subprocess
import sys
from pathlib import Path

import pytest

import nn

FOLDER = Path(nn.__file__).parent
SOURCES = sorted(FOLDER.rglob("*.py"))
# What stands above nn: arrows go one way, streamlit_app.py -> pages -> nn.
ABOVE = {"streamlit", "streamlit_app", "pages"}

IMPORT_EVERYTHING = """
import importlib, pkgutil, sys
import nn

def fail(name):
    raise

for module in pkgutil.walk_packages(nn.__path__, "nn.", onerror=fail):
    importlib.import_module(module.name)
print(*sorted(name for name in sys.modules if name.partition(".")[0] in {above!r}))
print(*sorted(name for name in sys.modules if name.partition(".")[0] == "nn"))
"""


def test_importing_all_of_nn_brings_in_no_streamlit() -> None:
    run = subprocess.run(
        [sys.executable, "-c", IMPORT_EVERYTHING.format(above=ABOVE)],
        cwd=FOLDER.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    from_above, imported = run.stdout.splitlines()
    assert from_above == ""
    assert {"nn.network", "nn.training", "nn.mnist"} <= set(imported.split())
    assert len(imported.split()) >= len(SOURCES)


def imports(source: str) -> set[str]:
    """Return the first part of every name that is imported anywhere in `source`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_module_of_nn_imports_what_stands_above_it(path: Path) -> None:
    assert not imports(path.read_text(encoding="utf-8")) & ABOVE


def test_an_import_inside_a_function_would_be_found() -> None:
    assert imports("def f():\n    import streamlit.runtime as r") == {"streamlit"}
    assert imports("if True:\n    from pages.ui import session") == {"pages"}
