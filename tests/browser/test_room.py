"""A host and two phones in a room, each in a browser of its own: digits, and guesses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from pages.ui.join import phone as phone_page
from tests.browser.driving import (
    STROKES,
    blocker,
    button,
    click,
    hold_back,
    open_app,
    place_of,
    settle,
    soon,
)
from tests.browser.layout import LAPTOP, NEXT_PAGE, resize, unseen
from tests.browser.modules import Import
from tests.browser.room import (
    SIDEWAYS,
    SMALL,
    draw_with_finger,
    join,
    open_room,
    own,
    phone,
    say_meant,
    says,
    send,
    tap,
    tiles,
)


@dataclass
class Room:
    """The pages of a host and of two phones, one of them small, and the room's code."""

    host: Page
    upright: Page
    small: Page
    code: str


@pytest.fixture
def room(page: Page, browser: Browser, app_url: str) -> Iterator[Room]:
    """Open a room; both phones still have an empty page."""
    open_app(page, f"{app_url}/room")
    code = open_room(page)
    with phone(browser) as upright, phone(browser, size=SMALL) as small:
        yield Room(page, upright, small, code)


def test_a_phone_reads_what_is_drawn_and_keeps_it(room: Room, app_url: str) -> None:
    one, read = room.upright, room.upright.locator(".tn-phone-answer")
    block = blocker(one)
    block("*/tn/*.bin")
    # By the code, as it is typed, with a mistake at first.
    wrong = "".join("A" if letter != "A" else "C" for letter in room.code)
    open_app(one, f"{app_url}/join?code={wrong}")
    expect(one.get_by_text(f"There is no open room with the code {wrong}")).to_be_visible()
    one.get_by_role("textbox").fill(f"{room.code[:3].lower()} {room.code[3:]}")
    one.keyboard.press("Enter")
    one.locator(".tn-phone canvas").wait_for()
    draw_with_finger(one, STROKES[4])
    expect(read).to_have_text("…Loading the network")
    block()
    expect(read.locator("> b")).to_have_text("4")
    expect(read).to_contain_text("read by the one for drawings")
    one.set_viewport_size(SIDEWAYS)
    for part in (".tn-phone canvas", ".tn-phone-send", ".tn-phone-top"):  # all is in the window
        expect(one.locator(part)).to_be_in_viewport(ratio=1)
    one.reload()
    expect(read.locator("> b")).to_have_text("4")
    tap(one, "Clear")
    expect(read).to_have_text("Draw a digit")
    tap(one, "Undo")
    expect(read.locator("> b")).to_have_text("4")


def test_the_wall_has_what_two_phones_send(room: Room, app_url: str) -> None:
    host, one, two = room.host, room.upright, room.small
    join(one, app_url, room.code)
    # By the app's own address, which is all that somebody has heard.
    open_app(two, app_url)
    tap(two, "Join the room")
    two.get_by_role("textbox").fill(room.code)
    two.keyboard.press("Enter")
    for part in (".tn-phone canvas", ".tn-phone-send", ".tn-phone-top"):  # all is in the window
        expect(two.locator(part)).to_be_in_viewport(ratio=1)
    host.reload()
    expect(host.locator(".tn-join-code")).to_contain_text(room.code[:3])

    # What was meant counts, and a misread digit is marked.
    send(one, 4)
    expect(tiles(host)).to_have_text(["4→4"])
    send(two, 7, meant=1)
    expect(host.locator(".tn-tile-wrong")).to_have_text("1→7")
    expect(host.locator(".tn-room-counts")).to_have_text("2 phones · 2 digits")
    expect(host.locator(".tn-room-scores")).to_contain_text("1 of 2 read by the one for drawings")
    tap(two, "Your 1: take it back")
    says(two, "Touch your 1 again")
    tap(two, "Your 1: take it back")
    expect(tiles(host)).to_have_text(["4→4"])

    click(button(host, "Hide"))
    expect(tiles(host)).to_have_text(["?"])
    assert host.locator(".tn-tile img").count() == 0
    click(button(host, "Reveal"))
    click(tiles(host))
    expect(button(host, "Remove all from this phone")).to_be_in_viewport(ratio=1)
    button(host, "Remove all from this phone").click()
    says(one, "The host takes no more digits from this phone.")
    for part in ("canvas", ".tn-phone-send"):  # they would do nothing
        expect(one.locator(f".tn-phone {part}")).to_be_hidden()

    click(button(host, "End"))
    host.get_by_role("button", name="End the room and delete everything").click()
    for page in (one, two):
        expect(page.get_by_text("This room is closed.")).to_be_visible()


