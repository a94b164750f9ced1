"""Experiments in a real browser: the seed lottery, which a reload, Stop and Go on do not lose."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import button, open_app, place_of, wait_for, wait_until_idle
from tests.browser.test_fits import LAPTOPS, each_of, expect_in_window

# Milliseconds. The runs have the lowest priority, and wait for all else that the machine does.
PATIENCE = 180_000
# More than any machine trains in the time of this test, and each is there soon.
MANY = "seeds=1-500&epochs=1&images=10000"
# While a chart changes, a second one stands behind it and cannot be seen.
DOTS = """() => {
    const chart = [...document.querySelectorAll(".js-plotly-plot")].find(chart =>
        chart.data && getComputedStyle(chart).visibility === "visible");
    return chart?._fullData.find(trace => trace.mode === "markers")?.x.length ?? 0;
}"""
# Pixels between the words beside the large number and the edge of the card.
ROOM_BESIDE_WORDS = """() => {
    const card = document.querySelector(".st-key-experiments_run");
    return card.getBoundingClientRect().right
        - card.querySelector(".tn-score-words").getBoundingClientRect().right;
}"""


def wait_for_dots(page: Page, least: int) -> int:
    return int(wait_for(page, f"() => ({DOTS})() >= {least} && ({DOTS})()", timeout=PATIENCE))


def progress(page: Page) -> Locator:
    """Return the bar with what stands over it; an old one may be there for a moment."""
    return page.get_by_test_id("stProgress").first


def test_a_lottery_grows_and_is_not_lost_by_a_reload_or_by_stop(
    page: Page, app_url: str, outside_requests: list[str]
) -> None:
    open_app(page, f"{app_url}/experiments?{MANY}")
    button(page, "Start").click()
    dots = wait_for_dots(page, 1)
    dots = wait_for_dots(page, dots + 1)
    page.reload()
    assert wait_for_dots(page, dots) >= dots
    button(page, "Stop").click()
    expect(progress(page)).to_contain_text("what has ended is kept")
    wait_until_idle(page)
    kept = wait_for_dots(page, dots)
    button(page, "Go on").click()
    wait_for_dots(page, kept + 1)
    button(page, "New experiment").click()
    seeds = page.get_by_role("spinbutton", name="Seeds", exact=True)
    seeds.fill("4")
    seeds.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("4 runs of 1 epoch")
    button(page, "Start").click()
    expect(progress(page)).to_contain_text("All 4 runs", timeout=PATIENCE)
    assert wait_for_dots(page, 4) == 4
    for _ in each_of(LAPTOPS, page):
        expect_in_window(page.locator(".tn-large-numbers"))
        expect_in_window(page.locator(".st-key-lottery_layers"), 0.95)
    dot = place_of(page.locator(".js-plotly-plot .scatterlayer .point:visible").first)
    page.mouse.click(dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
    expect(page.locator(".st-key-experiments_run .tn-score-words")).to_be_visible()
    page.set_viewport_size({"width": 1024, "height": 768})
    assert page.evaluate(ROOM_BESIDE_WORDS) >= 0
    button(page, "Use this network").click()
    in_use = page.get_by_test_id("stSidebar").get_by_role("combobox", name="Network in use")
    expect(in_use).to_have_value("An experiment's run")
    with page.expect_download() as download:
        button(page, "Save the results").click()
    button(page, "New experiment").click()
    expect(button(page, "Start")).to_be_visible()
    page.get_by_role("main").get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {
            "name": "results.jsonl",
            "mimeType": "application/jsonl",
            "buffer": download.value.path().read_bytes(),
        }
    )
    expect(progress(page)).to_contain_text("All 4 runs")
    assert outside_requests == []
