"""A process of the app ends, and its visitors come to the other one without loading their page."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driving import (
    HEARD,
    STROKES,
    button,
    click,
    draw,
    go_to,
    open_app,
    settle,
    visitor,
    wait_for,
)
from tests.browser.hall import MANY, NEEDS_NGINX, NEEDS_REDIS, PLACE, Hall, address, running_hall
from tests.browser.room import draw_with_finger, join, open_room, own, phone, says, send, tiles
from tests.browser.server import Server

pytestmark = [pytest.mark.thorough, NEEDS_NGINX, NEEDS_REDIS]

TAKEN_OVER = "or took over from another"
# A page that was loaded anew would not have it any more.
MARK, MARKED = "() => (window.stayed = true)", "() => window.stayed === true"


@pytest.fixture
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Start all of it for a test that ends a process."""
    with running_hall(tmp_path_factory) as hall:
        yield hall


def kill(app: Server) -> None:
    os.kill(app.pid, signal.SIGKILL)


def answer(page: Page) -> str:
    settle(page)
    return page.locator('[data-part="answer"]').inner_text()


def test_the_browser_reads_with_the_network_that_the_page_names(
    hall: Hall, browser: Browser
) -> None:
    gone, stays = hall.apps
    with visitor(browser) as first, visitor(browser) as second:
        hall.bring(second, stays)
        open_app(second, f"{hall.url}/how-it-works")  # the first network of this process is `book`
        hall.bring(first, gone)
        open_app(first, hall.url)  # and of this one `draw`
        draw(first, STROKES[7])
        first.evaluate(MARK)
        kill(gone)
        back = first.get_by_text("Your drawing and settings are back")
        expect(back).to_be_visible()
        said = back.inner_text()
        settle(first)
        assert first.evaluate(MARKED)
        wait_for(first, HEARD, 1)
        go_to(first, "Look inside")  # which shows `book`
        expect(first.get_by_text("layers of 784 – 30 – 10 neurons")).to_be_visible()
        moved = answer(first)
        assert first.evaluate(MARKED)
        first.reload()
        assert answer(first) == moved
        assert TAKEN_OVER in said


def test_a_phone_that_comes_to_another_process_is_the_same_phone(
    hall: Hall, browser: Browser
) -> None:
    gone, stays = hall.apps
    with visitor(browser) as host, phone(browser) as one, phone(browser) as bad:
        hall.bring(host, stays)
        open_app(host, f"{hall.url}/room")
        code = open_room(host)
        for guest in (one, bad):
            hall.bring(guest, gone)
            join(guest, hall.url, code)
            send(guest, 4)
            expect(own(guest)).to_have_count(1)
            guest.evaluate(MARK)
        expect(tiles(host)).to_have_count(2)
        click(tiles(host).nth(1))
        button(host, "Remove all from this phone").click()
        says(bad, "takes no more digits from this phone")
        button(host, "Settings").click()
        click(host.get_by_text("Lock the room"))
        host.keyboard.press("Escape")
        draw_with_finger(one, STROKES[7])
        kill(gone)
        for guest in (one, bad):
            settle(guest)
            assert guest.evaluate(MARKED)
        says(bad, "takes no more digits from this phone")
        one.locator(".tn-phone-meant").get_by_role("button", name="7", exact=True).tap()
        one.get_by_role("button", name="Send", exact=True).tap()
        expect(tiles(host)).to_have_text(["4→4", "7→7"])
        expect(own(one)).to_have_count(2)
        expect(one.locator(".tn-phone-left")).to_have_text("1 digit left")
        for _ in range(2):
            one.get_by_role("button", name="Your 4: take it back").tap()
        expect(tiles(host)).to_have_text(["7→7"])
        expect(host.locator(".tn-room-counts")).to_have_text("2 phones · 1 digit · locked")
        for guest in (one, bad):
            guest.reload()
            guest.locator(".tn-phone").wait_for()
        says(bad, "takes no more digits from this phone")
        expect(own(one)).to_have_count(1)
        expect(host.locator(".tn-room-counts")).to_have_text("2 phones · 1 digit · locked")


def test_all_workers_of_nginx_know_which_process_is_missing(hall: Hall) -> None:
    gone, stays = hall.apps
    place = hall.place_at(gone)
    kill(gone)
    hall.ask("/", Cookie=f"{PLACE}={place}")  # one of them finds out
    assert hall.proxy.requests(2, of=place)[-1].app == f"{address(gone)}, {address(stays)}"
    with ThreadPoolExecutor(MANY) as people:  # who come to all of them
        list(people.map(lambda _: hall.ask("/", Cookie=f"{PLACE}={place}").read(), range(MANY)))
    tried = [address(gone) in request.app for request in hall.proxy.requests(2 + MANY, of=place)]
    assert tried[-MANY:] == MANY * [False]
