"""Mistakes in a real browser: a click on the confusion matrix, and a digit sent to Draw."""

import re

from playwright.sync_api import Page, expect

from tests.browser.driving import button, go_to, open_app, use_network, wait_until_idle

SOON = 20_000

# Where on the screen the middle of a cell is, from the chart's own axes.
MIDDLE_OF_CELL = """(chart, [digit, answer]) => {
    const {xaxis, yaxis} = chart._fullLayout, box = chart.getBoundingClientRect();
    return [
        box.left + xaxis._offset + xaxis.l2p(answer),
        box.top + yaxis._offset + yaxis.l2p(digit),
    ];
}"""


def click_cell(page: Page, digit: int, answer: int) -> None:
    """Click where the row of a digit and the column of an answer meet."""
    wait_until_idle(page)  # the old chart goes and the new one comes with each selection
    chart = page.locator(".st-key-confusion .js-plotly-plot")
    chart.scroll_into_view_if_needed()
    page.mouse.click(*chart.evaluate(MIDDLE_OF_CELL, [digit, answer]))


def test_a_click_on_a_cell_shows_its_digits_and_one_is_sent_to_draw(
    page: Page, app_url: str, console_errors: list[str]
) -> None:
    open_app(page, app_url)
    use_network(page, "book")
    go_to(page, "Mistakes")
    main = page.get_by_role("main")
    cards = main.get_by_role("radiogroup", name="Digits", exact=True).get_by_role("radio")
    for digit, answer in ((4, 9), (7, 2)):
        click_cell(page, digit, answer)
        expect(main).to_contain_text(f"{digit} read as {answer}: ", timeout=SOON)
        name = re.compile(f"{digit} read as {answer}")
        expect(cards.filter(has_text=name)).to_have_count(cards.count(), timeout=SOON)
        assert cards.count() > 5
    said = main.locator("p", has_text=re.compile("^Test image "))
    expect(said).to_contain_text("It is a 7, read as 2", timeout=SOON)
    first = said.inner_text()
    cards.nth(3).click()
    expect(said).not_to_have_text(first, timeout=SOON)
    expect(said).to_contain_text("It is a 7, read as 2")
    expect(cards.nth(3)).to_be_checked()
    found = re.search(r"Test image (\d+)", said.inner_text())
    assert found
    button(page, "Draw").click()
    expect(main.get_by_role("heading", level=2)).to_contain_text("Draw", timeout=SOON)
    expect(page.locator(".st-key-answer")).to_contain_text(re.compile(r"^2\??"), timeout=SOON)
    number = page.locator(".st-key-test_digit").get_by_role("spinbutton")
    expect(number).to_have_value(found[1], timeout=SOON)
    assert console_errors == []
