"""Look at a page with axe-core: what would keep somebody from using it."""

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

SERIOUS = ("serious", "critical")
# Not serious by axe-core's own count, but how who listens finds the way about a page.
HEADINGS = ("page-has-heading-one", "heading-order", "empty-heading", "landmark-one-main")
# Only these depend on the theme's colours.
COLOURS = ("color-contrast", "link-in-text-block")
# Not a <script>: the page's Content-Security-Policy would refuse it.
# What fades, such as the ends of a slider after the pointer has left it, is pale for a moment only.
# Not by its promise `finished`, which may never come true: a test hung on it.
FIND = """async ([impacts, headings, rules]) => {
    const fades = () => document.getAnimations().some(one => one.playState === "running"
        && Number.isFinite(one.effect.getComputedTiming().endTime));
    for (let looks = 0; looks < 100 && fades(); looks += 1)
        await new Promise(done => setTimeout(done, 20));
    const only = rules.length ? {runOnly: {type: "rule", values: rules}} : {};
    const {violations} = await axe.run(document, {...only, resultTypes: ["violations"]});
    const counts = ({id, impact}) => impacts.includes(impact) || headings.includes(id);
    return violations.filter(counts).flatMap(({id, nodes}) =>
        nodes.map((node) => `${id} at ${node.target.flat(9).join(" ")}: ${node.html.slice(0, 160)}`
            + ` (${node.any.concat(node.all, node.none).map((one) => one.message).join("; ")})`));
}"""


@cache
def _source() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def load(page: Page) -> None:
    """Put axe-core on the page."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_source())


def findings(page: Page, *rules: str) -> list[str]:
    """Return what is serious on the page, or about its headings: rule, selector, element, why.

    Parameters
    ----------
    rules
        The only rules to try, all of axe's own choice if there are none.
    """
    load(page)
    found: Any = page.evaluate(FIND, [SERIOUS, HEADINGS, rules])
    return [str(one) for one in found]
