"""A talk given by presenter remote: every step, every key, and what the audience can read."""

import base64
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from pages.ui.talk.script import SHIPPED
from tests.browser import axe
from tests.browser.driving import (
    CANVAS,
    HEARD,
    STROKES,
    UNDO,
    blocker,
    button,
    click,
    draw,
    draw_at_once,
    ink_on_canvas,
    open_app,
    place_of,
    settle,
    soon,
    wait_for,
)
from tests.thorough import THOROUGH, some

# At each step one of them, and all of them at night.
SMALL = "light", (1024, 768)
LARGE = ("dark", (1920, 1080)), ("dark", (1280, 720))
# Found and measured in one script: while the run goes on, each look puts new lines on the page.
LEFT = """begins => [...document.querySelectorAll(".tn-talk-words")]
    .find(line => line.textContent.startsWith(begins))?.getBoundingClientRect().left"""

# What comes to be seen at some steps.
SHOWS: dict[tuple[str, bool], tuple[str, str | re.Pattern[str]]] = {
    ("training", True): (".tn-talk-across", re.compile(r"^[789]\d\.\d")),
    ("drawing", True): (".tn-talk-progress", re.compile(r"^Right since mini-batch \d")),
    ("maps", False): (".st-key-play_time", re.compile("Stop")),
    ("backprop", False): (".tn-talk-large", re.compile("^4 of 30neurons hear of it")),
    ("mistakes", False): (
        ".tn-talk-figures",
        "98 %of its answers right815of 10,000 asked of a person",
    ),
    ("heart", False): (".st-key-talk_other .tn-answer", "0Output 1.00"),
    ("teaching", False): (".st-key-talk_teach .tn-talk-number", "Learnt 1. Forgot 87."),
}
# What somebody in the last row could complain of: small or pale letters, and what is cut off.
COMPLAINTS = """() => {
    const {getBackgroundColor, getContrast, getForegroundColor} = axe.commons.color;
    axe.setup(document);
    const said = [];
    for (const element of document.querySelectorAll('[data-testid="stMain"] *')) {
        const style = getComputedStyle(element), box = element.getBoundingClientRect();
        const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
        const seen = box.width && box.height && element.checkVisibility({visibilityProperty: true});
        if (!own || !seen || element.matches("style, script")) continue;
        const words = element.textContent.trim().slice(0, 40);
        const size = parseFloat(style.fontSize);
        if (size < innerHeight / 25 - 0.01) said.push(`${words}: ${size} pixels`);
        const inside = box.bottom <= innerHeight + 1 && box.right <= innerWidth + 1;
        if (!inside || box.left < -1 || box.top < -1) said.push(`${words}: cut off`);
        const paper = getBackgroundColor(element);
        const contrast = getContrast(paper, getForegroundColor(element, false, paper));
        if (contrast && contrast < 6.99) said.push(`${words}: contrast ${contrast.toFixed(1)}`);
    }
    const main = document.querySelector('[data-testid="stMain"]');
    if (main.scrollHeight > main.clientHeight + 1 || main.scrollWidth > main.clientWidth + 1)
        said.push("the stage scrolls");
    axe.teardown();
    const canvas = document.querySelector("canvas.upper-canvas")?.getBoundingClientRect();
    if (canvas && canvas.height < 0.55 * innerHeight) said.push("the canvas is small");
    return said;
}"""


def open_talk(page: Page, url: str, step: int = 1) -> None:
    """Open the talk at a step, counted from 1, by its address."""
    page.goto(f"{url}/?talk={step}")
    expect_step(page, step)


def expect_step(page: Page, step: int) -> None:
    """Wait until a step is on the stage, all of it and nothing of another."""
    expect(line(page)).to_have_text(SHIPPED[step - 1].line)
    expect(page.locator(f".st-key-talk_{SHIPPED[step - 1].show}")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"[?&]talk={step}$"))
    settle(page)


def press(page: Page, key: str, step: int) -> None:
    """Press a key, and wait for the step that it leads to."""
    page.keyboard.press(key)
    expect_step(page, step)


def go_to_step(page: Page, step: int) -> None:
    """Type the number of a step, and Enter."""
    for digit in str(step):
        page.keyboard.press(digit)
    press(page, "Enter", step)


def line(page: Page) -> Locator:
    """Return the sentence of the step."""
    return page.locator(".tn-talk-line")


def answer(page: Page) -> Locator:
    """Return the digit that the network reads."""
    return page.locator(".st-key-answer .tn-digit")


def expect_no_complaint(page: Page, step: str = "") -> None:
    """Fail with what the audience cannot read of the stage."""
    settle(page)
    axe.load(page)
    assert page.evaluate(COMPLAINTS) == [], step


