"""Make the README's picture from the running app: `python -m tests.browser.screenshot`."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import VIEWPORT, flags
from tests.browser.driving import STROKES, draw, open_app
from tests.browser.server import ROOT, running_server
from tests.chromium import find_chromium

TARGET = ROOT / ".github" / "draw.png"


def main() -> None:
    """Draw a 4 and take the picture."""
    with (
        tempfile.TemporaryDirectory() as home,
        running_server(Path(home)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags())
        page = browser.new_page(viewport=VIEWPORT)
        open_app(page, server.url)
        draw(page, STROKES[4])
        page.mouse.move(5, 700)  # off the canvas, whose toolbar goes away then
        page.wait_for_timeout(500)
        page.screenshot(path=TARGET)
        browser.close()


if __name__ == "__main__":
    main()
