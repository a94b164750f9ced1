"""A number is written with the mouse, read while it is written, and kept."""

import re

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.driving import (
    CANVAS,
    STROKES,
    Stroke,
    button,
    click,
    draw,
    draw_at_once,
    go_to,
    open_app,
    place_of,
    settle,
    visitor,
)
from tests.browser.server import Server
from tests.browser.test_live import CLOSED, UNDO, stopped
from tests.thorough import some

WHOLE = ".tn-whole"
BOX = ".tn-box"
LEFT, TOP, HEIGHT, GAP = 0.06, 0.22, 0.6, 0.03  # of the canvas's width and height
READOUT = """() => ["said", "boxes", "cut"].map(name => {
    const part = document.querySelector(`.tn-${name}`);
    const places = [...part.querySelectorAll("[style]")].map(box => box.style.cssText);
    const kinds = [...part.querySelectorAll("[class]")].map(element => element.className);
    return [part.textContent, ...places, ...kinds].join();
})"""
WINDOWS: list[ViewportSize] = [
    {"width": 1280, "height": 800},
    {"width": 1024, "height": 768},
    {"width": 390, "height": 844},
]


def row(*digits: int, left: float = LEFT) -> list[Stroke]:
    """Return the strokes of a row of digits, for `draw` on a canvas of 2 : 1."""
    strokes: list[Stroke] = []
    for digit in digits:
        points = [np.array(stroke) for stroke in STROKES[digit]]
        low, high = (f(np.concatenate(points), axis=0) for f in (np.min, np.max))
        scale = np.array([0.5, 1.0]) * HEIGHT / (high[1] - low[1])
        for stroke in points:
            placed = (stroke - low) * scale + (left, TOP)
            strokes.append([(float(x), float(y)) for x, y in placed])
        left += float((high - low)[0] * scale[0]) + GAP
    return strokes


@pytest.fixture
def numbers(page: Page, app_url: str) -> Page:
    """Open the app at Numbers; the browser has written the number itself when it reads along."""
    open_app(page, f"{app_url}/numbers")
    expect(page.locator(WHOLE)).to_have_text("?")
    return page


def expect_number(page: Page, number: str) -> None:
    """Wait for a number, whether or not it asks about a digit."""
    asked = "".join(f"{digit}[?]?" for digit in number)
    expect(page.locator(WHOLE)).to_have_text(re.compile(f"^{asked}$"))


def test_a_number_is_read_while_it_is_written_and_read_alike_by_the_server(
    numbers: Page, server: Server, browser: Browser
) -> None:
    strokes = row(2, 0, 1, 7)
    with stopped(server, numbers) as canvas:  # so the browser alone reads
        draw_at_once(numbers, strokes[:-1], box=canvas)
        expect_number(numbers, "201")
        draw_at_once(numbers, strokes[-1:], lift=False, box=canvas)
        expect_number(numbers, "2017")
        numbers.mouse.up()
    settle(numbers)
    boxes = [place_of(box) for box in numbers.locator(BOX).all()]
    for box, stroke in zip(boxes, strokes, strict=True):
        middle = canvas["x"] + np.mean([x for x, _ in stroke]) * canvas["width"]
        assert box["x"] < middle < box["x"] + box["width"]
    with visitor(browser) as other:
        other.add_init_script(CLOSED)
        open_app(other, f"{server.url}/numbers")
        draw_at_once(other, strokes, box=place_of(other.locator(".st-key-canvas")))
        settle(other)
        assert other.evaluate(READOUT) == numbers.evaluate(READOUT)
        for page in (numbers, other):
            page.locator(".st-key-cheques_least input[type=range]").press("End")
            settle(page)  # of an output of 1 nothing is sure
        expect(numbers.locator(WHOLE)).to_have_text("2?0?1?7?")
        assert other.evaluate(READOUT) == numbers.evaluate(READOUT)


def test_the_number_is_kept_beside_the_digit_and_over_a_reload(app: Page) -> None:
    draw(app, STROKES[3])
    go_to(app, "Numbers")
    draw(app, row(2, 7))
    expect_number(app, "27")
    go_to(app, "Draw")
    expect(app.locator(".st-key-answer .tn-digit")).to_have_text(re.compile("^3"))
    go_to(app, "Numbers")
    expect_number(app, "27")
    app.reload()
    settle(app)
    expect_number(app, "27")
    draw(app, row(1, left=0.5))
    expect_number(app, "271")
    click(app.locator(UNDO))
    expect_number(app, "27")


def test_draw_offers_numbers_with_its_strokes(app: Page) -> None:
    outputs = app.locator(".st-key-outputs")
    draw(app, [[(0.04 + 1.26 * x, y) for x, y in stroke] for stroke in row(1, 3)])
    before = place_of(outputs)
    app.get_by_role("button", name="Read it as a number").click()
    expect(app.get_by_role("heading", name="Numbers")).to_be_visible()
    expect_number(app, "13")
    settle(app)
    go_to(app, "Draw")
    click(button(app, "Clear"))
    expect(app.get_by_role("button", name="Read it as a number")).to_have_count(0)
    assert place_of(outputs) == before  # the offer moves nothing


@pytest.mark.parametrize(
    "viewport", some(WINDOWS, one_in=2), ids=lambda size: f"{size['width']}x{size['height']}"
)
def test_the_canvas_and_the_number_are_seen_together_and_nothing_jumps(
    viewport: ViewportSize, page: Page, app_url: str
) -> None:
    page.set_viewport_size(viewport)
    open_app(page, f"{app_url}/numbers")
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
    expect_number(page, "402")
    after = [place_of(part) for part in parts]
    assert [place["y"] for place in after] == [place["y"] for place in before]
    assert after[0] == box
    assert after[1]["y"] + after[1]["height"] <= viewport["height"]