def move_to(page: Page, theme: str, size: tuple[int, int]) -> None:
    """Show the stage on another projector."""
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", theme)


def test_the_whole_talk_by_page_down_alone(app_url: str, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")  # so that nothing is half there
    open_talk(page, app_url)
    move_to(page, *SMALL)
    for number, step in enumerate(SHIPPED, start=1):
        if number > 1:
            press(page, "PageDown", number)
        shown = SHOWS.get((step.show, step.run))
        if number == 1:
            draw(page, STROKES[7])
        if step.show == "drawing":
            expect(answer(page)).not_to_have_text("?")  # it goes along
        if step.show == "teaching":
            expect(answer(page)).to_have_text("4")  # of the 1 that stands there
            click(page.get_by_role("radio", name="1"))
        if shown:
            expect(page.locator(shown[0])).to_have_text(shown[1])
        stages = (SMALL, *LARGE)
        for theme, size in stages if THOROUGH else (stages[number % 3],):
            move_to(page, theme, size)
            expect_no_complaint(page, f"{step.line} on {size}")
        expect(page.get_by_test_id("stSidebar")).to_be_hidden()
        expect(page.get_by_test_id("stTooltipIcon").locator("visible=true")).to_have_count(0)
    expect(page.locator(".tn-talk-wall img")).to_have_count(1)  # the 7
    press(page, "PageDown", len(SHIPPED))  # the last step stays
    assert [each.text for each in page.console_messages() if each.type == "error"] == []


def test_after_the_talk_the_app_is_as_always_and_begins_another(page: Page, app_url: str) -> None:
    open_app(page, app_url)
    draw_at_once(page, STROKES[4])
    page.get_by_role("button", name="Talk mode").click()  # however soon
    expect_step(page, 1)
    expect(answer(page)).to_have_text("?")
    draw_at_once(page, STROKES[7])
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Draw a digit")).to_be_visible()
    assert round(place_of(page.locator(".st-key-canvas"))["width"]) == 400
    expect(answer(page)).to_have_text("4")
    inked = ink_on_canvas(page)
    click(page.get_by_role("button", name="Take the talk's digit"))
    expect(answer(page)).to_have_text("7")
    click(page.locator(UNDO))
    expect(answer(page)).to_have_text("4")
    assert ink_on_canvas(page) == inked
    expect(page.locator("html")).to_have_css("font-size", "16px")
    icon = page.get_by_role("main").get_by_test_id("stTooltipIcon").locator("svg")
    expect(icon).to_have_css("width", "16px")

    page.get_by_role("button", name="Back to the talk").click()
    expect_step(page, 1)
    expect(answer(page)).to_have_text("7")
    press(page, "PageDown", 2)
    page.go_back()
    expect_step(page, 1)
    page.go_forward()
    expect_step(page, 2)


@contextmanager
def ink_of_each_frame(page: Page) -> Iterator[list[float]]:
    """Note of each frame that the browser shows which share of the stage has ink."""
    inks: list[float] = []
    browser = page.context.new_cdp_session(page)

    def note(frame: dict[str, Any]) -> None:
        browser.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})
        grey = np.asarray(Image.open(io.BytesIO(base64.b64decode(frame["data"]))).convert("L"), int)
        stage = grey[grey.shape[0] // 7 :]  # below the line
        inks.append(float((abs(stage - stage[-1, 0]) > 25).mean()))

    browser.on("Page.screencastFrame", note)
    browser.send("Page.startScreencast", {"format": "png", "maxWidth": 400, "maxHeight": 300})
    yield inks
    browser.remove_listener("Page.screencastFrame", note)
    browser.send("Page.stopScreencast")
    browser.detach()


@pytest.mark.parametrize("motion", some(["no-preference", "reduce"]))
def test_no_frame_between_steps_has_an_empty_stage_and_what_was_drawn_is_there(
    motion: Any, page: Page, app_url: str
) -> None:
    numbers = page.locator('.tn-moving-text [data-key^="near"][data-key$="n"]')
    page.emulate_media(reduced_motion=motion)
    open_talk(page, app_url)
    draw_at_once(page, STROKES[7], lift=False)
    expect(answer(page)).to_have_text("7")  # it follows the pen
    page.mouse.up()
    with ink_of_each_frame(page) as inks:
        for key, times, step in (  # however soon
            ("PageDown", 1, 2),
            ("PageDown", 2, 4),
            ("PageDown", 1, 5),
            ("PageUp", 2, 3),
            ("PageDown", 3, 6),
            ("PageUp", 5, 1),
        ):
            for _ in range(times):
                page.keyboard.press(key)
            expect_step(page, step)
            page.set_viewport_size({"width": 1000 + 20 * step, "height": 700})
        press(page, "PageDown", 2)
        expect(numbers.last).to_be_visible()
    assert min(inks) > 0.015, min(inks)
    seven = numbers.all_inner_texts()
    assert {"0", "1"} < set(seven)
    page.reload()
    expect_step(page, 2)
    page.keyboard.press("Escape")
    click(page.get_by_role("button", name="Back to the talk"))
    expect_step(page, 2)
    assert soon(page, lambda: numbers.all_inner_texts() == seven)
    press(page, "PageUp", 1)
    expect(answer(page)).to_have_text("7")
    click(button(page, "Clear"))
    draw(page, STROKES[1])
    press(page, "PageDown", 2)
    assert soon(page, lambda: numbers.all_inner_texts() != seven)  # of a newer one


def test_a_stroke_under_way_ends_where_a_step_takes_its_canvas_away(
    page: Page, app_url: str
) -> None:
    open_talk(page, app_url)
    draw(page, STROKES[7])
    box, inked = place_of(page.locator(CANVAS)), ink_on_canvas(page)
    draw_at_once(page, [[(0.2, 0.8), (0.8, 0.8)]], lift=False, box=box)
    press(page, "PageDown", 2)
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.up()
    press(page, "PageDown", 3)
    expect(page.locator('.tn-moving-text [data-key="head1"]')).to_be_visible()
    assert page.evaluate(HEARD, 1 + len(STROKES[7]))
    press(page, "PageUp", 2)
    press(page, "PageUp", 1)  # as it was left
    expect(page.locator(CANVAS)).to_be_visible()
    settle(page)
    assert ink_on_canvas(page) == inked
    draw(page, STROKES[1])
    assert ink_on_canvas(page) > 1.1 * inked
    click(page.locator(UNDO))
    assert ink_on_canvas(page) == inked


def test_two_networks_follow_one_pen_and_a_heart_draws_itself(page: Page, app_url: str) -> None:
    book = page.locator(".st-key-talk_other .tn-digit")
    page.emulate_media(reduced_motion="no-preference")
    page.set_viewport_size({"width": 1024, "height": 768})
    open_talk(page, app_url, 13)
    lines = page.locator(".tn-example path")
    began = lines.get_attribute("d")
    expect(book).to_have_text("0")
    expect(answer(page)).to_have_text("–")  # no digit
    assert lines.get_attribute("d") != began
    draw_at_once(page, STROKES[7], lift=False)
    expect(lines).to_have_count(0)
    expect(book).to_have_text("7")
    expect(answer(page)).to_have_text("7")
    page.mouse.up()
    click(button(page, "Clear"))
    draw(page, [[(0.5, 0.05), (0.5, 0.5), (0.5, 0.95)]])  # from the edge
    expect(answer(page)).to_have_text("1")


def test_what_is_asked_turns_grey_while_the_slider_moves(page: Page, app_url: str) -> None:
    asked, left = page.locator(".tn-talk-figures b").last, page.locator(".tn-left")
    open_talk(page, app_url, 12)
    expect(asked).to_have_text("815")
    grey, box = left.count(), place_of(page.locator(".tn-asked input"))
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + box["height"] / 2, steps=5)
    expect(asked).not_to_have_text("815")
    assert 0 < left.count() < grey
    page.mouse.up()
    least = page.locator(".tn-asked label b").inner_text()
    settle(page)
    expect(page.locator(".tn-asked label b")).to_have_text(least)
    press(page, "PageDown", 13)
    press(page, "PageUp", 12)
    expect(page.locator(".tn-asked label b")).to_have_text(least)


