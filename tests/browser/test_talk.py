"""A talk given by presenter remote: every step, every key, and what the audience can read."""

import re

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from pages.ui.talk.script import SHIPPED
from tests.browser.driving import (
    CANVAS,
    STROKES,
    button,
    draw,
    place_of,
    soon,
    wait_for,
    wait_until_idle,
)
from tests.browser.test_for_everybody import change_theme

# The talk is given on the first; at each step the same stage is looked at on the others.
PROJECTORS = (("light", (1280, 720)), ("light", (1024, 768)), ("dark", (1920, 1080)))
WHILE_IT_TRAINS = 60_000  # milliseconds: a run of one epoch, on a machine that is busy

# What somebody in the last row could complain of: small or pale letters, and what is cut off.
COMPLAINTS = """() => {
    const parts = (colour) => (colour.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
    const luminance = (rgb) => rgb.slice(0, 3).map((v) => v / 255)
        .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
    // A word may stand beside the element that it belongs to, as above the thumb of a slider.
    const paper = (element) => {
        const {left, right, top, bottom} = element.getBoundingClientRect();
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        for (; element; element = element.parentElement) {
            const box = element.getBoundingClientRect();
            if (x < box.left || x > box.right || y < box.top || y > box.bottom) continue;
            const colour = parts(getComputedStyle(element).backgroundColor);
            if (colour.length < 4 || colour[3] > 0.5) return colour;
        }
        return [255, 255, 255];
    };
    const seen = (element) => {
        const box = element.getBoundingClientRect();
        return box.width && box.height && element.checkVisibility({visibilityProperty: true});
    };
    const said = [];
    for (const element of document.querySelectorAll('[data-testid="stMain"] *')) {
        const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
        if (!own || element.matches("style, script") || !seen(element)) continue;
        const style = getComputedStyle(element), box = element.getBoundingClientRect();
        const words = element.textContent.trim().slice(0, 40);
        const size = parseFloat(style.fontSize);
        if (size < innerHeight / 25 - 0.01) said.push(`${words}: ${size} pixels`);
        const inside = box.bottom <= innerHeight + 1 && box.right <= innerWidth + 1;
        if (!inside || box.left < -1 || box.top < -1)
            said.push(`${words}: cut off`);
        const [ink, back] = [parts(style.color), paper(element)].map(luminance);
        const contrast = (Math.max(ink, back) + 0.05) / (Math.min(ink, back) + 0.05);
        if (contrast < 6.99) said.push(`${words}: contrast ${contrast.toFixed(1)}`);
    }
    const main = document.querySelector('[data-testid="stMain"]');
    if (main.scrollHeight > main.clientHeight + 1 || main.scrollWidth > main.clientWidth + 1)
        said.push("the stage scrolls");
    return said;
}"""

ROUNDED_WIDTH = "name => Math.round(document.querySelector(name).getBoundingClientRect().width)"

# How to tell that a step is all there.
THERE = {
    "drawing": CANVAS,
    "pixels": ".tn-talk-numbers",
    "sum": ".tn-talk-row",
    "sigmoid": ".tn-talk-curve",
    "neurons": ".tn-network",
    "guess": ".tn-talk-guesses",
    "training": ".tn-talk-learns",
    "maps": ".tn-talk-maps",
    "backprop": ".tn-talk-outputs",
    "mistakes": ".tn-talk-cards",
    "teaching": ".st-key-talk_teach",
}
TEXT = "tn-words-of-the-test"


def open_talk(page: Page, url: str, step: int = 1) -> None:
    """Open the talk at a step, counted from 1, by its address."""
    page.goto(f"{url}/?talk={step}")
    expect_step(page, step)


def expect_step(page: Page, step: int) -> None:
    """Wait until a step is on the stage, all of it."""
    expect(page.locator(".tn-talk-line")).to_have_text(SHIPPED[step - 1].line)
    expect(page.locator(THERE[SHIPPED[step - 1].show]).first).to_be_visible()
    expect(page).to_have_url(re.compile(rf"[?&]talk={step}$"))
    wait_until_idle(page)  # parts of the step before stand beside the new ones until then


def expect_no_complaint(page: Page, step: str = "") -> None:
    """Wait until the audience can read all that is on the stage, or fail with what it cannot."""
    soon(page, lambda: page.evaluate(COMPLAINTS) == [])
    assert page.evaluate(COMPLAINTS) == [], step


def move_to(page: Page, theme: str, size: tuple[int, int]) -> None:
    """Show the stage on another projector, and wait until it stands there."""
    change_theme(page, theme)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    wait_for(page, "([width]) => innerWidth === width", size)
    place_of(page.locator(".tn-talk-line"))


def press(page: Page, key: str, step: int) -> None:
    """Press a key, and wait for the step that it leads to."""
    page.keyboard.press(key)
    expect_step(page, step)


