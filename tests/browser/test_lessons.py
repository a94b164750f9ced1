"""The lessons below the answer in a real browser: what only a browser can show."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from nn.storage.drawing_files import load_drawings
from tests.browser.driving import STROKES, button, draw, open_app, use_network, wait_until_idle

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


def test_a_correction_changes_the_answer_is_saved_and_undone(
    page: Page, app_url: str, tmp_path: Path
) -> None:
    open_app(page, app_url)
    use_network(page, "book")
    draw(page, STROKES[4])
    answer = page.locator(".st-key-answer .tn-digit")
    choose(page, "It was a …")
    say(page, 9)
    expect(answer).to_have_text("9", timeout=SOON)
    expect(page.get_by_role("main")).to_contain_text("It has learnt this 9", timeout=SOON)
    with page.expect_download() as download:
        button(page, "Save them as a file").click()
    file = tmp_path / "drawings.npz"
    download.value.save_as(file)
    assert load_drawings(file.read_bytes()).labels.tolist() == [9]
    button(page, "Undo the correction").click()
    expect(answer).to_have_text("4", timeout=SOON)
    say(page, 4)
    expect(page.get_by_role("main")).to_contain_text("It reads 4 already", timeout=SOON)


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
