"""One walk: each page for everybody, and what it is for seen at once in every window."""

import itertools
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from nn.in_words import capitalised
from pages.ui.app.places import GROUPS, PLACES
from pages.ui.app.visitor import networks
from tests.browser import axe, room
from tests.browser.driving import (
    STROKES,
    button,
    click,
    draw,
    go_to,
    open_app,
    settle,
    soon,
    visitor,
)
from tests.browser.layout import LAPTOP, NEXT_PAGE, PHONE, Size, resize, unseen
from tests.thorough import THOROUGH

PHONE_SIDEWAYS: Size = (844, 390)
LAPTOPS: list[Size] = [LAPTOP, (1024, 768)] if THOROUGH else [LAPTOP]
# 1280 pixels at a zoom of 200 %, and the narrowest window that WCAG asks for.
ZOOMED: Size = (640, 400)
NARROWEST: Size = (320, 640)
# On a phone not only colours are others: what scrolls there has to be reached with the keyboard.
ON_A_PHONE = ("scrollable-region-focusable", "aria-hidden-focus", "page-has-heading-one")

# What is seen of each page of the sidebar: the share on a laptop, and on a phone. The steps of
# How it works and Backprop are in test_steps.py.
CANVAS = {".st-key-canvas": (1.0, 1.0), ".st-key-tools": (1.0, 1.0)}
PAGES: dict[str, dict[str, tuple[float, float]]] = {
    "Train": {
        ".st-key-play": (1, 1),
        ".tn-score-number": (1, 1),
        ".st-key-at_each_look": (1, 0),
    },
    "Draw": CANVAS | {".st-key-answer": (1, 1), ".st-key-picture": (1, 0)},
    "Numbers": CANVAS | {".tn-whole": (1, 1), ".tn-cheque": (1, 0)},
    "How it works": {},
    "Look inside": {
        ".st-key-picture": (1, 0.5),
        ".tn-hand": (1, 0),
        ".st-key-maps .js-plotly-plot": (0.9, 0),
    },
    "Backprop": {},
    "Mistakes": {
        "main p:has-text('test images and misreads')": (1, 1),
        ".st-key-image_cards": (1, 0.1),
        ".st-key-confusion .js-plotly-plot": (0.9, 0),
    },
    "Experiments": {
        ".tn-question": (1, 1),
        ".st-key-experiments_begin": (1, 1),
        ".st-key-layers": (0.9, 0),
    },
    "Room": {".tn-wall": (1, 0.5), ".st-key-open_room": (1, 1)},
}
# What is clicked before axe-core looks.
CHOICES = {"How it works": "4 All neurons", "Mistakes": "How sure"}

THEME = """getComputedStyle(document.querySelector('[data-testid="stApp"]')).colorScheme"""
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
CUT_OFF = """() => [...document.querySelectorAll(".js-plotly-plot .main-svg:first-child")]
    .filter((chart) => getComputedStyle(chart).visibility === "visible")
    .map((chart) => [chart, chart.closest('[data-testid="stPlotlyChart"]')])
    .filter(([chart, place]) => chart.getBoundingClientRect().width - place.clientWidth > 2)
    .map(([, place]) => `a chart is cut off: ${place.getAttribute("aria-label")}`)"""
# Buttons whose label is cut short.
CUT = """buttons => buttons
    .filter((button) => [...button.querySelectorAll("*")]
        .some((part) => part.scrollWidth > part.clientWidth + 1))
    .map((button) => button.innerText)"""
TOO_LONG = """(choice, names) => {
    const context = document.createElement("canvas").getContext("2d");
    context.font = getComputedStyle(choice).font;
    return names.filter((name) => context.measureText(name).width > choice.clientWidth);
}"""
MOVES = """() => [...document.querySelectorAll("*")]
    .filter((part) => parseFloat(getComputedStyle(part).transitionDuration) > 0)
    .map((part) => part.outerHTML.slice(0, 80))"""
# How opaque each part of the page is from the moment in which a run of the page may change it.
NOTE_WHAT_MAY_CHANGE = """() => {
    window.noted = [];
    const note = ({target}) => noted.push(getComputedStyle(target).opacity);
    new MutationObserver(changes => changes.forEach(note))
        .observe(document, {subtree: true, attributeFilter: ["data-stale"]});
}"""
FONT_SIZE = "part => parseFloat(getComputedStyle(part).fontSize)"
GROUND = "part => getComputedStyle(part).backgroundColor"


@pytest.fixture(scope="module")
def visit(browser: Browser, app_url: str) -> Iterator[Page]:
    """Visit the app with a run that has learnt and a digit that is drawn."""
    viewport = {"width": LAPTOP[0], "height": LAPTOP[1]}
    with visitor(browser, f"{app_url}/train?images=10000&epochs=1", viewport=viewport) as page:
        button(page, "Play").click()
        expect(page.get_by_role("main")).to_contain_text("Finished 1 epoch")
        go_to(page, "Draw")
        draw(page, STROKES[7])
        yield page


def change_theme(page: Page, theme: str) -> None:
    """Have the system ask for a theme, and wait until the page has it."""
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    settle(page)
    assert page.evaluate(THEME) == theme


def complaints(page: Page, theme: str, *rules: str) -> list[str]:
    """Return what axe-core finds in a theme, by some rules or by all."""
    page.mouse.move(0, 0)  # where the pointer was left, something may appear as the page changes
    change_theme(page, theme)
    found = axe.findings(page, *rules) + page.evaluate(PALE)
    return [f"{page.viewport_size} {theme}: {one}" for one in found]