def test_a_phone_without_a_network_says_so_and_goes_on_when_it_is_back(
    room: Room, app_url: str
) -> None:
    one = room.upright
    join(one, app_url, room.code)
    draw_with_finger(one, STROKES[7])
    say_meant(one, 7)
    one.context.set_offline(True)
    says(one, "This phone has no network. What you draw stays here.")
    expect(button(one, "Send")).to_be_disabled()
    one.context.set_offline(False)
    expect(one.get_by_text("This phone has no network")).to_have_count(0)
    tap(one, "Send")
    expect(tiles(room.host)).to_have_count(1)


def test_a_digit_that_arrives_after_all_is_not_called_lost(room: Room, app_url: str) -> None:
    one, is_late = room.upright, False
    held = hold_back(one, lambda _: is_late)
    one.add_init_script("window.tnPatience = 0.2")
    join(one, app_url, room.code)
    draw_with_finger(one, STROKES[7])
    say_meant(one, 7)
    is_late = True
    tap(one, "Send")
    says(one, "It did not arrive. Send it again.")
    expect(tiles(room.host)).to_have_count(1)
    is_late = False
    while held:
        held.pop(0)()
    says(one, "On the wall: 1 digit. Draw another one.")
    expect(one.get_by_text("It did not arrive")).to_have_count(0)
    for name in ("Clear", "Undo"):  # what was sent is on the wall
        expect(button(one, name)).to_be_hidden()


def test_a_second_click_on_no_digit_takes_it_back_and_removes_nothing(
    room: Room, app_url: str
) -> None:
    host, one = room.host, room.upright
    join(one, app_url, room.code)
    draw_with_finger(one, [[(0.2, 0.2), (0.8, 0.8)], [(0.8, 0.2), (0.2, 0.8)]])
    one.get_by_role("button", name="I do not say").tap()
    tap(one, "Send")
    expect(tiles(host)).to_have_text(["?→–"])
    expect(host.locator(".tn-room-scores")).to_contain_text("0 of 0 read by the one for drawings")
    tap(one, "Your drawing: take it back")
    says(one, "Touch your drawing again")
    click(tiles(host))
    box = place_of(button(host, "It is no digit"))
    for name, sign, score in (("It is no digit", "–→–", "1 of 1"), ("As meant", "?→–", "0 of 0")):
        expect(button(host, name)).to_be_visible()  # it comes after the score
        host.mouse.click(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2)
        expect(tiles(host)).to_have_text([sign])
        expect(host.locator(".tn-room-scores")).to_contain_text(
            f"{score} read by the one for drawings"
        )
    expect(own(one)).to_have_count(1)


TRIANGLE = [(0.5, 0.15), (0.2, 0.8), (0.8, 0.8), (0.5, 0.15)]


def ask_for_a_sign(host: Page, digit: int) -> None:
    click(host.locator(".st-key-sign_digit").get_by_text(f"{digit}", exact=True))
    click(button(host, "Ask for it"))


def test_an_invented_digit_is_asked_for_sent_and_read_by_nobody(room: Room, app_url: str) -> None:
    host, one = room.host, room.upright
    click(host.get_by_text("Invent a digit", exact=True))
    ask_for_a_sign(host, 7)
    join(one, app_url, room.code)
    says(one, "Draw our new sign for 7, and send it.")
    expect(one.locator(".tn-phone-meant")).to_be_hidden()
    draw_with_finger(one, [TRIANGLE])
    tap(one, "Send")
    expect(tiles(host)).to_have_text([""])
    click(button(host, "Read"))
    expect(host.locator(".tn-sign .tn-score-number")).to_have_text("0 of 1")


