"""How it works and Backprop: gone through by the arrow keys, each step seen at once."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import click, click_tile, open_app, settle, use_network
from tests.browser.layout import LAPTOP, PHONE, Size, hidden_below, resize, unseen
from tests.thorough import some

# The steps of How it works: the main figure of each.
FIGURES = {
    "pixels": ".st-key-story_pixels_far",
    "sum": ".st-key-story_three",
    "activation": ".st-key-story_activation",
    "network": ".tn-network",
    "answer": ":nth-match(.tn-digit, 2)",
    "learning": ".st-key-story_idea_0",
}
# With the book's network and a mini-batch, the pages have other tables.
NETWORKS = ("draw", "book")
A_LONG_SUM = "Neuron 9 of 30"  # of the default digit: −44.34522 + 0.09595
CUT_OFF = """all => all.filter(one => one.scrollWidth > one.clientWidth)
    .map(one => `cut off: ${one.innerText.slice(0, 80)}`)"""


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)
    settle(page)


def expect_step(page: Page, number: int) -> None:
    chosen = page.get_by_role("radiogroup", name="Step").get_by_role("radio", checked=True)
    expect(chosen).to_contain_text(re.compile(f"^{number} "))


def complaints(page: Page, look: Callable[[Size, int], list[str]]) -> list[str]:
    """Return what `look` says of each step on a laptop and on a phone."""
    said = []
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
    if network == "book":
        press(page, "ArrowRight")
        page.get_by_role("combobox", name="Neuron").click()
        page.keyboard.type(A_LONG_SUM)
        press(page, "Enter")
        page.locator(".st-key-story_words_sum").click()  # the arrow keys turn the pages again
        press(page, "ArrowLeft")

    def look(size: Size, number: int) -> list[str]:
        name, figure = [*FIGURES.items()][number - 1]
        if size == LAPTOP:
            said = unseen(page, {figure: 1}) + hidden_below(page)
        else:  # the first picture comes before its words
            words = {f".st-key-story_words_{name}": 0.15} if number > 1 else {}
            said = unseen(page, {figure: 0.1} | words)
        lines = page.locator(".tn-code pre" + ", .katex-display" * (name == "sum"))
        expect(lines.first).to_be_visible()
        return said + lines.evaluate_all(CUT_OFF)

    assert complaints(page, look) == []


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
        said = unseen(page, {f"{words} h2": 1, f"{words} p": 1, ".st-key-backprop_equation": 1})
        if size == LAPTOP:
            return said + unseen(page, {".st-key-backprop_step": 0.8}) + hidden_below(page)
        return said + page.locator(".tn-bp-scroll").evaluate_all(CUT_OFF)

    assert complaints(page, look) == []


def test_the_arrow_keys_go_on_after_the_mouse_and_pointing_at_a_neuron_says_its_activation(
    page: Page, app_url: str
) -> None:
    open_app(page, f"{app_url}/how-it-works")
    use_network(page, "book")
    neuron = page.get_by_role("main").get_by_role("combobox", name="Neuron", exact=True)
    click(page.locator(".st-key-story_numbers label"))
    press(page, "ArrowRight")
    expect_step(page, 2)
    neuron.click()
    click(page.get_by_role("option", name=re.compile("^Neuron 4 ")))
    press(page, "ArrowRight")
    expect_step(page, 3)
    expect(neuron).to_have_value(re.compile("^Neuron 4 "))

    press(page, "ArrowRight")
    expect_step(page, 4)
    node = page.locator(".tn-node").nth(4)
    expect(node.locator(".tn-tip")).to_be_hidden()
    node.hover()
    expect(node.locator(".tn-tip")).to_be_visible()
    expect(node.locator(".tn-tip")).to_contain_text(re.compile(r"neuron \d+: a = [\d.]+"))


def test_a_click_on_a_map_of_backprop_chooses_its_neuron(page: Page, app_url: str) -> None:
    open_app(page, f"{app_url}/backprop")
    use_network(page, "book")
    click(page.get_by_role("radio", name=re.compile("^7 ")))
    click_tile(page.locator(".st-key-backprop_maps .js-plotly-plot"), 9)
    expect(page.locator(".st-key-backprop_step")).to_contain_text("to neuron 9 from")
