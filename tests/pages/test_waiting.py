"""Who waits for a core is told so, and all tabs of a browser wait as one visitor."""

from collections.abc import Iterator
from typing import Any

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
from pages.ui.app.state.session import Session
from pages.ui.app.tab import browsers, greeting, visitors

BROWSER = "0123456789abcdef" * 2


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """Return a host without cores, which the pages use."""
    host = Host(slots=0)
    monkeypatch.setattr(runs, "HOST", host)
    yield host
    host.close()


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (113, "113th")]
    + [(21, "21st"), (102, "102nd")],
)
def test_a_place_in_line_is_an_ordinal(number: int, said: str) -> None:
    assert ordinal(number) == said


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        (None, "Waiting: 2nd in line"),
        (4.0, "Waiting: 2nd in line, less than a minute"),
        (75.0, "Waiting: 2nd in line, about 1 minute"),
        (190.0, "Waiting: 2nd in line, about 3 minutes"),
        (600.0, "Waiting: 2nd in line, about 10 minutes"),
        (5e6, "Waiting: 2nd in line, more than ten minutes"),
    ],
)
def test_the_wait_is_told_no_finer_than_it_is_known(wait: float | None, said: str) -> None:
    run = Run(TrainingConfig())
    run.note(state=RunState.QUEUED, place=2, wait=wait)
    assert runs.state_in_words(run.snapshot()) == said


@pytest.mark.parametrize("why", [turns.LONG, turns.SHARE, turns.SHARE_OF_ADDRESS])
def test_a_run_that_gave_way_says_why_and_that_it_goes_on(why: str) -> None:
    run = Run(TrainingConfig())
    run.note(state=RunState.QUEUED, place=1, wait=250.0, gave_way=why)
    said = runs.state_in_words(run.snapshot())
    assert said == f"Paused {why}. It goes on by itself: 1st in line, about 4 minutes"


def greet(**words: Any) -> Session:
    return greeting._visitor_of(words)


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


@pytest.mark.parametrize("junk", [None, "", 5, ["a"], {"a": 1}, "A" * 32, "a" * 33, "é" * 32])
def test_a_browser_that_says_no_proper_name_has_tabs_that_are_visitors_each(junk: object) -> None:
    first, second = greet(browser=junk), greet(browser=junk)
    assert first.training.owner != second.training.owner
    assert first.training.owner == Visitor(f"tab {first.visit.token}")


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (None, ""),
        ("junk", ""),
        ("192.168.1.5", "192.168.1.5"),
        ("::ffff:192.168.1.5", "192.168.1.5"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::99", "2001:db8:1:2::/64"),
    ],
)
def test_an_address_counts_as_far_as_one_place_has_it_to_itself(
    address: str | None, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert browsers.place_of(address) == place
    monkeypatch.setattr(type(st.context), "ip_address", address)
    assert browsers.owner(BROWSER, "token") == Visitor(BROWSER, place)
