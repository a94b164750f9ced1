"""Backprop in a real browser: its keys and its map."""

import re

from playwright.sync_api import Page, expect

from tests.browser.driving import click_tile, go_to, use_network, wait_until_idle


def expect_step(page: Page, number: int, of: int) -> None:
    main = page.get_by_role("main")
    expect(main).to_contain_text(f"Step {number} of {of}")
    chosen = main.get_by_role("radiogroup", name="Step").get_by_role("radio", checked=True)
    expect(chosen).to_contain_text(re.compile(f"^{number} "))
    wait_until_idle(page)


def test_the_arrow_keys_go_through_all_steps_and_back(app: Page, console_errors: list[str]) -> None:
    go_to(app, "Backprop")
    for number in range(1, 10):
        expect_step(app, number, 10)
        expect(app.locator(".tn-bp-code pre").first).to_be_visible()
        app.keyboard.press("ArrowRight")
    expect_step(app, 10, 10)
    expect(app.get_by_role("main")).to_contain_text("Relative error")
    app.keyboard.press("ArrowRight")  # there is no further one
    app.keyboard.press("ArrowLeft")
    expect_step(app, 9, 10)
    assert console_errors == []


def test_the_arrow_keys_go_on_after_a_click_on_a_choice_and_a_map_chooses_its_neuron(
    app: Page,
) -> None:
    use_network(app, "book")
    go_to(app, "Backprop")
    app.get_by_role("radio", name="A mini-batch of 10").click()
    expect_step(app, 1, 11)
    app.get_by_role("radio", name="4 Output").click()
    expect_step(app, 4, 11)
    app.get_by_role("radio", name="cross-entropy cost").click()
    expect(app.locator(".st-key-backprop_words")).to_contain_text("the slope cancels")
    wait_until_idle(app)
    app.keyboard.press("ArrowRight")
    expect_step(app, 5, 11)
    app.get_by_role("main").get_by_role("combobox", name="Neuron", exact=True).click()
    app.get_by_role("option", name="neuron 3", exact=True).click()
    expect(app.locator(".st-key-backprop_step")).to_contain_text("Neuron 3:")
    wait_until_idle(app)
    app.keyboard.press("ArrowRight")
    expect_step(app, 6, 11)
    app.keyboard.press("ArrowRight")
    expect_step(app, 7, 11)
    click_tile(app.locator(".st-key-backprop_maps .js-plotly-plot"), 9)
    expect(app.locator(".st-key-backprop_step")).to_contain_text("to neuron 9 from")
