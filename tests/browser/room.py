"""People in a room: a host, and phones that draw with a finger."""

from contextlib import AbstractContextManager

from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize, expect

from tests.browser.driving import STROKES, Stroke, open_app, place_of, visitor

UPRIGHT: ViewportSize = {"width": 390, "height": 844}
SIDEWAYS: ViewportSize = {"width": 844, "height": 390}
SMALL: ViewportSize = {"width": 320, "height": 568}


def phone(
    browser: Browser, url: str = "", size: ViewportSize = UPRIGHT
) -> AbstractContextManager[Page]:
    """Open url on a new phone, or an empty page."""
    return visitor(browser, url, viewport=size, has_touch=True, is_mobile=True)


def open_room(host: Page) -> str:
    """Open a room on the host's page, and return its code."""
    host.get_by_role("button", name="Open a room").click()
    return "".join(host.locator(".tn-join-code").inner_text().split())


def join(page: Page, url: str, code: str) -> None:
    """Join a room as who has scanned its QR code, and wait for the canvas."""
    open_app(page, f"{url}/join?code={code}")
    page.locator(".tn-phone canvas").wait_for()


def draw_with_finger(
    page: Page, strokes: list[Stroke], on: str = ".tn-phone canvas", box: FloatRect | None = None
) -> None:
    """Draw on an element: points from (0, 0), its upper left corner, to (1, 1).

    `box` is where it is, for a page that has no server.
    """
    box = box or place_of(page.locator(on))
    touch = page.context.new_cdp_session(page)
    for stroke in strokes:
        for k, (x, y) in enumerate(stroke):
            here = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
            kind = "touchMove" if k else "touchStart"
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [here]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.detach()


def say_meant(page: Page, digit: int) -> None:
    """Say what the drawing was meant to be."""
    page.locator(".tn-phone-meant").get_by_role("button", name=str(digit), exact=True).tap()


def send(page: Page, digit: int, meant: int | None = None) -> None:
    """Draw a digit, say what it was meant to be, and send it; it need not arrive."""
    draw_with_finger(page, STROKES[digit])
    say_meant(page, digit if meant is None else meant)
    tap(page, "Send")


def tap(page: Page, name: str) -> None:
    """Tap a button of a phone."""
    page.get_by_role("button", name=name, exact=True).tap()


def own(page: Page) -> Locator:
    """Return the phone's own digits on the wall."""
    return page.locator(".tn-phone-own button")


def tiles(host: Page) -> Locator:
    """Return the digits on the wall."""
    return host.locator(".tn-tile")


def says(page: Page, text: str) -> None:
    """Wait until the phone says something."""
    expect(page.locator(".tn-phone-says")).to_contain_text(text)
