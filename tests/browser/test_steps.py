"""How it works and Backprop: gone through by the arrow keys, each step seen at once."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import click, click_tile, open_app, settle, use_network
from tests.browser.layout import LAPTOP, PHONE, Size, hidden_below, resize, unseen
from tests.thorough import some

# The main figure of each step of How it works, and the step's own words.
FIGURES = (
    ".st-key-story_pixels_far",
    ".st-key-story_three",
    ".st-key-story_activation",
    ".tn-network",
    ":nth-match(.tn-digit, 2)",
    ".st-key-story_idea_0",
)
WORDS = ("pixels", "sum", "activation", "network", "answer", "learning")
# With the book's network and a mini-batch, the pages have other tables.
NETWORKS = ("draw", "book")
# A step is seen whole on a laptop, and its beginning on a phone.
WINDOWS: tuple[Size, ...] = (LAPTOP, PHONE)
A_LONG_SUM = "Neuron 9 of 30"  # of the default digit: −44.34522 + 0.09595
CUT_TABLES = """tables => tables.filter(table => table.scrollWidth > table.clientWidth).length"""
LINES_CUT_OFF = """every => every.filter(code => code.scrollWidth > code.clientWidth)
    .map(code => `cut off: ${code.innerText.slice(0, 80)}`)"""


def choose_neuron(page: Page, name: str) -> None:
    page.get_by_role("combobox", name="Neuron").click()
    page.keyboard.type(name)
    press(page, "Enter")
    page.locator(".st-key-story_words_sum").click()  # the arrow keys turn the pages again


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)
    settle(page)


def expect_step(page: Page, number: int) -> None:
    chosen = page.get_by_role("radiogroup", name="Step").get_by_role("radio", checked=True)
    expect(chosen).to_contain_text(re.compile(f"^{number} "))


def in_both_windows(page: Page, number: int, look: Callable[[Size], list[str]]) -> list[str]:
    """Return what `look` says of a step in each window, with as few changes of size as can be."""
    said = []
    for size in WINDOWS if number % 2 else WINDOWS[::-1]:
        resize(page, size)
        said += [f"step {number}: {one}" for one in look(size)]
    return said


@pytest.mark.parametrize("network", some(NETWORKS))
def test_each_step_of_how_it_works_is_seen_at_once_and_left_by_an_arrow_key(
    network: str, page: Page, app_url: str
) -> None:
    open_app(page, f"{app_url}/how-it-works")
    use_network(page, network)

    def look(size: Size) -> list[str]:
        figure, words = FIGURES[number - 1], f".st-key-story_words_{WORDS[number - 1]}"
        if size == LAPTOP:
            said = unseen(page, {figure: 1}) + hidden_below(page)
        else:  # the first picture comes before its words
            said = unseen(page, {figure: 0.1} | ({words: 0.15} if number > 1 else {}))
        code = page.locator('[class*="st-key-story_code"] pre')
        expect(code.first).to_be_visible()
        equation = page.locator(".st-key-story_equation_sum .katex-display")
        return said + code.or_(equation).evaluate_all(LINES_CUT_OFF)

    said = []
    for number in range(1, len(WORDS) + 1):
        expect_step(page, number)
        if number == 2 and network == "book":
            choose_neuron(page, A_LONG_SUM)
        said += in_both_windows(page, number, look)
        press(page, "ArrowRight")
    assert said == []
    press(page, "ArrowLeft")
    expect_step(page, len(WORDS) - 1)


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
    steps = page.get_by_role("radiogroup", name="Step").get_by_role("radio").count()

    def look(size: Size) -> list[str]:
        words = ".st-key-backprop_words"
        said = unseen(page, {f"{words} h2": 1, f"{words} p": 1, ".st-key-backprop_equation": 1})
        if size == LAPTOP:
            said += unseen(page, {".st-key-backprop_step": 0.8}) + hidden_below(page)
        return said

    said = []
    for number in range(1, steps + 1):
        expect_step(page, number)
        said += in_both_windows(page, number, look)
        press(page, "ArrowRight")
    assert said == []
    press(page, "ArrowLeft")
    expect_step(page, steps - 1)


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


def test_on_a_phone_next_turns_the_steps_of_backprop_and_no_table_is_cut(
    page: Page, app_url: str
) -> None:
    open_app(page, f"{app_url}/backprop")
    resize(page, PHONE)
    following = page.locator(".st-key-backprop_next button")
    while following.is_enabled():
        click(following)
        assert page.locator(".tn-bp-scroll").evaluate_all(CUT_TABLES) == 0
    expect_step(page, 10)
