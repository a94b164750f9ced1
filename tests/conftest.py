"""Import nn before any test imports numpy: it sets how many threads BLAS uses.

Tests compare runs bit for bit with runs in processes of their own, which use one thread.
"""

from collections.abc import Iterator

import pytest
from hypothesis import settings

import nn  # noqa: F401
from tests import summary
from tests.thorough import THOROUGH

# The default run tries the same cases each time, so what it says is no matter of chance.
settings.register_profile("usual", derandomize=True, max_examples=25, deadline=None, database=None)
settings.register_profile("thorough", max_examples=200, deadline=None, print_blob=True)
settings.load_profile("thorough" if THOROUGH else "usual")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Say where the time is, and last of all what there is to know of tests that failed."""
    yield
    terminalreporter.section("seconds and lines")
    for line in summary.of_run(terminalreporter.stats):
        terminalreporter.write_line(line)
    failed, tried = "failed" in terminalreporter.stats, "rerun" in terminalreporter.stats
    if failed or tried:
        terminalreporter.section("what failed", red=failed, yellow=not failed)
        for line in summary.of_second_tries(terminalreporter.stats):
            terminalreporter.write_line(line)
        terminalreporter.write_line(f"Screenshots, pages, traces and logs: {summary.KEPT}")
