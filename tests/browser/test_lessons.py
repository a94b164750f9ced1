"""The lessons below the answer in a real browser: files, and room on a phone."""

from pathlib import Path

from playwright.sync_api import Page, expect

from nn.storage.drawing_files import load_drawings
from tests.browser.driving import (
    STROKES,
    VIEWPORT,
    button,
    click,
    draw,
    go_to,
    place_of,
    settle,
    use_network,
)

LESSONS = ("Why", "Steps", "The gap", "It was a …")
WIDTHS = """() => {
    const main = document.querySelector('[data-testid="stMain"]');
    return [main.scrollWidth, main.clientWidth];
}"""
TOP_OF_LESSONS = """() =>
    document.querySelector(".st-key-lessons").getBoundingClientRect().top
    + document.querySelector('[data-testid="stMain"]').scrollTop"""


def choose(page: Page, lesson: str) -> None:
    click(page.locator(".st-key-lesson").get_by_text(lesson, exact=True))


def say(page: Page, digit: int, clicks: int = 1) -> None:
    """Say what a digit was, with a click or a double click."""
    page.locator(".st-key-it_was").get_by_text(str(digit), exact=True).click(click_count=clicks)
    settle(page)


def test_corrections_are_undone_and_saved_and_learnt_from_after_a_reload(
    app: Page, tmp_path: Path
) -> None:
    main, digit = app.get_by_role("main"), app.locator(".st-key-answer .tn-digit")
    use_network(app, "book")
    draw(app, STROKES[4])
    choose(app, "It was a …")
    say(app, 9)
    expect(digit).to_have_text("9")
    with app.expect_download() as download:
        button(app, "Save them as a file").click()
    drawings = tmp_path / "corrected-drawings.npz"
    download.value.save_as(drawings)
    assert load_drawings(drawings.read_bytes()).labels.tolist() == [9]
    click(button(app, "Undo the correction"))
    expect(digit).to_have_text("4")
    say(app, 4, clicks=2)
    expect(main).to_contain_text("It reads 4 already")
    app.reload()  # a new session
    settle(app)
    choose(app, "It was a …")
    expect(main).not_to_contain_text("Your corrected drawing")
    app.locator('.st-key-lessons [data-testid="stFileUploader"] input').set_input_files(drawings)
    expect(app.get_by_test_id("stToast")).to_contain_text("1 drawing loaded")
    expect(app.locator(".tn-smallest")).to_contain_text("? → 9")
    go_to(app, "Train")
    click(main.get_by_text("Learn also from my 1 corrected drawing"))
    expect(main).to_contain_text("60,001 images")


def test_the_lessons_begin_as_high_with_every_network_and_fit_a_phone(app: Page) -> None:
    for network in "draw", "book":
        app.set_viewport_size(VIEWPORT)  # where the sidebar is open
        use_network(app, network)
        assert app.evaluate(TOP_OF_LESSONS) < 760
        app.set_viewport_size({"width": 390, "height": 844})
        place_of(app.locator(".st-key-lessons"))
        assert app.evaluate(TOP_OF_LESSONS) < 1550
    draw(app, STROKES[4])
    for lesson in LESSONS:
        choose(app, lesson)
        if lesson == LESSONS[-1]:
            say(app, 9)
            expect(app.locator(".tn-pair")).to_be_visible()
        content, room = app.evaluate(WIDTHS)
        assert content <= room == 390, lesson
