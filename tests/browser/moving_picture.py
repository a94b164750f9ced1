"""The moving picture of the README: a digit is drawn and read, then a network learns.

    screenshots with their times -> one palette for all -> a GIF that begins anew at its end

The pen goes a little way from one frame to the next. The network learns at the page's own pace.
"""

import io
import re
import sys
import time
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, dist
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.driving import (
    CANVAS,
    STROKES,
    Stroke,
    button,
    click,
    open_app,
    place_of,
    settle,
    use_network,
    visitor,
)

MOST_BYTES = 2_000_000
WIDTH, HEIGHT = 800, 500  # pixels of the picture
COLOURS = 128
PALETTE_FROM = 12  # frames, evenly spread
REFINED = 3  # times is a palette: so white stays white

# Pixels of the page: its main part, beside the sidebar. A tall window has no edge in the picture.
WINDOW: ViewportSize = {"width": 1280, "height": 1000}
LEFT, WIDE, TALL = 310, 960, 600
TOP_OF_DRAW, TOP_OF_TRAIN = 76, 190

DIGIT = 4
STEP = 0.02  # of the canvas's side, from one frame to the next
GUESS = "80"
AN_EPOCH = "train?seed=1&epochs=1"
SIX_SECONDS = re.compile("^1,000 mini")  # of which an epoch takes six seconds

# Milliseconds that a frame stands.
A_STEP = 60
BEFORE_DRAWING, DRAWN = 600, 1_600
BEFORE_LEARNING, LEARNT = 1_000, 2_200
A_LOOK = 40, 600  # at least and at most, while the network learns


@dataclass
class Film:
    """Frames, and how many milliseconds each stands; equal ones in a row are one frame."""

    frames: list[Image.Image] = field(default_factory=list)
    durations: list[int] = field(default_factory=list)

    def add(self, shot: bytes, duration: int) -> None:
        """Add a screenshot."""
        frame = Image.open(io.BytesIO(shot)).convert("RGB").crop((0, 0, WIDTH, HEIGHT))
        if self.frames and frame.tobytes() == self.frames[-1].tobytes():
            self.durations[-1] += duration
        else:
            self.frames.append(frame)
            self.durations.append(duration)

    def save(self, path: Path) -> None:
        """Write a GIF, or exit with a sentence if it is too large."""
        palette = self._palette()
        first, *others = (
            frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in self.frames
        )
        first.save(
            path,
            save_all=True,
            append_images=others,
            duration=self.durations,
            loop=0,
            optimize=True,
        )
        hold_to(MOST_BYTES, path)

    def _palette(self) -> Image.Image:
        """Return an image whose palette is good for all frames."""
        some = self.frames[:: ceil(len(self.frames) / PALETTE_FROM)] + self.frames[-1:]
        together = Image.new("RGB", (WIDTH, HEIGHT * len(some)))
        for place, frame in enumerate(some):
            together.paste(frame, (0, HEIGHT * place))
        return together.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=REFINED)


def hold_to(most: int, path: Path) -> None:
    """Exit with a sentence if a picture has more than so many bytes."""
    if (size := path.stat().st_size) > most:
        sys.exit(f"{path.name} has {size:,} bytes, and may have {most:,} at most.")


def make(browser: Browser, url: str, path: Path) -> None:
    """Take the frames from the running app, and write the picture."""
    film = Film()
    with visitor(browser, url, viewport=WINDOW, device_scale_factor=WIDTH / WIDE) as page:
        use_network(page, "book")
        _draw(page, film)
        open_app(page, f"{url}/{AN_EPOCH}")
        _train(page, film)
    film.save(path)


def _shot(page: Page, top: int) -> bytes:
    return page.screenshot(clip={"x": LEFT, "y": top, "width": WIDE, "height": TALL})


def _draw(page: Page, film: Film) -> None:
    """Draw a digit so slowly that the answer is seen to follow the pen."""
    box = place_of(page.locator(CANVAS))
    film.add(_shot(page, TOP_OF_DRAW), BEFORE_DRAWING)
    for stroke in STROKES[DIGIT]:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        step = STEP * box["width"]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in _evenly(points, step):
            page.mouse.move(*point)
            settle(page)
            film.add(_shot(page, TOP_OF_DRAW), A_STEP)
        page.mouse.up()
    page.mouse.move(0, 0)
    settle(page)
    film.add(_shot(page, TOP_OF_DRAW), DRAWN)


def _evenly(points: Stroke, step: float) -> Stroke:
    """Return points on the way through others, at most a step from one to the next."""
    way: Stroke = []
    for (x, y), (to_x, to_y) in pairwise(points):
        count = ceil(dist((x, y), (to_x, to_y)) / step)
        shares = [k / count for k in range(1, count + 1)]
        way += [(x + (to_x - x) * share, y + (to_y - y) * share) for share in shares]
    return way


def _train(page: Page, film: Film) -> None:
    """Guess, and let the network learn for an epoch at the pace at which one can watch it."""
    _make_ready(page)
    film.add(_shot(page, TOP_OF_TRAIN), BEFORE_LEARNING)
    button(page, "One epoch").dispatch_event("click")  # a pointer there would show a hint
    result = page.get_by_text(f"Guess {GUESS}\N{NO-BREAK SPACE}%, result")
    least, most = A_LOOK
    before = time.monotonic()
    while not result.count():
        shot = _shot(page, TOP_OF_TRAIN)
        now = time.monotonic()
        film.add(shot, min(max(round(1000 * (now - before)), least), most))
        before = now
    expect(button(page, "Play")).to_be_visible()
    film.add(_shot(page, TOP_OF_TRAIN), LEARNT)


def _make_ready(page: Page) -> None:
    """Choose the pace, guess, and have a run that has not begun: all stays in its place then."""
    button(page, "While it runs").click()
    page.get_by_role("combobox", name="Speed").click()
    click(page.get_by_role("option", name=SIX_SECONDS))
    page.keyboard.press("Escape")
    for name in ("One mini-batch", "Reset"):
        click(button(page, name))
    guess = page.get_by_label("Your guess of the accuracy after one epoch")
    guess.fill(GUESS)
    guess.press("Enter")
    guess.blur()
    page.mouse.move(0, 0)
    settle(page)
