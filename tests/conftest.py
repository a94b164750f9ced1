"""Import nn before any test imports numpy: it sets how many threads BLAS uses.

Tests compare runs bit for bit with runs in processes of their own, which use one thread.
"""

import os
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import settings

import nn  # noqa: F401
from tests.thorough import THOROUGH

SLOWEST = 10  # files that the run names

# The default run tries the same cases each time, so what it says is no matter of chance.
settings.register_profile("usual", derandomize=True, max_examples=25, deadline=None, database=None)
settings.register_profile("thorough", max_examples=200, deadline=None, print_blob=True)
settings.load_profile("thorough" if THOROUGH else "usual")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which files took longest, and where to look at what failed."""
    seconds = defaultdict[str, float](float)
    reports = [report for each in terminalreporter.stats.values() for report in each]
    for report in reports:
        if isinstance(report, pytest.TestReport):
            seconds[report.nodeid.partition("::")[0]] += report.duration
    slowest = sorted(seconds, key=lambda name: seconds[name], reverse=True)[:SLOWEST]
    if sum(seconds.values()) > SLOWEST:
        terminalreporter.section("slowest files")
        for name in slowest:
            terminalreporter.write_line(f"{seconds[name]:6.1f} s  {name}")
    kept = Path(os.environ.get("KEPT_OF_FAILURES", ""))
    if kept.is_absolute() and any(kept.iterdir()):
        terminalreporter.section("what failed", red=True)
        terminalreporter.write_line(f"Screenshots, pages, consoles and servers' logs: {kept}")
