"""Technical words are explained where they first stand, and the page's own text stays whole."""

from playwright.sync_api import Page, expect

from tests.browser.driving import button, go_to, use_network

WORD = ".tn-word"
SETTLES = 3_000  # milliseconds: the page hears of the mini-batch, and words.js has looked once more
NEW_TEXT = """main => main.append(Object.assign(document.createElement("p"),
    {textContent: "It is called softmax."}))"""


def test_words_are_explained_by_pointing_by_keys_and_by_a_tap(
    app: Page, console_errors: list[str]
) -> None:
    go_to(app, "Backprop")
    app.locator(".st-key-backprop_next button").click()
    main = app.get_by_role("main")
    bias = main.locator(WORD, has_text="bias")
    expect(bias).to_have_count(1)  # only where it first stands
    meaning = app.get_by_role("tooltip").filter(has_text="A number that a neuron adds to its sum.")
    expect(meaning).to_be_hidden()
    bias.hover()
    expect(meaning).to_be_visible()
    app.mouse.move(0, 0)
    expect(meaning).to_be_hidden()
    bias.press("Enter")
    expect(meaning).to_be_visible()
    expect(bias).to_have_accessible_description(meaning.inner_text())
    app.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    bias.click()
    expect(meaning).to_be_visible()
    main.get_by_role("heading", level=1).click()
    expect(meaning).to_be_hidden()

    # The page changes texts in which words are explained: each is as the server wrote it.
    about = main.locator("p", has_text="The network in use has layers of")
    app.get_by_role("radio", name="1 Input").click()
    expect(about).to_contain_text("784 – 640 – 320 – 10 neurons. Trained on MNIST's handwritten")
    expect(main.locator(WORD, has_text="MNIST")).to_have_count(1)
    use_network(app, "book")
    expect(about).to_contain_text("784 – 30 – 10 neurons. Trained on MNIST")
    expect(about).not_to_contain_text("320")
    assert about.inner_text().count("MNIST") == 1
    go_to(app, "Train")
    expect(main.locator(WORD, has_text="epoch")).to_have_count(1)

    # Nor does a word that begins a text lose its dots when something else on the page changes.
    button(app, "One mini-batch").click()
    cost = main.locator("strong", has_text="Cost").locator(WORD)
    expect(app.locator(".st-key-progress")).to_contain_text("Paused")
    app.wait_for_timeout(SETTLES)
    expect(cost).to_have_count(1)
    begins = cost.element_handle()
    main.evaluate(NEW_TEXT)
    expect(main.locator(WORD, has_text="softmax")).to_have_count(1)
    assert begins.evaluate("word => word.isConnected")
    app.get_by_role("button", name="Talk mode").click()
    expect(app.locator(".tn-talk-line")).to_be_visible()
    expect(app.locator(WORD)).to_have_count(0)
    assert console_errors == []
