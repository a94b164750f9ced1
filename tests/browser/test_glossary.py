"""What a technical word means is shown by pointing at it, by focus, by keys and by a tap."""

from playwright.sync_api import Browser, Page, expect

from pages.ui.app.glossary import LINK, WORDS
from tests.browser.driving import click, open_app
from tests.browser.room import phone

WORD = f'a[href="{LINK}"]'


def test_a_word_is_explained_by_pointing_and_by_keys(page: Page, app_url: str) -> None:
    open_app(page, f"{app_url}/backprop")
    click(page.locator(".st-key-steps_next button"))
    bias = page.locator(".st-key-backprop_step").locator(WORD, has_text="bias")
    meaning = page.get_by_role("tooltip").filter(has_text=WORDS["bias"])
    expect(bias).to_have_count(1)  # only where it first stands
    expect(bias).to_have_accessible_description(WORDS["bias"])
    expect(meaning).to_be_hidden()
    bias.hover()
    expect(meaning).to_be_visible()
    page.mouse.move(0, 0)
    expect(meaning).to_be_hidden()
    bias.press("Enter")
    expect(meaning).to_be_visible()
    expect(bias).to_have_accessible_description(WORDS["bias"])
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(bias).to_be_focused()
    expect(meaning).to_be_visible()
    assert LINK not in page.url


def test_a_tap_explains_a_word_on_a_phone_and_another_one_ends_it(
    browser: Browser, app_url: str
) -> None:
    with phone(browser, f"{app_url}/mistakes") as page:
        mnist, meaning = page.locator(WORD, has_text="MNIST").first, page.get_by_role("tooltip")
        mnist.tap()
        expect(meaning).to_have_text(WORDS["MNIST"])
        expect(meaning).to_be_in_viewport(ratio=1)
        page.get_by_role("heading", level=1).tap()
        expect(meaning).to_be_hidden()
