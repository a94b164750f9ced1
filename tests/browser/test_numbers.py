"""A number is written with the mouse, read while it is written, asked about, and learnt from."""

import io
import re
from itertools import pairwise
from math import dist

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect

from tests.browser.driving import (
    CANVAS,
    HEARD,
    PIXELS_A_MOVE,
    STROKES,
    VIEWPORT,
    Stroke,
    draw,
    go_to,
    open_app,
    place_of,
    soon,
    wait_for,
    wait_for_canvas,
    wait_until_idle,
)
from tests.browser.server import Server
from tests.browser.test_live import CLOSED, COMES, pen, stopped

WHOLE = ".tn-whole"
BOX = ".tn-box"
LEFT, TOP, HEIGHT, GAP = 0.06, 0.22, 0.6, 0.03  # of the canvas's width and height


def row(*digits: int, height: float = HEIGHT, left: float = LEFT) -> list[Stroke]:
    """Return the strokes of a row of digits, for `draw` on a canvas of 2 : 1."""
    strokes: list[Stroke] = []
    for digit in digits:
        points = [np.array(stroke) for stroke in STROKES[digit]]
        low, high = (f(np.concatenate(points), axis=0) for f in (np.min, np.max))
        scale = np.array([0.5, 1.0]) * height / (high[1] - low[1])
        for stroke in points:
            placed = (stroke - low) * scale + (left, TOP)
            strokes.append([(float(x), float(y)) for x, y in placed])
        left += float((high - low)[0] * scale[0]) + GAP
    return strokes


@pytest.fixture
def numbers(page: Page, app_url: str) -> Page:
    """Open the app at Numbers; the browser has written the number itself when it reads along."""
    open_app(page, app_url)
    go_to(page, "Numbers")
    page.locator(CANVAS).wait_for()
    wait_for(page, f"document.querySelector('{WHOLE}')?.parentElement.shown")
    return page


def expect_number(page: Page, number: str) -> None:
    """Wait for a number, whether or not it asks about a digit."""
    expect(page.locator(WHOLE)).to_have_text(re.compile("^" + "".join(f"{d}[?]?" for d in number)))


def move(page: Page, stroke: Stroke, lift: bool) -> None:
    """Draw one stroke, and leave the pen on the paper unless it is to be lifted."""
    box = place_of(page.locator(CANVAS))
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
    page.mouse.move(*points[0])
    page.mouse.down()
    for here, there in pairwise(points):
        page.mouse.move(*there, steps=1 + int(dist(here, there) / PIXELS_A_MOVE))
    if lift:
        page.mouse.up()


def ask_below(page: Page, key: str) -> None:
    """Move the bound below which it asks, with a key such as End."""
    slider = page.locator(".st-key-cheques_least input[type=range]")
    slider.focus()
    page.keyboard.press(key)
    wait_until_idle(page)


def test_a_number_of_four_digits_is_read_while_it_is_written(
    numbers: Page, server: Server, console_errors: list[str]
) -> None:
    strokes = row(2, 0, 1, 7)
    with stopped(server):  # so the browser alone reads
        for stroke in strokes[:-1]:
            move(numbers, stroke, lift=True)
        expect(numbers.locator(BOX)).to_have_count(3)
        expect_number(numbers, "201$")
        move(numbers, strokes[-1], lift=False)  # the pen is on the paper
        expect(numbers.locator(BOX)).to_have_count(4)
        expect_number(numbers, "2017$")
        numbers.mouse.up()
    wait_for(numbers, HEARD, 4)
    expect_number(numbers, "2017$")
    boxes = [place_of(numbers.locator(BOX).nth(k)) for k in range(4)]
    canvas = place_of(numbers.locator(CANVAS))
    for box, stroke in zip(boxes, strokes, strict=True):
        middle = canvas["x"] + np.mean([x for x, _ in stroke]) * canvas["width"]
        assert box["x"] < middle < box["x"] + box["width"]
    pictures = numbers.locator(".tn-cut .tn-picture")
    expect(pictures).to_have_count(4)
    assert console_errors == []


READOUT = """() => ["said", "boxes", "cut"].map(name => {
    const part = document.querySelector(`.tn-${name}`);
    const places = [...part.querySelectorAll("[style]")].map(box => box.style.cssText);
    const kinds = [...part.querySelectorAll("[class]")].map(element => element.className);
    return [part.textContent, ...places, ...kinds].join();
})"""


