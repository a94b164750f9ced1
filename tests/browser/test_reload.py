"""What a reload, a duplicated tab and a server that was started again leave as it was."""

import json
import os
import re
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pages.ui.talk.script import SHIPPED
from tests.browser.driving import (
    CANVAS,
    HEARD,
    STROKES,
    button,
    draw,
    go_to,
    open_app,
    place_of,
    use_network,
    wait_for,
)
from tests.browser.server import running_server
from tests.browser.test_talk import expect_step, open_talk, press

DIGIT = ".tn-digit"


def test_a_reload_keeps_drawing_network_and_settings(app: Page) -> None:
    use_network(app, "book")
    draw(app, STROKES[7])
    app.reload()
    expect(app.locator(DIGIT)).to_have_text("7")
    sidebar = app.get_by_test_id("stSidebar")
    expect(sidebar.get_by_role("combobox", name="Network in use")).to_have_value(re.compile("book"))
    wait_for(app, HEARD, 1)
    app.get_by_role("button", name=re.compile("^Undo")).click()
    expect(app.locator(DIGIT)).to_have_text("?")  # Undo goes back past the reload
    go_to(app, "Train")
    field = app.get_by_test_id("stNumberInput").filter(has_text="Epochs").locator("input")
    field.fill("7")
    field.press("Enter")
    expect(app.get_by_text(re.compile("42,000 in all"))).to_be_visible()
    app.reload()
    expect(app.get_by_text(re.compile("42,000 in all"))).to_be_visible()


def half_draw(page: Page) -> None:
    """Draw a stroke, and then begin another without lifting the pen."""
    box = place_of(page.locator(CANVAS))
    x, y, side = box["x"], box["y"], box["width"]
    for stroke in (0.3, 0.6):
        page.mouse.move(x + stroke * side, y + 0.2 * side)
        page.mouse.down()
        page.mouse.move(x + stroke * side, y + 0.8 * side, steps=8)
        if stroke == 0.3:
            page.mouse.up()


def test_a_stroke_that_was_half_drawn_is_there_after_a_reload(app: Page) -> None:
    half_draw(app)
    app.reload()
    app.mouse.up()
    wait_for(app, HEARD, 2)


def test_a_reload_keeps_each_step_of_a_talk(page: Page, app_url: str) -> None:
    open_talk(page, app_url)
    for number, step in enumerate(SHIPPED, start=1):
        if number > 1:
            press(page, "PageDown", number)
        draws = step.show in ("drawing", "teaching")
        if draws:  # on a clear canvas
            half_draw(page)
        if step.run:  # in mid-run
            expect(page.locator("b, .tn-talk-number").filter(has_text="%").first).to_be_visible()
        page.reload()
        expect_step(page, number)
        if draws:
            page.mouse.up()
            wait_for(page, HEARD, 2)
        if step.speed:
            # The run went on meanwhile: it did not begin anew.
            wait_for(page, "/\\d\\d\\.\\d/.test(document.body.innerText)")
        expect(page.get_by_text("This is a copy")).to_have_count(0)


def test_a_run_goes_on_over_a_reload(page: Page, app_url: str) -> None:
    open_app(page, f"{app_url}/train?images=10000&epochs=500&start=1")
    expect(button(page, "Pause")).to_be_visible()
    wait_for(page, "/epoch ([3-9]|\\d\\d)/.test(document.body.innerText)")
    page.reload()
    expect(button(page, "Pause")).to_be_visible()
    assert not re.search("epoch 1 of 500", page.locator("body").inner_text())
    page.goto(app_url)  # another address in the same tab is the same visitor
    expect(page.get_by_text(re.compile("Training: epoch"))).to_be_visible()


def test_two_tabs_are_two_visitors(page: Page, app_url: str) -> None:
    open_app(page, app_url)
    draw(page, STROKES[7])
    other = page.context.new_page()
    open_app(other, app_url)
    expect(other.locator(DIGIT)).to_have_text("?")
    assert page.evaluate("sessionStorage['tn-token']") != other.evaluate(
        "sessionStorage['tn-token']"
    )
    assert "token" not in page.url


