"""The hill in a real browser: steps on it, the next one, and the way to a run that trains."""

import re
from itertools import combinations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import button, click, open_app
from tests.thorough import some

COST = re.compile(r"[\d.]+")


def open_hill(page: Page, app_url: str) -> None:
    open_app(page, f"{app_url}/how-it-works")
    click(page.get_by_role("radio", name=re.compile("Learning$")))


def test_each_step_says_the_cost_that_the_picture_shows(page: Page, app_url: str) -> None:
    open_hill(page, app_url)
    picture, large = page.get_by_role("img", name="The cost along"), page.locator(".tn-hill-cost")
    letters, hills = page.locator(".tn-hill .tn-moving-text"), []
    for batch in ("1,001", "1,002"):
        expect(page.get_by_role("main")).to_contain_text(f"Mini-batch {batch}: ten of the 60,000")
        expect(picture).to_have_accessible_name(re.compile(r"The ball is at η = 0\.$"))
        hills.append(picture.get_attribute("aria-label"))
        for eta in ("0.3", "100", "3"):
            click(button(page, f"η = {eta}"))
            expect(picture).to_have_accessible_name(re.compile(rf"at η = {re.escape(eta)}\.$"))
            now, then = COST.findall(large.inner_text())
            label = picture.get_attribute("aria-label") or ""
            assert f": {now} now" in label and f"{then} at η = {eta}" in label
            expect(letters.get_by_text(now, exact=True).first).to_be_visible()
            bold = letters.locator("span[style*='font-weight: 700']")
            expect(bold).to_have_text([then])  # where the ball is, once the one before has faded
        click(button(page, "Next mini-batch"))
    assert hills[0] != hills[1]


# Each cost that is written beside a ball: left, top, right and bottom.
BOXES = """() => [...document.querySelectorAll(".tn-hill span[data-key^='at ']")]
    .map((each) => each.getBoundingClientRect())
    .map(({left, top, right, bottom}) => [left, top, right, bottom])"""


@pytest.mark.parametrize("width", some([390, 1366]))
def test_costs_of_many_letters_stand_apart_and_in_the_window(
    width: int, page: Page, app_url: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_app(page, f"{app_url}/backprop")
    click(page.get_by_role("radio", name="A mini-batch of 10"))
    click(page.get_by_role("radio", name=re.compile("Update$")))
    expect(page.locator(".tn-hill")).to_contain_text("·10⁻⁴")
    costs = page.evaluate(BOXES)
    assert len(costs) == 4
    assert all(0 <= left and right <= width for left, _, right, _ in costs)
    for one, other in combinations(costs, 2):
        is_beside = max(one[0], other[0]) >= min(one[2], other[2])
        assert is_beside or max(one[1], other[1]) >= min(one[3], other[3])


def test_one_click_leads_to_train_and_a_run_that_trains(page: Page, app_url: str) -> None:
    open_hill(page, app_url)
    click(button(page, "η = 100"))
    button(page, "Train it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Train")
    expect(page.locator(".st-key-run_status")).to_contain_text("Training: epoch")
