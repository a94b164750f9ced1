"""What a reload, a duplicated tab and a server that was started again leave as it was."""

import os
import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import (
    CANVAS,
    HEARD,
    STROKES,
    UNDO,
    Stroke,
    click,
    draw,
    draw_at_once,
    go_to,
    network_in_use,
    open_app,
    place_of,
    settle,
    use_network,
    wait_for,
)
from tests.browser.server import running_server
from tests.browser.test_talk import answer, open_talk

BOOK = re.compile("book")
BAR: Stroke = [(0.3, 0.9), (0.7, 0.9)]


def reload(page: Page) -> None:
    """Load the page anew, also in mid-stroke, and wait until all of it is there."""
    page.reload()
    page.mouse.up()
    settle(page)


def test_a_reload_keeps_drawing_network_and_settings(app: Page) -> None:
    use_network(app, "book")
    draw(app, STROKES[7])
    reload(app)
    expect(answer(app)).to_have_text("7")
    expect(network_in_use(app)).to_have_value(BOOK)
    wait_for(app, HEARD, 1)
    draw_at_once(app, [BAR], lift=False)  # half a stroke
    reload(app)
    wait_for(app, HEARD, 2)
    click(app.locator(UNDO))
    expect(answer(app)).to_have_text("7")
    click(app.locator(UNDO))
    expect(app.locator(".tn-example")).to_contain_text("An example")  # it goes back past both
    go_to(app, "Train")
    app.get_by_text("Settings", exact=True).click()
    field = app.get_by_test_id("stNumberInput").filter(has_text="Epochs").locator("input")
    field.fill("7")
    field.press("Enter")
    expect(app.get_by_text(re.compile("42,000 in all"))).to_be_visible()
    settle(app)
    reload(app)
    app.get_by_text("Settings", exact=True).click()
    expect(app.get_by_text(re.compile("42,000 in all"))).to_be_visible()


def test_a_server_that_was_started_again_gives_back_what_the_tab_has(
    page: Page, tmp_path: Path
) -> None:
    with running_server(tmp_path) as server:
        open_app(page, server.url)
        use_network(page, "book")
        draw(page, STROKES[7])
        box = place_of(page.locator(CANVAS))
        os.killpg(server.pid, signal.SIGKILL)
        lost = page.get_by_role("alert").filter(has_text="The server does not answer")
        expect(lost).to_be_visible()
        draw_at_once(page, [BAR], box=box)
        with running_server(tmp_path, at=server.url):
            expect(page.get_by_text("The server was started again or ")).to_be_visible()
            settle(page)
            wait_for(page, HEARD, 2)  # with the stroke drawn meanwhile
            expect(lost).to_have_count(0)
            expect(network_in_use(page)).to_have_value(BOOK)
            draw(page, STROKES[1])  # it is usable
            assert page.evaluate(HEARD, 3)


# All that the tab keeps of the drawing, one after the other.
NOTE_WHAT_IS_KEPT = """
    window.drawingsKept = [];
    const keep = Storage.prototype.setItem;
    Storage.prototype.setItem = function (name, value) {
        if (name === "tn-drawing") drawingsKept.push(JSON.parse(value).strokes.length);
        keep.call(this, name, value);
    };
"""


def test_a_page_that_is_built_anew_keeps_the_drawing_at_every_moment(
    page: Page, app_url: str
) -> None:
    page.add_init_script(NOTE_WHAT_IS_KEPT)
    open_app(page, app_url)
    draw(page, STROKES[7])
    page.evaluate("drawingsKept.length = 0")
    use_network(page, "book")  # a server that ends just then knows no drawing
    wait_for(page, HEARD, 1)
    assert set(page.evaluate("drawingsKept")) <= {1}


@pytest.mark.thorough
def test_a_browser_that_keeps_nothing_has_the_app_all_the_same(page: Page, app_url: str) -> None:
    refuse = "() => { throw new DOMException('Access is denied') }"
    page.add_init_script(f"Object.defineProperty(window, 'sessionStorage', {{ get: {refuse} }})")
    open_app(page, app_url)
    draw(page, STROKES[7])
    expect(answer(page)).to_have_text("7")
    open_talk(page, app_url, 2)


@pytest.mark.thorough
def test_a_line_that_is_silent_is_named_once_until_it_speaks_again(
    page: Page, tmp_path: Path
) -> None:
    page.add_init_script("window.tnPatience = 0.05")  # less than a second
    with running_server(tmp_path) as server:
        open_app(page, server.url)
        draw(page, STROKES[7])
        box = place_of(page.locator(CANVAS))
        os.kill(server.pid, signal.SIGSTOP)  # the line stays open, and nothing comes
        lost = page.get_by_role("alert").filter(has_text="The server does not answer")
        try:
            expect(lost).to_be_visible()
            draw_at_once(page, [BAR], box=box)
            page.wait_for_timeout(1_500)
            expect(lost).to_have_count(1)
        finally:
            os.kill(server.pid, signal.SIGCONT)
        expect(lost).to_have_count(0)
        settle(page)
        wait_for(page, HEARD, 2)  # with the stroke drawn meanwhile
        page.wait_for_timeout(1_500)  # signs of life come and go
        expect(lost).to_have_count(0)
        expect(page.get_by_text("Your drawing and settings are back")).to_have_count(0)
