"""What somebody who watches a run must see is on the screen, however small it is."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import A_RUN, button, open_app, place_of, soon
from tests.browser.test_fits import Size, each_of, open_at

# What one page shows in turn, opened in the first; on a phone held upright no sidebar is open.
WINDOWS = ([(844, 390), (1024, 768), (1280, 720), (1920, 1080)], [(390, 844)])
FONT_SIZE = "e => parseFloat(getComputedStyle(e).fontSize)"
# Whether a button's label is cut short.
CUT = "button => [...button.querySelectorAll('*')].some(e => e.scrollWidth > e.clientWidth + 1)"


def assert_on_screen(part: Locator, width: int, height: int) -> None:
    box = place_of(part)
    assert box["y"] >= 0 and box["y"] + box["height"] <= height
    assert box["x"] >= 0 and box["x"] + box["width"] <= width


def is_cut(label: Locator) -> bool:
    """Tell whether a button's label is cut short, for longer than a moment."""
    return not soon(label.page, lambda: not label.evaluate(CUT))


def are_level(one: Locator, other: Locator) -> bool:
    """Tell whether two elements are at the same height."""
    return abs(place_of(one)["y"] - place_of(other)["y"]) < 1


@pytest.mark.parametrize("sizes", WINDOWS, ids=str)
def test_play_and_the_accuracy_are_on_the_screen(
    sizes: list[Size], page: Page, app_url: str
) -> None:
    open_at(page, f"{app_url}/train?images=2000&epochs=1", sizes[0])
    number = page.locator(".tn-score-number")
    expect(page.locator(".tn-score")).to_have_css("display", "flex")  # the styles are there
    for width, height in each_of(sizes, page):
        for name in "Play", "One mini-batch":
            expect(button(page, name)).to_be_visible()
            assert not is_cut(button(page, name))
            assert_on_screen(button(page, name), width, height)
    button(page, "One mini-batch").click()
    expect(page.locator(".tn-score")).to_contain_text("after 1 mini-batch")
    expect(button(page, "Play")).to_be_enabled()
    for width, height in each_of(sizes, page):
        assert page.evaluate("scrollY") == 0
        assert_on_screen(button(page, "Play"), width, height)
        assert_on_screen(number, width, height)
        assert soon(page, lambda: number.evaluate(FONT_SIZE) >= 3.5 * 16)
        if height > 500:
            top = place_of(page.locator("svg[data-points]:visible"))
            assert top["y"] < height - 60


def test_play_and_pause_are_as_wide_as_each_other(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    open_app(page, f"{app_url}/train?epochs=500")
    play = place_of(button(page, "Play"))
    button(page, "Play").click()
    pause = place_of(button(page, "Pause"))
    assert play["width"] == pytest.approx(pause["width"], abs=0.5)
    assert not is_cut(button(page, "Pause"))


def test_the_picture_of_the_first_epoch_is_as_high_as_the_chart_after_it(
    page: Page, app_url: str
) -> None:
    open_app(page, f"{app_url}/train?images=2000&epochs=1")
    stretch = page.get_by_text("Stretch the first epoch")
    expect(page.locator(".tn-score")).to_have_css("display", "flex")  # the styles are there
    expect(page.locator(".st-key-cost_chart_layers .js-plotly-plot")).to_be_visible()
    expect(page.locator("svg[data-points='1']:visible")).to_be_visible()
    smooth = page.get_by_text("Smooth", exact=True)
    assert soon(page, lambda: are_level(stretch, smooth))
    button(page, "Play").click()
    expect(page.get_by_role("main")).to_contain_text("Finished 1 epoch", timeout=A_RUN)
    expect(page.locator(".st-key-accuracy_chart_layers .js-plotly-plot:visible")).to_be_visible()
    expect(page.locator("svg[data-points]:visible")).to_have_count(0)  # not over each other
    assert soon(page, lambda: are_level(stretch, smooth))


def test_the_guess_is_asked_drawn_and_compared(page: Page, app_url: str) -> None:
    open_app(page, f"{app_url}/train?images=2000&epochs=1")
    asked = page.get_by_label("Your guess of the accuracy after one epoch")
    asked.fill("80")
    asked.press("Enter")
    curve = page.locator("svg[data-points]:visible")
    expect(curve).to_contain_text(re.compile("guess"))
    button(page, "Play").click()
    guess = page.locator(".tn-guess")
    compared = re.compile(r"Guess 80\s%, result [0-9.]+\s%: [0-9.]+ points less")
    expect(guess).to_have_text(compared, timeout=A_RUN)