# Keys

FOCUSES = ("input[type=range]", 12), ("[role=slider], input[type=range]", 10)
IS_PREVENTED = """key => !document.body.dispatchEvent(
    new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}))"""


def test_each_key_works_with_the_focus_on_a_slider(page: Page, app_url: str) -> None:
    open_talk(page, app_url, 1)
    for selector, at in some(FOCUSES):
        target = page.locator(selector).first
        go_to_step(page, at)
        for forth, back in (("PageDown", "PageUp"), ("ArrowRight", "ArrowLeft"), (" ", "p")):
            target.focus()
            press(page, forth, at + 1)
            press(page, back, at)
        target.focus()
        for key in (".", "b"):
            page.keyboard.press(key)
            expect(page.locator(".tn-black")).to_be_visible()
            page.keyboard.press(key)
            expect(page.locator(".tn-black")).to_have_count(0)
        for key in ("F5", "r", "c"):  # harmless
            page.keyboard.press(key)
        expect_step(page, at)
        expect(page.get_by_role("dialog")).to_have_count(0)

    page.keyboard.press("f")
    wait_for(page, "!!document.fullscreenElement")
    page.keyboard.press("f")
    wait_for(page, "!document.fullscreenElement")
    press(page, "End", len(SHIPPED))
    press(page, "Home", 1)
    assert page.evaluate(IS_PREVENTED, "F5")  # a browser without a window would not load it anew
    for key in ("Escape", "Escape", "PageDown"):  # only the first is for the talk
        page.keyboard.press(key)
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    settle(page)
    expect(line(page)).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("talk"))