@pytest.mark.thorough
def test_a_class_invents_a_digit_and_its_phones_read_it(
    room: Room, browser: Browser, app_url: str
) -> None:
    host = room.host
    click(host.get_by_text("Invent a digit", exact=True))
    ask_for_a_sign(host, 7)
    with phone(browser) as third, phone(browser, size=SIDEWAYS) as fourth:
        phones = room.upright, room.small, third, fourth
        for k, page in enumerate(phones):
            join(page, app_url, room.code)
            says(page, "Draw our new sign for 7, and send it.")
            for n in range(3):
                draw_with_finger(page, [[(x + 0.03 * (k - 1), y - 0.03 * n) for x, y in TRIANGLE]])
                tap(page, "Send")
                expect(own(page)).to_have_count(n + 1)
            says(page, "All sent. Look at the screen in front.")
        expect(tiles(host)).to_have_text([""] * 12)
        click(button(host, "Read"))
        score = host.locator(".tn-sign .tn-score-number")
        expect(score).to_have_text("0 of 12")
        button(host, "Teach it").click()
        expect(score.nth(1)).to_have_text("6 of 6")
        expect(score.nth(2)).to_contain_text("95.4 % → 9")
        expect(tiles(host)).to_have_text(["7→7"] * 6 + [""] * 6)
        expect(host.locator(".tn-tile-pale")).to_have_count(6)
        button(host, "Let the phones read with it").click()
        says(fourth, "This phone reads with the network that you taught.")
        draw_with_finger(fourth, [TRIANGLE])
        expect(fourth.locator(".tn-phone-answer > b")).to_have_text("7")
        expect(fourth.get_by_role("button", name="Send")).to_be_hidden()
        # Another sign: what was drawn for this one is no part of it.
        button(host, "Clear").click()
        click(host.get_by_role("button", name="Delete the signs, and draw digits again"))
        host.keyboard.press("Escape")
        says(fourth, "")
        expect(fourth.locator(".tn-phone-meant")).to_be_visible()
        ask_for_a_sign(host, 3)
        says(fourth, "Draw our new sign for 3, and send it.")
        expect(button(fourth, "Clear")).to_be_hidden()
        expect(fourth.locator(".tn-phone-answer")).to_be_hidden()


# When the page changes, Streamlit may put a part there anew before it takes the old one away.
TAKES_ITS_PLACE = """({phone, wall}, [part, data]) => {
    const show = {phone, wall}[part];
    const [before, after] = [0, 1].map(() => {
        const parentElement = document.body.appendChild(document.createElement("div"));
        return {data, parentElement, setTriggerValue() {}};
    });
    const leave = show(before);
    show(after);
    leave();
    return [before, after].map(({parentElement}) => parentElement.childElementCount);
}"""
PARTS: dict[str, dict[str, Any]] = {
    "phone": phone_page.NOTHING | {"code": "", "says": ""},
    "wall": {"tiles": [], "chosen": ""},
}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_takes_the_place_of_itself_is_there(part: str, modules: Import) -> None:
    assert modules("main.js").evaluate(TAKES_ITS_PLACE, [part, PARTS[part]]) == [0, 1]


CALLED_ONCE_MORE = """({wall}, data) => {
    const [before, after] = [0, 1].map(() => {
        const parentElement = document.body.appendChild(document.createElement("div"));
        return {data, parentElement, setTriggerValue() {}};
    });
    wall(before);
    wall(after);
    const leave = wall(before);
    leave();
    wall(after);
    return [...after.parentElement.querySelectorAll("button")].map((tile) => tile.ariaLabel);
}"""


# The page as it was before its last part came.
WITHOUT = """(selector) => {
    const bar = document.querySelector(selector);
    const held = [bar.parentElement, bar.cloneNode(true)];
    bar.remove();
    dispatchEvent(new Event("resize"));
    return held;
}"""


