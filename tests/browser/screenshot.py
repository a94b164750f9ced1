"""Make the README's picture from the running app: `python -m tests.browser.screenshot`."""

import tempfile
from pathlib import Path

from tests.browser.driving import STROKES, draw, running_browser, visitor
from tests.browser.server import ROOT, running_server

TARGET = ROOT / ".github" / "draw.png"


def main() -> None:
    """Draw a 4 and take the picture."""
    with (
        tempfile.TemporaryDirectory() as home,
        running_server(Path(home)) as server,
        running_browser() as browser,
        visitor(browser, server.url) as page,
    ):
        draw(page, STROKES[4])
        page.mouse.move(5, 700)  # off the canvas, whose toolbar goes away then
        page.wait_for_timeout(500)
        page.screenshot(path=TARGET)


if __name__ == "__main__":
    main()
