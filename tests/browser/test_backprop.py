"""Backprop in a real browser: from step to step with the arrow keys."""

import re

from playwright.sync_api import Page, expect

from tests.browser.driving import go_to, open_app, use_network, wait_until_idle

SOON = 20_000


def expect_step(page: Page, number: int, of: int) -> None:
    main = page.get_by_role("main")
    expect(main).to_contain_text(f"Step {number} of {of}", timeout=SOON)
    chosen = main.get_by_role("radiogroup", name="Step").get_by_role("radio", checked=True)
    expect(chosen).to_contain_text(re.compile(f"^{number} "))
    wait_until_idle(page)


def test_the_arrow_keys_go_through_all_steps_and_back(
    page: Page, app_url: str, console_errors: list[str]
) -> None:
    open_app(page, app_url)
    go_to(page, "Backprop")
    for number in range(1, 10):
        expect_step(page, number, 10)
        expect(page.locator(".tn-bp-code pre").first).to_be_visible()
        page.keyboard.press("ArrowRight")
    expect_step(page, 10, 10)
    expect(page.get_by_role("main")).to_contain_text("Relative error")
    page.keyboard.press("ArrowRight")  # there is no further one
    page.keyboard.press("ArrowLeft")
    expect_step(page, 9, 10)
    assert console_errors == []


def test_after_a_click_on_a_choice_the_arrow_keys_still_go_on(page: Page, app_url: str) -> None:
    open_app(page, app_url)
    use_network(page, "book")
    go_to(page, "Backprop")
    page.get_by_role("radio", name="A mini-batch of 10").click()
    expect_step(page, 1, 11)
    page.get_by_role("radio", name="4 Output").click()
    expect_step(page, 4, 11)
    page.get_by_role("radio", name="cross-entropy cost").click()
    expect(page.locator(".st-key-backprop_words")).to_contain_text("the slope cancels")
    wait_until_idle(page)
    page.keyboard.press("ArrowRight")
    expect_step(page, 5, 11)
    page.get_by_role("main").get_by_role("combobox", name="Neuron", exact=True).click()
    page.get_by_role("option", name="neuron 3", exact=True).click()
    expect(page.locator(".st-key-backprop_step")).to_contain_text("Neuron 3:")
    wait_until_idle(page)
    page.keyboard.press("ArrowRight")
    expect_step(page, 6, 11)


def test_a_click_on_a_map_chooses_its_neuron(page: Page, app_url: str) -> None:
    open_app(page, app_url)
    use_network(page, "book")
    go_to(page, "Backprop")
    page.get_by_role("radio", name="7 Weights").click()
    expect_step(page, 7, 10)
    chart = page.locator(".st-key-backprop_maps .js-plotly-plot")
    chart.scroll_into_view_if_needed()
    x, y = chart.evaluate(
        """chart => {
            const {xaxis, yaxis} = chart._fullLayout, tiles = chart.data.at(-1);
            const box = chart.getBoundingClientRect();
            return [box.left + xaxis._offset + xaxis.l2p(tiles.x[8]) + 5,
                    box.top + yaxis._offset + yaxis.l2p(tiles.y[8]) - 5];
        }"""
    )
    page.mouse.click(x, y)
    expect(page.locator(".st-key-backprop_step")).to_contain_text("to neuron 9 from", timeout=SOON)
