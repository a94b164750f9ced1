"""Make the README's pictures from the running app: `python -m tests.browser.pictures`.

Chromium draws them all, but for two sheets of digits; they go to `.github/`, and small ones of what
the steps of a talk show to `pages/ui/talk/scenes/`, for the speaker's view. The moving one is made
of screenshots: a pen goes a little way from one to the next and the answer follows it, then a
network learns at the page's own pace.
"""

import io
import re
import sys
import tempfile
import time
from itertools import pairwise
from math import ceil, dist
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page, ViewportSize, expect

from nn.functions import Array
from nn.making.forms import FAMILIES, drawn
from nn.making.pen_images import varied
from pages.ui.talk.script import PICTURES, SHIPPED_TEXT, picture_of, steps_in
from tests.benchmarks import forms_sheet, misread
from tests.browser.driving import (
    CANVAS,
    OPTIONS,
    PATIENCE,
    STROKES,
    Stroke,
    button,
    click,
    click_tile,
    draw,
    go_to,
    open_app,
    place_of,
    running_browser,
    settle,
    use_network,
    visitor,
    wait_for,
)
from tests.browser.room import draw_with_finger, join, open_room, own, phone, say_meant, tap, tiles
from tests.browser.server import ROOT, running_server
from tests.chromium import find_chromium

FOLDER = ROOT / ".github"
MOVED = 1_000  # milliseconds, in which the picture of the network comes to rest
MOST_BYTES, MOST_BYTES_MOVING, MOST_BYTES_SMALL = 120_000, 2_000_000, 15_000
COLOURS, COLOURS_MOVING, COLOURS_SMALL = 256, 128, 48
REFINED = 3  # times is a palette: so white stays white
PALETTE_FROM = 12  # frames of the moving picture, evenly spread

STAGE: ViewportSize = {"width": 1280, "height": 720}
SMALL = 320, 180  # of which the stage is four times as wide and tall
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
SEED = 23  # of which book misreads some
LARGE = 0.62  # of the canvas's side: the longer side of a digit

# The moving picture shows so much of the page's main part, so small.
SHOWN = 960, 600
SCALE = 5 / 6
TOP_OF_DRAW, TOP_OF_TRAIN = 60, 168
STEP = 0.02  # of the canvas's side, from one frame to the next
GUESS = "80"
SIX_SECONDS = re.compile("^1,000 mini")  # of which an epoch takes six seconds
# Milliseconds that a frame stands; while the network learns, at least and at most.
A_STEP, BEFORE, DRAWN, LEARNT = 60, 600, 1_600, 2_200
A_LOOK = 40, 600

Film = list[tuple[Image.Image, int]]  # frames, and how many milliseconds each stands


def main() -> None:
    """Take the pictures one after the other."""
    misread.sheet("draw", 24).save(FOLDER / "misread.png")
    forms, _ = forms_sheet.read(["draw", "book"], 1000)
    forms.save(FOLDER / "forms.png", optimize=True)
    _hold_to(MOST_BYTES, FOLDER / "forms.png")
    with (
        tempfile.TemporaryDirectory() as home,
        running_server(Path(home)) as server,
        running_browser() as browser,
    ):
        with visitor(browser, f"{server.url}/?talk=1", viewport=STAGE) as page:
            _talk(page)
        with visitor(browser, server.url, viewport=STAGE) as page:
            _scenes(page)
        with visitor(browser, server.url, viewport=TALL) as page:
            _pages(page)
        _room(browser, server.url)
        with visitor(browser, server.url, viewport=TALL, device_scale_factor=SCALE) as page:
            use_network(page, "book")
            film = _drawn(page)
            open_app(page, f"{server.url}/train?seed=1&epochs=1")
            _keep_film(film + _learnt(page), "thirty-neurons.gif")


def _keep(page: Page, name: str, clip: FloatRect | None = None) -> None:
    """Write a picture of the page, or exit with a sentence if it is too large."""
    # A chart that has changed comes to the front by an animation: it is at its end here.
    shot = _image(page.screenshot(clip=clip, animations="disabled"))
    _with_palette(shot, COLOURS).save(FOLDER / name, optimize=True)
    _hold_to(MOST_BYTES, FOLDER / name)


