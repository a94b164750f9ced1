"""Technical words are explained where they first stand, and the page's own text stays whole."""

from playwright.sync_api import Page, expect

from tests.browser.driving import button, click, go_to, open_app, settle, use_network

WORD = ".tn-word"


def test_words_are_explained_by_pointing_by_keys_and_by_a_tap(page: Page, app_url: str) -> None:
    open_app(page, f"{app_url}/backprop")
    click(page.locator(".st-key-backprop_next button"))
    main = page.get_by_role("main")
    bias = main.locator(WORD, has_text="bias")
    expect(bias).to_have_count(1)  # only where it first stands
    meaning = page.get_by_role("tooltip").filter(has_text="A number that a neuron adds to its sum.")
    expect(meaning).to_be_hidden()
    bias.hover()
    expect(meaning).to_be_visible()
    page.mouse.move(0, 0)
    expect(meaning).to_be_hidden()
    bias.press("Enter")
    expect(meaning).to_be_visible()
    expect(bias).to_have_accessible_description(meaning.inner_text())
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    bias.click()
    expect(meaning).to_be_visible()
    main.get_by_role("heading", level=1).click()
    expect(meaning).to_be_hidden()


def test_a_text_whose_words_are_explained_stays_as_the_server_wrote_it(
    page: Page, app_url: str
) -> None:
    open_app(page, f"{app_url}/backprop")
    main = page.get_by_role("main")
    about = main.locator("p", has_text="The network in use has layers of")
    expect(about).to_contain_text("784 – 640 – 320 – 10 neurons. Trained on MNIST's handwritten")
    expect(main.locator(WORD, has_text="MNIST")).to_have_count(1)
    use_network(page, "book")
    expect(about).to_contain_text("784 – 30 – 10 neurons. Trained on MNIST")
    expect(about).not_to_contain_text("320")
    assert about.inner_text().count("MNIST") == 1

    # Nor does a word that begins a text lose its dots when something else on the page changes.
    go_to(page, "Train")
    button(page, "One mini-batch").click()
    expect(page.locator(".tn-score")).to_contain_text("after 1 mini-batch")
    settle(page)
    cost = main.locator("strong", has_text="Cost").locator(WORD)
    expect(cost).to_have_count(1)
    click(button(page, "One mini-batch"))
    expect(page.locator(".st-key-progress")).to_contain_text("mini-batch 2 of")
    expect(cost).to_have_count(1)

    click(page.get_by_role("button", name="Talk mode"))
    expect(page.locator(".tn-talk-line")).to_be_visible()
    expect(page.locator(WORD)).to_have_count(0)
