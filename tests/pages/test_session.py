"""What a visitor's session keeps."""

from typing import Any

from pages.ui.app.state.session import Session, Visit


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


def test_another_network_undoes_changes_by_hand_and_says_so() -> None:
    session = Session()
    session.network.changes = {(0, 3): object()}  # type: ignore[dict-item]
    session.use("book")
    assert not session.network.changes
    assert "undone" in session.visit.trouble[0]
