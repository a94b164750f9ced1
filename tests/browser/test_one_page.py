"""A network as one page, opened as a file by somebody who is offline."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from nn.answers import Reader
from nn.drawing.strokes import visible_pieces
from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.settings.config import TrainingConfig
from nn.storage.network_files import Saved, open_network
from nn.storage.provenance import Provenance
from pages.ui.app.state.drawing import CANVAS_SIDE
from pages.ui.live.pen.sent_strokes import strokes_of
from pages.ui.live.take_home import one_page
from tests.browser.axe import findings
from tests.browser.driving import STROKES, Stroke, draw_at_once, soon
from tests.browser.room import draw_with_finger
from tests.pages.test_one_page import NASTY

OpenPage = Callable[..., Page]
PAPER = "#paper canvas"
SIZES = {"wide": (1280, 800), "phone": (390, 844)}
NETWORKS: dict[str, Saved | TrainingConfig] = {
    "book": open_network("book"),
    "draw": open_network("draw"),
    "ReLU, two hidden layers": TrainingConfig((784, 20, 15, 10), activation="relu"),
    "no hidden layer": TrainingConfig((784, 10), output="softmax", cost="cross-entropy"),
}
# What a stranger might have got into the page, and what the policy says of it.
BREAK_IN = """async () => {
    const said = [], from = "http://127.0.0.1:9";
    document.addEventListener("securitypolicyviolation", ({effectiveDirective}) =>
        said.push(effectiveDirective));
    const script = document.createElement("script");
    script.textContent = "window.broken = true";
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", `<img src="${from}/a.png"
        onerror="window.broken = true"><iframe src="${from}"></iframe>`);
    await fetch(from).catch(() => {});
    await import(`${from}/a.js`).catch(() => {});
    for (let look = 0; look < 100 && new Set(said).size < 5; look++)
        await new Promise(done => setTimeout(done, 50));
    return {broken: window.broken ?? false, said: [...new Set(said)].sort()};
}"""


def saved_of(kind: str) -> Saved:
    made = NETWORKS[kind]
    if isinstance(made, Saved):
        return made
    return Saved(Reader(made.first_network()), Provenance(made, data="MNIST"))


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[OpenPage]:
    """Return what opens the page of a network as a file; it may ask for nothing else."""
    contexts, asked = [], list[str]()

    def forget_what_the_policy_stopped(request: Request) -> None:
        if "csp" in (request.failure or "").lower():
            asked.remove(request.url)

    def open_page(
        kind: str = "book", name: str = "mine", size: str = "wide", **more: object
    ) -> Page:
        file = tmp_path / "my_network.html"
        file.write_bytes(one_page.made(saved_of(kind), name))
        wide, high = SIZES[size]
        is_phone = size == "phone"
        context = browser.new_context(
            viewport={"width": wide, "height": high},
            offline=True,
            has_touch=is_phone,
            is_mobile=is_phone,
            **more,  # type: ignore[arg-type]
        )
        contexts.append(context)
        context.on("request", lambda request: asked.append(request.url))
        context.on("requestfailed", forget_what_the_policy_stopped)
        page = context.new_page()
        page.goto(file.as_uri())
        expect(page.locator("[data-part=answer] .tn-below")).not_to_be_empty()
        return page

    yield open_page
    for context in contexts:
        context.close()
    outside = [url for url in asked if not url.startswith(("data:", "file:"))]
    assert outside == [] and len({url for url in asked if url.startswith("file:")}) == 1


def draw(page: Page, strokes: list[Stroke]) -> None:
    """Draw on the page's canvas with the mouse."""
    draw_at_once(page, strokes, box=page.locator(PAPER).bounding_box())


def strokes_on(page: Page) -> list[dict[str, object]]:
    """Return what is drawn, as the tab keeps it for a reload."""
    kept = page.evaluate("sessionStorage.getItem('tn-page')")
    strokes: list[dict[str, object]] = json.loads(kept)["strokes"]
    return strokes


def outputs_on(page: Page) -> list[str]:
    """Return the ten outputs as the page prints them."""
    titles = page.locator(".tn-picks button[title^='output ']")
    return [titles.nth(k).get_attribute("title") or "" for k in range(titles.count())]


def answer(page: Page) -> str:
    return page.locator("[data-part=answer] .tn-digit").inner_text().strip("?")


@pytest.mark.parametrize("kind", NETWORKS)
def test_it_answers_what_the_app_answers_to_the_last_digit(kind: str, open_page: OpenPage) -> None:
    page = open_page(kind)
    reader = saved_of(kind).reader
    for digit in (0, 4, 7):
        draw(page, STROKES[digit])
        strokes = strokes_of(strokes_on(page))
        assert strokes
        pen = max(stroke.width for stroke in strokes)
        image = prepare_strokes(visible_pieces(strokes, CANVAS_SIDE), pen)
        _, outputs, no_digit = reader.see(image)
        expected = [f"output {k}: {a:.4f}" for k, a in enumerate(outputs)]
        expect(page.locator(".tn-picks button[title^='output ']").last).to_have_attribute(
            "title", expected[9]
        )
        assert outputs_on(page) == expected
        if not no_digit:
            assert answer(page) == str(outputs.argmax())
        page.get_by_role("button", name="Clear").click()
        expect(page.locator("[data-part=answer] .tn-digit")).to_have_text("?")


def test_it_opens_with_an_example_follows_the_pen_and_says_why(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.locator(".tn-example")).to_contain_text("Draw your own")
    draw(page, STROKES[4])
    expect(page.locator(".tn-example path")).to_have_count(0)
    assert answer(page) == "4"
    why = page.locator("[data-part=why_not] button")
    expect(why).to_contain_text("Why not")
    other = (why.text_content() or "")[-2]
    why.click()
    expect(page.locator(".tn-moving-text")).to_contain_text(f"Why not {other}?")
    expect(why).to_have_text("Why a 4?")
    neuron = page.get_by_role("button", name="neuron 12:")
    neuron.click()
    expect(neuron).to_have_attribute("aria-pressed", "true")
    draw(page, [[(0.1, 0.1), (0.15, 0.1)]])  # which stays chosen
    expect(neuron).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-part=answer] .tn-digit")).to_have_text("4")
    before = outputs_on(page)
    page.reload()
    expect(page.locator("[data-part=answer] .tn-digit")).to_have_text("4")
    assert outputs_on(page) == before


def test_by_keyboard_and_for_a_screen_reader(open_page: OpenPage) -> None:
    page = open_page(reduced_motion="reduce")
    page.locator(PAPER).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.locator(PAPER)).to_be_focused()
    for key in ["Shift+ArrowUp"] * 5 + ["Space"] + ["Shift+ArrowDown"] * 10 + ["Space"]:
        page.keyboard.press(key)
    expect(page.locator("[data-part=answer] .tn-digit")).to_contain_text("1")
    expect(page.locator(".tn-answer-aloud")).to_contain_text("1, output")
    page.get_by_role("button", name="Undo").press("Enter")  # and is no more
    expect(page.locator(PAPER)).to_be_focused()
    for key in ["Space"] + ["Shift+ArrowUp"] * 10 + ["Space"]:
        page.keyboard.press(key)
    says = re.compile("^784 pixels, 30 hidden neurons, 10 outputs: the answer is 1,")
    expect(page.locator(".tn-moving")).to_have_attribute("aria-label", says)


@pytest.mark.parametrize("size", SIZES)
def test_nothing_keeps_anybody_from_using_it(size: str, open_page: OpenPage) -> None:
    for scheme in ("light", "dark"):
        page = open_page(size=size, color_scheme=scheme)
        draw(page, STROKES[4])
        page.get_by_text("How it was trained").click()
        assert findings(page) == []
        width = SIZES[size][0]
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_scrolling_does_not_draw_and_drawing_does_not_scroll(
    open_page: OpenPage,
) -> None:
    page = open_page(size="phone")
    draw_with_finger(page, STROKES[4], box=page.locator(PAPER).bounding_box())
    expect(page.locator("[data-part=answer] .tn-digit")).to_have_text("4")
    assert page.evaluate("scrollY") == 0
    drawn = strokes_on(page)
    swipe = [(0.5, 0.5 - k / 20) for k in range(8)]
    draw_with_finger(page, [swipe], box=page.locator("[data-part=picture]").bounding_box())
    assert soon(page, lambda: page.evaluate("scrollY") > 100)
    assert strokes_on(page) == drawn
    expect(page.locator("[data-part=answer] .tn-digit")).to_have_text("4")


def test_a_name_is_shown_letter_by_letter_and_nothing_comes_in(open_page: OpenPage) -> None:
    page = open_page(name=NASTY)
    expect(page.locator("header b")).to_have_text(NASTY)
    assert page.title() == f"Draw a digit: {NASTY}"
    assert page.evaluate(BREAK_IN) == {
        "broken": False,
        "said": [
            "connect-src",
            "frame-src",
            "img-src",
            "script-src-attr",
            "script-src-elem",
        ],
    }
    draw(page, STROKES[4])
    assert answer(page) == "4"


def test_it_works_in_a_frame_of_another_page(browser: Browser) -> None:
    def respond(route: Route) -> None:
        is_page = route.request.url.endswith(one_page.NAME)
        frame = f'<!doctype html><iframe src="http://b.test/{one_page.NAME}" width="700"></iframe>'
        route.fulfill(body=content if is_page else frame, content_type="text/html")

    content = one_page.made(saved_of("book"), "mine").decode()
    with browser.new_page() as page:
        page.route("http://*.test/**", respond)
        page.goto("http://a.test/")
        digit = page.frame_locator("iframe").locator("[data-part=answer] .tn-digit")
        expect(digit).to_contain_text("3")