def complaints_in_both_themes(page: Page) -> list[str]:
    return complaints(page, "light") + complaints(page, "dark", *axe.COLOURS)


def outside(page: Page, size: Size) -> list[str]:
    """Return what is not inside a window of some size."""
    resize(page, size)
    return [f"{size}: {part} is outside" for part in page.evaluate(OUTSIDE)]


def test_no_page_of_the_sidebar_is_left_out() -> None:
    assert {*PAGES} == {place.title for place in PLACES}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everybody_and_seen_at_once(name: str, visit: Page) -> None:
    said, parts = [], PAGES[name]
    go_to(visit, name)
    if name == "Numbers":
        draw(visit, [[(x / 4 + 0.1, y) for x, y in stroke] for stroke in STROKES[5]])
    for size in (*LAPTOPS, PHONE_SIDEWAYS, PHONE):
        said += outside(visit, size)
        said += [f"{size}: {chart}" for chart in visit.evaluate(CUT_OFF)]
        laptop_or_phone = 0 if size in LAPTOPS else 1
        said += unseen(visit, {part: shares[laptop_or_phone] for part, shares in parts.items()})
        said += unseen(visit, {NEXT_PAGE: 1}) if size in LAPTOPS else []
        if name == "Train":
            said += visit.locator(".st-key-drive button").evaluate_all(CUT)
            assert visit.locator(".tn-score-number").evaluate(FONT_SIZE) >= 3.5 * 16

    if name in CHOICES:
        click(visit.get_by_role("main").get_by_text(CHOICES[name], exact=True))
    # Each change of the theme or the size takes half a second: as few as can be.
    said += complaints(visit, "dark", *(() if THOROUGH else (*ON_A_PHONE, *axe.COLOURS)))
    for size in (NARROWEST, ZOOMED) if THOROUGH else (NARROWEST,):
        said += outside(visit, size)
    resize(visit, LAPTOP)
    said += complaints(visit, "dark", *axe.COLOURS) + complaints(visit, "light")
    assert said == []


def test_what_is_gained_by_answering_only_when_sure_is_seen_after_one_click(visit: Page) -> None:
    go_to(visit, "Mistakes")
    click(visit.get_by_role("radio", name="Only when sure"))
    assert unseen(visit, {".st-key-least": 1, ".st-key-caution_curve": 0.8}) == []


def test_the_networks_names_are_shown_whole(visit: Page) -> None:
    choice = visit.get_by_role("combobox", name="Network in use")
    assert choice.evaluate(TOO_LONG, [*map(capitalised, networks.NAMES.values())]) == []


def test_the_groups_of_pages_have_headings_and_stay_open(visit: Page) -> None:
    go_to(visit, "Numbers")
    pages = visit.get_by_role("navigation", name="App pages")
    expect(pages.get_by_role("heading", level=2)).to_have_text([*GROUPS], use_inner_text=True)
    for name in GROUPS:
        pages.get_by_text(name, exact=True).click(force=True)
    expect(pages.get_by_role("link")).to_have_count(len(PLACES))


def test_what_the_sidebar_says_about_the_app_is_for_everybody(visit: Page) -> None:
    go_to(visit, "Backprop")
    click(visit.get_by_role("button", name="About", exact=True))
    said = visit.get_by_test_id("stPopoverBody")
    expect(said.get_by_role("link", name="How the backpropagation algorithm works")).to_be_visible()
    expect(said).to_contain_text("nn/network.py: BP1 to BP4")
    assert complaints_in_both_themes(visit) == []
    visit.keyboard.press("Escape")
    expect(said).to_be_hidden()


def test_a_room_its_phones_and_the_stage_are_for_everybody(browser: Browser, app_url: str) -> None:
    with visitor(browser, f"{app_url}/room") as host, room.phone(browser) as phone:
        code = room.open_room(host)
        room.join(phone, app_url, code)
        room.send(phone, 3, meant=8)
        expect(room.tiles(host)).to_have_count(1)
        room.draw_with_finger(phone, STROKES[4])
        assert complaints_in_both_themes(phone) + outside(phone, NARROWEST) == []
        assert complaints_in_both_themes(host) + outside(host, NARROWEST) == []
    with visitor(browser, f"{app_url}/?talk=1") as page:
        draw(page, STROKES[7])
        # Nobody's stage is 320 pixels wide.
        assert complaints_in_both_themes(page) + outside(page, ZOOMED) == []
        open_app(page, f"{app_url}/notes")
        assert complaints_in_both_themes(page) + outside(page, NARROWEST) == []


def test_a_contrast_theme_keeps_bars_and_choices_and_nothing_moves_for_who_wants_that(
    visit: Page,
) -> None:
    go_to(visit, "Draw")
    draw(visit, STROKES[4])
    click(visit.get_by_role("radio", name="How little"))  # there the outputs are bars
    visit.emulate_media(forced_colors="active", reduced_motion="reduce")
    settle(visit)
    page = visit.get_by_test_id("stApp").evaluate(GROUND)
    first = visit.locator(".tn-little .tn-first .tn-bar").evaluate(GROUND)
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
    visit.evaluate(NOTE_WHAT_MAY_CHANGE)
    names = itertools.cycle(["A test digit", "The drawing"])

    def is_noted() -> bool:
        click(visit.get_by_role("radio", name=next(names), exact=True))
        return bool(visit.evaluate("noted"))

    # Streamlit may not mark anything in a run that is over at once.
    assert soon(visit, is_noted)
    assert {*visit.evaluate("noted")} == {"1"}  # nothing flashes