def test_the_rooms_guess_is_typed_and_stands_beside_the_result(page: Page, app_url: str) -> None:
    guess, marker = page.locator(".tn-talk-number"), page.locator(".tn-talk-marker")
    open_talk(page, app_url, 7)
    expect(guess).to_have_text("?")
    expect(marker).to_be_hidden()
    for key, said in (("1", "1 %"), ("2", "12 %"), ("Enter", "12 %"), ("7", "7 %"), ("8", "78 %")):
        page.keyboard.press(key)  # 12 is no step here
        settle(page)
        expect(guess).to_have_text(said)
        expect(marker).to_have_attribute("style", re.compile(rf"left: ?{said.split()[0]}%"))
    page.keyboard.press("Backspace")
    expect(guess).to_have_text("7 %")
    expect_no_complaint(page)
    page.locator(".tn-talk-scale").click()
    expect(guess).to_have_text("50 %")
    settle(page)
    expect(guess).to_have_text("50 %")
    for key in ("8", "0"):  # and without Enter
        page.keyboard.press(key)
    press(page, "PageDown", 8)
    expect(page.get_by_text("The room said 80 %")).to_be_visible()
    stands_at = wait_for(page, LEFT, "The room said 80 %")
    expect(page.get_by_text(re.compile(r"^after \d,\d+ mini-batches"))).to_be_visible()
    assert wait_for(page, LEFT, "The room said 80 %") == stands_at


def test_what_is_pressed_in_a_hurry_all_counts(page: Page, app_url: str) -> None:
    open_talk(page, app_url, 4)
    for _ in range(3):
        page.keyboard.press("PageDown")  # before the server has gone to the first of these steps
    expect_step(page, 7)
    for key in ("8", "0", "Enter", "PageDown"):
        page.keyboard.press(key)
    expect_step(page, 8)
    expect(page.get_by_text("The room said 80 %")).to_be_visible()
    for key in ("PageDown", "PageDown", "Escape"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name="Look inside")).to_be_visible()


def test_the_stage_is_not_seen_before_its_keys_are_heard(page: Page, app_url: str) -> None:
    block = blocker(page)
    block("*/tn/*")
    page.goto(f"{app_url}/?talk=4")
    expect(line(page)).to_have_text(SHIPPED[3].line)
    expect(line(page)).to_be_hidden()
    block()
    expect(line(page)).to_be_visible()
    page.keyboard.press("PageDown")
    expect_step(page, 5)


# The speaker's view


def expect_note(notes: Page, step: int) -> None:
    """Wait until the speaker's view is at a step."""
    expect(notes.get_by_text(SHIPPED[step - 1].note)).to_be_visible()


def test_the_speakers_view_follows_the_talk(page: Page, app_url: str) -> None:
    notes, other = page.context.new_page(), page.context.new_page()
    since, pace = notes.locator(".tn-notes-since"), notes.locator(".tn-notes-pace")
    open_app(notes, f"{app_url}/notes")
    expect(notes.get_by_text("No talk is on in this browser")).to_be_visible()
    open_talk(page, app_url)
    expect_note(notes, 1)
    expect(notes.get_by_text(f"Step 1 of {len(SHIPPED)}")).to_be_visible()
    expect(since).to_have_text("0:00")
    expect(pace).to_have_text("It starts with your first key")
    notes.keyboard.press("PageDown")  # the remote's key may arrive in this window
    expect_note(notes, 2)
    expect(since).to_have_text(re.compile(r"^0:\d[1-9]$"))
    expect(pace).to_have_text("on time")
    expect(notes.locator(".tn-notes-next")).to_have_text(SHIPPED[2].line)
    expect(notes.locator("[data-scene]").locator("visible=true")).to_have_attribute(
        "data-scene", SHIPPED[2].show
    )
    page.keyboard.press("b")
    expect(notes.get_by_text("the screen is black")).to_be_visible()
    page.keyboard.press("b")
    open_talk(other, app_url, 5)
    expect_note(notes, 5)
    other.close()
    expect_note(notes, 2)  # the first one goes on
    for key in ("1", "3", "Enter"):
        notes.keyboard.press(key)
    expect(pace).to_have_text(re.compile(r"^7:[0-5]\d ahead$"))
    page.keyboard.press("Escape")
    expect(notes.get_by_text("No talk is on in this browser")).to_be_visible()
