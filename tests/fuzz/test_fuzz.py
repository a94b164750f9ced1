"""Whatever a stranger sends is taken or refused with a sentence."""

from itertools import chain, islice

import pytest

from tests.fuzz.fuzz import SLOW_TEXT, corpus, long_texts, made, outcomes
from tests.fuzz.targets import TARGETS
from tests.thorough import THOROUGH

CASES = {"canvas": 40, "pictures": 150}  # new ones beside the corpus: these take longest
CASES_OF_OTHERS = 300
MORE = 20  # times as many in a thorough run


@pytest.mark.parametrize("target", TARGETS)
def test_it_is_taken_or_refused_with_a_sentence(target: str) -> None:
    count = CASES.get(target, CASES_OF_OTHERS) * (MORE if THOROUGH else 1)
    inputs = chain(corpus(target), islice(made(target, seed=1), count))
    for data, trouble, _ in outcomes(target, inputs):
        assert not trouble, f"{data[:200]!r} ({len(data)} bytes): {trouble}"


@pytest.mark.parametrize("target", TARGETS)
def test_a_long_text_stops_nobody_for_a_second(target: str) -> None:
    for data, trouble, took in outcomes(target, long_texts(target)):
        assert not trouble and took < SLOW_TEXT, f"{data[:50]!r}: {trouble} {took:.1f} s"
