"""Who waits for a core is told so, and all tabs of a browser wait as one visitor."""

from collections.abc import Iterator

import pytest
import streamlit as st

from nn.runs import turns
from nn.runs.host import Host
from nn.runs.records import RunState
from nn.runs.run import Run
from nn.runs.turns import Visitor
from nn.settings.config import TrainingConfig
from pages.ui.app import runs
from pages.ui.app.numbers import ordinal
from pages.ui.app.tab import browsers, visitors
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


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        (None, "2nd in line"),
        (4.0, "less than a minute"),
        (75.0, "about 1 minute"),
        (190.0, "about 3 minutes"),
        (5e6, "more than ten minutes"),
    ],
)
def test_the_wait_is_told_no_finer_than_it_is_known(wait: float | None, said: str) -> None:
    run = Run(TrainingConfig())
    run.note(state=RunState.QUEUED, place=2, wait=wait)
    assert runs.state_in_words(run.snapshot()).endswith(said)


def test_a_run_that_gave_way_says_why_and_that_it_goes_on() -> None:
    run = Run(TrainingConfig())
    run.note(state=RunState.QUEUED, place=1, wait=250.0, gave_way=turns.SHARE)
    said = runs.state_in_words(run.snapshot())
    assert turns.SHARE in said and "goes on by itself: 1st in line" in said


def test_the_tabs_of_one_browser_are_one_visitor_and_one_run_may_wait(host: Host) -> None:
    first, second, other = greet(browser=BROWSER), greet(browser=BROWSER), greet(browser="b" * 32)
    for visitor in first, second, other:
        runs.play(visitor)
    said = [
        runs.state_in_words(v.training.run.snapshot()) for v in (first, other) if v.training.run
    ]
    assert said == ["Waiting: 1st in line", "Waiting: 2nd in line"]
    assert second.training.run and second.training.run.state is RunState.READY
    assert "Another tab of this browser has a run that waits" in second.visit.trouble[0]
    runs.pause(first.training)
    runs.play(second)
    assert runs.state_in_words(second.training.run.snapshot()) == "Waiting: 2nd in line"


def test_a_tab_keeps_its_browser_over_a_reload_and_a_copy_gets_it() -> None:
    visitor = greet(browser=BROWSER)
    back = greet(browser=BROWSER, token=visitor.visit.token, reloaded=True)
    assert back is visitor and visitor.training.owner == Visitor(BROWSER)
    copy = visitor.copy()
    token = visitors.VISITORS.add(copy, "of another")
    assert greet(browser=BROWSER, token=token, reloaded=True).training.owner == Visitor(BROWSER)


@pytest.mark.parametrize("junk", [None, ["a"], "A" * 32, "é" * 32])
def test_a_browser_that_says_no_proper_name_has_tabs_that_are_visitors_each(junk: object) -> None:
    first, second = greet(browser=junk), greet(browser=junk)
    assert first.training.owner != second.training.owner
    assert first.training.owner == Visitor(f"tab {first.visit.token}")


def test_an_address_counts_as_far_as_one_place_has_it_to_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for address, place in {
        None: "",
        "::ffff:192.168.1.5": "192.168.1.5",
        "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
    }.items():
        monkeypatch.setattr(type(st.context), "ip_address", address)
        assert browsers.owner(BROWSER, "token") == Visitor(BROWSER, place)
