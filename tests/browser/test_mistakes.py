"""Mistakes in a real browser: a click on the confusion matrix, and a digit sent to Draw."""

import re

from playwright.sync_api import Page, expect

from tests.browser.driving import button, click_chart, go_to, soon, use_network


def test_a_click_on_a_cell_shows_its_digits_and_one_is_sent_to_draw(
    app: Page, console_errors: list[str]
) -> None:
    use_network(app, "book")
    go_to(app, "Mistakes")
    main = app.get_by_role("main")
    matrix = app.locator(".st-key-confusion .js-plotly-plot")
    cards = main.get_by_role("radiogroup", name="Digits", exact=True).get_by_role("radio")
    for digit, answer in ((4, 9), (7, 2)):
        click_chart(matrix, x=answer, y=digit)
        title = f"{digit} read as {answer}"
        expect(main).to_contain_text(f"{title}: ")
        expect(cards.filter(has_text=re.compile(title))).to_have_count(cards.count())
        assert soon(app, lambda: cards.count() > 5)
    story = main.locator("p", has_text=re.compile("^Test image "))
    expect(story).to_contain_text("It is a 7, read as 2")
    first = story.inner_text()
    cards.nth(3).click()
    expect(story).not_to_have_text(first)
    expect(story).to_contain_text("It is a 7, read as 2")
    expect(cards.nth(3)).to_be_checked()
    image = re.search(r"Test image (\d+)", story.inner_text())
    assert image
    button(app, "Draw").click()
    expect(main.get_by_role("heading", level=1)).to_contain_text("Draw")
    expect(app.locator(".st-key-answer")).to_contain_text(re.compile(r"^2\??"))
    number = app.locator(".st-key-test_digit").get_by_role("spinbutton")
    expect(number).to_have_value(image[1])
    assert console_errors == []
