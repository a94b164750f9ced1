"""Every page for everybody: axe-core, both themes, a phone, 200 % zoom, contrast themes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from pages.ui.app.places import PLACES, ROOM
from tests.browser import axe, room
from tests.browser.driving import (
    A_RUN,
    IDLE,
    STROKES,
    VIEWPORT,
    button,
    draw,
    go_to,
    open_app,
    place_of,
    soon,
    visitor,
    wait_until_idle,
)

Size = tuple[int, int]

SIZES: list[Size] = [(1280, 800), (390, 844)]
# 1280 pixels at a zoom of 200 %, and the narrowest window that WCAG asks for.
NARROW: list[Size] = [(640, 400), (320, 640)]
# The pages of the sidebar, each with what is clicked there first.
PAGES = {
    "Train": "",
    "Draw": "",
    "Numbers": "",
    "How it works": "4 All neurons",
    "Look inside": "",
    "Backprop": "",
    "Mistakes": "How sure",
    "Experiments": "",
}

THEME = """document.querySelector('[data-testid="stApp"]')
    && getComputedStyle(document.querySelector('[data-testid="stApp"]')).colorScheme"""
# Also what a container cuts off, such as a choice; equations, tables and code may be scrolled.
OUTSIDE = """() => {
    const scrolls = ".katex-display, .tn-bp-scroll, pre, .js-plotly-plot, .tn-phone-own";
    const edge = document.querySelector('[data-testid="stMain"]').getBoundingClientRect().right + 1;
    return [...document.querySelectorAll('[data-testid="stMain"] *')]
        .filter((part) => part.getBoundingClientRect().right > edge && part.checkVisibility())
        .filter((part) => part.innerText?.trim() && !part.closest(scrolls))
        .map((part) => part.outerHTML.slice(0, 80));
}"""
# axe-core does not look into charts: what is written beside them has the page's own colour.
PALE = """() => [...document.querySelectorAll(".js-plotly-plot text")]
    .filter((text) => !text.closest(".heatmap-label, .hoverlayer"))
    .filter((text) => getComputedStyle(text).fill !== getComputedStyle(text).color)
    .map((text) => `pale in a chart: ${text.textContent}`)"""
MOVES = """() => [...document.querySelectorAll("*")]
    .filter((part) => parseFloat(getComputedStyle(part).transitionDuration) > 0)
    .map((part) => part.outerHTML.slice(0, 80))"""
GROUND = "part => getComputedStyle(part).backgroundColor"


@pytest.fixture(scope="module")
def visit(browser: Browser, app_url: str) -> Iterator[Page]:
    """Visit the app with a run that has learnt and a digit that is drawn."""
    with browser.new_context(viewport=VIEWPORT) as context:
        page = context.new_page()
        page.set_default_timeout(A_RUN)
        open_app(page, f"{app_url}/train?images=2000&epochs=1")
        button(page, "Play").click()
        expect(page.get_by_role("main")).to_contain_text("Finished 1 epoch", timeout=A_RUN)
        go_to(page, "Draw")
        draw(page, STROKES[7])
        yield page


def resize(page: Page, size: Size) -> None:
    """Give the window another size, and wait until all of the page has its place."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    wait_until_idle(page)
    place_of(page.get_by_test_id("stMainBlockContainer"))


def change_theme(page: Page, theme: str) -> None:
    """Have the system ask for a theme, and wait until the page has it."""
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    assert soon(page, lambda: bool(page.evaluate(THEME) == theme))


def complaints(page: Page, sizes: list[Size] = SIZES, narrow: list[Size] = NARROW) -> list[str]:
    """Return what axe-core finds in both themes and all sizes, and what is outside the window."""
    said = []
    for size in sizes:
        resize(page, size)
        for theme, rules in ("light", ()), ("dark", axe.COLOURS):
            change_theme(page, theme)
            found = axe.findings(page, *rules) + page.evaluate(PALE)
            said += [f"{size} {theme}: {one}" for one in found]
    for size in narrow:
        resize(page, size)
        if not soon(page, lambda: page.evaluate(OUTSIDE) == []):
            said += [f"{size}: {one}" for one in page.evaluate(OUTSIDE)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(VIEWPORT)
    return said


def test_no_page_of_the_sidebar_is_left_out() -> None:
    assert {*PAGES, ROOM.title} == {place.title for place in PLACES}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everybody(name: str, visit: Page) -> None:
    go_to(visit, name)
    if PAGES[name]:
        choice = visit.get_by_role("main").get_by_text(PAGES[name], exact=True)
        choice.click()
        wait_until_idle(visit)
    assert complaints(visit) == []


def test_a_room_its_phones_and_the_stage_are_for_everybody(browser: Browser, app_url: str) -> None:
    with visitor(browser, f"{app_url}/room") as host, room.phone(browser) as phone:
        code = room.open_room(host)
        room.join(phone, app_url, code)
        room.send(phone, 3, meant=8)
        expect(room.tiles(host)).to_have_count(1)
        room.draw_with_finger(phone, STROKES[4])
        assert complaints(phone, [(390, 844)]) == []
        assert complaints(host) == []
    with visitor(browser, f"{app_url}/?talk=1") as page:
        draw(page, STROKES[7])
        assert (
            complaints(page, [(1280, 800)], NARROW[:1]) == []
        )  # nobody's stage is 320 pixels wide
        open_app(page, f"{app_url}/notes")
        assert complaints(page, [(1280, 800)]) == []


def test_a_contrast_theme_keeps_bars_and_choices_and_nothing_moves_for_who_wants_that(
    visit: Page,
) -> None:
    go_to(visit, "Draw")
    visit.emulate_media(forced_colors="active", reduced_motion="reduce")
    page = visit.locator(IDLE).evaluate(GROUND)
    rows = visit.locator(".st-key-outputs .tn-row")
    first = rows.and_(visit.locator(".tn-first")).locator(".tn-bar").evaluate(GROUND)
    other = visit.locator(".tn-row:not(.tn-first) .tn-bar").first.evaluate(GROUND)
    assert len({page, first, other}) == 3
    pen, eraser = (visit.get_by_role("radio", name=name) for name in ("Pen", "Eraser"))
    outlines = [
        one.evaluate("part => getComputedStyle(part).outlineStyle") for one in (pen, eraser)
    ]
    assert outlines == ["solid", "none"]
    slider = visit.get_by_test_id("stSlider").first.get_by_role("group").locator("> div > div")
    assert slider.first.evaluate("part => getComputedStyle(part).borderTopStyle") == "solid"
    assert slider.nth(1).evaluate(GROUND) == other  # its thumb
    assert visit.evaluate(MOVES) == []
    visit.emulate_media(forced_colors="none", reduced_motion="no-preference")