def _image(shot: bytes) -> Image.Image:
    return Image.open(io.BytesIO(shot)).convert("RGB")


def _with_palette(image: Image.Image, colours: int) -> Image.Image:
    method = Image.Quantize.MAXCOVERAGE
    return image.quantize(colours, method, kmeans=REFINED, dither=Image.Dither.NONE)


def _hold_to(most: int, path: Path) -> None:
    """Exit with a sentence if a picture has more than so many bytes."""
    if (size := path.stat().st_size) > most:
        sys.exit(f"{path.name} has {size:,} bytes, and may have {most:,} at most.")


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
    expect(page.locator(".tn-talk-guess")).to_be_visible()
    for key in ("8", "0", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".tn-talk-number").last).to_have_text("80 %")
    page.keyboard.press("PageDown")
    wait_for(page, HALF_AN_EPOCH)
    _keep(page, "talk-train.png")


def _scenes(page: Page) -> None:
    """Show what can be on the stage, one after the other, and keep small pictures of it."""
    text = SHIPPED_TEXT + b'\n[[step]]\nshow = "room"\nline = "Draw on your phone"'
    steps = steps_in(text)
    page.get_by_text("The talk's text").click()
    page.locator('[data-testid="stFileUploader"] input').set_input_files(
        {"name": "scenes.toml", "mimeType": "text/plain", "buffer": text}
    )
    expect(page.get_by_text(f"scenes.toml: {len(steps)} steps")).to_be_visible()
    click(page.get_by_role("button", name="Talk mode"))
    draw(page, STROKES[7])
    first = {picture_of(step): k for k, step in reversed([*enumerate(steps, start=1)])}
    # The room last: an open one would be at the talk's end, too.
    for show in sorted(first, key=lambda show: (show == "room", first[show])):
        for key in ("Home", *str(first[show]), "Enter"):  # in step 7 a number is a guess
            page.keyboard.press(key)
        expect(page.locator(".tn-talk-line")).to_have_text(steps[first[show] - 1].line)
        match show:
            case "guess":
                expect(page.locator(".tn-talk-guess")).to_be_visible()
                for key in (*GUESS, "Enter"):
                    page.keyboard.press(key)
                expect(page.locator(".tn-talk-number").last).to_have_text("80 %")
            case "training":
                wait_for(page, HALF_AN_EPOCH)
            case "drawing-learning":
                expect(page.locator(".tn-talk-progress")).to_contain_text("since")
            case "maps":
                expect(page.get_by_text("right, after epoch 1")).to_be_visible(timeout=PATIENCE)
            case "teaching":
                click(page.get_by_role("radio", name="1"))
            case "room":
                click(button(page, "Open a room"))
        page.mouse.move(1270, 5)
        settle(page)
        page.wait_for_timeout(MOVED)
        shot = _image(page.screenshot(animations="disabled")).resize(SMALL, Image.Resampling.BOX)
        _with_palette(shot, COLOURS_SMALL).save(PICTURES / f"{show}.png", optimize=True)
        _hold_to(MOST_BYTES_SMALL, PICTURES / f"{show}.png")


def _pages(page: Page) -> None:
    """Look at a 3 with the book's network; then train many, as they differ by luck alone."""
    draw(page, STROKES[3])
    use_network(page, "book")
    go_to(page, "How it works")
    click(page.get_by_role("radio", name="5 Answer"))
    page.wait_for_timeout(MOVED)
    _keep_main(page, "how-it-works.png", ".st-key-story", ".st-key-story")
    go_to(page, "Look inside")
    click_tile(page.locator(".st-key-maps .js-plotly-plot"), A_NEURON)
    _keep_main(page, "inside.png", ".st-key-neuron", ".st-key-picture")
    go_to(page, "Experiments")
    click(button(page, "Start"))
    expect(page.get_by_text(ALL_RUNS)).to_be_visible(timeout=LOTTERY_TAKES)
    _keep_main(page, "experiments.png", ".st-key-experiments_top", ".st-key-layers")


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
        for _ in range(PHONES):
            with phone(browser) as guest:
                join(guest, url, code)
                _send_some(guest, rng)
        expect(tiles(host)).to_have_count(PHONES * OF_EACH)
        _keep_main(host, "room.png", ".st-key-room_top", ".st-key-room_shown")


