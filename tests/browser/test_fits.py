"""What a page is for can be seen without scrolling, on a laptop and on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from pages.ui.app import networks
from tests.browser import test_backprop, test_how_it_works
from tests.browser.driving import (
    STROKES,
    button,
    draw,
    open_app,
    place_of,
    soon,
    use_network,
    wait_for,
    wait_until_idle,
)

Size = tuple[int, int]

LAPTOPS: list[Size] = [(1024, 768), (1280, 720)]
# What one page shows in turn, opened in the first; on a phone held upright no sidebar is open.
WINDOWS: dict[str, list[Size]] = {
    "laptops and a phone held sideways": [(844, 390), *LAPTOPS],
    "a phone held upright": [(390, 844)],
}
in_all_windows = pytest.mark.parametrize("sizes", WINDOWS.values(), ids=WINDOWS)

SHARE_IN_WINDOW = """element => {
    const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
    const inside = (low, high, end) => Math.max(0, Math.min(high, end) - Math.max(low, 0));
    return (inside(left, right, innerWidth) / width) * (inside(top, bottom, innerHeight) / height);
}"""


def open_at(page: Page, url: str, size: Size) -> None:
    """Open a page in a window of this size."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_app(page, url)


# No chart is wider or narrower than its place; one that is about to be replaced may be.
CHARTS_FIT = """() => [...document.querySelectorAll(".js-plotly-plot .main-svg:first-child")]
    .filter(svg => getComputedStyle(svg).visibility === "visible")
    .every(svg => Math.abs(svg.getBoundingClientRect().width
        - svg.closest('[data-testid="stPlotlyChart"]').getBoundingClientRect().width) < 2)"""


