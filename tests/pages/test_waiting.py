"""Who waits for a core is told so; of all tabs of a browser one trains at a time."""

from collections.abc import Iterator

import pytest

from nn.runs.host import Host
from nn.runs.run import Run
from nn.runs.run_view import RunState
from nn.settings.config import TrainingConfig
from pages.ui.app import runs
from pages.ui.app.numbers import ordinal
from pages.ui.app.state.copies import for_another
from pages.ui.app.state.session import Session
from pages.ui.app.tab import greeting
from tests.pages.conftest import greet

BROWSER = "0123456789abcdef" * 2


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """Return a host without cores, which the pages use."""
    host = Host(slots=0)
    monkeypatch.setattr(runs, "HOST", host)
    yield host
    host.close()


def test_a_place_in_line_is_an_ordinal() -> None:
    said = [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 21, 102, 113)]
    assert said == ["1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "102nd", "113th"]


def test_a_run_that_gave_way_says_why_and_that_it_goes_on() -> None:
    run = Run(TrainingConfig())
    run.note(state=RunState.QUEUED, place=1, gave_way=True)
    said = runs.state_in_words(run.snapshot())
    assert "Paused after five minutes, since others wait. It goes on by itself: 1st in line" in said


def test_all_who_press_play_wait_in_one_line(host: Host) -> None:
    first, second, other = greet(), greet(), greet()
    first.training.owner = second.training.owner = BROWSER
    for visitor in first, second, other:
        runs.play(visitor)

    def said(visitor: Session) -> str:
        return runs.state_in_words(visitor.training.run.snapshot()) if visitor.training.run else ""

    assert [said(v) for v in (first, second, other)] == [
        f"Waiting: {place} in line; a turn ends after five minutes"
        for place in ("1st", "2nd", "3rd")
    ]
    runs.pause(first.training)
    assert said(second).startswith("Waiting: 1st in line")


def test_all_tabs_of_a_browser_are_one_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    new, another = greet(), greet()
    assert new.training.owner != another.training.owner
    monkeypatch.setattr(greeting, "_browser", lambda: BROWSER)
    visitor = greet()
    assert visitor.training.owner == BROWSER
    back = greet(token=visitor.visit.token, reloaded=True)
    assert back is visitor and for_another(visitor).training.owner == BROWSER
