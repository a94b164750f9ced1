"""Clicks on charts, which only a browser has."""

import re

from playwright.sync_api import Page, expect

from tests.browser.driving import (
    STROKES,
    button,
    click,
    click_chart,
    click_tile,
    draw,
    go_to,
    open_app,
    place_of,
    use_network,
    wait_for,
)
from tests.browser.layout import LAPTOP, resize, unseen

LOTTERY = "seeds=1-4&epochs=1&images=500"
SEARCH = "eta=0.5,3&batch=10,20&layers=4&images=200&epochs=1&seeds=1-2&together=crossed"
# While a chart changes, a second one stands behind it and cannot be seen.
DOTS = """() => {
    const chart = [...document.querySelectorAll(".js-plotly-plot")].find(chart =>
        chart.data && getComputedStyle(chart).visibility === "visible");
    return chart?._fullData.find(trace => trace.mode === "markers")?.x.length ?? 0;
}"""
FOUR_DOTS = f"() => ({DOTS})() === 4"


def test_a_click_on_a_weight_map_or_a_bar_brings_its_neuron_into_the_window(app: Page) -> None:
    draw(app, STROKES[7])
    use_network(app, "book")
    go_to(app, "Look inside")
    resize(app, LAPTOP)
    main = app.get_by_role("main")
    click_tile(app.locator(".st-key-maps .js-plotly-plot"), 12)
    picture = app.locator("canvas.tn-moving")
    expect(picture).to_have_accessible_name(re.compile("^Neuron 12: "))
    expect(picture).to_be_in_viewport(ratio=0.9)
    click_chart(app.locator(".st-key-lost .js-plotly-plot"), 15, 20)
    neuron = main.get_by_role("combobox", name="Neuron", exact=True)
    expect(neuron).to_have_value("Neuron 20 of 30")
    expect(picture).to_have_accessible_name(re.compile("^Neuron 20: "))


def test_a_click_on_the_matrix_shows_its_digits_and_one_is_sent_to_draw(
    page: Page, app_url: str
) -> None:
    open_app(page, f"{app_url}/mistakes")
    use_network(page, "book")
    main = page.get_by_role("main")
    click_chart(page.locator(".st-key-confusion .js-plotly-plot"), x=2, y=7)
    expect(main).to_contain_text("7 read as 2: ")
    cards = main.get_by_role("radiogroup", name="Digits", exact=True).get_by_role("radio")
    expect(cards.filter(has_text="7 read as 2")).to_have_count(cards.count())
    click(cards.nth(3))
    story = main.locator("p", has_text=re.compile("^Test image no. "))
    expect(story).to_contain_text("It is a 7, read as 2")
    image = re.search(r"Test image no. (\d+)", story.inner_text())
    assert image
    click(button(page, "Draw"))
    expect(main.get_by_role("heading", level=1)).to_contain_text("Draw")
    expect(page.locator(".st-key-answer")).to_contain_text(re.compile(r"^2\??"))
    expect(page.locator(".st-key-test_digit").get_by_role("spinbutton")).to_have_value(image[1])


def test_a_lottery_is_kept_over_a_reload_and_a_click_on_a_dot_shows_its_run(
    page: Page, app_url: str
) -> None:
    open_app(page, f"{app_url}/experiments?{LOTTERY}")
    button(page, "Start").click()
    wait_for(page, f"() => ({DOTS})() > 0")
    page.reload()
    wait_for(page, FOUR_DOTS)
    expect(page.get_by_test_id("stProgress").first).to_contain_text("All 4 runs")
    resize(page, (1024, 768))
    assert unseen(page, {".tn-large-numbers": 1, ".st-key-layers": 0.95}) == []
    dot = place_of(page.locator(".js-plotly-plot .scatterlayer .point:visible").first)
    page.mouse.click(dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
    expect(page.locator(".st-key-experiments_run .tn-score-words")).to_be_visible()


def test_a_click_on_a_square_of_a_search_shows_its_runs(page: Page, app_url: str) -> None:
    open_app(page, f"{app_url}/experiments?{SEARCH}")
    button(page, "Start").click()
    expect(page.get_by_text("All 8 runs have ended")).to_be_visible()
    last = '.st-key-layers [aria-label*="in 4 of 4 cells"] .js-plotly-plot:visible'
    click_chart(page.locator(last), 1, 0)
    chosen = page.get_by_role("combobox", name="Look at one run")
    expect(chosen).to_have_value(re.compile("^C: η 3, mini-batch size 10, seed 1: "))
