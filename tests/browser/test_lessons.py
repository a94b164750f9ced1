"""The lessons below the answer in a real browser, on a phone: taught, undone, saved and loaded."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.driving import STROKES, button, click, draw, place_of, settle, use_network

LESSONS = ("Why", "How little", "Steps", "The gap", "A digit?")


def choose(page: Page, lesson: str) -> None:
    click(page.locator(".st-key-lesson").get_by_text(lesson, exact=True))


def say(page: Page, digit: int, clicks: int = 1) -> None:
    """Say what a digit was, with a click or a double click."""
    page.locator(".st-key-it_was").get_by_text(str(digit), exact=True).click(click_count=clicks)
    settle(page)


def expect_to_fit(page: Page) -> None:
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")


def test_a_digit_is_taught_undone_saved_and_loaded(app: Page, tmp_path: Path) -> None:
    use_network(app, "book")
    assert place_of(app.locator(".st-key-lessons"))["y"] < 760  # seen without scrolling
    app.set_viewport_size({"width": 390, "height": 844})
    draw(app, STROKES[4])
    for lesson in LESSONS:
        choose(app, lesson)
        expect_to_fit(app)
    click(button(app, "Teach it"))
    digit = app.locator(".st-key-answer .tn-digit")
    say(app, 9)
    expect(digit).to_have_text("9")
    expect(app.locator(".tn-pair .tn-digit")).to_have_text(["4", "9"])
    expect_to_fit(app)
    with app.expect_download() as download:
        app.get_by_role("button", name="Save them as a file").click()
    drawings = tmp_path / "corrected-drawings.npz"
    download.value.save_as(drawings)
    click(app.get_by_role("button", name="Undo the correction"))
    expect(digit).to_have_text("4")
    say(app, 4, clicks=2)
    expect(app.get_by_test_id("stToast")).to_contain_text("It reads 4 already")
    app.locator('.st-key-teach [data-testid="stFileUploader"] input').set_input_files(drawings)
    expect(app.get_by_test_id("stToast").last).to_contain_text("1 drawing loaded")
    expect(app.get_by_role("button", name="Your 1 corrected drawing")).to_be_visible()
