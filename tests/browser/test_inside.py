"""Look inside in a real browser: what only a browser can show."""

import re

from playwright.sync_api import Page, expect

from tests.browser.driving import (
    A_RUN,
    STROKES,
    click_chart,
    click_tile,
    draw,
    go_to,
    open_app,
    use_network,
)
from tests.browser.test_fits import expect_in_window


def expect_neuron(page: Page, neuron: int) -> None:
    main = page.get_by_role("main")
    box = main.get_by_role("combobox", name="Neuron", exact=True)
    expect(box).to_have_value(f"Neuron {neuron} of 30")
    expect(main.get_by_role("heading", name=f"Neuron {neuron}", exact=True)).to_be_visible()


def expect_each_chart_to_be_one_picture(page: Page) -> None:
    """A screen reader meets a chart's sentence, and none of what plotly has written into it."""
    main = page.get_by_role("main")
    for name in ("The weights of 30 neurons from the pixels", "How often each of 30 neurons fires"):
        expect(main.get_by_role("img", name=re.compile(f"^{name}"))).to_be_visible()
    heard = main.aria_snapshot()
    assert not re.search(r"- img(:|$)", heard, re.MULTILINE), "a picture without a name"
    assert heard.count("weight (stronger ones are clipped)") == 0


def test_a_click_on_a_weight_map_and_the_selectbox_select_a_neuron(
    app: Page, console_errors: list[str]
) -> None:
    use_network(app, "book")
    go_to(app, "Look inside")
    expect_neuron(app, 1)
    for neuron in (12, 30, 1):
        click_tile(app.locator(".st-key-maps .js-plotly-plot"), neuron)
        expect_neuron(app, neuron)
    app.get_by_role("main").get_by_role("combobox", name="Neuron", exact=True).click()
    app.get_by_role("option", name="Neuron 5 of 30", exact=True).click()
    expect_neuron(app, 5)
    click_chart(app.locator(".st-key-firing .js-plotly-plot"), 28, 50)  # of all neurons
    expect_neuron(app, 28)
    expect_each_chart_to_be_one_picture(app)
    assert console_errors == []


def test_a_drawing_is_read_here_as_on_its_page(app: Page) -> None:
    draw(app, STROKES[7])
    answer = app.locator(".st-key-answer")
    expect(answer).to_have_text(re.compile("^7"))
    before = answer.inner_text()
    go_to(app, "Look inside")
    expect(answer).to_have_text(before, use_inner_text=True)


def test_the_time_slider_goes_from_the_beginning_to_the_network_in_use(
    page: Page, app_url: str
) -> None:
    open_app(page, f"{app_url}/train?images=2000&epochs=2&start=1")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Finished 2 epochs", timeout=A_RUN)
    go_to(page, "Look inside")
    story = main.locator("p", has_text="of this session's run. It reads")
    expect(story).to_contain_text("After epoch 2")
    newest = story.inner_text()
    slider = main.get_by_role("slider", name=re.compile("^Time"))
    slider.press("Home")
    expect(story).to_contain_text("Before the first mini-batch")
    slider.press("End")
    expect(story).to_have_text(newest)


def test_a_click_on_a_map_shows_its_neuron_without_scrolling(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    open_app(page, app_url)
    draw(page, STROKES[7])
    use_network(page, "book")
    go_to(page, "Look inside")
    click_tile(page.locator(".st-key-maps .js-plotly-plot"), 12)
    expect_neuron(page, 12)
    expect_in_window(page.get_by_role("heading", name="Neuron 12", exact=True))
    expect_in_window(page.locator(".st-key-one_map .js-plotly-plot"), 0.9)
    expect_in_window(page.locator(".st-key-parts .js-plotly-plot"), 0.9)