def test_what_the_browser_reads_is_what_the_server_reads(
    numbers: Page, browser: Browser, app_url: str
) -> None:
    strokes = row(4, 0, 7)
    pen(numbers, strokes)
    wait_for(numbers, HEARD, 4)
    live = numbers.evaluate(READOUT)
    assert re.match("4[?]?0[?]?7", live[0])
    with browser.new_context(viewport=VIEWPORT) as context:
        other = context.new_page()
        other.add_init_script(f"({CLOSED})()")
        open_app(other, f"{app_url}/numbers")
        other.wait_for_timeout(COMES)
        pen(other, strokes, canvas=".st-key-canvas")
        wait_for(other, HEARD, 4)
        soon(other, lambda: other.evaluate(READOUT) == live)  # its parts arrive one by one
        assert other.evaluate(READOUT) == live


def test_it_asks_and_a_click_on_a_candidate_settles_it(numbers: Page) -> None:
    draw(numbers, row(1, 7))
    expect_number(numbers, "17$")
    ask_below(numbers, "End")  # of an output of 1 nothing is sure
    expect(numbers.locator(WHOLE)).to_have_text("1?7?")
    expect(numbers.locator(f"{BOX}.tn-asks")).to_have_count(2)
    question = numbers.locator(".st-key-number_question")
    expect(question).to_contain_text("Digit 1: is it a 1 or")
    question.get_by_role("button", name="1", exact=True).click()
    expect(numbers.locator(WHOLE)).to_have_text("17?")
    expect(numbers.locator(f"{BOX}.tn-told")).to_have_count(1)
    expect(question).to_contain_text("Digit 2: is it a 7 or")
    # Another stroke of the first digit, which is then asked about again.
    draw(numbers, [[(x, 0.82) for x in (0.04, 0.06, 0.08, 0.1)]])
    expect(numbers.locator(f"{BOX}.tn-told")).to_have_count(0)


def test_a_correction_teaches_and_is_undone(numbers: Page) -> None:
    draw(numbers, row(1, 7))
    expect_number(numbers, "17$")
    digits = numbers.locator(".st-key-number_digit")
    digits.get_by_role("radio", name="7", exact=False).click()
    question = numbers.locator(".st-key-number_question")
    question.get_by_role("button", name="Another digit").click()
    numbers.get_by_role("button", name="2", exact=True).click()
    expect_number(numbers, "12$")
    numbers.get_by_role("button", name="Let the network learn this 2").click()
    expect(question).to_contain_text("has forgotten")
    sidebar = numbers.get_by_test_id("stSidebar")
    choice = sidebar.get_by_role("combobox", name="Network in use")
    expect(choice).to_have_value(re.compile("Corrected"))
    go_to(numbers, "Mistakes")
    numbers.get_by_role("radio", name="Your drawings").click()
    expect(numbers.get_by_role("main")).to_contain_text("reads 1 of 1 as they were meant")
    go_to(numbers, "Numbers")
    numbers.get_by_role("button", name="Undo the correction").click()
    expect(choice).to_have_value(re.compile("draw"))


def test_the_number_is_kept_over_a_page_change_and_a_reload(numbers: Page) -> None:
    draw(numbers, row(2, 7))
    expect_number(numbers, "27$")
    go_to(numbers, "Draw")
    expect(numbers.locator(".st-key-answer")).to_contain_text("Nothing is drawn yet")
    draw(numbers, STROKES[3])
    expect(numbers.locator(".st-key-answer .tn-digit")).to_have_text(re.compile("^3"))
    go_to(numbers, "Numbers")
    expect_number(numbers, "27$")
    numbers.reload()
    expect_number(numbers, "27$")
    wait_for(numbers, HEARD, 2)
    wait_for_canvas(numbers)
    draw(numbers, row(1, left=0.5))
    expect_number(numbers, "271$")
    numbers.get_by_role("button", name=re.compile("^Undo")).click()
    expect_number(numbers, "27$")
    numbers.get_by_role("button", name="Clear").click()
    expect(numbers.locator(WHOLE)).to_have_text("?")
    go_to(numbers, "Draw")
    expect(numbers.locator(".st-key-answer .tn-digit")).to_have_text(re.compile("^3"))


