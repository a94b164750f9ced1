"""Make the README's pictures from the running app: `python -m tests.browser.screenshot`."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.driving import STROKES, draw, running_browser, settle, visitor, wait_for
from tests.browser.server import ROOT, running_server

FOLDER = ROOT / ".github"
STAGE: ViewportSize = {"width": 1280, "height": 720}
HALF_AN_EPOCH = "/after [3-5],\\d{3} mini-batches/.test(document.body.innerText)"


def main() -> None:
    """Take the pictures one after the other."""
    with (
        tempfile.TemporaryDirectory() as home,
        running_server(Path(home)) as server,
        running_browser() as browser,
    ):
        with visitor(browser, server.url) as page:
            _draw(page)
        with visitor(browser, f"{server.url}/?talk=1", viewport=STAGE) as page:
            _talk(page)


def _draw(page: Page) -> None:
    """Draw a 4 on Draw."""
    draw(page, STROKES[4])
    page.mouse.move(5, 700)  # off the canvas, whose toolbar goes away then
    settle(page)
    page.screenshot(path=FOLDER / "draw.png")


def _talk(page: Page) -> None:
    """Draw a 7 on the stage; then let a room guess and the network learn."""
    draw(page, STROKES[7])
    page.mouse.move(1270, 5)
    page.screenshot(path=FOLDER / "talk-draw.png")
    for key in ("7", "Enter"):
        page.keyboard.press(key)
    page.get_by_text("80 %", exact=True).click()
    expect(page.locator(".tn-talk-number").last).to_have_text("80 %")
    page.keyboard.press("PageDown")
    wait_for(page, HALF_AN_EPOCH)
    page.screenshot(path=FOLDER / "talk-train.png")


if __name__ == "__main__":
    main()