def test_the_whole_talk_by_page_down_alone(
    app_url: str, page: Page, outside_requests: list[str], console_errors: list[str]
) -> None:
    open_talk(page, app_url)
    move_to(page, *PROJECTORS[0])
    for number, step in enumerate(SHIPPED, start=1):
        if number > 1:
            press(page, "PageDown", number)
        if step.show in ("drawing", "teaching"):
            draw(page, STROKES[7 if number != 6 else 4])
            expect(page.locator(".tn-digit")).not_to_have_text("?")
        if step.show == "training":
            large = page.locator(".tn-talk-number")
            expect(large).to_have_text(re.compile(r"^[789]\d\.\d"), timeout=WHILE_IT_TRAINS)
            expect(page.get_by_text("after epoch 1")).to_be_visible(timeout=WHILE_IT_TRAINS)
        if step.film:
            expect(button(page, "Stop")).to_be_visible(timeout=WHILE_IT_TRAINS)
        for theme, size in PROJECTORS:
            move_to(page, theme, size)
            expect_no_complaint(page, f"{step.line} on {size}")
            expect(page.get_by_test_id("stSidebar")).to_be_hidden()
            expect(page.get_by_test_id("stTooltipIcon").locator("visible=true")).to_have_count(0)
        move_to(page, *PROJECTORS[0])
    page.keyboard.press("PageDown")  # the last step stays
    expect_step(page, len(SHIPPED))
    assert not outside_requests
    assert not console_errors


def test_an_answer_follows_the_pen_on_the_stage(page: Page, app_url: str) -> None:
    open_talk(page, app_url)
    draw(page, STROKES[7])
    expect(page.locator(".tn-digit")).to_have_text("7")
    press(page, "PageDown", 2)
    expect(page.locator(".tn-talk-numbers b")).to_have_count(36)
    expect(page.locator(".tn-talk-numbers")).to_contain_text("1.0")


def test_the_last_stroke_comes_along_however_soon_the_next_step_is_asked_for(
    page: Page, app_url: str
) -> None:
    open_talk(page, app_url)
    box = place_of(page.locator(CANVAS))
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 30, steps=12)
    page.mouse.up()
    press(page, "PageDown", 2)
    press(page, "PageUp", 1)
    expect(page.locator(".tn-digit")).to_have_text("1")


def test_going_back_puts_back_what_was(page: Page, app_url: str) -> None:
    open_talk(page, app_url)
    draw(page, STROKES[7])
    press(page, "6", 1)
    press(page, "Enter", 6)
    expect(page.locator(".tn-digit")).to_have_text("?")  # a clear canvas
    draw(page, STROKES[4])
    press(page, "PageUp", 5)
    press(page, "Home", 1)
    expect(page.locator(".tn-digit")).to_have_text("7")
    press(page, "End", len(SHIPPED))
    press(page, "6", len(SHIPPED))
    press(page, "Enter", 6)
    expect(page.locator(".tn-value").first).not_to_have_text("–")  # the 4 is there again
    expect(button(page, "Clear")).to_be_enabled()


def test_a_step_has_all_that_it_needs_however_one_comes_to_it(page: Page, app_url: str) -> None:
    open_talk(page, app_url)
    press(page, "5", 1)
    press(page, "Enter", 5)
    expect(page.get_by_text("30 hidden")).to_be_visible()
    press(page, "PageUp", 4)
    expect(page.locator(".tn-talk-large")).to_contain_text("a = 0.9")


def test_a_newer_drawing_goes_along(page: Page, app_url: str) -> None:
    open_talk(page, app_url)
    draw(page, STROKES[1])
    press(page, "PageDown", 2)
    one = page.locator(".tn-talk-seen img").get_attribute("src")
    press(page, "PageUp", 1)
    button(page, "Clear").click()
    expect(page.locator(".tn-digit")).to_have_text("?")
    draw(page, STROKES[7])
    press(page, "PageDown", 2)
    expect(page.locator(".tn-talk-seen img")).not_to_have_attribute("src", str(one))


# The focus

FOCUSES = {
    "a link": (f"a.{TEXT}", 1),
    "a slider": ("[role=slider], input[type=range]", 12),
    "a select box": ("[data-testid='stSelectbox'] input, [data-testid='stSelectbox'] button", 3),
    "a chart": (".tn-talk-curve", 4),
}


def with_focus(page: Page, where: str) -> None:
    """Put the focus on an element of the stage; a link is put there first."""
    selector, _ = FOCUSES[where]
    if where == "a link":
        add = "name => document.querySelector('.tn-talk-line').insertAdjacentHTML("
        page.evaluate(f"{add}'beforeend', `<a class=${{name}} href='#x'>link</a>`)", TEXT)
    target = page.locator(selector).first
    target.click() if where == "a chart" else target.focus()


