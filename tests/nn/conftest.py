"""In the tests of nn a warning is an error, and no event loop runs."""

import asyncio
import io
import sys
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from nn import training
from nn.evaluation import Evaluation, evaluate

posix = pytest.mark.skipif(sys.platform == "win32", reason="shells and signals of POSIX")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Make warnings errors. First in the list, so that a test's own filter still wins."""
    item.add_marker(pytest.mark.filterwarnings("error"), append=False)
    # As in the program, which tells in a sentence what is wrong with a picture, if it matters.
    item.add_marker(pytest.mark.filterwarnings(r"ignore:::PIL\."))


@pytest.fixture(autouse=True)
def no_loop_of_the_browser() -> Iterator[None]:
    """Hide the event loop that Playwright leaves running in this thread after a browser's test."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


def npz(arrays: dict[str, Any], **changed: Any) -> bytes:
    """Return a file with some arrays replaced, added or (None) left out."""
    stream = io.BytesIO()
    np.savez(stream, **{k: v for k, v in (arrays | changed).items() if v is not None})
    return stream.getvalue()


@pytest.fixture
def slow_to_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock go on by 1,000 seconds whenever held-back images are read."""
    waited, clock = [0.0], time.perf_counter

    def judge(*arguments: Any) -> Evaluation:
        waited[0] += 1_000.0
        return evaluate(*arguments)

    monkeypatch.setattr(training, "evaluate", judge)
    monkeypatch.setattr(time, "perf_counter", lambda: clock() + waited[0])
