"""Whatever a stranger sends is taken or refused with a sentence: a minute of trying in all."""

import os
from collections.abc import Iterator

import pytest

from tests.fuzz import widget_messages
from tests.fuzz.fuzz import fuzz
from tests.fuzz.targets import TARGETS

SECONDS = float(os.environ.get("FUZZ_SECONDS", "5"))  # of all targets; tests/run.py asks for more


@pytest.fixture(autouse=True, scope="module")
def last_visitor_leaves() -> Iterator[None]:
    yield
    widget_messages.end()


@pytest.mark.parametrize("target", TARGETS)
def test_it_is_taken_or_refused_with_a_sentence(target: str) -> None:
    report = fuzz(target, SECONDS / len(TARGETS), seed=1, slow=float("inf"))
    assert not report.findings, "\n".join(report.findings)
    assert report.cases > 0