@pytest.mark.parametrize("where", FOCUSES)
def test_each_key_works_wherever_the_focus_is(where: str, page: Page, app_url: str) -> None:
    at = FOCUSES[where][1]
    black = page.locator(".tn-black")
    open_talk(page, app_url, at)
    for forth in ("PageDown", "ArrowRight", " ", "n"):
        with_focus(page, where)
        press(page, forth, at + 1)
        press(page, {"n": "p", "ArrowRight": "ArrowLeft"}.get(forth, "PageUp"), at)
    for key in (".", "b"):
        with_focus(page, where)
        page.keyboard.press(key)
        expect(black).to_be_visible()
        page.keyboard.press(key)
        expect(black).to_have_count(0)
    with_focus(page, where)
    press(page, "End", len(SHIPPED))
    press(page, "Home", 1)
    for digit in str(at):
        page.keyboard.press(digit)
    press(page, "Enter", at)
    with_focus(page, where)
    for harmless in ("F5", "r", "c"):
        page.keyboard.press(harmless)
    page.evaluate("window.stillTheSamePage = true")
    page.keyboard.press("F5")
    page.wait_for_timeout(500)
    assert page.evaluate("window.stillTheSamePage === true")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("f")
    wait_for(page, "!!document.fullscreenElement")
    page.keyboard.press("f")
    wait_for(page, "!document.fullscreenElement")
    with_focus(page, where)
    page.keyboard.press("Escape")
    expect(page.locator(".tn-talk-line")).to_have_count(0)
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    expect(page).not_to_have_url(re.compile("talk"))


def test_a_field_for_text_keeps_its_letters(page: Page, app_url: str) -> None:
    open_talk(page, app_url, 7)
    field = page.get_by_label("Another number, in per cent")
    field.fill("")
    field.press_sequentially("8")
    field.press("Home")
    field.press_sequentially("6.")
    expect(field).to_have_value("6.8")
    expect_step(page, 7)
    expect(page.locator(".tn-black")).to_have_count(0)
    field.press("Enter")
    expect(page.locator(".tn-talk-number").last).to_have_text("6.8 %")
    press(page, "PageDown", 8)  # a remote's key, with the focus still in the field


def test_quick_presses_are_all_counted(page: Page, app_url: str) -> None:
    open_talk(page, app_url)
    for _ in range(4):
        page.keyboard.press("PageDown")
    expect_step(page, 5)
    for _ in range(2):
        page.keyboard.press("PageUp")
    expect_step(page, 3)


# The room's guess


def test_a_press_that_the_server_does_not_hear_of_is_told_again(page: Page, app_url: str) -> None:
    lost: list[str | bytes] = []

    def between(browser_side: WebSocketRoute) -> None:
        server_side = browser_side.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            asks = isinstance(message, bytes) and b'"go"' in message
            if asks and len(lost) < 2:
                lost.append(message)
            else:
                server_side.send(message)

        browser_side.on_message(pass_on)

    page.route_web_socket("**/_stcore/stream", between)
    open_talk(page, app_url)
    press(page, "PageDown", 2)
    assert len(lost) == 2


def test_the_rooms_guess_stands_beside_the_result(page: Page, app_url: str) -> None:
    open_talk(page, app_url, 7)
    page.get_by_role("button", name="80 %").or_(page.get_by_role("radio", name="80 %")).click()
    expect(page.locator(".tn-talk-number").last).to_have_text("80 %")
    for digit in "77":  # typed without a click into the field
        page.keyboard.press(digit)
    page.keyboard.press("Enter")
    expect(page.locator(".tn-talk-number").last).to_have_text("77 %")
    expect_no_complaint(page)
    field = page.get_by_label("Another number, in per cent")
    field.fill("80")  # and without Enter
    press(page, "PageDown", 8)
    expect(page.get_by_text("The room said 80 %")).to_be_visible()
    expect(page.get_by_text("the room's guess")).to_be_visible()


# The speaker's view