def picture_of(*digits: int) -> FilePayload:
    """Return a picture of a row of digits, to be loaded."""
    image = Image.new("RGB", (1200, 600), "#f4f1ea")
    pen = ImageDraw.Draw(image)
    for stroke in row(*digits):
        pen.line([(1200 * x, 600 * y) for x, y in stroke], "#1d2233", 22, joint="curve")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return {"name": "number.png", "mimeType": "image/png", "buffer": stream.getvalue()}


def test_a_picture_of_a_number_is_read(numbers: Page) -> None:
    errors: list[str] = []
    numbers.on("pageerror", lambda error: errors.append(str(error)))
    draw(numbers, row(5))
    numbers.get_by_role("radio", name="A picture").click()
    expect(numbers.locator(".tn-how-sure")).to_contain_text("No picture is loaded yet")
    file = numbers.get_by_role("main").locator("input[type=file]")
    old = file.element_handle()
    file.set_input_files({"name": "list.png", "mimeType": "image/png", "buffer": b"Buy milk."})
    expect(numbers.get_by_role("alert")).to_contain_text("list.png is not a picture")
    # A new place replaces the old one, which would lose a file.
    assert soon(numbers, lambda: not old.evaluate("place => place.isConnected"))
    wait_until_idle(numbers)
    file.set_input_files(picture_of(2, 0, 7))
    expect(numbers.get_by_role("alert")).to_have_count(0)
    expect_number(numbers, "207$")
    expect(numbers.locator(f".tn-pictured {BOX}")).to_have_count(3)
    numbers.get_by_role("radio", name="The drawing").click()
    expect_number(numbers, "5$")
    assert not errors


def test_draw_offers_numbers_with_its_strokes(app: Page) -> None:
    half = [[(0.03 + x * 0.9, y) for x, y in stroke] for stroke in row(1, 3)]
    wide = [[(x * 1.4, y) for x, y in stroke] for stroke in half]
    draw(app, wide)
    before = place_of(app.locator(".st-key-outputs"))
    app.get_by_role("button", name="Read it as a number").click()
    expect(app.get_by_role("heading", name="Numbers")).to_be_visible()
    expect_number(app, "13$")
    wait_for(app, HEARD, 2)
    go_to(app, "Draw")
    app.get_by_role("button", name="Clear").click()
    expect(app.locator(".st-key-answer")).to_contain_text("Nothing is drawn yet")
    expect(app.get_by_role("button", name="Read it as a number")).to_have_count(0)
    assert place_of(app.locator(".st-key-outputs")) == before  # the offer moves nothing


def test_a_cheque_is_shown_and_the_bound_changes_the_counts(numbers: Page) -> None:
    cheque = numbers.locator(".tn-cheque")
    expect(cheque).to_contain_text("Thirty Neurons Bank")
    counts = numbers.locator(".tn-count b")
    before = counts.all_inner_texts()
    shown = cheque.inner_text()
    numbers.get_by_role("button", name="Next cheque").click()
    expect(cheque).not_to_have_text(shown, use_inner_text=True)
    ask_below(numbers, "PageUp")
    expect(counts.first).not_to_have_text(before[0])
    ask_below(numbers, "End")
    expect(counts.first).not_to_have_text(before[0])
    numbers.locator(".st-key-cheque_curve .main-svg").first.wait_for()


@pytest.mark.parametrize(
    "viewport",
    [{"width": 1280, "height": 800}, {"width": 1024, "height": 768}, {"width": 390, "height": 844}],
    ids=lambda size: f"{size['width']}x{size['height']}",
)
def test_the_canvas_and_the_number_are_seen_together_and_nothing_jumps(
    viewport: ViewportSize, page: Page, app_url: str
) -> None:
    page.set_viewport_size(viewport)
    open_app(page, f"{app_url}/numbers")
    page.locator(CANVAS).wait_for()
    parts = [
        page.locator(selector)
        for selector in (CANVAS, WHOLE, ".st-key-number_cut", ".st-key-tools", ".tn-cheque")
    ]
    before = [place_of(part) for part in parts]
    box = before[0]
    assert box["x"] >= 0 and box["x"] + box["width"] <= viewport["width"]
    assert box["width"] == pytest.approx(2 * box["height"], rel=0.02)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    draw(page, row(4, 0, 2))
    expect_number(page, "402$")
    after = [place_of(part) for part in parts]
    assert [place["y"] for place in after] == [place["y"] for place in before]
    assert after[0] == box
    assert after[1]["y"] + after[1]["height"] <= viewport["height"]