def _send_some(guest: Page, rng: np.random.Generator) -> None:
    for count in range(1, OF_EACH + 1):
        family = rng.choice(list(FAMILIES))
        strokes = varied(drawn(family, rng), rng, slant=0.0)
        draw_with_finger(guest, [_on_canvas(stroke) for stroke in strokes])
        say_meant(guest, FAMILIES[family][0])
        tap(guest, "Send")
        expect(own(guest)).to_have_count(count)


def _on_canvas(stroke: Array) -> Stroke:
    """Return points around the origin as points of the canvas, all of them within it."""
    return [(float(x), float(y)) for x, y in np.clip(0.5 + LARGE * stroke, 0.06, 0.94)]


def _keep_film(film: Film, name: str) -> None:
    """Write a moving picture, which begins anew at its end, with one palette for all frames."""
    frames, durations = zip(*film, strict=True)
    some = [*frames[:: ceil(len(frames) / PALETTE_FROM)], frames[-1]]
    together = Image.fromarray(np.concatenate([np.asarray(frame) for frame in some]))
    palette = _with_palette(together, COLOURS_MOVING)
    first, *others = (frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames)
    first.save(
        FOLDER / name,
        save_all=True,
        append_images=others,
        duration=durations,
        loop=0,
        optimize=True,
    )
    _hold_to(MOST_BYTES_MOVING, FOLDER / name)


def _frame(page: Page, top: int) -> Image.Image:
    wide, tall = SHOWN
    clip: FloatRect = {"x": BESIDE_SIDEBAR, "y": top, "width": wide, "height": tall}
    whole = 0, 0, round(SCALE * wide), round(SCALE * tall)
    return _image(page.screenshot(clip=clip)).crop(whole)


def _drawn(page: Page) -> Film:
    """Draw a 4 so slowly that the answer is seen to follow the pen."""
    box = place_of(page.locator(CANVAS))
    film = [(_frame(page, TOP_OF_DRAW), BEFORE)]
    for stroke in STROKES[4]:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for here, there in pairwise(points):
            count = ceil(dist(here, there) / (STEP * box["width"]))
            for x, y in np.linspace(here, there, count + 1)[1:]:
                page.mouse.move(float(x), float(y))
                settle(page)
                film.append((_frame(page, TOP_OF_DRAW), A_STEP))
        page.mouse.up()
    page.mouse.move(0, 0)
    settle(page)
    return [*film, (_frame(page, TOP_OF_DRAW), DRAWN)]


def _learnt(page: Page) -> Film:
    """Guess, and let the network learn for an epoch at the pace at which one can watch it."""
    button(page, "Speed").click()
    page.get_by_role("combobox", name="Speed").click()
    click(page.get_by_role("option", name=SIX_SECONDS))
    page.keyboard.press("Escape")
    for name in ("One mini-batch", "Reset"):  # all stays in its place once there is a run
        click(button(page, name))
    guess = page.get_by_label("Your guess")
    guess.fill(GUESS)
    guess.press("Enter")
    guess.blur()
    page.mouse.move(0, 0)
    settle(page)
    film = [(_frame(page, TOP_OF_TRAIN), BEFORE)]
    button(page, "One epoch").dispatch_event("click")  # a pointer there would show a hint
    before = time.monotonic()
    while not page.get_by_text(f"Your guess: {GUESS}\N{NO-BREAK SPACE}%. Result").count():
        frame, now = _frame(page, TOP_OF_TRAIN), time.monotonic()
        film.append((frame, int(np.clip(1000 * (now - before), *A_LOOK))))
        before = now
    expect(button(page, "Play")).to_be_visible()
    return [*film, (_frame(page, TOP_OF_TRAIN), LEARNT)]


if __name__ == "__main__":
    main()
