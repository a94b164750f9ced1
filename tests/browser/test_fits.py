"""What a page is for can be seen without scrolling, on a laptop and on a phone."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import STROKES, draw, open_app

LAPTOPS = [(1024, 768), (1280, 720)]
PHONES = [(844, 390), (390, 844)]  # one is held sideways

SHARE_IN_WINDOW = """element => {
    const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
    const inside = (low, high, end) => Math.max(0, Math.min(high, end) - Math.max(low, 0));
    return (inside(left, right, innerWidth) / width) * (inside(top, bottom, innerHeight) / height);
}"""


def open_at(page: Page, url: str, size: tuple[int, int]) -> None:
    """Open a page in a window of this size."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_app(page, url)


def expect_in_window(element: Locator, share: float = 1.0) -> None:
    """Wait until this share of an element is inside the window, which is not scrolled."""
    expect(element).to_be_visible()
    seen = element.evaluate(SHARE_IN_WINDOW)
    assert seen > share - 0.001, f"{element}: {seen:.0%} is in the window"
    assert element.page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == 0


@pytest.mark.parametrize("size", LAPTOPS + PHONES, ids=str)
def test_the_canvas_and_the_answer_are_seen_together(
    size: tuple[int, int], page: Page, app_url: str
) -> None:
    open_at(page, app_url, size)
    draw(page, STROKES[5])  # the pen's places hold however large the canvas is
    expect(page.locator(".st-key-answer")).to_contain_text("5")
    expect_in_window(page.locator(".st-key-canvas"))
    expect_in_window(page.locator(".st-key-answer .tn-answer"))
    expect_in_window(page.locator(".st-key-tools"))
