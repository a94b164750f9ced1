"""A phone in a class: swipes, taps, the menu, and copying over plain http."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import room
from tests.browser.driving import open_app, place_in_chart, place_of, settle
from tests.browser.layout import SCROLLED

# After a swipe the page glides on for a while.
STANDS = f"""async () => {{
    for (let before, still = 0; still < 5; before = {SCROLLED}) {{
        await new Promise(requestAnimationFrame);
        still = {SCROLLED} === before ? still + 1 : 0;
    }}
}}"""
NO_CLIPBOARD = "delete Navigator.prototype.clipboard"
CANNOT_COPY = "() => void (document.execCommand = () => false)"
SWIPE = 200  # pixels
FINGER = 44  # pixels: so wide and high is what a finger meets without looking
MOVES = 10


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Open an empty page on a phone, which came over plain http: it has no clipboard."""
    with room.phone(browser) as page:
        page.add_init_script(NO_CLIPBOARD)
        yield page


def swipe_up(page: Page, part: str) -> float:
    """Swipe up from the middle of a part; return by how much the page has scrolled."""
    page.locator(part).scroll_into_view_if_needed()
    before = float(page.evaluate(SCROLLED))
    share = SWIPE / place_of(page.locator(part))["height"]
    swipe = [(0.5, 0.5 - share * move / MOVES) for move in range(MOVES + 1)]
    room.draw_with_finger(page, [swipe], part)
    page.evaluate(STANDS)
    return float(page.evaluate(SCROLLED)) - before


def tap(chart: Locator, x: float, y: float) -> None:
    """Tap a chart once, at the place that its axes call x and y."""
    chart.page.touchscreen.tap(*place_in_chart(chart, x, y))


def choose_in_menu(page: Page, name: str) -> None:
    """Open the menu, at the top, and choose a page; the menu closes by itself."""
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
    page.get_by_test_id("stExpandSidebarButton").tap()
    link = page.get_by_role("link", name=name, exact=True)
    expect(link).to_be_in_viewport()
    link.tap()
    expect(page.get_by_role("main").get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(link).not_to_be_in_viewport()
    settle(page)


def test_on_a_phone_a_swipe_scrolls_and_a_tap_selects(phone: Page, app_url: str) -> None:
    open_app(phone, app_url)
    choose_in_menu(phone, "Mistakes")
    main = phone.get_by_role("main")
    matrix = ".st-key-confusion .js-plotly-plot"
    phone.locator(matrix).evaluate("part => part.scrollIntoView(false)")  # it can go on down
    assert swipe_up(phone, matrix) > SWIPE / 2
    heading = main.get_by_text(re.compile("^9 read as 4: .* images"))
    expect(heading).to_have_count(0)  # the swipe chose nothing
    phone.locator(matrix).evaluate("part => part.scrollIntoView()")
    tap(phone.locator(matrix), x=4, y=9)
    expect(heading).to_be_in_viewport()
    choose_in_menu(phone, "Look inside")
    assert swipe_up(phone, ".st-key-maps .js-plotly-plot") > SWIPE / 2
    maps = phone.locator(".st-key-maps .js-plotly-plot")
    maps.evaluate("part => part.scrollIntoView()")
    tiles = "chart._fullData.at(-1)"
    x, y, neuron = maps.evaluate(f"chart => [{tiles}.x[11], {tiles}.y[11], {tiles}.text[11]]")
    tap(maps, x + 5, y - 5)
    picture = phone.locator("canvas.tn-moving")
    expect(picture).to_have_accessible_name(re.compile(f"^{neuron.capitalize()}: "))
    expect(picture).to_be_in_viewport()


def test_on_a_phone_a_finger_meets_what_it_is_for_and_nothing_lies_over_the_page(
    phone: Page, app_url: str
) -> None:
    open_app(phone, f"{app_url}/how-it-works")
    menu = phone.get_by_test_id("stExpandSidebarButton")
    steps = phone.get_by_role("radiogroup", name="Step").get_by_role("radio")
    places = [place_of(step) for step in steps.all()]
    assert min(place["height"] for place in places) >= FINGER
    assert [*Counter(place["y"] for place in places).values()] == [3, 3], "rows of steps"
    picture = place_of(phone.locator(".tn-moving"))
    row = phone.locator('[data-key="row_head"]')
    assert picture["y"] + picture["height"] - place_of(row)["y"] < 2 * FINGER, "a gap below it"

    steps.nth(1).tap()
    settle(phone)
    neurons = [place_of(each) for each in phone.locator(".tn-picks button").all()]
    assert len(neurons) == 30
    assert (
        min(it["width"] for it in neurons) >= FINGER and min(it["height"] for it in neurons) >= 24
    )
    expect(menu).to_be_in_viewport()
    assert swipe_up(phone, ".tn-moving-text") > 50
    expect(menu).not_to_be_in_viewport()
    phone.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
    expect(menu).to_be_in_viewport()


def test_a_link_is_copied_over_plain_http(phone: Page, app_url: str) -> None:
    open_app(phone, f"{app_url}/train")
    code = phone.get_by_test_id("stCode")
    code.scroll_into_view_if_needed()
    copy = code.get_by_role("button", name="Copy to clipboard")
    expect(copy).to_have_css("opacity", "1")  # a finger cannot point at it to make it appear
    copy.tap()
    expect(code.get_by_role("button", name="Copied")).to_be_visible()
    link = code.locator("code").inner_text()
    phone.get_by_text("Settings", exact=True).tap()
    box = phone.get_by_role("textbox", name="Hidden layers")
    box.fill("")
    box.press("Control+V")
    expect(box).to_have_value(link)

    # The app's own button says what came of it.
    choose_in_menu(phone, "Room")
    room.open_room(phone)
    own = phone.locator(".tn-copy")
    own.tap()
    expect(own).to_have_text("Copied")
    expect(own).to_have_text("Copy the link")
    phone.evaluate(CANNOT_COPY)
    own.tap()
    expect(own).to_have_text("This browser does not copy")
