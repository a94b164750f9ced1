"""How much is tried: `python tests/run.py --all` tries every case, any other run some of them."""

import os
from collections.abc import Sequence
from typing import TypeVar

Case = TypeVar("Case")

THOROUGH = bool(os.environ.get("THOROUGH"))


def some(cases: Sequence[Case], one_in: int = 4) -> Sequence[Case]:
    """Return every fourth of the cases of a test, or so; all of them in a thorough run."""
    return cases if THOROUGH else cases[::one_in]
