import inspect

import pytest

from nn import functions
from nn.explain import source_code
from nn.network import Network


@pytest.mark.parametrize("marker", ["# BP1", "# BP4"])
def test_the_lines_are_the_modules_own(marker: str) -> None:
    excerpt = source_code.statement(Network.backprop, marker)
    assert excerpt.file == "nn/network.py"
    lines = inspect.getsource(inspect.getmodule(Network) or functions).splitlines()
    here = lines[excerpt.line - 1 : excerpt.line - 1 + len(excerpt.text.splitlines())]
    assert [line.strip() for line in here] == [line.strip() for line in excerpt.text.splitlines()]
    assert marker in here[-1]
