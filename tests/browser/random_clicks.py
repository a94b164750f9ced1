"""Click at random on all pages of a server that is late to send, and report what goes wrong.

    python -m tests.browser.random_clicks --minutes 10 --seed 1

It is for by hand: a white page needs two clicks and a server that is busy at the right moment.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter, deque
from pathlib import Path

from playwright.sync_api import Browser, Error, Page

from pages.ui.app.places import PLACES
from pages.ui.talk.script import SHIPPED
from tests.browser.driving import CANVAS, STROKES, running_browser, wait_for
from tests.browser.failures import CANVAS_HAS_GONE, IS_WHITE
from tests.browser.late import CLOCKS, HELD_BACK, RERUN, STRIKE
from tests.browser.server import running_server

TALK = [f"?talk={step + 1}" for step in range(len(SHIPPED))]
ADDRESSES = [Path(place.path).stem if k else "" for k, place in enumerate(PLACES)]
# An experiment would go on for minutes, and a file that is chosen or saved is no click.
CLICK = """at => {
    const all = [...document.querySelectorAll(
        'button, [role=radio], [role=tab], [type=checkbox], [data-testid=stSidebarNavLink]'
    )].filter(part => part.checkVisibility() && !part.disabled
        && !/Start|Save|Download|Browse|Upload/.test(part.textContent));
    const part = all[Math.floor(at * all.length)];
    part?.click();
    return part?.textContent.trim().slice(0, 30) || part?.ariaLabel || "a button";
}"""
LONGEST_PAUSE = 150.0  # milliseconds
ACTIONS_A_PAGE = 25


def stroke(page: Page, chance: random.Random) -> str:
    """Draw a stroke of a digit, if there is a canvas."""
    box = page.locator(CANVAS).bounding_box(timeout=100) if page.locator(CANVAS).count() else None
    if box is None:
        return "no canvas"
    digit = chance.randrange(10)
    for k, (x, y) in enumerate(STROKES[digit][0]):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        if k == 0:
            page.mouse.down()
    page.mouse.up()
    return f"a stroke of {digit}"


def act(page: Page, chance: random.Random) -> str:
    """Do one thing that a visitor may do, and return what it was."""
    kind = chance.choices(["click", "stroke", "rerun", "clocks"], [6, 3, 4, 2])[0]
    if kind == "stroke":
        return stroke(page, chance)
    if kind == "click":
        return str(page.evaluate(CLICK, chance.random()))
    page.evaluate(RERUN if kind == "rerun" else STRIKE)
    return kind


def note(error: str, errors: list[str]) -> None:
    """Keep an error of the page, unless it is harmless."""
    if CANVAS_HAS_GONE not in error:
        errors.append(error)


def visit(
    browser: Browser, url: str, chance: random.Random, until: float, found: Counter[str]
) -> None:
    """Click as one visitor until the page has gone, or the time is over."""
    errors: list[str] = []
    latest: deque[str] = deque(maxlen=8)
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.add_init_script(CLOCKS)
        page.on("pageerror", lambda error: note(str(error), errors))
        while time.monotonic() < until and not errors:
            address = chance.choice(ADDRESSES if chance.random() < 0.7 else TALK)
            page.goto(f"{url}/{address}")
            wait_for(page, "() => document.querySelector('h1')")
            latest.append(f"/{address}")
            found["pages"] += 1
            for _ in range(ACTIONS_A_PAGE):
                try:
                    latest.append(act(page, chance))
                    page.wait_for_timeout(chance.random() ** 2 * LONGEST_PAUSE)
                    gone = page.evaluate(IS_WHITE)
                except Error as error:  # such as a click that loads another address
                    latest.append(error.message.splitlines()[0][:60])
                    continue
                found["actions"] += 1
                if errors or gone:
                    found["white pages"] += 1
                    print(f"White after {list(latest)}: {errors}", flush=True)
                    return


def main() -> int:
    """Click for some minutes; return how many pages have gone white."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance, found = random.Random(options.seed), Counter[str]()
    until = time.monotonic() + 60 * options.minutes
    with (
        tempfile.TemporaryDirectory() as home,
        running_server(Path(home), program=HELD_BACK) as server,
        running_browser() as browser,
    ):
        while time.monotonic() < until:
            visit(browser, server.url, chance, until, found)
            found["visitors"] += 1
    print(", ".join(f"{count} {what}" for what, count in found.items()), flush=True)
    return found["white pages"]


if __name__ == "__main__":
    sys.exit(min(main(), 1))
