"""What the end of a run says: where its seconds and the lines are, and what failed only once."""

import os
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# What is kept of a test that fails, in a folder of its own below this one.
KEPT = Path(os.environ.get("KEPT_OF_FAILURES") or Path(tempfile.gettempdir(), "thirty-neurons"))
SUFFIXES = (".py", ".js", ".css")
TOO_SLOW = 5.0  # seconds
NAMED = 10  # of the slowest tests, and more if more are too slow
LINES_OF_ERROR = 5

Stats = Mapping[str, Sequence[object]]  # reports by what became of them, as pytest has them


def of_run(stats: Stats) -> Iterator[str]:
    """Yield where the seconds of a run and the lines of the repository are."""
    seconds: dict[str, float] = defaultdict(float)
    folders: dict[str, list[float]] = defaultdict(list)
    for one in (one for kind in stats.values() for one in kind):
        if isinstance(one, pytest.TestReport):
            seconds[one.nodeid] += one.duration
    for test, took in seconds.items():
        folders[folder_in(test)].append(took)
    for name, each in sorted(folders.items(), key=lambda folder: -sum(folder[1])):
        yield f"{sum(each):8.1f} s  {len(each):,} tests in {name}"
    yield "The slowest:"
    for rank, test in enumerate(sorted(seconds, key=lambda test: -seconds[test])):
        is_too_slow = seconds[test] > TOO_SLOW
        if rank < NAMED or is_too_slow:
            yield f"{seconds[test]:8.1f} s  {test}{' (too slow)' if is_too_slow else ''}"
    for top in ("nn", "pages", "tests"):
        counted = lines_in(ROOT / top)
        each_one = ", ".join(f"{name} {count:,}" for name, count in counted.most_common())
        yield f"{counted.total():,} lines in {top}: {each_one}"


def folder_in(test: str) -> str:
    """Return the folder that a test is in, such as "tests/browser"."""
    folders = Path(test.partition("::")[0]).parts[:-1]
    return "/".join(folders[:2])


def lines_in(folder: Path) -> Counter[str]:
    """Return the lines of each folder below a folder, and of the files in it."""
    counted = Counter[str]()
    for path in folder.rglob("*"):
        if path.suffix in SUFFIXES:
            first, *more = path.relative_to(folder).parts
            counted[first if more else "files"] += path.read_bytes().count(b"\n")
    return counted


def of_second_tries(stats: Stats) -> Iterator[str]:
    """Yield what to know of tests that failed, and passed when they were tried once more."""
    passed = {one.nodeid for one in stats.get("passed", ()) if isinstance(one, pytest.TestReport)}
    for one in stats.get("rerun", ()):
        if isinstance(one, pytest.TestReport) and one.nodeid in passed:
            said = one.longreprtext.splitlines()
            errors = [line for line in said if line.startswith("E ")] or said
            yield f"Passed at the second try: {one.nodeid}"
            yield from errors[:LINES_OF_ERROR]
            yield f"What was there: {kept_of(one.nodeid)}-first"


def kept_of(test: str) -> Path:
    """Return the folder of what is kept of a test that fails."""
    return KEPT / re.sub(r"[^\w.\[\]-]+", "-", test.removeprefix("tests/browser/"))[:150]
