"""The lessons below the answer in a real browser: what only a browser can show."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from nn.storage.drawing_files import load_drawings
from tests.browser.driving import (
    STROKES,
    VIEWPORT,
    button,
    draw,
    go_to,
    open_app,
    place_of,
    use_network,
    wait_until_idle,
)

LESSONS = ("Why", "Steps", "The gap", "It was a …")
ROOM = """() => {
    const main = document.querySelector('[data-testid="stMain"]');
    return [main.scrollWidth, main.clientWidth];
}"""

TOP_OF_LESSONS = """() =>
    document.querySelector(".st-key-lessons").getBoundingClientRect().top
    + document.querySelector('[data-testid="stMain"]').scrollTop"""


def choose(page: Page, lesson: str) -> None:
    page.locator(".st-key-lesson").get_by_text(lesson, exact=True).click()
    wait_until_idle(page)


def say(page: Page, digit: int, clicks: int = 1) -> None:
    """Say what a digit was, with a click or a double click."""
    page.locator(".st-key-it_was").get_by_text(str(digit), exact=True).click(click_count=clicks)


def test_why_compares_with_another_digit_and_leaves_the_drawing_alone(
    app: Page, console_errors: list[str]
) -> None:
    use_network(app, "book")
    draw(app, STROKES[4])
    maps = app.locator(".tn-maps")
    expect(maps).to_contain_text(re.compile(r"A 4 rather than a \d"))
    before = maps.locator("img").first.get_attribute("src")
    app.locator(".st-key-why_question").get_by_text("7", exact=True).click()
    expect(maps).to_contain_text("A 4 rather than a 7")
    expect(maps.locator("img").first).not_to_have_attribute("src", str(before))
    expect(app.locator(".tn-small img")).to_have_count(5)
    expect(app.locator(".st-key-answer")).to_contain_text("4")
    assert console_errors == []


def test_a_correction_changes_the_answer_is_undone_and_saved_and_learnt_from_after_a_reload(
    app: Page, tmp_path: Path
) -> None:
    use_network(app, "book")
    draw(app, STROKES[4])
    choose(app, "It was a …")
    say(app, 9)
    expect(app.locator(".st-key-answer .tn-digit")).to_have_text("9")
    expect(app.get_by_role("main")).to_contain_text("It has learnt this 9")
    with app.expect_download() as download:
        button(app, "Save them as a file").click()
    drawings = tmp_path / "corrected-drawings.npz"
    download.value.save_as(drawings)
    assert load_drawings(drawings.read_bytes()).labels.tolist() == [9]
    button(app, "Undo the correction").click()
    expect(app.locator(".st-key-answer .tn-digit")).to_have_text("4")
    say(app, 4, clicks=2)
    main = app.get_by_role("main")
    expect(main).to_contain_text("It reads 4 already")
    app.reload()  # a new session
    wait_until_idle(app)
    choose(app, "It was a …")
    expect(main).not_to_contain_text("Your corrected drawing")
    app.locator('.st-key-lessons [data-testid="stFileUploader"] input').set_input_files(drawings)
    expect(app.get_by_test_id("stToast")).to_contain_text("1 drawing loaded")
    expect(app.locator(".tn-smallest")).to_contain_text("? → 9")
    go_to(app, "Mistakes")
    main.get_by_role("radio", name="Your drawings").click()
    expect(main).to_contain_text("It was loaded from a file")
    go_to(app, "Train")
    expect(main).to_contain_text("60,000 images")
    main.get_by_text("Learn also from my 1 corrected drawing").click()
    expect(main).to_contain_text("60,001 images")


@pytest.mark.parametrize(
    ("width", "height", "most"), [(1280, 800, 760), (390, 844, 1550)], ids=["wide", "phone"]
)
def test_the_lessons_begin_as_high_with_every_network(
    width: int, height: int, most: int, app: Page
) -> None:
    for name in "draw", "book":
        app.set_viewport_size(VIEWPORT)  # where the sidebar is open
        use_network(app, name)
        app.set_viewport_size({"width": width, "height": height})
        place_of(app.locator(".st-key-lessons"))
        assert app.evaluate(TOP_OF_LESSONS) < most


def test_no_lesson_is_wider_than_a_phone(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_app(page, app_url)
    draw(page, STROKES[4])
    for lesson in LESSONS:
        choose(page, lesson)
        if lesson == LESSONS[-1]:
            say(page, 9)
            expect(page.locator(".tn-pair")).to_be_visible()
        place_of(page.locator(".st-key-lessons"))
        content, room = page.evaluate(ROOM)
        assert content <= room == 390, lesson
