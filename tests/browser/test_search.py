"""Search in a browser: a square of the map is clicked, and its run opens on Train."""

import re

from playwright.sync_api import Page, expect

from tests.browser.driving import button, click_chart, open_app, wait_until_idle

SMALL = "eta=0.5,3&batch=10,20&layers=4&images=200&epochs=1&seeds=1-2&together=crossed&way=search"


def test_a_square_shows_its_runs_and_one_opens_on_train(page: Page, app_url: str) -> None:
    open_app(page, f"{app_url}/experiments?{SMALL}")
    button(page, "Start").click()
    expect(page.get_by_text("All 8 runs have ended")).to_be_visible()
    wait_until_idle(page)
    click_chart(page.locator(".st-key-search_map_layers .js-plotly-plot").first, 1, 0)
    chosen = page.get_by_role("combobox", name="Look at one combination")
    expect(chosen).to_have_value(re.compile("^Learning rate η 3, mini-batch size 10: "))
    expect(page.get_by_text(re.compile("points, 2 runs$"))).to_be_visible()
    button(page, "Open on Train").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Train")
    wait_until_idle(page)
    expect(page.get_by_label("Learning rate η", exact=True)).to_have_value("3")
    expect(page.get_by_label("Mini-batch size", exact=True)).to_have_value("10")
    expect(button(page, "Play")).to_be_enabled()
