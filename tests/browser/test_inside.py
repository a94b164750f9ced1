"""Look inside in a real browser: what only a browser can show."""

import re

from playwright.sync_api import Page, expect

from tests.browser.driving import STROKES, draw, go_to, open_app, use_network, wait_until_idle

SOON = 20_000

# Where on the screen the middle of a neuron's tile is, from the chart's own axes.
MIDDLE_OF_TILE = """(chart, neuron) => {
    const {xaxis, yaxis} = chart._fullLayout, tiles = chart.data.at(-1), box =
        chart.getBoundingClientRect();
    return [
        box.left + xaxis._offset + xaxis.l2p(tiles.x[neuron]),
        box.top + yaxis._offset + yaxis.l2p(tiles.y[neuron]),
    ];
}"""


def click_tile(page: Page, neuron: int) -> None:
    """Click the weight map of a neuron, counted from 1."""
    wait_until_idle(page)  # the old chart goes and the new one comes with each selection
    chart = page.locator(".st-key-maps .js-plotly-plot")
    chart.scroll_into_view_if_needed()
    x, y = chart.evaluate(MIDDLE_OF_TILE, neuron - 1)
    page.mouse.click(x, y)


def expect_neuron(page: Page, neuron: int) -> None:
    main = page.get_by_role("main")
    label = f"Neuron {neuron} of 30"
    expect(main.get_by_role("combobox", name="Neuron", exact=True)).to_have_value(
        label, timeout=SOON
    )
    expect(main.get_by_role("heading", name=f"Neuron {neuron}", exact=True)).to_be_visible()


def test_a_click_on_a_weight_map_selects_its_neuron(
    page: Page, app_url: str, console_errors: list[str]
) -> None:
    open_app(page, app_url)
    use_network(page, "book")
    go_to(page, "Look inside")
    expect_neuron(page, 1)
    for neuron in (12, 30, 1):
        click_tile(page, neuron)
        expect_neuron(page, neuron)
    assert console_errors == []


def test_the_selectbox_selects_a_neuron_too(page: Page, app_url: str) -> None:
    open_app(page, f"{app_url}/inside")
    use_network(page, "book")
    box = page.get_by_role("main").get_by_role("combobox", name="Neuron", exact=True)
    box.click()
    page.get_by_role("option", name="Neuron 5 of 30", exact=True).click()
    expect_neuron(page, 5)


def test_a_drawing_is_read_here_as_on_its_page(page: Page, app_url: str) -> None:
    open_app(page, app_url)
    draw(page, STROKES[7])
    answer = page.locator(".st-key-answer")
    before = answer.inner_text()
    assert before.startswith("7")
    go_to(page, "Look inside")
    expect(answer).to_contain_text("7", timeout=SOON)
    assert answer.inner_text() == before


def test_the_time_slider_goes_from_the_beginning_to_the_network_in_use(
    page: Page, app_url: str
) -> None:
    open_app(page, f"{app_url}/train?images=2000&epochs=2&start=1")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Finished 2 epochs", timeout=60_000)
    go_to(page, "Look inside")
    story = main.locator("p", has_text="of this session's run. It reads")
    expect(story).to_contain_text("After epoch 2", timeout=SOON)
    newest = story.inner_text()
    slider = main.get_by_role("slider", name=re.compile("^Time"))
    slider.press("Home")
    expect(story).to_contain_text("Before the first mini-batch", timeout=SOON)
    slider.press("End")
    expect(story).to_have_text(newest, timeout=SOON)