def test_the_wall_makes_room_for_the_bar_below_it_that_comes_last(page: Page, app_url: str) -> None:
    open_app(page, f"{app_url}/room")
    resize(page, LAPTOP)
    held = page.evaluate_handle(WITHOUT, NEXT_PAGE)
    assert unseen(page, {".tn-wall": 1}) == []  # nothing lies over it yet
    held.evaluate("([place, bar]) => place.append(bar)")
    assert soon(page, lambda: unseen(page, {".tn-wall": 1}) == [])


def test_a_wall_that_another_one_was_called_after_shows_each_tile_once(modules: Import) -> None:
    data = {"tiles": [{"id": "a"}, {"id": "b"}], "chosen": "", "what": "sign"}
    assert modules("main.js").evaluate(CALLED_ONCE_MORE, data) == ["A hidden sign"] * 2


def guess(page: Page, number: str) -> None:
    """Type a guess and tap Guess, as a finger does."""
    field = page.get_by_label("Your guess")
    field.tap()
    field.fill(number)
    expect(page.get_by_role("button", name="Guess", exact=True)).to_be_in_viewport(ratio=1)
    tap(page, "Guess")


def test_the_room_guesses_and_nobody_sees_anothers_too_early(room: Room, app_url: str) -> None:
    host, one, two = room.host, room.upright, room.small
    received: list[str] = []

    def keep(data: str | bytes) -> None:
        received.append(data if isinstance(data, str) else data.decode("utf-8", "replace"))

    two.on("websocket", lambda socket: socket.on("framereceived", keep))
    for page in (one, two):
        join(page, app_url, room.code)
    click(host.get_by_role("radio", name="Guess").or_(host.get_by_role("button", name="Guess")))
    click(host.get_by_text("A question of your own"))
    host.get_by_label("Your question").fill("How many steps a day?")
    host.get_by_label("The unit of a number").fill("steps")
    host.get_by_label("The unit of a number").press("Tab")
    settle(host)
    button(host, "Ask").click()
    expect(host.get_by_text("0 of 2 phones have guessed")).to_be_visible()

    for typed, counts_as in (
        ("60.000", "This counts as 60."),
        ("60,000", "This counts as 60000."),
        ("60000", ""),
        ("89,5 %", "This counts as 89.5."),
        ("89.5", ""),
        ("1.000.000", ""),
    ):
        one.get_by_label("Your guess").fill(typed)
        expect(one.locator(".tn-sheet-says")).to_have_text(counts_as)
    guess(one, "31746,5")  # as many write it
    expect(one.get_by_text("Your guess: 31,746.5")).to_be_visible()
    expect(host.get_by_text("1 of 2 phones have guessed")).to_be_visible()
    guess(two, "abc")
    expect(two.get_by_text("Your guess has to be a number, such as 60 or 0.5.")).to_be_visible()
    guess(two, "40000")
    expect(host.get_by_text("2 of 2 phones have guessed")).to_be_visible()
    expect(two.get_by_text("Your guess: 40,000")).to_be_visible()
    assert not re.search("31,?746", "".join(received))
    expect(host.locator(".tn-histogram")).to_have_count(0)
    tap(two, "Back")
    expect(two.locator(".tn-sheet")).to_be_hidden()
    for page in (one, two):
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    button(host, "Reveal").click()
    expect(host.locator(".tn-histogram")).to_be_visible()
    expect(two.get_by_text("All guesses are on the wall.")).to_be_visible()  # it comes by itself
    host.get_by_label("The truth").fill("33000")
    host.get_by_label("The truth").press("Enter")
    expect(host.get_by_text("1 phone was nearest, with 31,746.5")).to_be_visible()
    nearest = host.locator(".tn-verdict li")
    expect(nearest).to_have_text([re.compile("31,746.5"), re.compile("40,000")])
    expect(one.get_by_text("1,253.5 steps off: place 1 of 2.")).to_be_visible()
    expect(two.get_by_text("place 2 of 2.")).to_be_visible()
