"""The lessons below the answer in a real browser: what only a browser can show."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from nn.storage.drawing_files import load_drawings
from tests.browser.driving import (
    STROKES,
    button,
    draw,
    go_to,
    open_app,
    use_network,
    wait_until_idle,
)

SOON = 20_000
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


def say(page: Page, digit: int) -> None:
    page.locator(".st-key-it_was").get_by_text(str(digit), exact=True).click()


def test_why_compares_with_another_digit_and_leaves_the_drawing_alone(
    page: Page, app_url: str, console_errors: list[str]
) -> None:
    open_app(page, app_url)
    use_network(page, "book")
    draw(page, STROKES[4])
    maps = page.locator(".tn-maps")
    expect(maps).to_contain_text(re.compile(r"A 4 rather than a \d"), timeout=SOON)
    before = maps.locator("img").first.get_attribute("src")
    page.locator(".st-key-why_question").get_by_text("7", exact=True).click()
    expect(maps).to_contain_text("A 4 rather than a 7", timeout=SOON)
    assert maps.locator("img").first.get_attribute("src") != before
    expect(page.locator(".tn-small img")).to_have_count(5)
    expect(page.locator(".st-key-answer")).to_contain_text("4")
    assert console_errors == []


def correct(page: Page, app_url: str) -> None:
    """Draw a 4 and say that it is a 9."""
    open_app(page, app_url)
    use_network(page, "book")
    draw(page, STROKES[4])
    choose(page, "It was a …")
    say(page, 9)
    expect(page.locator(".st-key-answer .tn-digit")).to_have_text("9", timeout=SOON)
    expect(page.get_by_role("main")).to_contain_text("It has learnt this 9", timeout=SOON)


def save(page: Page, file: Path) -> None:
    with page.expect_download() as download:
        button(page, "Save them as a file").click()
    download.value.save_as(file)


def test_a_correction_changes_the_answer_is_saved_and_undone(
    page: Page, app_url: str, tmp_path: Path
) -> None:
    correct(page, app_url)
    file = tmp_path / "drawings.npz"
    save(page, file)
    assert load_drawings(file.read_bytes()).labels.tolist() == [9]
    button(page, "Undo the correction").click()
    expect(page.locator(".st-key-answer .tn-digit")).to_have_text("4", timeout=SOON)
    say(page, 4)
    expect(page.get_by_role("main")).to_contain_text("It reads 4 already", timeout=SOON)


def test_saved_drawings_are_loaded_after_a_reload_and_learnt_from(
    page: Page, app_url: str, tmp_path: Path
) -> None:
    correct(page, app_url)
    file = tmp_path / "corrected-drawings.npz"
    save(page, file)
    page.reload()  # a new session
    wait_until_idle(page)
    choose(page, "It was a …")
    main = page.get_by_role("main")
    expect(main).not_to_contain_text("Your corrected drawing")
    page.locator('.st-key-lessons [data-testid="stFileUploader"] input').set_input_files(file)
    expect(page.get_by_test_id("stToast")).to_contain_text("1 drawing loaded", timeout=SOON)
    expect(page.locator(".tn-smallest")).to_contain_text("? → 9")
    go_to(page, "Mistakes")
    expect(main).to_contain_text("It was loaded from a file", timeout=SOON)
    go_to(page, "Train")
    expect(main).to_contain_text("60,000 images")
    main.get_by_text("Learn also from my 1 corrected drawing").click()
    expect(main).to_contain_text("60,001 images", timeout=SOON)


@pytest.mark.parametrize(
    ("width", "height", "most"), [(1280, 800, 760), (390, 844, 1550)], ids=["wide", "phone"]
)
def test_the_lessons_begin_as_high_with_every_network(
    width: int, height: int, most: int, page: Page, app_url: str
) -> None:
    open_app(page, app_url)
    for name in "draw", "book":
        page.set_viewport_size({"width": 1280, "height": 800})  # where the sidebar is open
        use_network(page, name)
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(500)
        assert page.evaluate(TOP_OF_LESSONS) < most


def test_no_lesson_is_wider_than_a_phone(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_app(page, app_url)
    draw(page, STROKES[4])
    for lesson in LESSONS:
        choose(page, lesson)
        if lesson == LESSONS[-1]:
            say(page, 9)
            expect(page.locator(".tn-pair")).to_be_visible(timeout=SOON)
        needed, there = page.evaluate(ROOM)
        assert needed <= there == 390, lesson
