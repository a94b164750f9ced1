"""How it works and Backprop: gone through by the arrow keys, each step seen at once."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from pages.ui.app.formats import as_printed
from tests.browser.driving import click, open_app, place_of, settle, use_network
from tests.browser.layout import LAPTOP, PHONE, Size, hidden_below, resize, unseen
from tests.thorough import some

# With the book's network and a mini-batch, the pages have other tables.
NETWORKS = ("draw", "book")
# An equation is two pixels wider than its letters.
CUT_OFF = """all => all.filter(one => one.scrollWidth > one.clientWidth + 2)
    .map(one => `cut off: ${one.innerText.slice(0, 80)}`)"""
# Words of the picture that run into each other.
TOUCHING = """texts => {
    const shown = texts.filter((text) => text.checkVisibility() && text.innerText).map((text) =>
        [text.innerText, text.getBoundingClientRect()]);
    return shown.flatMap(([words, one], k) => shown.slice(k + 1).filter(([, other]) =>
        one.left < other.right + 2 && other.left < one.right + 2
        && one.top < other.bottom - 1 && other.top < one.bottom - 1)
        .map(([others]) => `“${words}” touches “${others}”`));
}"""
TEXTS = ".tn-moving-text span"
LETTER = 16  # pixels


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)
    settle(page)


def expect_step(page: Page, number: int) -> None:
    chosen = page.get_by_role("radiogroup", name="Step").get_by_role("radio", checked=True)
    expect(chosen).to_contain_text(re.compile(f"^{number} "))


def complaints(page: Page, look: Callable[[Size, int], list[str]]) -> list[str]:
    """Return what `look` says of each step on a laptop and on a phone."""
    said = []
    page.emulate_media(reduced_motion="reduce")  # words on their way may cross
    steps = page.get_by_role("radiogroup", name="Step").get_by_role("radio").count()
    for number in range(1, steps + 1):
        expect_step(page, number)
        for size in (LAPTOP, PHONE) if number % 2 else (PHONE, LAPTOP):
            resize(page, size)
            said += [f"step {number}: {one}" for one in look(size, number)]
        if number == 1:
            click(page.locator(".st-key-steps_next button"))
        else:
            press(page, "ArrowRight")
    press(page, "ArrowLeft")
    expect_step(page, steps - 1)
    return said


@pytest.mark.parametrize("network", some(NETWORKS))
def test_each_step_of_how_it_works_is_seen_at_once_and_left_by_an_arrow_key(
    network: str, page: Page, app_url: str
) -> None:
    open_app(page, f"{app_url}/how-it-works")
    use_network(page, network)

    def look(size: Size, number: int) -> list[str]:
        figure = ".tn-moving" if number < 6 else ".tn-hill"
        if (size, number) == (PHONE, 2):
            page.locator(".tn-picks button").last.dispatch_event("click")  # its name is long
            settle(page)
            head, name = (
                place_of(page.locator(f'[data-key="{key}"]')) for key in ("head2", "many")
            )
            assert name["x"] - head["x"] - head["width"] > LETTER
        said = page.locator(TEXTS).evaluate_all(TOUCHING)
        if size == LAPTOP:
            return said + unseen(page, {figure: 1}) + hidden_below(page)
        return said + unseen(page, {figure: 0.1, "[class*=st-key-story_words]": 0.15})

    assert complaints(page, look) == []


@pytest.mark.parametrize("size", some([PHONE, LAPTOP]))
def test_formula_and_code_are_a_click_away_and_not_cut_off(
    size: Size, page: Page, app_url: str
) -> None:
    open_app(page, f"{app_url}/how-it-works")
    resize(page, size)
    for number in range(1, 6):
        expect_step(page, number)
        formula = page.locator(".katex-display")
        if not formula.is_visible():  # it stays open
            click(page.get_by_text("Formula and code", exact=True))
        expect(formula).to_be_visible()
        assert page.locator(".tn-code pre, .katex-display").evaluate_all(CUT_OFF) == []
        press(page, "ArrowRight")


@pytest.mark.parametrize(
    ("network", "images"),
    some([(network, of) for of in ("My digit", "A mini-batch of 10") for network in NETWORKS]),
)
def test_each_step_of_backprop_is_seen_at_once_and_left_by_an_arrow_key(
    network: str, images: str, page: Page, app_url: str
) -> None:
    open_app(page, f"{app_url}/backprop")
    use_network(page, network)
    if images == "A mini-batch of 10":
        click(page.get_by_role("radio", name=images))

    def look(size: Size, number: int) -> list[str]:
        words = ".st-key-backprop_words"
        picture = {".tn-moving": 1.0 if size == LAPTOP else 0.8}
        said = page.locator(TEXTS).evaluate_all(TOUCHING)
        said += unseen(page, {f"{words} h2": 1, f"{words} p": 1} | picture)
        if size == LAPTOP and number > 1:  # the first has more to choose from
            parts = ("[data-testid=stHorizontalBlock]", ".katex-display .katex")
            said += unseen(page, {f".st-key-backprop_step {part}": 1 for part in parts})
        if size == PHONE:
            said += page.locator(".tn-bp-scroll").evaluate_all(CUT_OFF)
        return said

    assert complaints(page, look) == []


def test_a_neuron_chosen_in_the_picture_of_backprop_has_the_slopes_of_its_weights(
    page: Page, app_url: str
) -> None:
    open_app(page, f"{app_url}/backprop")
    use_network(page, "book")
    click(page.get_by_role("radio", name=re.compile("^7 ")))
    click(page.get_by_role("button", name=re.compile("^neuron 9: ")))
    expect(page.locator(".st-key-backprop_step")).to_contain_text("to neuron 9 from")
    expect(page.locator("[data-part=picture]")).to_contain_text("784 weights to neuron 9")


def test_the_step_of_backprop_is_seen_to_move(page: Page, app_url: str) -> None:
    open_app(page, f"{app_url}/backprop")
    use_network(page, "book")
    click(page.get_by_role("radio", name="A misread one"))
    click(page.get_by_role("radio", name=re.compile("^8 ")))
    picture = page.locator("[data-part=picture]")
    expect(picture.locator("[data-key=cost1]")).to_be_visible()  # after a moment
    costs = [picture.locator(f"[data-key=cost{k}]").inner_text() for k in (0, 1)]
    click(page.get_by_role("radio", name=re.compile("^9 ")))
    said = page.locator(".st-key-backprop_step .tn-bp-sum").inner_text()
    printed = re.fullmatch(r"Cost: before (\S+) and after (\S+)", said)
    assert printed
    for cost, exact in zip(costs, printed.groups(), strict=True):
        value = float(as_printed(exact))
        if cost == "< 0.001":
            assert value < 1e-3
        else:
            assert float(as_printed(cost)) == pytest.approx(value, abs=6e-4)
