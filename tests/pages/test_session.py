"""What a visitor's session keeps."""

from typing import Any

from pages.ui.app.places import DRAW
from pages.ui.app.state.session import Session, Visit
from tests.pages.conftest import Open, network_in_use, rerun, visitor


class Interrupted(dict[str, Any]):
    """Another run of the page stores its own result right after this one has stored its."""

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(name, value)
        super().__setitem__(name, ("another key", "another result"))


def test_two_runs_of_a_page_at_once_each_get_what_belongs_to_their_key() -> None:
    visit = Visit(kept=Interrupted())
    assert visit.keep("figure", "my key", lambda: "my result") == "my result"


def test_an_old_value_that_crosses_a_new_one_is_no_choice(open_app: Open) -> None:
    app = open_app(DRAW)
    first = network_in_use(app)
    late = app._tree.get_widget_states()  # sent before the browser hears of the book's
    first.select("untrained")
    chosen = app._tree.get_widget_states()
    first.select("draw")
    visitor(app).use("book")  # such as by a click on Play, which puts the run in use
    rerun(app)
    app._run(late)
    assert visitor(app).network.choice == "book"
    assert network_in_use(app).value == "book"
    rerun(network_in_use(app).select("draw"))  # somebody's own choice counts at once
    assert visitor(app).network.choice == "draw"
    rerun(network_in_use(app).select("book"))
    assert visitor(app).network.choice == "book"
    app._run(chosen)  # somebody's choice, made before the browser heard
    assert visitor(app).network.choice == "untrained"


def test_another_network_undoes_changes_by_hand_and_says_so() -> None:
    session = Session()
    session.network.changes = {(0, 3): object()}  # type: ignore[dict-item]
    session.use("book")
    assert not session.network.changes
    assert "undone" in session.visit.trouble[0]
