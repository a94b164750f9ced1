"""How it works in a real browser: six steps by button and by key, then a try on the Train page."""

import re
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import button, go_to, open_app, soon, use_network, wait_until_idle

STEPS = ("1 Pixels", "2 One neuron", "3 Activation", "4 All neurons", "5 Answer", "6 Learning")


def expect_step(page: Page, number: int) -> None:
    """Wait until a step, counted from 1, is on the screen."""
    chosen = page.locator('[class*="st-key-story_step_"] button[kind="primary"]')
    expect(chosen).to_have_text(STEPS[number - 1])
    wait_until_idle(page)


def test_the_story_is_told_by_button_and_by_key_and_ends_on_the_train_page(
    app: Page, console_errors: list[str], outside_requests: list[str]
) -> None:
    go_to(app, "How it works")
    expect_step(app, 1)
    for number in range(2, len(STEPS) + 1):
        app.locator(".st-key-story_next button").click()
        expect_step(app, number)
    button(app, STEPS[4]).click()
    expect_step(app, 5)
    for number in range(4, 0, -1):
        app.keyboard.press("ArrowLeft")
        expect_step(app, number)
    for number in range(2, len(STEPS) + 1):
        app.keyboard.press("ArrowRight")
        expect_step(app, number)
    button(app, "Try η = 100").click()
    heading = app.get_by_role("main").get_by_role("heading", level=1)
    expect(heading).to_contain_text("Train")
    eta = app.get_by_role("main").get_by_role("spinbutton", name="Learning rate η", exact=True)
    expect(eta).to_have_value("100")
    assert console_errors == outside_requests == []


def test_the_arrow_keys_go_on_after_a_neuron_is_chosen_and_a_switch_is_moved(
    page: Page, app_url: str
) -> None:
    open_app(page, f"{app_url}/how-it-works")
    main = page.get_by_role("main")
    expect_step(page, 1)
    page.locator(".st-key-story_numbers label").click()
    expect(main.get_by_role("switch")).to_be_checked()
    wait_until_idle(page)
    page.keyboard.press("ArrowRight")
    expect_step(page, 2)
    main.get_by_role("combobox", name="Neuron", exact=True).click()
    page.get_by_role("option", name=re.compile("^Neuron 4 ")).click()
    wait_until_idle(page)
    page.keyboard.press("ArrowRight")
    expect_step(page, 3)
    expect(main.get_by_role("combobox", name="Neuron", exact=True)).to_have_value(
        re.compile("^Neuron 4 ")
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_no_line_of_code_is_cut_off(width: int, page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_app(page, f"{app_url}/how-it-works")
    for number in range(1, len(STEPS) + 1):
        button(page, STEPS[number - 1]).click()
        expect_step(page, number)
        code = page.locator('[class*="st-key-story_code"] pre')
        code.first.wait_for()  # Streamlit loads what shows code when it is first needed
        fits = "every => every.length > 0 && every.every(e => e.scrollWidth <= e.clientWidth)"
        assert soon(page, partial(code.evaluate_all, fits)), number


def test_pointing_at_a_neuron_says_its_exact_activation(page: Page, app_url: str) -> None:
    open_app(page, f"{app_url}/how-it-works")
    use_network(page, "book")
    button(page, STEPS[3]).click()
    expect_step(page, 4)
    tip = page.locator(".tn-node .tn-tip").nth(4)
    expect(tip).to_be_hidden()
    page.locator(".tn-node").nth(4).hover()
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("neuron 5: a = ")
