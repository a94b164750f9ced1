"""A number is written with the mouse, read while it is written, and kept."""

import io
import re

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Page, ViewportSize, expect

from tests import rows
from tests.browser.driving import (
    CANVAS,
    UNDO,
    Stroke,
    button,
    click,
    draw,
    draw_at_once,
    go_to,
    open_app,
    place_of,
    settle,
)
from tests.browser.server import Server
from tests.browser.test_live import stopped
from tests.thorough import some

WHOLE = ".tn-whole"
BOX = ".tn-box"
WINDOWS: list[ViewportSize] = [
    {"width": 1280, "height": 800},
    {"width": 1024, "height": 768},
    {"width": 390, "height": 844},
]


def row(*digits: int) -> list[Stroke]:
    """Return the strokes of a row of digits, for `draw` on a canvas of 2 : 1."""
    strokes, _ = rows.row("".join(map(str, digits)), gaps=0.1)
    return [
        [(0.03 + 0.003 * x, 0.16 + 0.006 * y) for x, y in stroke.tolist()] for stroke in strokes
    ]


@pytest.fixture
def numbers(page: Page, app_url: str) -> Page:
    """Open the app at Numbers, where a number writes itself and is read."""
    open_app(page, f"{app_url}/numbers")
    expect_number(page, "2357")
    return page


def expect_number(page: Page, number: str) -> None:
    """Wait for a number, whether or not it asks about a digit."""
    asked = "".join(f"{digit}[?]?" for digit in number)
    expect(page.locator(WHOLE)).to_have_text(re.compile(f"^{asked}$"))


def test_a_number_is_read_while_it_is_written(numbers: Page, server: Server) -> None:
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
    numbers.locator(".st-key-least input[type=range]").press("End")
    settle(numbers)  # of an output of 1 nothing is sure
    expect(numbers.locator(WHOLE)).to_have_text("2?0?1?7?")


def test_the_boxes_lie_on_the_digits_of_a_picture_of_any_shape(numbers: Page) -> None:
    image, stream = Image.new("RGB", (400, 600), "white"), io.BytesIO()
    ImageDraw.Draw(image).line([(200, 100), (200, 500)], "black", 24)
    image.save(stream, "PNG")
    click(numbers.get_by_role("radio", name="A picture"))
    uploader = numbers.get_by_role("main").locator('[data-testid="stFileUploader"] input')
    uploader.set_input_files(FilePayload(name="1.png", mimeType="", buffer=stream.getvalue()))
    expect_number(numbers, "1")
    box, board = (place_of(numbers.locator(part)) for part in (BOX, ".tn-board"))
    assert box["x"] + box["width"] / 2 == pytest.approx(board["x"] + board["width"] / 2, abs=2)
    assert box["y"] + box["height"] / 2 == pytest.approx(board["y"] + board["height"] / 2, abs=2)


def test_what_a_person_says_of_a_digit_stands_in_the_number(numbers: Page) -> None:
    draw(numbers, row(1, 7))
    expect_number(numbers, "17")
    click(numbers.locator(".st-key-number_digits").get_by_role("radio").first)
    click(button(numbers, "Another digit"))
    numbers.get_by_test_id("stPopoverBody").get_by_role("button", name="4").click()
    expect_number(numbers, "47")
    draw(numbers, row(1, 7, 3)[2:])
    expect_number(numbers, "473")


def test_draw_offers_numbers_with_its_strokes(app: Page) -> None:
    picture = app.locator(".st-key-picture")
    go_to(app, "Numbers")
    draw(app, row(2, 7))
    go_to(app, "Draw")
    draw(app, [[(0.04 + 1.26 * x, y) for x, y in stroke] for stroke in row(1, 3)])
    before = place_of(picture)
    app.get_by_role("button", name="Read it as a number").click()
    expect(app.get_by_role("heading", name="Numbers")).to_be_visible()
    expect_number(app, "13")
    click(app.locator(UNDO))
    expect_number(app, "27")  # which was there before
    go_to(app, "Draw")
    click(button(app, "Clear"))
    expect(app.get_by_role("button", name="Read it as a number")).to_be_hidden()
    assert place_of(picture) == before  # the offer moves nothing


@pytest.mark.parametrize(
    "viewport", some(WINDOWS), ids=lambda size: f"{size['width']}x{size['height']}"
)
def test_the_canvas_and_the_number_are_seen_together_and_nothing_jumps(
    viewport: ViewportSize, page: Page, app_url: str
) -> None:
    page.set_viewport_size(viewport)
    open_app(page, f"{app_url}/numbers")
    selectors = CANVAS, WHOLE, ".st-key-number_cut", ".st-key-tools", ".tn-cheque"
    parts = [page.locator(selector) for selector in selectors]
    before = [place_of(part) for part in parts]
    assert before[0]["width"] == pytest.approx(2 * before[0]["height"], rel=0.02)
    draw(page, row(4, 0, 2))
    expect_number(page, "402")
    after = [place_of(part) for part in parts]
    assert [place["y"] for place in after] == [place["y"] for place in before]
    assert after[1]["y"] + after[1]["height"] <= viewport["height"]
