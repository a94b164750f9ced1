"""A host and phones in a room, each in a browser of its own."""

import re
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driving import STROKES, go_to, open_app, wait_until_idle
from tests.browser.room import (
    SIDEWAYS,
    SMALL,
    UPRIGHT,
    draw_with_finger,
    join,
    open_room,
    own,
    phone,
    says,
    send,
    tiles,
)


@pytest.fixture
def host(page: Page, app_url: str) -> Page:
    """Open the page of a host who has no room yet."""
    open_app(page, f"{app_url}/room")
    return page


def main_button(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def in_popover(page: Page, popover: str, button: str) -> None:
    main_button(page, popover)
    page.get_by_role("button", name=button, exact=True).click()


def test_five_phones_draw_and_the_wall_has_it_all(
    host: Page, browser: Browser, app_url: str, outside_requests: list[str]
) -> None:
    def note(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            outside_requests.append(url)

    code = open_room(host)
    with ExitStack() as stack:
        sizes = [UPRIGHT, SIDEWAYS, SMALL, UPRIGHT, SIDEWAYS]
        phones = [stack.enter_context(phone(browser, size)) for size in sizes]
        for k, page in enumerate(phones):
            page.on("request", lambda request: note(request.url))
            if k == 0:  # by the code, as it is typed
                page.goto(f"{app_url}/join")
                page.get_by_role("textbox").fill(f"{code[:3].lower()} {code[3:]}")
                page.keyboard.press("Enter")
                page.locator(".tn-phone canvas").wait_for()
            else:
                join(page, app_url, code)

        # The phone reads while one draws.
        draw_with_finger(phones[0], STROKES[4])
        expect(phones[0].locator(".tn-phone-answer > b")).to_have_text("4")
        expect(phones[0].locator(".tn-phone-answer")).to_contain_text("read by draw")
        phones[0].get_by_role("button", name="Clear").tap()
        for k, page in enumerate(phones):
            send(page, k)
            expect(own(page)).to_have_count(1)
            expect(tiles(host)).to_have_count(k + 1)
        expect(tiles(host).nth(3)).to_have_text("3→3")
        expect(host.locator(".tn-room-counts")).to_have_text("5 phones · 5 digits")
        expect(host.locator(".tn-room-scores")).to_contain_text("5 of 5 read by draw")

        # What was meant counts, and a misread digit is marked.
        send(phones[0], 7, meant=1)
        wrong = host.locator(".tn-tile-wrong")
        expect(wrong).to_have_text("1→7")
        expect(host.locator(".tn-room-scores")).to_contain_text("5 of 6 read by draw")

        # A phone that is loaded again is still itself, and takes its digit back.
        phones[0].reload()
        expect(own(phones[0])).to_have_count(2)
        phones[0].get_by_role("button", name="Your 1: take it back").tap()
        phones[0].get_by_role("button", name="Take it back", exact=True).tap()
        expect(wrong).to_have_count(0)
        expect(tiles(host)).to_have_count(5)

        # Removed by the host: one digit, and all of one phone, which sends no more.
        tiles(host).nth(4).click()
        expect(tiles(host).nth(4)).to_have_attribute("aria-pressed", "true")
        main_button(host, "Remove")
        expect(tiles(host)).to_have_count(4)
        expect(own(phones[4])).to_have_count(0)
        tiles(host).nth(3).click()
        expect(tiles(host).nth(3)).to_have_attribute("aria-pressed", "true")
        main_button(host, "Remove all from this phone")
        expect(tiles(host)).to_have_count(3)
        says(phones[3], "The host takes no more digits from this phone.")

        # Paused, nothing is taken; the drawing stays until the host goes on.
        main_button(host, "Pause")
        says(phones[1], "The host has paused")
        draw_with_finger(phones[1], STROKES[8])
        expect(phones[1].locator(".tn-phone-send")).to_be_disabled()
        main_button(host, "Go on")
        phones[1].locator(".tn-phone-meant").get_by_role("button", name="8").tap()
        phones[1].get_by_role("button", name="Send", exact=True).tap()
        expect(tiles(host)).to_have_count(4)

        in_popover(host, "Clear", "Delete all digits")
        expect(host.locator(".tn-room-counts")).to_have_text("5 phones · 0 digits")
        expect(own(phones[1])).to_have_count(0)

        in_popover(host, "End", "End the room and delete everything")
        expect(
            host.get_by_text(
                "The room is closed. Its 0 digits and everything else in it are deleted"
            )
        ).to_be_visible()
        for page in phones:
            expect(page.get_by_text("This room is closed.")).to_be_visible()
    assert outside_requests == []


def test_a_hidden_wall_shows_no_digit_before_the_reveal(
    host: Page, browser: Browser, app_url: str
) -> None:
    code = open_room(host)
    main_button(host, "Hide")
    expect(host.get_by_role("button", name="Reveal", exact=True)).to_be_visible()
    main_button(host, "Settings")
    host.get_by_text("Phones show the answer while one draws").click()
    wait_until_idle(host)
    host.keyboard.press("Escape")
    with phone(browser) as page:
        join(page, app_url, code)
        draw_with_finger(page, STROKES[6])
        expect(page.locator(".tn-phone-answer")).to_be_hidden()
        page.get_by_role("button", name="Clear").tap()
        send(page, 6)
        expect(tiles(host)).to_have_text("?")
        assert host.locator(".tn-tile img").count() == 0
        expect(host.locator(".tn-room-scores")).to_have_text("")
        main_button(host, "Reveal")
        expect(tiles(host)).to_have_text("6→6")
        host.wait_for_timeout(1500)  # it stays so, whatever the browser says of the settings
        expect(tiles(host)).to_have_text("6→6")


def test_a_digit_of_the_wall_opens_on_other_pages(
    host: Page, browser: Browser, app_url: str
) -> None:
    code = open_room(host)
    with phone(browser) as page:
        join(page, app_url, code)
        send(page, 9)
        tiles(host).click()
        for name in ("Draw", "Backprop", "Mistakes"):
            main_button(host, name)
            heading = host.get_by_role("main").get_by_role("heading", level=1)
            expect(heading).to_contain_text("Draw a digit" if name == "Draw" else name)
            if name == "Draw":
                expect(host.locator(".st-key-answer .tn-digit")).to_have_text("9")
            expect(host.get_by_test_id("stSidebar")).to_contain_text(f"Room {code}: 1 phone")
            host.get_by_role("link", name="Back to the room").click()
            expect(tiles(host)).to_have_count(1)


def test_the_host_may_reload_and_the_phone_may_turn(
    host: Page, browser: Browser, app_url: str
) -> None:
    code = open_room(host)
    with phone(browser) as page:
        join(page, app_url, code)
        draw_with_finger(page, STROKES[5])
        page.locator(".tn-phone-meant").get_by_role("button", name="5").tap()
        for size in (SIDEWAYS, SMALL):  # all of it is in the window
            page.set_viewport_size(size)
            for part in (".tn-phone canvas", ".tn-phone-send", ".tn-phone-top"):
                expect(page.locator(part)).to_be_in_viewport(ratio=1)
            expect(page.locator(".tn-phone-answer > b")).to_have_text("5")
        page.reload()
        expect(page.locator(".tn-phone-answer > b")).to_have_text("5")
        host.reload()
        expect(host.locator(".tn-join-code")).to_have_text(re.compile(f"{code[:3]}\\s*{code[3:]}"))
        page.get_by_role("button", name="Send", exact=True).tap()
        expect(tiles(host)).to_have_text("5→5")


def test_a_wrong_code_gets_a_sentence_and_another_visitor_is_no_host(
    host: Page, browser: Browser, app_url: str
) -> None:
    code = open_room(host)
    wrong = "".join("A" if letter != "A" else "C" for letter in code)
    with phone(browser) as page:
        page.goto(f"{app_url}/join?code={wrong}")
        expect(page.get_by_text(f"There is no open room with the code {wrong}")).to_be_visible()
        open_app(page, f"{app_url}/room")  # it may open one of its own, and sees no other
        expect(page.get_by_role("button", name="Open a room")).to_be_visible()
        assert code not in page.content()
    go_to(host, "Draw")
