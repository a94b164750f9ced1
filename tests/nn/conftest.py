"""In the tests of nn a warning is an error."""

import pytest


def pytest_itemcollected(item: pytest.Item) -> None:
    """Make warnings errors. First in the list, so that a test's own filter still wins."""
    item.add_marker(pytest.mark.filterwarnings("error"), append=False)
