"""Draw in a real browser, with the mouse."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import CANVAS, STROKES, draw, open_app, wait_until_idle

PHONE = {"width": 390, "height": 844}


def answer(page: Page) -> str:
    return page.locator(".st-key-answer").inner_text()


def press(page: Page, button: str) -> None:
    page.get_by_test_id("stBaseButton-secondary").filter(has_text=button).click()


def ink_on_canvas(page: Page) -> int:
    """Return how many pixels of the canvas the visitor sees dark."""
    return int(
        page.locator("canvas.dc-canvas.lower-canvas").evaluate(
            """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
            .data.filter((red, at) => at % 4 === 0 && red < 128).length"""
        )
    )


def test_every_digit_is_drawn_and_read(page: Page, app_url: str, console_errors: list[str]) -> None:
    open_app(page, app_url)
    for digit, strokes in STROKES.items():
        draw(page, strokes)
        assert answer(page).startswith(str(digit))
        press(page, "Clear")
        expect(page.locator(".st-key-answer")).to_contain_text("Nothing is drawn yet")
    assert console_errors == []


def test_the_drawing_is_there_after_another_page(page: Page, app_url: str) -> None:
    open_app(page, app_url)
    draw(page, STROKES[4])
    before = ink_on_canvas(page)
    assert answer(page).startswith("4") and before > 2000
    page.get_by_role("link", name="Look inside").click()
    expect(page.get_by_role("heading", name="Look inside")).to_be_visible()
    page.get_by_role("link", name="Draw").click()
    expect(page.locator(".st-key-answer")).to_contain_text("4")
    page.wait_for_timeout(1000)  # the canvas loads its drawing after it has appeared
    assert answer(page).startswith("4")
    assert abs(ink_on_canvas(page) - before) < before / 20
    page.go_back()
    expect(page.get_by_role("heading", name="Look inside")).to_be_visible()
    page.go_forward()
    expect(page.locator(".st-key-answer")).to_contain_text("4")


def test_undo_and_going_on_drawing_after_another_page(page: Page, app_url: str) -> None:
    open_app(page, app_url)
    draw(page, STROKES[4])
    page.get_by_role("link", name="Look inside").click()
    expect(page.get_by_role("heading", name="Look inside")).to_be_visible()
    page.get_by_role("link", name="Draw").click()
    expect(page.locator(".st-key-answer")).to_contain_text("4")
    page.wait_for_timeout(1000)
    both = ink_on_canvas(page)
    press(page, "Undo")
    page.wait_for_timeout(1000)
    wait_until_idle(page)
    assert ink_on_canvas(page) < 0.7 * both
    draw(page, STROKES[4][1:])
    assert answer(page).startswith("4")
    press(page, "Undo")
    page.wait_for_timeout(1000)
    assert ink_on_canvas(page) < 0.7 * both


def test_quick_undo_clicks_all_count(page: Page, app_url: str) -> None:
    open_app(page, app_url)
    draw(page, [[(0.1 + 0.1 * k, 0.2), (0.1 + 0.1 * k, 0.8)] for k in range(7)])
    seven_strokes = ink_on_canvas(page)
    for _ in range(4):
        press(page, "Undo")
        page.wait_for_timeout(150)
    page.wait_for_timeout(1500)
    wait_until_idle(page)
    assert abs(ink_on_canvas(page) / seven_strokes - 3 / 7) < 0.05
    press(page, "Clear")
    expect(page.locator(".st-key-answer")).to_contain_text("Nothing is drawn yet")
    press(page, "Undo")
    page.wait_for_timeout(1000)
    assert abs(ink_on_canvas(page) / seven_strokes - 3 / 7) < 0.05


def test_the_canvas_has_no_second_toolbar(page: Page, app_url: str) -> None:
    open_app(page, app_url)
    draw(page, STROKES[1])
    box = page.locator(CANVAS).bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] - 20, box["y"] - 15)  # where its Clear would be
    page.wait_for_timeout(700)
    assert answer(page).startswith("1")


def test_no_request_leaves_this_machine(
    page: Page, app_url: str, outside_requests: list[str]
) -> None:
    open_app(page, app_url)
    draw(page, STROKES[7])
    page.get_by_role("link", name="Look inside").click()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    assert outside_requests == []


def test_a_dot_gets_a_sentence(page: Page, app_url: str) -> None:
    open_app(page, app_url)
    box = page.locator(CANVAS).bounding_box()
    assert box
    page.mouse.click(box["x"] + 100, box["y"] + 100)
    expect(page.locator(".st-key-answer")).to_contain_text("only a dot")


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
    viewport: dict[str, int], page: Page, app_url: str
) -> None:
    page.set_viewport_size(viewport)  # type: ignore[arg-type]
    open_app(page, app_url)
    box = page.locator(CANVAS).bounding_box()
    assert box
    assert box["x"] >= 0 and box["x"] + box["width"] <= viewport["width"]
    assert box["width"] >= 280
    column = page.locator('[data-testid="stColumn"]:has(.st-key-drawing)').bounding_box()
    assert column and box["x"] + box["width"] <= column["x"] + column["width"] + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    draw(page, STROKES[3])
    assert answer(page).startswith("3")


def test_two_visitors_do_not_see_each_others_drawing(page: Page, app_url: str) -> None:
    open_app(page, app_url)
    draw(page, STROKES[4])
    browser = page.context.browser
    assert browser
    other = browser.new_page()
    open_app(other, app_url)
    expect(other.locator(".st-key-answer")).to_contain_text("Nothing is drawn yet")
    other.close()
