"""About, in the sidebar of every page: the version, the book, and where the page's code is."""

import re
import tomllib

import pytest

from nn import __version__
from pages.ui.app.places import PLACES, Place
from tests.pages.conftest import ROOT, Open

CHAPTERS = ("chap1.html", "chap2.html", "chap3.html")


@pytest.mark.parametrize("place", PLACES, ids=lambda place: str(place.title))
def test_each_page_says_what_this_is_and_which_files_do_what_it_shows(
    place: Place, open_app: Open
) -> None:
    sidebar = open_app(place).sidebar
    said = "\n".join(element.value for element in sidebar.markdown)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (citation,) = sidebar.code
    assert project["version"] == __version__ and f"Thirty Neurons {__version__}" in said
    assert project["license"] in said and __version__ in citation.value
    assert all(chapter in said for chapter in CHAPTERS)
    files = re.findall(r"^- `(.+?)`: \w", said, re.MULTILINE)
    assert files[0] == place.path and len(files) >= 3
    assert all((ROOT / file).exists() for file in files)


def test_the_newest_changes_are_those_of_this_version() -> None:
    changes = (ROOT / ".github" / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"^## (\d+\.\d+\.\d+)\b", changes, re.MULTILINE)
    assert newest is not None and newest[1] == __version__