def resize(page: Page, size: Size) -> None:
    """Give the window another size, and wait until the page has it, and its charts."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    wait_for(page, "([width]) => innerWidth === width", size)
    place_of(page.get_by_test_id("stMainBlockContainer"))
    wait_for(page, CHARTS_FIT)


def each_of(sizes: list[Size], page: Page) -> Iterator[Size]:
    """Give the window each size in turn, and then the first again."""
    for size in sizes:
        resize(page, size)
        yield size
    resize(page, sizes[0])


def expect_in_window(element: Locator, share: float = 1.0) -> None:
    """Wait until this share of an element is inside the window, which is not scrolled."""
    expect(element).to_be_visible()

    def seen() -> float:
        return float(element.evaluate(SHARE_IN_WINDOW))

    is_seen = soon(element.page, lambda: seen() > share - 0.001)
    assert is_seen, f"{element}: {seen():.0%} is in the window"
    assert element.page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == 0


@in_all_windows
def test_the_canvas_and_the_answer_are_seen_together(
    sizes: list[Size], page: Page, app_url: str
) -> None:
    open_at(page, app_url, sizes[0])
    draw(page, STROKES[5])  # the pen's places hold however large the canvas is
    expect(page.locator(".st-key-answer")).to_contain_text("5")
    for _ in each_of(sizes, page):
        expect_in_window(page.locator(".st-key-canvas"))
        expect_in_window(page.locator(".st-key-answer .tn-answer"))
        expect_in_window(page.locator(".st-key-tools"))


@in_all_windows
def test_the_wide_canvas_and_the_number_are_seen_together(
    sizes: list[Size], page: Page, app_url: str
) -> None:
    open_at(page, f"{app_url}/numbers", sizes[0])
    draw(page, [[(x / 4 + 0.1, y) for x, y in stroke] for stroke in STROKES[5]])
    expect(page.locator(".tn-whole")).to_contain_text("5")
    for _ in each_of(sizes, page):
        expect_in_window(page.locator(".st-key-canvas"))
        expect_in_window(page.locator(".tn-whole"))
        expect_in_window(page.locator(".st-key-tools"))


# The main figure of each step of How it works.
FIGURES = (
    ".st-key-story_pixels_far",
    ".st-key-story_three",
    ".st-key-story_activation",
    ".tn-network",
    ".tn-digit >> nth=1",
    ".st-key-story_idea_0",
)
WORDS = "pixels", "sum", "activation", "network", "answer", "learning"


def steps_of_the_story(page: Page) -> Iterator[int]:
    """Go through the steps of How it works, counted from 1."""
    for number, name in enumerate(test_how_it_works.STEPS, start=1):
        button(page, name).click()
        test_how_it_works.expect_step(page, number)
        page.locator('[class*="st-key-story_code"] pre').first.wait_for()
        yield number


def steps_of_backprop(page: Page, of: int) -> Iterator[int]:
    """Go through the steps of Backprop, counted from 1."""
    steps = page.get_by_role("radiogroup", name="Step").get_by_role("radio")
    for number in range(1, of + 1):
        steps.nth(number - 1).click()
        test_backprop.expect_step(page, number, of)
        yield number


def expect_to_fit(page: Page) -> None:
    """Wait until there is nothing to scroll: a chart may be as high as it likes when it comes."""
    wait_until_idle(page)
    wait_for(
        page,
        """() => {
            const main = document.querySelector('[data-testid="stMain"]');
            return main.scrollHeight <= main.clientHeight;
        }""",
    )


@in_all_windows
def test_a_step_of_how_it_works_is_seen_at_once(
    sizes: list[Size], page: Page, app_url: str
) -> None:
    open_at(page, f"{app_url}/how-it-works", sizes[0])
    for number in steps_of_the_story(page):
        figure = page.locator(FIGURES[number - 1])
        words = page.locator(f".st-key-story_words_{WORDS[number - 1]}")
        for size in each_of(sizes, page):
            if size in LAPTOPS:
                expect_in_window(figure)
            elif number != 1 or size[0] > size[1]:
                # On a phone the first picture comes before its words.
                expect_in_window(words, 0.15)
            expect_in_window(figure, 0.1)
            if size[1] == 720:
                expect_to_fit(page)


def test_a_step_of_how_it_works_fits_a_screen_of_720_pixels_with_the_books_network(
    page: Page, app_url: str
) -> None:
    open_at(page, f"{app_url}/how-it-works", (1280, 720))
    use_network(page, "book")
    for _ in steps_of_the_story(page):
        expect_to_fit(page)


@in_all_windows
def test_a_step_of_backprop_is_seen_at_once(sizes: list[Size], page: Page, app_url: str) -> None:
    open_at(page, f"{app_url}/backprop", sizes[0])
    for _ in steps_of_backprop(page, 10):
        for size in each_of(sizes, page):
            expect_in_window(page.locator(".st-key-backprop_words h2"))
            expect_in_window(page.locator(".st-key-backprop_words p").first)
            expect_in_window(page.locator(".st-key-backprop_equation"))
            if size in LAPTOPS:
                expect_in_window(page.locator(".st-key-backprop_step"), 0.8)
            if size[1] == 720:
                expect_to_fit(page)


def test_a_step_of_backprop_fits_a_screen_of_720_pixels_for_a_mini_batch_and_the_books_network(
    page: Page, app_url: str
) -> None:
    open_at(page, f"{app_url}/backprop", (1280, 720))
    use_network(page, "book")
    for _ in steps_of_backprop(page, 10):
        expect_to_fit(page)
    next(steps_of_backprop(page, 10))  # where the choice is
    page.get_by_role("radio", name="A mini-batch of 10").click()
    for network in "book", "draw":
        use_network(page, network)
        for _ in steps_of_backprop(page, 11):
            expect_to_fit(page)


@in_all_windows
def test_how_many_are_misread_is_seen_and_the_matrix(
    sizes: list[Size], page: Page, app_url: str
) -> None:
    open_at(page, f"{app_url}/mistakes", sizes[0])
    matrix = page.locator(".st-key-confusion .js-plotly-plot")
    for size in each_of(sizes, page):
        expect_in_window(page.get_by_role("main").locator("p", has_text="test images and misreads"))
        expect_in_window(matrix, 0.9 if size in LAPTOPS else 0.1)


def test_one_click_shows_what_is_gained_by_answering_only_when_sure(
    page: Page, app_url: str
) -> None:
    open_at(page, f"{app_url}/mistakes", LAPTOPS[0])
    page.get_by_role("radio", name="Only when sure").click()
    expect(page.get_by_role("heading", name="Digit by digit")).to_be_visible()
    for _ in each_of(LAPTOPS, page):
        expect_in_window(page.locator(".st-key-least"))
        expect_in_window(page.locator(".st-key-caution_curve"), 0.8)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)], ids=str)
def test_the_networks_names_are_shown_whole(size: Size, page: Page, app_url: str) -> None:
    open_at(page, app_url, size)
    choice = page.get_by_role("combobox", name="Network in use")

    def fits() -> bool:
        return bool(choice.evaluate("input => input.scrollWidth <= input.clientWidth"))

    for name in ("Untrained", "book", "draw"):
        use_network(page, name)
        assert soon(page, fits), name
    names = page.evaluate(
        """names => {
            const box = document.querySelector("[data-testid=stSidebar] input[role=combobox]");
            const context = document.createElement("canvas").getContext("2d");
            context.font = getComputedStyle(box).font;
            return names.filter((name) => context.measureText(name).width > box.clientWidth);
        }""",
        list(networks.NAMES.values()),
    )
    assert names == []
