"""Draw in a real browser, with the mouse."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FloatRect, Page, Route, ViewportSize, expect

from tests.browser.driving import (
    CANVAS,
    HEARD,
    QUIET,
    SAID,
    STROKES,
    STYLED,
    Point,
    Stroke,
    choose_eraser,
    draw,
    go_to,
    open_app,
    picture_of_seven,
    place_of,
    soon,
    visitor,
    wait_for,
    wait_for_answer_to,
    wait_for_canvas,
    wait_until_idle,
)

PHONE: ViewportSize = {"width": 390, "height": 844}


def press(page: Page, label: str) -> None:
    page.get_by_test_id("stBaseButton-secondary").filter(has_text=label).click()


def expect_answer(page: Page, text: str) -> None:
    expect(page.locator(".st-key-answer")).to_contain_text(text)


def expect_digit(page: Page, digit: int) -> None:
    expect(page.locator(".st-key-answer .tn-digit")).to_have_text(re.compile(f"^{digit}"))


def undo(page: Page) -> None:
    told = page.evaluate(f"{SAID}.told")
    press(page, "Undo")
    wait_for(page, f"told => {SAID}.told > told", told)
    wait_for_canvas(page)


def clear(page: Page) -> None:
    press(page, "Clear")
    expect_answer(page, "Nothing is drawn yet")


def back_to_drawing(page: Page, digit: int) -> None:
    """Return to Draw and wait for the canvas, which loads its drawing after it has appeared."""
    go_to(page, "Draw")
    expect_digit(page, digit)
    wait_for_canvas(page)


def canvas_box(page: Page) -> FloatRect:
    return place_of(page.locator(CANVAS))


def ink_on_canvas(page: Page) -> int:
    """Return how many pixels of the canvas the visitor sees dark."""
    return int(
        page.locator("canvas.dc-canvas.lower-canvas").evaluate(
            """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
            .data.filter((red, at) => at % 4 === 0 && red < 128).length"""
        )
    )


def shows_ink(page: Page, least: float, most: float) -> bool:
    """Tell whether the canvas shows so much ink, soon."""
    return soon(page, lambda: least < ink_on_canvas(page) < most)


def test_every_digit_is_drawn_and_read_and_a_dot_gets_a_sentence(
    app: Page, console_errors: list[str]
) -> None:
    for digit, strokes in STROKES.items():
        draw(app, strokes)
        expect_digit(app, digit)
        clear(app)
    box = canvas_box(app)
    app.mouse.click(box["x"] + 100, box["y"] + 100)
    expect_answer(app, "only a dot")
    assert console_errors == []


def test_the_drawing_is_there_after_another_page_and_can_be_undone_and_gone_on_with(
    app: Page, outside_requests: list[str]
) -> None:
    draw(app, STROKES[4])
    expect_digit(app, 4)
    before = ink_on_canvas(app)
    assert before > 2000
    go_to(app, "Look inside")
    expect(app.locator(".js-plotly-plot").first).to_be_visible()
    back_to_drawing(app, 4)
    assert shows_ink(app, 0.95 * before, 1.05 * before)
    undo(app)
    assert shows_ink(app, 0, 0.7 * before)
    draw(app, STROKES[4][1:])
    expect_digit(app, 4)
    app.go_back()
    expect(app.get_by_role("heading", name="Look inside")).to_be_visible()
    app.go_forward()
    expect_digit(app, 4)
    wait_for_canvas(app)
    undo(app)
    assert shows_ink(app, 0, 0.7 * before)
    assert outside_requests == []


def test_quick_undo_clicks_all_count(app: Page) -> None:
    draw(app, [[(0.1 + 0.1 * k, 0.2), (0.1 + 0.1 * k, 0.8)] for k in range(7)])
    seven_strokes = ink_on_canvas(app)
    for _ in range(4):
        press(app, "Undo")
        app.wait_for_timeout(150)
    wait_for(app, HEARD, 3)
    wait_for_canvas(app)
    assert shows_ink(app, (3 / 7 - 0.05) * seven_strokes, (3 / 7 + 0.05) * seven_strokes)
    clear(app)
    undo(app)
    assert shows_ink(app, (3 / 7 - 0.05) * seven_strokes, (3 / 7 + 0.05) * seven_strokes)


def test_the_canvas_has_no_second_toolbar(app: Page) -> None:
    draw(app, STROKES[1])
    box = canvas_box(app)
    app.mouse.click(box["x"] + box["width"] - 20, box["y"] - 15)  # where its Clear would be
    app.wait_for_timeout(700)
    expect_digit(app, 1)


def test_a_stroke_begins_in_any_corner_and_the_keyboard_finds_no_second_toolbar(app: Page) -> None:
    go_to(app, "Look inside")
    app.get_by_role("link", name="Draw").click()  # the page has a new canvas
    expect(app.locator(CANVAS)).to_be_visible()
    wait_until_idle(app)
    draw(app, [[(0.92, 0.02), (0.92, 0.5)]])  # the pen comes from outside the canvas
    one = ink_on_canvas(app)
    assert one > 2000
    draw(app, [[(0.78, 0.02), (0.78, 0.5)]])
    assert shows_ink(app, 1.8 * one, 2.2 * one)
    expect(app.locator(".dc-toolbar")).to_be_hidden()


@pytest.mark.parametrize(
    "viewport",
    [
        PHONE,
        {"width": 320, "height": 640},
        {"width": 820, "height": 1180},
        {"width": 1024, "height": 768},
        {"width": 1920, "height": 1080},
    ],
    ids=lambda size: f"{size['width']}x{size['height']}",
)
def test_the_canvas_fits_the_window_and_reads(
    viewport: ViewportSize, page: Page, app_url: str
) -> None:
    page.set_viewport_size(viewport)
    open_app(page, app_url)
    box = canvas_box(page)
    assert box["x"] >= 0 and box["x"] + box["width"] <= viewport["width"]
    assert box["width"] >= 280
    if viewport["width"] <= 640:  # the canvas stands alone
        assert box["width"] > viewport["width"] - 48
    column = place_of(page.locator('[data-testid="stColumn"]:has(.st-key-drawing)'))
    assert box["x"] + box["width"] <= column["x"] + column["width"] + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    draw(page, STROKES[3])
    expect_digit(page, 3)


def test_two_visitors_do_not_see_each_others_drawing(
    app: Page, browser: Browser, app_url: str
) -> None:
    draw(app, STROKES[4])
    with visitor(browser, app_url) as other:
        expect_answer(other, "Nothing is drawn yet")


# Pen, eraser, and fingers


def pick(page: Page, name: str) -> None:
    """Press one of a row of buttons and wait for the answer."""
    choice = page.get_by_role("main").get_by_role("radio", name=name)
    wait_for_answer_to(page, choice.click)


def test_the_eraser_takes_ink_away_and_undo_brings_it_back(app: Page) -> None:
    draw(app, [*STROKES[7], [(0.25, 0.9), (0.8, 0.9)]])
    both = ink_on_canvas(app)
    choose_eraser(app)
    draw(app, [[(0.2, 0.9), (0.85, 0.9)]])
    expect_digit(app, 7)
    assert shows_ink(app, 0, 0.8 * both)
    go_to(app, "Train")
    back_to_drawing(app, 7)
    assert shows_ink(app, 0, 0.8 * both)
    undo(app)
    assert shows_ink(app, 0.95 * both, 1.05 * both)


def test_another_pen_leaves_what_is_drawn(app: Page) -> None:
    draw(app, STROKES[1])
    before = ink_on_canvas(app)
    slider = app.locator(".st-key-pen").get_by_role("slider")
    slider.focus()
    app.keyboard.press("Home")
    expect(app.locator(".st-key-pen")).to_contain_text("8 pixels")
    wait_for_canvas(app)
    assert ink_on_canvas(app) == before
    draw(app, [[(x + 0.25, y) for x, y in STROKES[1][0]]])
    assert shows_ink(app, before, 1.5 * before)


@pytest.fixture
def phone(browser: Browser, app_url: str) -> Iterator[Page]:
    """Open the app on a phone."""
    with browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        open_app(page, app_url)
        yield page


def stroke_with_finger(page: Page, points: list[Point]) -> None:
    """Draw with a finger; points are pixels of the window."""
    browser = page.context.new_cdp_session(page)

    def touch(kind: str, *at: Point) -> None:
        fingers = [{"x": x, "y": y} for x, y in at]
        browser.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    touch("touchStart", points[0])
    for (x0, y0), (x1, y1) in pairwise(points):
        for step in range(1, 5):
            touch("touchMove", (x0 + (x1 - x0) * step / 4, y0 + (y1 - y0) * step / 4))
    touch("touchEnd")
    browser.detach()


def draw_with_finger(page: Page, stroke: Stroke) -> None:
    """Draw with a finger and wait for the answer; points as for draw."""
    box = canvas_box(page)
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
    known = page.evaluate(f"{SAID}.strokes.length")
    stroke_with_finger(page, at)
    wait_for(page, HEARD, known + 1)
    wait_until_idle(page)


def scrolled(page: Page) -> float:
    return float(page.locator('[data-testid="stMain"]').evaluate("main => main.scrollTop"))


def test_a_finger_draws_and_erases_and_does_not_scroll(phone: Page) -> None:
    draw_with_finger(phone, STROKES[7][0])
    expect_digit(phone, 7)
    draw_with_finger(phone, [(0.85, 0.9), (0.85, 0.1)])
    ink = ink_on_canvas(phone)
    assert scrolled(phone) == 0
    choose_eraser(phone)
    draw_with_finger(phone, [(0.85, 0.95), (0.85, 0.05)])
    expect_digit(phone, 7)
    assert shows_ink(phone, 0, ink)
    assert scrolled(phone) == 0
    stroke_with_finger(phone, [(200, 800), (200, 500)])  # beside the canvas it scrolls
    assert soon(phone, lambda: scrolled(phone) > 100)


def test_a_tap_in_the_corner_leaves_the_drawing_alone(phone: Page) -> None:
    draw_with_finger(phone, STROKES[3][0])
    box = canvas_box(phone)
    phone.touchscreen.tap(box["x"] + 0.96 * box["width"], box["y"] + 0.02 * box["height"])
    phone.wait_for_timeout(900)
    wait_until_idle(phone)
    expect_digit(phone, 3)
    assert ink_on_canvas(phone) > 2000


# Pictures and test digits


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, PHONE], ids=["wide", "phone"])
def test_picture_and_test_digit_stand_where_the_canvas_stood(
    viewport: ViewportSize, page: Page, app_url: str
) -> None:
    page.set_viewport_size(viewport)
    open_app(page, app_url)
    canvas = canvas_box(page)
    for source in "A test digit", "A picture":
        pick(page, source)
        board = place_of(page.locator(".tn-board"))
        assert all(abs(canvas[side] - board[side]) < 1 for side in ("x", "y", "width", "height"))
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_a_picture_is_read_and_a_bad_file_changes_nothing(app: Page, tmp_path: Path) -> None:
    draw(app, STROKES[4])
    pick(app, "A picture")
    uploader = app.get_by_role("main").locator('[data-testid="stFileUploader"] input')
    uploader.set_input_files(picture_of_seven())
    expect_digit(app, 7)
    expect(app.locator(".tn-loaded")).to_be_visible()
    wait_until_idle(app)  # a new uploader has replaced the old one
    uploader.set_input_files({"name": "list.png", "mimeType": "image/png", "buffer": b"Buy milk."})
    expect(app.get_by_role("alert")).to_contain_text("list.png is not a picture")
    expect_digit(app, 7)
    wait_until_idle(app)
    too_large = tmp_path / "large.png"
    too_large.write_bytes(bytes(11_000_000))
    uploader.set_input_files(too_large)
    expect(app.get_by_role("main")).to_contain_text("must be 10.0MB or smaller")
    expect_digit(app, 7)
    uploader.set_input_files(picture_of_seven())
    expect(app.get_by_role("alert")).to_have_count(0)  # what was said of the file before
    pick(app, "The drawing")
    expect_digit(app, 4)


def test_the_pen_width_keeps_the_arrow_keys_only_from_a_keyboard_user(app: Page) -> None:
    slider = app.locator(".st-key-pen input[type=range]")
    place = place_of(app.locator(".st-key-pen [role=group]"))
    y = place["y"] + place["height"] / 2
    app.mouse.move(place["x"] + place["width"] / 2, y)
    app.mouse.down()
    app.mouse.move(place["x"] + 0.75 * place["width"], y, steps=4)
    app.mouse.up()
    expect(slider).not_to_have_value("34")
    expect(slider).not_to_be_focused()
    wait_until_idle(app)
    width = slider.input_value()
    app.keyboard.press("ArrowLeft")
    app.keyboard.press("PageDown")
    app.wait_for_timeout(QUIET)
    expect(slider).to_have_value(width)
    slider.focus()
    app.keyboard.press("ArrowLeft")
    expect(slider).not_to_have_value(width)
    wait_until_idle(app)
    expect(slider).to_be_focused()


def test_nothing_jumps_when_a_part_of_the_page_comes_late(page: Page, app_url: str) -> None:
    late: list[Route] = []
    page.route("**/ButtonGroup*.js", lambda route: late.append(route))
    page.goto(app_url)
    wait_for(page, STYLED)
    canvas = canvas_box(page)
    assert late  # the row of choices above it is not there yet
    for route in late:
        route.continue_()
    expect(page.get_by_role("radio", name="A picture")).to_be_visible()
    assert canvas_box(page) == canvas
