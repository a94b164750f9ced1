"""Draw in a real browser: the canvas, its tools, a finger, and what may stand in its place."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, FloatRect, Page, Route, ViewportSize, expect

from tests.browser import room
from tests.browser.driving import (
    CANVAS,
    STILL,
    STROKES,
    UNDO,
    border,
    choose_eraser,
    click,
    draw,
    draw_at_once,
    go_to,
    hold_back,
    ink_on_canvas,
    open_app,
    picture_of_seven,
    pixels,
    place_of,
    settle,
    visitor,
    wait_for,
)
from tests.browser.layout import SCROLLED
from tests.browser.modules import importing
from tests.thorough import some

PAPERS = {"light": range(250, 256), "dark": range(140, 200)}
WINDOWS: list[ViewportSize] = [
    room.UPRIGHT,
    {"width": 320, "height": 640},
    {"width": 820, "height": 1180},
    {"width": 1024, "height": 768},
    {"width": 1920, "height": 1080},
]
WIDTH = "document.documentElement.scrollWidth"
# A variable of style.css.
IS_STYLED = "getComputedStyle(document.documentElement).getPropertyValue('--tn-canvas')"
MAIN = "[data-testid=stMain]"


def expect_digit(page: Page, digit: int | str) -> None:
    said = re.compile(f"^{re.escape(str(digit))}")
    expect(page.locator(".st-key-answer .tn-digit")).to_have_text(said)


def canvas_box(page: Page) -> FloatRect:
    return place_of(page.locator(CANVAS))


def test_what_is_drawn_and_erased_is_there_after_other_pages_and_can_be_undone(app: Page) -> None:
    draw(app, [*STROKES[7], [(0.25, 0.9), (0.8, 0.9)]])
    both = ink_on_canvas(app)
    choose_eraser(app)
    draw(app, [[(0.2, 0.9), (0.85, 0.9)]])
    seven = ink_on_canvas(app)
    assert 2000 < seven < 0.8 * both
    go_to(app, "Look inside")
    go_to(app, "Draw")
    expect_digit(app, 7)
    assert ink_on_canvas(app) == pytest.approx(seven, rel=0.05)
    app.go_back()
    expect(app.get_by_role("heading", name="Look inside")).to_be_visible()
    app.go_forward()
    expect(app.locator(CANVAS)).to_be_visible()
    settle(app)
    expect_digit(app, 7)
    click(app.locator(UNDO))
    assert ink_on_canvas(app) == pytest.approx(both, rel=0.05)


def test_a_stroke_begins_in_any_corner_and_there_is_no_second_toolbar(app: Page) -> None:
    go_to(app, "Look inside")
    go_to(app, "Draw")  # the page has a new canvas
    draw(app, [[(0.92, 0.02), (0.92, 0.5)]])  # the pen comes from outside the canvas
    one = ink_on_canvas(app)
    assert one > 2000
    draw(app, [[(0.78, 0.02), (0.78, 0.5)]])
    two = ink_on_canvas(app)
    assert two == pytest.approx(2 * one, rel=0.1)
    expect(app.locator(".dc-toolbar")).to_be_hidden()
    box = canvas_box(app)
    app.mouse.click(box["x"] + box["width"] - 20, box["y"] - 15)  # where its Clear would be
    settle(app)
    assert ink_on_canvas(app) == two


@pytest.mark.parametrize(
    "viewport", some(WINDOWS, one_in=5), ids=lambda size: f"{size['width']}x{size['height']}"
)
def test_the_canvas_fits_the_window_and_all_else_stands_in_its_place(
    viewport: ViewportSize, page: Page, app_url: str
) -> None:
    page.set_viewport_size(viewport)
    open_app(page, app_url)
    canvas = canvas_box(page)
    assert canvas["x"] >= 0 and canvas["x"] + canvas["width"] <= viewport["width"]
    assert canvas["width"] >= 280
    if viewport["width"] <= 640:  # the canvas stands alone
        assert canvas["width"] > viewport["width"] - 48
    column = place_of(page.locator('[data-testid="stColumn"]:has(.st-key-drawing)'))
    assert canvas["x"] + canvas["width"] <= column["x"] + column["width"] + 1
    for source in "A test digit", "A picture":
        click(page.get_by_role("radio", name=source))
        board = place_of(page.locator(".tn-board"))
        assert all(abs(canvas[side] - board[side]) < 1 for side in ("x", "y", "width", "height"))
        assert page.evaluate(WIDTH) <= viewport["width"]
    click(page.get_by_role("radio", name="The drawing"))
    draw(page, STROKES[3])
    expect_digit(page, 3)


def test_the_pen_width_keeps_the_drawing_and_gives_the_arrow_keys_back(app: Page) -> None:
    draw(app, STROKES[1])
    before = ink_on_canvas(app)
    slider = app.locator(".st-key-pen input[type=range]")
    place = place_of(app.locator(".st-key-pen [role=group]"))
    y = place["y"] + place["height"] / 2
    app.mouse.move(place["x"] + place["width"] / 2, y)
    app.mouse.down()
    app.mouse.move(place["x"] + 0.75 * place["width"], y, steps=4)
    app.mouse.up()
    settle(app)
    width = slider.input_value()
    assert width != "34"
    expect(slider).not_to_be_focused()
    app.keyboard.press("ArrowLeft")
    app.keyboard.press("PageDown")
    settle(app)
    assert slider.input_value() == width
    slider.focus()  # as a keyboard user's does, it stays
    app.keyboard.press("Home")
    settle(app)
    expect(slider).to_be_focused()
    expect(app.locator(".st-key-pen")).to_contain_text("8 pixels")
    assert ink_on_canvas(app) == before
    draw(app, [[(x + 0.25, y) for x, y in STROKES[1][0]]])
    assert before < ink_on_canvas(app) < 1.5 * before


def test_a_finger_draws_and_erases_and_scrolls_only_beside_the_canvas(
    browser: Browser, app_url: str
) -> None:
    with room.phone(browser, app_url) as phone:
        room.draw_with_finger(phone, STROKES[7], CANVAS)
        settle(phone)
        expect_digit(phone, 7)
        seven = ink_on_canvas(phone)
        room.draw_with_finger(phone, [[(0.85, 0.9), (0.85, 0.1)]], CANVAS)
        settle(phone)
        assert ink_on_canvas(phone) > 1.2 * seven
        choose_eraser(phone)
        room.draw_with_finger(phone, [[(0.85, 0.95), (0.85, 0.05)]], CANVAS)
        settle(phone)
        expect_digit(phone, 7)
        assert ink_on_canvas(phone) < 1.1 * seven
        click(phone.get_by_role("radio", name="Pen"))
        box = canvas_box(phone)
        phone.touchscreen.tap(box["x"] + 0.96 * box["width"], box["y"] + 0.02 * box["height"])
        settle(phone)
        expect_digit(phone, 7)  # no toolbar in the corner has cleared it
        assert phone.evaluate(SCROLLED) == 0
        room.draw_with_finger(phone, [[(0.5, 0.95 - 0.04 * k) for k in range(11)]], MAIN)
        wait_for(phone, f"{SCROLLED} > 100")


def test_a_picture_is_read_and_a_bad_file_changes_nothing(app: Page, tmp_path: Path) -> None:
    draw(app, STROKES[4])
    click(app.get_by_role("radio", name="A picture"))
    main = app.get_by_role("main")

    def load(file: FilePayload | Path) -> None:
        settle(app)  # until then the place for the file before stands beside the new one, hidden
        main.locator('[data-testid="stFileUploader"] input').set_input_files(file)

    load(picture_of_seven())
    expect_digit(app, 7)
    expect(app.locator(".tn-loaded")).to_be_visible()
    load({"name": "list.png", "mimeType": "image/png", "buffer": b"Buy milk."})
    expect(app.get_by_role("alert")).to_contain_text("list.png is not a picture")
    expect_digit(app, 7)
    too_large = tmp_path / "large.png"
    too_large.write_bytes(bytes(11_000_000))
    load(too_large)
    expect(main).to_contain_text("must be 10.0MB or smaller")
    expect_digit(app, 7)
    load(picture_of_seven())
    expect(app.get_by_role("alert")).to_have_count(0)  # what was said of the file before
    click(app.get_by_role("radio", name="The drawing"))
    expect_digit(app, 4)


def test_what_is_drawn_before_the_answer_s_place_is_there_counts(page: Page, app_url: str) -> None:
    is_late = False
    # From what the reader is told.
    held = hold_back(page, lambda message: is_late and b'"erases"' in message)
    page.goto(app_url)
    expect(page.locator(CANVAS)).to_be_visible()
    page.get_by_role("radio", name="A picture").click()
    expect(page.locator(CANVAS)).to_have_count(0)
    is_late = True
    page.get_by_role("radio", name="The drawing").click()
    expect(page.locator(CANVAS)).to_be_visible()
    draw_at_once(page, STROKES[4], box=page.locator(CANVAS).bounding_box())
    assert held
    while held:
        held.pop(0)()
    expect_digit(page, 4)


def test_nothing_jumps_when_a_part_of_the_page_comes_late(page: Page, app_url: str) -> None:
    late: list[Route] = []
    page.route("**/ButtonGroup*.js", lambda route: late.append(route))
    page.goto(app_url)
    expect(page.locator(CANVAS)).to_be_visible()
    wait_for(page, IS_STYLED)
    before = page.locator(CANVAS).bounding_box()
    assert late  # the row of choices above it is not there yet
    for route in late:
        route.continue_()
    expect(page.get_by_role("radio", name="A picture")).to_be_visible()
    assert canvas_box(page) == before


# A second in which the example draws itself, in frames of 16 ms.
COUNT_READINGS = """({play}) => {
    const reads = {example: "example", pen: {width: 34}, size: [560, 560]};
    const read = () => Boolean(play(() => {}, reads, []));
    let [now, count] = [0, 0];
    performance.now = () => now;
    read();
    for (now = 2800; now < 3800; now += 16) count += read();
    return count;
}"""


def test_an_example_is_read_now_and_then_though_it_moves_at_every_frame(browser: Browser) -> None:
    with importing(browser, reduced_motion="no-preference") as modules:
        assert modules("live/example.js").evaluate(COUNT_READINGS) == 9


@pytest.mark.parametrize("motion", some(["reduce", "no-preference"]))
def test_an_example_is_there_until_the_first_stroke_and_moves_where_it_may(
    motion: str, browser: Browser, app_url: str
) -> None:
    with visitor(browser, app_url, reduced_motion=motion) as page:
        example = page.locator(".tn-example")
        expect_digit(page, 3)
        expect(example).to_contain_text("An example")
        if motion != STILL:
            expect_digit(page, 2)  # the next one
        draw_at_once(page, STROKES[7])
        expect_digit(page, 7)
        expect(example.locator("path")).to_have_count(0)
        click(page.locator(".st-key-clear button"))
        expect_digit(page, "?")
        expect(example).to_have_text("")


@pytest.mark.parametrize("path", some(["/numbers", ""]))
def test_a_canvas_keeps_its_border_and_does_not_glare_in_the_dark(
    path: str, page: Page, app_url: str
) -> None:
    open_app(page, app_url + path)
    draw(page, STROKES[7])
    canvas = page.locator(CANVAS)
    canvas.evaluate("canvas => canvas.focus()")  # as a mouse does in Safari
    page.mouse.move(5, 5)
    for scheme, paper in PAPERS.items():
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
        settle(page)
        seen = pixels(page, canvas)
        height, width, _ = seen.shape
        ground = seen[height // 2, width // 8].max()
        assert ground in paper
        assert max(border(seen)) < ground - 10, border(seen)
