"""Import nn before any test imports numpy: it sets how many threads BLAS uses.

Tests compare runs bit for bit with runs in processes of their own, which use one thread.
"""

import os
from pathlib import Path

import pytest
from hypothesis import settings

import nn  # noqa: F401
from tests.thorough import THOROUGH

# The default run tries the same cases each time, so what it says is no matter of chance.
settings.register_profile("usual", derandomize=True, max_examples=25, deadline=None, database=None)
settings.register_profile("thorough", max_examples=200, deadline=None, print_blob=True)
settings.load_profile("thorough" if THOROUGH else "usual")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say where to look at what failed."""
    kept = Path(os.environ.get("KEPT_OF_FAILURES", ""))
    if kept.is_absolute() and any(kept.iterdir()):
        terminalreporter.section("what failed", red=True)
        terminalreporter.write_line(f"Screenshots, pages, consoles and servers' logs: {kept}")
