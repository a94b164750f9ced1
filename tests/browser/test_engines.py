"""Draw, Numbers and the stage in other browsers' engines: with `ENGINE=firefox` or `webkit`.

They are Playwright's own (`python -m playwright install webkit`): Safari's engine is WebKit. Where
`ENGINE` is not set, all of this is skipped; the workflow in `.github/` sets it.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.driving import (
    CANVAS,
    PATIENCE,
    SETTLED,
    STROKES,
    VIEWPORT,
    border,
    draw,
    open_app,
    pixels,
    place_of,
    settle,
    soon,
)
from tests.chromium import find_chromium

ENGINE = os.environ.get("ENGINE", "")
pytestmark = pytest.mark.skipif(not ENGINE, reason="no other browser is asked for")

ANSWERS = {"/": ".tn-digit", "/numbers": ".tn-whole", "/?talk=1": ".tn-digit"}
DARK, INK = 100, 1_500  # of 255, and how many numbers are darker: ink, and nothing else


@pytest.fixture(scope="module")
def visit() -> Iterator[Page]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        path = find_chromium() if ENGINE == "chromium" else None
        browser = getattr(playwright, ENGINE).launch(executable_path=path)
        context = browser.new_context(viewport=VIEWPORT, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        context.add_init_script(path=SETTLED)
        yield context.new_page()
        browser.close()


@pytest.mark.parametrize("path", ANSWERS)
def test_what_is_drawn_is_read_and_seen_and_the_canvas_keeps_its_border(
    path: str, visit: Page, app_url: str
) -> None:
    open_app(visit, app_url + path)
    draw(visit, STROKES[7])
    expect(visit.locator(ANSWERS[path])).to_contain_text("7")
    visit.mouse.move(5, 5)
    canvas = visit.locator(CANVAS)
    for comes_again in (False, True):
        if comes_again:
            visit.reload()
            settle(visit)
        assert soon(visit, lambda: (pixels(visit, canvas) < DARK).sum() > INK), "it is not seen"
        assert max(border(pixels(visit, canvas))) < 240, "no border"


def test_nothing_on_the_stage_is_selected_by_a_finger_or_a_mouse(visit: Page, app_url: str) -> None:
    open_app(visit, f"{app_url}/?talk=2")
    title = place_of(visit.locator(".tn-talk-line"))
    y = title["y"] + title["height"] / 2
    visit.mouse.move(title["x"] + 20, y)
    visit.mouse.down()
    visit.mouse.move(title["x"] + 300, y, steps=5)
    visit.mouse.up()
    assert visit.evaluate("String(getSelection())") == ""