def test_the_speakers_view_follows_the_talk(page: Page, app_url: str) -> None:
    notes = page.context.new_page()
    notes.goto(f"{app_url}/notes")
    expect(notes.get_by_text("No talk is on in this browser")).to_be_visible()
    open_talk(page, app_url)
    expect(notes.get_by_text(SHIPPED[0].note)).to_be_visible()
    expect(notes.get_by_text(f"Step 1 of {len(SHIPPED)}")).to_be_visible()
    expect(notes.locator(".tn-notes-since")).to_have_text(re.compile(r"^0:\d\d$"))
    press(page, "PageDown", 2)
    expect(notes.get_by_text(SHIPPED[1].note)).to_be_visible()
    expect(notes.locator(".tn-notes-next")).to_have_text(SHIPPED[2].line)
    # The remote's key may arrive in this window.
    notes.keyboard.press("PageDown")
    expect_step(page, 3)
    expect(notes.get_by_text(SHIPPED[2].note)).to_be_visible()
    page.keyboard.press("b")
    expect(notes.get_by_text("the screen is black")).to_be_visible()
    page.keyboard.press("b")
    other = page.context.new_page()
    open_talk(other, app_url, 5)
    expect(notes.get_by_text(SHIPPED[4].note)).to_be_visible()
    other.close()
    expect(notes.get_by_text(SHIPPED[2].note)).to_be_visible()  # the first one goes on
    page.keyboard.press("Escape")
    expect(notes.get_by_text("No talk is on in this browser")).to_be_visible()


def test_the_speakers_view_leaves_a_window_that_went_without_a_word(
    page: Page, app_url: str
) -> None:
    notes, other = page.context.new_page(), page.context.new_page()
    notes.goto(f"{app_url}/notes")
    open_talk(page, app_url)
    other.add_init_script("window.addEventListener('pagehide', e => e.stopImmediatePropagation())")
    open_talk(other, app_url, 5)
    expect(notes.get_by_text(SHIPPED[4].note)).to_be_visible()
    other.close()
    expect(notes.get_by_text(SHIPPED[0].note)).to_be_visible()


# In and out


def test_escape_pressed_twice_ends_the_talk_once(page: Page, app_url: str) -> None:
    for wait in (0, 60, 150):
        open_talk(page, app_url, 4)
        page.keyboard.press("Escape")
        page.wait_for_timeout(wait)
        page.keyboard.press("Escape")
        page.keyboard.press("PageDown")
        expect(page.get_by_role("heading", name="How it works")).to_be_visible()
        expect(page.locator(".tn-talk-line")).to_have_count(0)
        wait_until_idle(page)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        expect(page).not_to_have_url(re.compile("talk"))


def test_the_ordinary_page_is_as_always_after_the_talk(page: Page, app_url: str) -> None:
    open_talk(page, app_url)
    draw(page, STROKES[7])
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Draw a digit")).to_be_visible()
    wait_for(page, f"({ROUNDED_WIDTH})('.st-key-canvas') === 400")
    expect(page.locator(".tn-digit")).to_have_text("7")
    draw(page, [[(0.2, 0.9), (0.8, 0.9)]])
    expect(page.locator("html")).to_have_css("font-size", "16px")


def test_an_address_begins_the_talk_on_any_page(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/mistakes?talk")
    expect_step(page, 1)
    page.goto(f"{app_url}/train?talk=5")
    expect_step(page, 5)
    page.goto(f"{app_url}/train")  # and another address ends it
    expect(page.get_by_role("heading", name="Train")).to_be_visible()


def test_the_switch_in_the_sidebar_begins_the_talk_and_escape_ends_it(app: Page) -> None:
    app.get_by_test_id("stSidebar").get_by_role("button", name="Talk mode").click()
    expect_step(app, 1)
    press(app, "PageDown", 2)
    app.keyboard.press("Escape")
    expect(app.get_by_role("heading", name="How it works")).to_be_visible()
    app.get_by_test_id("stSidebar").get_by_role("button", name="Talk mode").click()
    expect_step(app, 1)


def test_another_talk_is_loaded_from_a_file(app: Page) -> None:
    talk = '[[step]]\nshow = "drawing"\nline = "Ours"\nnetwork = "book"\ndigit = "clear"\n'
    sidebar = app.get_by_test_id("stSidebar")
    app.get_by_text("The talk's text").click()
    sidebar.locator("input[type=file]").set_input_files(
        {"name": "ours.toml", "mimeType": "text/plain", "buffer": talk.encode()}
    )
    expect(sidebar.get_by_text("ours.toml: 1 step")).to_be_visible()
    sidebar.get_by_role("button", name="Talk mode").click()
    expect(app.locator(".tn-talk-line")).to_have_text("Ours")


def test_everything_grows_with_the_window(page: Page, app_url: str) -> None:
    open_talk(page, app_url)
    for width, height in ((1280, 720), (2560, 1440), (3840, 2160)):
        page.set_viewport_size({"width": width, "height": height})
        expect(page.locator(CANVAS)).to_have_js_property("isConnected", True)
        wait_for(
            page,
            """tall => {
                const [line, canvas] = [".tn-talk-line", ".st-key-canvas"]
                    .map(name => document.querySelector(name));
                const size = parseFloat(getComputedStyle(line).fontSize);
                return Math.abs(size / (0.0525 * tall) - 1) < 0.02
                    && canvas.getBoundingClientRect().height > 0.6 * tall;
            }""",
            arg=height,
        )
        expect_no_complaint(page)
