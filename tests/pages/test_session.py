"""What a visitor's session keeps."""

from typing import Any

import pytest

from pages.ui.app import widgets
from pages.ui.app.places import DRAW
from pages.ui.app.state.session import Session, Visit
from tests.pages.conftest import Open, rerun, visitor


class Interrupted(dict[str, Any]):
    """Another run of the page stores its own result right after this one has stored its."""

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(name, value)
        super().__setitem__(name, ("another key", "another result"))


def test_two_runs_of_a_page_at_once_each_get_what_belongs_to_their_key() -> None:
    visit = Visit(kept=Interrupted())
    assert visit.keep("figure", "my key", lambda: "my result") == "my result"


def test_a_result_is_made_again_only_for_another_key() -> None:
    visit, made = Visit(), iter(range(9))
    keys = ["a", "a", "b", "b", "a"]
    assert [visit.keep("count", key, lambda: next(made)) for key in keys] == [0, 0, 1, 1, 2]
    assert visit.keep("other name", "a", lambda: "none of the counts") == "none of the counts"


def test_an_old_value_that_crosses_a_new_one_is_no_choice(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(DRAW)
    visitor(app).use("book")  # such as by a click on Play, which puts the run in use
    rerun(app)
    monkeypatch.setattr(widgets, "CROSSING", 60.0)
    rerun(app.sidebar.selectbox(key="choice").select("draw"))  # sent before the browser heard of it
    assert visitor(app).network.choice == "book"
    assert app.sidebar.selectbox(key="choice").value == "book"
    rerun(app.sidebar.selectbox(key="choice").select("untrained"))
    rerun(app.sidebar.selectbox(key="choice").select("book"))  # somebody's own change and back
    assert visitor(app).network.choice == "book"
    monkeypatch.setattr(widgets, "CROSSING", 0.0)  # later
    rerun(app.sidebar.selectbox(key="choice").select("draw"))
    assert visitor(app).network.choice == "draw"


def test_another_network_undoes_changes_by_hand_and_says_so() -> None:
    session = Session()
    session.network.changes = {(0, 3): object()}  # type: ignore[dict-item]
    session.use("book")
    assert not session.network.changes
    assert "undone" in session.visit.trouble[0]
