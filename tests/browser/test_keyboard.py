"""The app without a mouse, and what a screen reader hears: Draw, Train, Look inside, Mistakes."""

import re
from collections.abc import Sequence

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import CANVAS, button, open_app, settle
from tests.browser.room import join, open_room, says

MOST_STOPS = 60  # of the Tab key on a page
# Whether an element has the focus, and whether it or the field around it has an outline.
IS_FOCUSED = "element => element === element.getRootNode().activeElement"
HAS_OUTLINE = """element => {
    const around = [element, element.parentElement, element.parentElement?.parentElement];
    return around.filter(Boolean).map(getComputedStyle).some(({outlineStyle, outlineWidth}) =>
        outlineStyle === "solid" && parseFloat(outlineWidth) >= 2);
}"""
# Everything that the region for the answer says from now on.
LISTEN = """() => {
    const region = document.querySelector(".tn-answer-aloud");
    window.heard = [];
    new MutationObserver(() => window.heard.push(region.textContent))
        .observe(region, {childList: true, characterData: true, subtree: true});
}"""

Keys = tuple[str, ...]  # pressed at once
# From the middle of the canvas to where a seven begins, and the seven.
RIGHT, DOWN, UP = ("ArrowRight",), ("ArrowDown",), ("ArrowUp",)
TO_ITS_START: list[Keys] = [("ArrowLeft", "ArrowUp") for _ in range(3)] + [UP]
SEVEN: list[Keys] = [*[RIGHT] * 5, *[("ArrowLeft", "ArrowDown") for _ in range(2)], *[DOWN] * 5]


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press Tab until an element has the focus; one must see that it has."""
    target.wait_for()
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        if target.evaluate(IS_FOCUSED):
            assert target.evaluate(HAS_OUTLINE), f"{target}: nobody sees that it has the focus"
            return
    raise AssertionError(f"{target} cannot be reached by {key}")


def open_page(page: Page, name: str) -> None:
    """Choose a page in the sidebar."""
    page.get_by_role("link", name=name, exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_contain_text(name)
    settle(page)


def choose(page: Page, name: str, words: str) -> None:
    """Choose in a menu of the page, by its first letters."""
    menu = page.get_by_role("combobox", name=name, exact=True)
    menu.focus()
    page.keyboard.type(words)
    options = page.get_by_role("option")
    expect(options.filter(has_not_text=re.compile(words, re.IGNORECASE))).to_have_count(0)
    expect(options.first).to_be_visible()
    page.keyboard.press("Enter")
    expect(menu).to_have_value(re.compile(words))
    settle(page)


def move(page: Page, steps: Sequence[Keys]) -> None:
    """Move the pen by large steps."""
    page.keyboard.down("Shift")
    for keys in steps:
        for key in keys:
            page.keyboard.down(key)
        for key in keys:
            page.keyboard.up(key)
    page.keyboard.up("Shift")


def draw(page: Page, to_start: Sequence[Keys], stroke: Sequence[Keys], lift: bool = True) -> None:
    """Draw a stroke with the keys, on the canvas that has the focus."""
    move(page, to_start)
    page.keyboard.press("Space")
    move(page, stroke)
    if lift:
        page.keyboard.press("Space")
        settle(page)


def press_enter(page: Page, target: Locator) -> None:
    """Press a button."""
    target.focus()
    page.keyboard.press("Enter")


def test_from_draw_to_mistakes_without_a_mouse(app: Page) -> None:
    main, answer = app.get_by_role("main"), app.locator(".st-key-answer .tn-digit")
    choose(app, "Network in use", "book")
    canvas, pen = app.locator(CANVAS), app.locator(".tn-pen")
    expect(canvas).to_have_role("application")
    expect(canvas).to_have_accessible_name("Canvas: draw a digit here")
    expect(canvas).to_have_accessible_description(re.compile("Arrow keys move .* a picture"))
    expect(pen).to_be_hidden()
    tab_to(app, canvas)
    expect(pen).to_be_visible()
    app.evaluate(LISTEN)
    draw(app, TO_ITS_START, SEVEN, lift=False)
    expect(answer).to_have_text("7")  # while the pen is down, so the browser itself reads it
    assert app.evaluate("window.heard") == []
    app.keyboard.press("Space")
    settle(app)
    (sentence,) = app.evaluate("window.heard")
    assert re.fullmatch(r"7, output \d\.\d\d, next best \d", sentence)
    app.keyboard.press("Escape")
    expect(pen).to_be_hidden()

    open_page(app, "Train")
    tab_to(app, button(app, "Play"))
    app.keyboard.press("Enter")
    expect(button(app, "Pause")).to_be_focused()
    app.keyboard.press("Enter")
    expect(button(app, "Play")).to_be_enabled()
    press_enter(app, button(app, "Reset"))
    settle(app)

    open_page(app, "Look inside")
    choose(app, "Network in use", "book")
    expect(main.locator(".tn-answer")).to_contain_text(re.compile("^7"))
    tab_to(app, main.get_by_role("combobox", name="Neuron", exact=True))
    choose(app, "Neuron", "Neuron 12")
    expect(app.locator("canvas.tn-moving")).to_have_accessible_name(re.compile("^Neuron 12: "))

    open_page(app, "Mistakes")
    tab_to(app, app.get_by_role("combobox", name="It is", exact=True))
    choose(app, "It is", "4")
    choose(app, "Read as", "9")
    expect(main).to_contain_text("4 read as 9: ")
    cards = main.get_by_role("radiogroup", name="Digits", exact=True).get_by_role("radio")
    tab_to(app, cards.first)
    app.keyboard.press("ArrowRight")
    expect(cards.nth(1)).to_be_focused()
    app.keyboard.press("Space")
    expect(cards.nth(1)).to_be_checked()
    settle(app)
    tab_to(app, button(app, "Draw"))
    app.keyboard.press("Enter")
    expect(answer).to_contain_text("9")
    expect(app.get_by_role("radio", name="A test digit")).to_be_checked()


@pytest.mark.thorough
def test_the_pen_is_the_keys_on_the_stage_and_on_a_phone(page: Page, app_url: str) -> None:
    open_app(page, f"{app_url}/?talk")
    line = page.locator(".tn-talk-line")
    first = line.inner_text()
    tab_to(page, page.locator(CANVAS))
    draw(page, TO_ITS_START, SEVEN)
    expect(page.locator(".st-key-answer .tn-digit")).to_have_text("7")
    page.keyboard.press("Escape")
    expect(page.locator(".tn-pen")).to_be_hidden()
    expect(line).to_have_text(first)  # nothing has turned the page, or ended the talk
    page.keyboard.press("ArrowRight")
    expect(line).not_to_have_text(first)

    open_app(page, f"{app_url}/room")
    join(page, app_url, open_room(page))
    tab_to(page, page.locator(".tn-phone canvas"))
    draw(page, TO_ITS_START, SEVEN)
    expect(page.locator(".tn-phone-answer b")).to_have_text("7")
    expect(page.locator(".tn-phone-aloud")).to_have_text(re.compile(r"^7, output \d\.\d\d, next"))
    for name in ("7", "Send"):
        press_enter(page, page.get_by_role("button", name=name, exact=True))
    says(page, "On the wall: 1 digit.")
