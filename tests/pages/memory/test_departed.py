"""Whoever has left, and was forgotten, takes no memory."""

import re
import subprocess
import sys

import pytest

from tests.browser.server import ROOT, free_port

pytestmark = pytest.mark.slow


def test_who_came_right_after_the_start_is_not_kept_for_ever() -> None:
    command = [sys.executable, "tests/pages/memory/departed.py", str(free_port())]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    counts = re.search(r"(\d+) came, (\d+) are kept", process.stdout)
    assert counts, process.stdout + process.stderr
    came, kept = map(int, counts.groups())
    assert came >= 12
    assert kept <= 1, "the one who came last may still be known"