def test_a_duplicated_tab_gets_a_copy(page: Page, app_url: str) -> None:
    open_app(page, app_url)
    draw(page, STROKES[7])
    storage = json.dumps(page.evaluate("({...sessionStorage})"))
    copy = page.context.new_page()
    copy.add_init_script(
        "if (!sessionStorage.length) for (const [name, value] of "
        f"Object.entries({storage})) sessionStorage.setItem(name, value)"
    )
    open_app(copy, app_url)
    expect(copy.locator(DIGIT)).to_have_text("7")
    tokens = [tab.evaluate("JSON.parse(sessionStorage['tn-token']).token") for tab in (page, copy)]
    assert tokens[0] != tokens[1]
    button(copy, "Clear").click()
    expect(copy.locator(DIGIT)).to_have_text("?")
    page.reload()
    expect(page.locator(DIGIT)).to_have_text("7")  # the first one's drawing is untouched


@pytest.mark.parametrize("part", ["getItem", "setItem", "removeItem", ""])
def test_a_browser_that_keeps_nothing_has_the_app_all_the_same(
    part: str, page: Page, app_url: str
) -> None:
    refuse = "() => { throw new DOMException('Access is denied') }"
    if part:
        script = f"Storage.prototype.{part} = {refuse}"
    else:
        script = f"Object.defineProperty(window, 'sessionStorage', {{ get: {refuse} }})"
    page.add_init_script(script)
    open_app(page, app_url)
    draw(page, STROKES[7])
    expect(page.locator(DIGIT)).to_have_text("7")
    page.goto(f"{app_url}/?talk=2")
    expect_step(page, 2)


# A server that is killed and started again


@pytest.fixture
def restarts(tmp_path: Path) -> Iterator[ExitStack]:
    """Return a stack of servers that a test starts."""
    with ExitStack() as stack:
        yield stack


def test_a_server_that_was_started_again_gives_back_what_the_tab_has(
    browser: Browser, page: Page, tmp_path: Path, restarts: ExitStack
) -> None:
    server = restarts.enter_context(running_server(tmp_path))
    open_app(page, server.url)
    use_network(page, "book")
    draw(page, STROKES[7])
    os.killpg(server.pid, signal.SIGKILL)
    expect(page.get_by_role("alert").filter(has_text="The server does not answer")).to_be_visible()
    restarts.enter_context(running_server(tmp_path, at=server.url))
    expect(page.get_by_text(re.compile("The server was started again. Your"))).to_be_visible()
    expect(page.locator(DIGIT)).to_have_text("7")
    expect(page.locator(".tn-lost")).to_have_count(0)
    choice = page.get_by_test_id("stSidebar").get_by_role("combobox", name="Network in use")
    expect(choice).to_have_value(re.compile("book"))
    draw(page, STROKES[1])  # it is usable
    wait_for(page, HEARD, 2)


def test_a_stroke_drawn_while_the_server_is_away_is_kept(
    page: Page, tmp_path: Path, restarts: ExitStack
) -> None:
    server = restarts.enter_context(running_server(tmp_path))
    open_app(page, server.url)
    draw(page, STROKES[7])
    os.killpg(server.pid, signal.SIGKILL)
    expect(page.locator(".tn-lost")).to_be_visible()
    box = place_of(page.locator(CANVAS))
    page.mouse.move(box["x"] + 50, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 200, steps=8)
    page.mouse.up()
    page.wait_for_timeout(4000)  # longer than a stroke is waited for that the server never hears of
    restarts.enter_context(running_server(tmp_path, at=server.url))
    wait_for(page, HEARD, 2)


def test_a_talk_goes_on_when_the_server_was_started_again(
    page: Page, tmp_path: Path, restarts: ExitStack
) -> None:
    server = restarts.enter_context(running_server(tmp_path))
    open_talk(page, server.url)
    draw(page, STROKES[7])
    os.killpg(server.pid, signal.SIGKILL)
    expect(page.locator(".tn-lost")).to_be_visible()
    restarts.enter_context(running_server(tmp_path, at=server.url))
    expect(page.locator(".tn-lost")).to_have_count(0)
    expect_step(page, 1)
    expect(page.locator(DIGIT)).to_have_text("7")
