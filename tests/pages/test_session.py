"""What a visitor's session keeps."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.app.places import DRAW
from pages.ui.app.state.session import Visit
from pages.ui.every_page.tab import greeting
from tests.pages.conftest import Open, network_in_use, rerun, visitor


class Interrupted(dict[str, Any]):
    """Another run of the page stores its own result right after this one has stored its."""

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(name, value)
        super().__setitem__(name, ("another key", "another result"))


def test_two_runs_of_a_page_at_once_each_get_what_belongs_to_their_key() -> None:
    visit = Visit(kept=Interrupted())
    assert visit.keep("figure", "my key", lambda: "my result") == "my result"


def test_a_choice_counts_that_was_made_before_the_browser_heard_of_another(open_app: Open) -> None:
    app = open_app(DRAW)
    network_in_use(app).select("untrained")
    chosen = app._tree.get_widget_states()
    network_in_use(app).select("draw")
    visitor(app).use("book")  # such as by a click on Play, which puts the run in use
    rerun(app)
    assert network_in_use(app).value == "book"
    app._run(chosen)
    assert visitor(app).network.choice == network_in_use(app).value == "untrained"


def test_who_was_forgotten_with_the_page_open_is_asked_what_the_tab_has(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor(app).visit.forgotten = True
    monkeypatch.setattr(greeting, "_browser", lambda: None)  # the page came before its cookie
    rerun(app)
    _, component = app.main.get("bidi_component")  # the first one is every page's
    assert '"asks"' in component.proto.json and not app.title
