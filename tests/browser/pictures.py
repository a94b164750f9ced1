"""Make the README's pictures from the running app: `python -m tests.browser.pictures`.

Chromium draws them all, but for the sheet of misread digits; they go to `.github/`.
"""

import io
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page, ViewportSize, expect

from nn.functions import Array
from nn.making.habits import with_habits
from nn.making.pen_images import varied
from pages.ui.app.room.room import PHONE_RESTS
from tests.benchmarks.misread import sheet
from tests.benchmarks.room_example import OUTLINES
from tests.browser import moving_picture
from tests.browser.driving import (
    OPTIONS,
    STROKES,
    Stroke,
    button,
    click,
    click_tile,
    draw,
    go_to,
    place_of,
    running_browser,
    use_network,
    visitor,
    wait_for,
)
from tests.browser.room import (
    draw_with_finger,
    join,
    open_room,
    own,
    phone,
    say_meant,
    tap,
    tiles,
)
from tests.browser.server import ROOT, running_server
from tests.chromium import find_chromium

FOLDER = ROOT / ".github"
MOST_BYTES = 120_000  # of a picture that does not move
COLOURS = 256

STAGE: ViewportSize = {"width": 1280, "height": 720}
TALL: ViewportSize = {"width": 1280, "height": 1000}
BESIDE_SIDEBAR, MARGIN = 310, 14  # pixels
OUT_OF_THE_WAY = 310, 2  # where the pointer points at nothing
HALF_AN_EPOCH = "/after [3-5],\\d{3} mini-batches/.test(document.body.innerText)"
LOTTERY_TAKES = 120_000  # milliseconds, at most
ALL_RUNS = "All 16 runs have ended"
A_NEURON = 30  # it fires for a 3

# As the phones of a room would find it; the address is one for examples (RFC 5737).
ADDRESS = "192.0.2.10:8501"
PHONES, OF_EACH = 8, 3
SEED = 1
LARGE = 0.62  # of the canvas's side: the longer side of a digit


def main() -> None:
    """Take the pictures one after the other."""
    sheet("draw", 24).save(FOLDER / "misread.png")
    with (
        tempfile.TemporaryDirectory() as home,
        running_server(Path(home)) as server,
        running_browser() as browser,
    ):
        with visitor(browser, f"{server.url}/?talk=1", viewport=STAGE) as page:
            _talk(page)
        with visitor(browser, server.url, viewport=TALL) as page:
            _pages(page)
        _room(browser, server.url)
        moving_picture.make(browser, server.url, FOLDER / "thirty-neurons.gif")


def _keep(page: Page, name: str, clip: FloatRect | None = None) -> None:
    """Write a picture of the page, or exit with a sentence if it is too large."""
    # A chart that has changed comes to the front by an animation: it is at its end here.
    taken = page.screenshot(clip=clip, animations="disabled")
    shot = Image.open(io.BytesIO(taken)).convert("RGB")
    picture = shot.quantize(
        COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=moving_picture.REFINED, dither=Image.Dither.NONE
    )
    path = FOLDER / name
    picture.save(path, optimize=True)
    moving_picture.hold_to(MOST_BYTES, path)


def _keep_main(page: Page, name: str, first: str, last: str) -> None:
    """Write a picture of what stands beside the sidebar, from one element down to another."""
    page.mouse.move(*OUT_OF_THE_WAY)
    window, bottom = page.viewport_size, place_of(page.locator(last))
    assert window is not None
    y = place_of(page.locator(first))["y"] - MARGIN
    clip: FloatRect = {
        "x": BESIDE_SIDEBAR,
        "y": y,
        "width": window["width"] - BESIDE_SIDEBAR,
        "height": bottom["y"] + bottom["height"] + MARGIN - y,
    }
    _keep(page, name, clip)


def _talk(page: Page) -> None:
    """Draw a 7 on the stage; then let a room guess and the network learn."""
    draw(page, STROKES[7])
    page.mouse.move(1270, 5)
    _keep(page, "talk-draw.png")
    for key in ("7", "Enter"):
        page.keyboard.press(key)
    page.get_by_text("80 %", exact=True).click()
    expect(page.locator(".tn-talk-number").last).to_have_text("80 %")
    page.keyboard.press("PageDown")
    wait_for(page, HALF_AN_EPOCH)
    _keep(page, "talk-train.png")


def _pages(page: Page) -> None:
    """Look at a 3 with the book's network; then train many, as they differ by luck alone."""
    draw(page, STROKES[3])
    use_network(page, "book")
    go_to(page, "How it works")
    click(page.get_by_role("radio", name="4 All neurons"))
    _keep_main(page, "how-it-works.png", ".st-key-story", ".st-key-story")
    go_to(page, "Look inside")
    click_tile(page.locator(".st-key-maps .js-plotly-plot"), A_NEURON)
    _keep_main(page, "inside.png", ".st-key-neuron", ".tn-squares")
    go_to(page, "Experiments")
    click(button(page, "Start"))
    expect(page.get_by_text(ALL_RUNS)).to_be_visible(timeout=LOTTERY_TAKES)
    _keep_main(page, "experiments.png", ".st-key-experiments_top", ".st-key-lottery_layers")


def _room(browser: Browser, url: str) -> None:
    """Open a room by an address that phones could type, and have some of them send digits."""
    resolver = f"--host-resolver-rules=MAP {ADDRESS} {url.removeprefix('http://')}"
    options = [*OPTIONS, resolver]
    with (
        browser.browser_type.launch(executable_path=find_chromium(), args=options) as far,
        visitor(far, f"http://{ADDRESS}/room", viewport=STAGE) as host,
    ):
        use_network(host, "book")
        code = open_room(host)
        rng = np.random.default_rng(SEED)
        for number in range(PHONES):
            with phone(browser) as guest:
                join(guest, url, code)
                _send_some(guest, number, rng)
        expect(tiles(host)).to_have_count(PHONES * OF_EACH)
        _keep_main(host, "room.png", ".st-key-room_top", ".st-key-room_shown")


def _send_some(guest: Page, number: int, rng: np.random.Generator) -> None:
    """Send digits from a phone, in the handwriting of whoever has it."""
    outlines = OUTLINES if number % 2 else STROKES
    for count in range(1, OF_EACH + 1):
        if count > 1:
            guest.wait_for_timeout(1000 * PHONE_RESTS)
        digit = int(rng.integers(10))
        strokes = varied(with_habits([np.array(s) for s in outlines[digit]], digit, rng), rng)
        draw_with_finger(guest, [_on_canvas(stroke) for stroke in strokes])
        say_meant(guest, digit)
        tap(guest, "Send")
        expect(own(guest)).to_have_count(count)


def _on_canvas(stroke: Array) -> Stroke:
    """Return points around the origin as points of the canvas, all of them within it."""
    return [(float(x), float(y)) for x, y in np.clip(0.5 + LARGE * stroke, 0.06, 0.94)]


if __name__ == "__main__":
    main()
