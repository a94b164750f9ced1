import inspect
from typing import Any

import pytest

from nn import functions
from nn.errors import Refused
from nn.explain import source
from nn.network import Network


@pytest.mark.parametrize("marker", ["# BP1", "# BP2", "# BP3", "# BP4"])
def test_the_lines_are_the_modules_own(marker: str) -> None:
    excerpt = source.statement(Network.backprop, marker)
    assert excerpt.file == "nn/network.py"
    lines = inspect.getsource(inspect.getmodule(Network) or functions).splitlines()
    here = lines[excerpt.line - 1 : excerpt.line - 1 + len(excerpt.text.splitlines())]
    assert [line.strip() for line in here] == [line.strip() for line in excerpt.text.splitlines()]
    assert marker in here[-1]


def test_a_statement_is_whole() -> None:
    text = source.statement(Network.backprop, "# BP4").text
    assert text.startswith("nabla_w") and text.endswith("# BP4")
    assert len(text.splitlines()) == 3


@pytest.mark.parametrize(
    "function, marker",
    [
        (Network.backprop, "# BP5"),
        (Network.forward, "z"),
        (functions.sigmoid, "equation (3)"),  # a docstring is no code
    ],
)
def test_a_marker_that_is_not_there_once(function: Any, marker: str) -> None:
    with pytest.raises(Refused, match=marker.replace("(", r"\(").replace(")", r"\)")):
        source.statement(function, marker)
