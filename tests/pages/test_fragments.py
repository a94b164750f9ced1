"""A part of a page that runs by itself, until more of the page has changed."""

from collections.abc import Callable

import pytest
import streamlit as st

from pages.ui.app import fragments
from pages.ui.app.state.session import Visit


class WholePage(Exception):
    pass


def the_whole_page() -> None:
    raise WholePage


@pytest.fixture
def again(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """Return where the parts are noted that Streamlit may run again by themselves."""
    parts: list[Callable[[], None]] = []

    def fragment(run: Callable[[], None], run_every: float | None) -> Callable[[], None]:
        parts.append(run)
        return run

    monkeypatch.setattr(st, "fragment", fragment)
    monkeypatch.setattr(st, "rerun", the_whole_page)
    return parts


def test_a_part_runs_by_itself_until_what_it_follows_has_changed(
    again: list[Callable[[], None]],
) -> None:
    shown: list[str] = []
    clock, network = [1.0], ["book"]
    fragments.show(Visit(), shown.append, "it", every=lambda: clock[0], follows=lambda: network[0])
    again[0]()
    assert shown == ["it", "it"]
    network[0] = "draw"
    with pytest.raises(WholePage):
        again[0]()
    network[0], clock[0] = "book", 0.5
    with pytest.raises(WholePage):
        again[0]()
    assert shown == ["it", "it"]


def test_a_sentence_of_a_click_is_shown_above_the_part_and_never_runs_the_page_in_a_circle(
    again: list[Callable[[], None]],
) -> None:
    visit = Visit(trouble=["It cannot be done."])
    shown: list[str] = []
    fragments.show(visit, shown.append, "it")  # such as in the sidebar, before the page says it
    assert shown == ["it"]
    with pytest.raises(WholePage):
        again[0]()
    visit.trouble.clear()
    again[0]()
    assert shown == ["it", "it"]
