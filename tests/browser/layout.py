"""Whether what a page is for can be seen in a window of some size."""

from playwright.sync_api import Page

from tests.browser.driving import settle, wait_for

Size = tuple[int, int]

LAPTOP: Size = (1280, 720)
PHONE: Size = (390, 844)

NEXT_PAGE = ".st-key-next_page"  # where the path goes on; it may lie over what is below it
SHARE_IN_WINDOW = """(elements, next) => {
    const bar = document.querySelector(next);
    const end = (it) =>
        !bar || it === bar ? innerHeight : Math.min(innerHeight, bar.getBoundingClientRect().top);
    const inside = (low, high, end) => Math.max(0, Math.min(high, end) - Math.max(low, 0));
    return elements.filter((element) => element.checkVisibility()).map((element) => {
        const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
        return inside(left, right, innerWidth) / width * inside(top, bottom, end(element)) / height;
    })[0] ?? 0;
}"""
SCROLLED = """document.querySelector('[data-testid="stMain"]').scrollTop"""
TO_SCROLL = """() => {
    const main = document.querySelector('[data-testid="stMain"]');
    return main.scrollHeight - main.clientHeight;
}"""


def resize(page: Page, size: Size) -> None:
    """Give the window another size, and wait until all of the page has its place."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    wait_for(page, "([width, height]) => innerWidth === width && innerHeight === height", size)
    settle(page)


def unseen(page: Page, parts: dict[str, float]) -> list[str]:
    """Return which parts of a settled page are not in the window, which is not scrolled.

    Parameters
    ----------
    parts
        The share of each that has to be seen, by its selector.
    """
    size = page.viewport_size
    shares = {part: page.locator(part).evaluate_all(SHARE_IN_WINDOW, NEXT_PAGE) for part in parts}
    said = [
        f"{size}: {shares[part]:.0%} of {part} is seen"
        for part, least in parts.items()
        if shares[part] < least - 0.001
    ]
    return said + ([f"{size}: the page is scrolled"] if page.evaluate(SCROLLED) else [])


def hidden_below(page: Page) -> list[str]:
    """Return that a settled page has to be scrolled, if it has to."""
    pixels = page.evaluate(TO_SCROLL)
    return [f"{page.viewport_size}: {pixels} pixels are below the window"] if pixels > 0 else []
