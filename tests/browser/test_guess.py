"""The host asks the room; phones guess by touch, and nobody sees another's guess too early."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driving import button, open_app, wait_for_answer_to, wait_until_idle
from tests.browser.room import SIDEWAYS, SMALL, UPRIGHT, join, open_room, phone

PATIENCE = 120_000  # milliseconds, for four runs with the lowest priority


@pytest.fixture
def phones(browser: Browser) -> Iterator[list[Page]]:
    """Return the pages of three phones: held upright, held sideways, and a small one."""
    with ExitStack() as stack:
        yield [stack.enter_context(phone(browser, size)) for size in (UPRIGHT, SIDEWAYS, SMALL)]


def guess(one: Page, number: str) -> None:
    """Type a guess and tap Guess, as a finger does."""
    field = one.get_by_label("Your guess")
    field.tap()
    field.fill(number)
    one.get_by_role("button", name="Guess", exact=True).tap()


def test_the_room_guesses(page: Page, app_url: str, phones: list[Page]) -> None:
    open_app(page, f"{app_url}/room")
    code = open_room(page)
    received: list[str] = []  # what the last phone is sent

    def keep(data: str | bytes) -> None:
        received.append(data if isinstance(data, str) else data.decode("utf-8", "replace"))

    phones[2].on("websocket", lambda socket: socket.on("framereceived", keep))
    for one in phones:
        join(one, app_url, code)
    page.get_by_role("radio", name="Guess").or_(page.get_by_role("button", name="Guess")).click()
    page.get_by_text("A question of your own").click()
    page.get_by_label("Your question").fill("How many steps a day?")
    page.get_by_label("Its unit").fill("steps")
    wait_for_answer_to(page, lambda: page.get_by_label("Its unit").press("Tab"))
    button(page, "Ask").click()
    expect(page.get_by_text("0 of 3 phones have guessed")).to_be_visible()

    received.clear()
    guess(phones[0], "31746,5")  # as many write it
    expect(phones[0].get_by_text("Your guess: 31,746.5")).to_be_visible()
    guess(phones[1], "29083")
    expect(page.get_by_text("2 of 3 phones have guessed")).to_be_visible()
    expect(phones[2].get_by_label("Your guess")).to_be_visible()
    page.wait_for_timeout(2_000)  # it has looked at the room since
    known = "".join(received)
    assert not any(number in known for number in ("31746", "31,746", "29083", "29,083"))
    expect(page.locator(".tn-histogram")).to_have_count(0)
    guess(phones[2], "abc")
    expect(phones[2].get_by_text("Type a number, such as 60.")).to_be_visible()
    guess(phones[2], "40000")
    expect(page.get_by_text("3 of 3 phones have guessed")).to_be_visible()
    phones[2].get_by_role("button", name="Back to drawing").tap()
    expect(phones[2].locator(".tn-sheet")).to_be_hidden()
    for one in phones:
        across = one.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert across <= 0

    button(page, "Reveal").click()
    expect(page.locator(".tn-histogram")).to_be_visible()
    expect(phones[2].get_by_text("You guessed 40,000")).to_be_visible()  # it comes by itself
    page.get_by_label("The truth").fill("33000")
    page.get_by_label("The truth").press("Enter")
    button(page, "Show the truth").click()
    expect(page.get_by_text("1 phone was nearest, with 31,746.5")).to_be_visible()
    expect(phones[0].get_by_text("You were the nearest of 3.")).to_be_visible()
    expect(phones[1].get_by_text("1 of 3 was nearest, with 31,746.5")).to_be_visible()

    open_app(page, f"{app_url}/experiments?eta=0.01,3&epochs=1&images=1000&seeds=1-2&way=compare")
    page.get_by_role("button", name="B: 3").or_(page.get_by_role("radio", name="B: 3")).click()
    wait_until_idle(page)
    button(page, "Ask the room").click()
    phones[0].get_by_role("button", name="B: 3").tap()
    expect(page.get_by_text("1 of 3 phones have guessed")).to_be_visible()
    button(page, "Start").click()
    said = page.locator(".tn-guess").first
    expect(said).to_contain_text("Your guess “B: 3” is right", timeout=PATIENCE)
    expect(page.get_by_text("most said B: 3 (1 of 1)")).to_be_visible()
    expect(phones[0].get_by_text("It was B: 3.")).to_be_visible()
