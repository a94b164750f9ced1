"""The answer follows the pen, in a real browser; the server is stopped to show who answers."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, FloatRect, Page, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.driving import (
    CANVAS,
    HEARD,
    STROKES,
    UNDO,
    Stroke,
    blocker,
    button,
    choose_eraser,
    click,
    draw,
    draw_at_once,
    go_to,
    ink_on_canvas,
    open_app,
    place_of,
    settle,
    use_network,
    visitor,
    wait_for,
)
from tests.browser.room import draw_with_finger
from tests.browser.server import Server

# All that stands right of the canvas: words, numbers, and what the picture of the network says.
READOUT = """() => {
    const said = [...document.querySelectorAll(".st-key-picture .tn-moving-text span")]
        .filter((span) => span.checkVisibility())
        .map((span) => `${span.dataset.key}: ${span.textContent}`);
    const { innerText } = document.querySelector(".st-key-answer .tn-answer");
    return [innerText, document.querySelector("canvas.tn-moving").ariaLabel, ...said.sort()];
}"""
# The browser has read what was drawn, whatever the server does: no frame is asked for.
READ_HERE = """async () => {
    for (let calm = 0; calm < 3; calm = unsettled().timers.length ? 0 : calm + 1)
        await new Promise(requestAnimationFrame);
}"""
# Changes when the canvas is told what to show.
VERSION = """() => document.querySelector("[data-known]").dataset.told"""
# As Streamlit may when many things happen at once: another canvas, with nothing drawn on it.
BUILD_ANEW = """canvas => {
    const paper = canvas.parentElement.querySelector(".lower-canvas");
    paper.getContext("2d").clearRect(0, 0, paper.width, paper.height);
    canvas.replaceWith(canvas.cloneNode());
}"""
# A button is clicked in the moment in which the pen is lifted.
AT_THE_SAME_MOMENT = """button => window.addEventListener("pointerup", () => {
    Promise.resolve().then(() => document.querySelector(button).click());
}, {once: true})"""

CROSSED_THE_LINE = """() => performance.getEntriesByType("resource")
    .filter(({name}) => name.endsWith(".bin")).map(({transferSize}) => transferSize)"""
CROSS: list[Stroke] = [[(0.2, 0.2), (0.8, 0.8)], [(0.8, 0.2), (0.2, 0.8)]]
LINE: Stroke = [(0.2, 0.2), (0.8, 0.3)]


@pytest.fixture
def app(app: Page) -> Page:
    """Return the app once the browser reads along."""
    expect(app.locator(".st-key-answer .tn-digit")).to_have_text(re.compile("^3"))  # the example
    return app


@contextmanager
def stopped(server: Server, page: Page) -> Iterator[FloatRect]:
    """Stop the server for a while, in which nothing settles; yield where the canvas is."""
    canvas = place_of(page.locator(CANVAS))
    os.kill(server.pid, signal.SIGSTOP)
    try:
        yield canvas
    finally:
        os.kill(server.pid, signal.SIGCONT)


def expect_answer(page: Page, words: str) -> None:
    expect(page.locator(".st-key-answer")).to_have_text(re.compile(words, re.DOTALL))


def readout(page: Page) -> list[str]:
    """Return what a settled page shows."""
    settle(page)
    return readout_here(page)


def readout_here(page: Page) -> list[str]:
    """Return what the page shows once the browser has read the drawing."""
    page.evaluate(READ_HERE)
    parts: list[str] = page.evaluate(READOUT)
    return parts


def note_frames(page: Page) -> list[bytes]:
    """Return a list, to which is added all that the server sends to a page."""
    frames: list[bytes] = []

    def note(frame: str | bytes) -> None:
        assert isinstance(frame, bytes)
        frames.append(frame)

    page.on("websocket", lambda socket: socket.on("framereceived", note))
    return frames


def test_the_answer_is_there_before_the_server_knows_of_the_stroke(
    app: Page, server: Server
) -> None:
    with stopped(server, app) as canvas:
        draw_at_once(app, STROKES[7], lift=False, box=canvas)
        expect_answer(app, "^7")
        app.mouse.up()
        live = readout_here(app)
        assert live[0].startswith("7")
        assert re.search(r"answer is 7, with an output of (1\.00|0\.9)", live[1])
    assert readout(app) == live  # the server has the same strokes, to the last pixel
    click(button(app, "Clear"))
    with stopped(server, app) as canvas:
        draw_at_once(app, CROSS, box=canvas)
        live = readout_here(app)
        expect_answer(app, "–.*I see no digit.*Best guess: [0-9] \\(output")
        assert "10 outputs: it sees no digit" in live[1]
    assert readout(app) == live


def test_a_stroke_runs_one_part_of_the_page_and_the_lesson_is_in_it(
    page: Page, app_url: str
) -> None:
    frames = note_frames(page)
    open_app(page, app_url)
    lesson = page.locator(".st-key-lessons")
    expect(lesson).to_contain_text("Here you will see")
    frames.clear()
    draw(page, [STROKES[5][0]])
    assert "most like it" in lesson.inner_text()
    messages = [ForwardMsg.FromString(frame) for frame in frames]
    (run,) = [message.metadata.run for message in messages if message.HasField("new_session")]
    assert len(run.fragment_ids) == 1  # and not the whole page


def test_the_networks_come_by_address_once_for_a_browser(page: Page, app_url: str) -> None:
    frames, came = note_frames(page), list[str]()
    page.context.on("response", lambda answer: came.append(answer.url))
    open_app(page, app_url)
    for name in ("How it works", "Draw"):
        go_to(page, name)
    draw(page, [LINE])
    networks = [url for url in came if url.endswith(".bin")]
    assert len(networks) == len({*networks}) == 2  # draw and book
    another = page.context.new_page()
    open_app(another, app_url)
    draw(another, [STROKES[7][0]])
    expect_answer(another, "^7")
    assert {*another.evaluate(CROSSED_THE_LINE)} == {0}
    assert max(map(len, frames)) < 100_000


def test_a_network_that_does_not_arrive_is_asked_for_again(page: Page, app_url: str) -> None:
    block = blocker(page)
    block("*/tn/*.bin")
    open_app(page, app_url)
    draw(page, STROKES[7])
    expect(page.get_by_text("Loading the network")).to_be_visible()
    block()
    expect_answer(page, "^7")


def test_the_eraser(app: Page, server: Server) -> None:
    draw(app, STROKES[1])
    one = readout(app)
    choose_eraser(app)
    with stopped(server, app) as canvas:
        draw_at_once(app, [[(0.3, 0.2), (0.7, 0.2)]], box=canvas)  # over the top of the one
        erased = readout_here(app)
        assert erased[1] != one[1]
    assert readout(app) == erased


def test_a_stroke_just_before_a_change_of_page_or_of_source_or_an_undo_is_not_lost(
    app: Page, server: Server
) -> None:
    with stopped(server, app) as canvas:
        draw_at_once(app, STROKES[4], box=canvas)
        four = readout_here(app)
        app.get_by_role("link", name="Look inside").click(no_wait_after=True)
        assert app.evaluate(READOUT) == four
    expect(app.get_by_role("heading", name="Look inside")).to_be_visible()
    settle(app)
    expect_answer(app, "^4")
    go_to(app, "Draw")
    assert readout(app) == four
    with stopped(server, app) as canvas:
        draw_at_once(app, [LINE], box=canvas)
        assert readout_here(app) != four
        app.keyboard.press("Control+z")
    assert readout(app) == four
    with stopped(server, app) as canvas:
        draw_at_once(app, [LINE], box=canvas)
        app.get_by_role("radio", name="A test digit").click(no_wait_after=True)
    settle(app)
    click(app.get_by_role("radio", name="The drawing"))
    assert app.evaluate(HEARD, 1 + len(STROKES[4]))


def test_each_of_some_quick_undos_counts_however_slow_the_server_is(
    app: Page, server: Server
) -> None:
    draw(app, STROKES[7])
    seven = readout(app)
    with stopped(server, app) as canvas:
        draw_at_once(app, [*STROKES[4], LINE], box=canvas)
        app.locator(UNDO).click()
        app.keyboard.press("Control+z")
        app.locator(UNDO).click()
    # Between two of them the page may be quiet for a moment.
    wait_for(app, f"seven => JSON.stringify(({READOUT})()) === JSON.stringify(seven)", seven)
    assert readout(app) == seven


@pytest.mark.parametrize("is_drawn", [False, True])
def test_a_stroke_drawn_or_under_way_when_undo_comes_back_counts(
    is_drawn: bool, app: Page, server: Server
) -> None:
    draw(app, STROKES[1])
    one = readout(app)
    draw(app, STROKES[7])
    with stopped(server, app) as canvas:
        app.locator(UNDO).click()
        draw_at_once(app, [LINE], lift=is_drawn, box=canvas)
    wait_for(app, HEARD, 2 if is_drawn else 1)
    app.mouse.up()
    settle(app)
    assert app.evaluate(HEARD, 2)
    click(app.locator(UNDO))
    assert readout(app) == one


def test_quick_strokes_just_after_a_clear_are_all_there(app: Page) -> None:
    draw(app, STROKES[7])
    box = place_of(app.locator(CANVAS))
    button(app, "Clear").click()
    rows = [(0.1 + 0.16 * (k % 6), 0.2 + 0.3 * (k // 6)) for k in range(18)]
    draw_at_once(app, [[(x, y), (x + 0.03, y + 0.03)] for x, y in rows], box=box)
    settle(app)
    wait_for(app, HEARD, len(rows))
    app.reload()
    settle(app)
    assert app.evaluate(HEARD, len(rows))


def test_a_press_that_did_nothing_counts_neither_now_nor_later(app: Page) -> None:
    draw(app, STROKES[7])
    button(app, "Clear").dblclick()
    settle(app)
    app.keyboard.press("Control+Shift+z")
    draw(app, [LINE, LINE])
    for left in (1, 0, len(STROKES[7])):
        click(app.locator(UNDO))
        assert app.evaluate(HEARD, left)


def test_it_was_just_after_a_stroke_is_about_the_whole_drawing(app: Page, server: Server) -> None:
    app.set_viewport_size({"width": 1280, "height": 1300})  # the canvas and the lesson
    use_network(app, "book")
    draw(app, STROKES[4])
    with stopped(server, app) as canvas:
        draw_at_once(app, [[(0.2, 0.9), (0.8, 0.9)]], box=canvas)
        button(app, "Teach it").click()
    click(app.locator(".st-key-it_was_row").get_by_role("radio", name="6", exact=True))
    wait_for(app, HEARD, 3)
    settle(app)
    expect_answer(app, "^6")
    # Said only of the drawing that is read now.
    expect(app.locator(".st-key-teach")).to_contain_text("It has learnt this 6")


def test_a_canvas_that_is_built_anew_gets_the_drawing_back(app: Page) -> None:
    draw(app, STROKES[3])
    ink, version = ink_on_canvas(app), app.evaluate(VERSION)
    app.locator(CANVAS).evaluate(BUILD_ANEW)
    wait_for(app, f"version => ({VERSION})() !== version", version)
    settle(app)
    assert ink_on_canvas(app) == pytest.approx(ink, rel=0.02)
    expect_answer(app, "^3")


# Rare


@pytest.mark.thorough
def test_pen_mouse_and_finger_are_read_as_the_canvas_stores_them(
    browser: Browser, server: Server
) -> None:
    phone = visitor(browser, server.url, viewport={"width": 390, "height": 844}, has_touch=True)
    with phone as page:
        page.evaluate("document.body.style.zoom = 1.1")
        line = [(0.301 + 0.02 * k, 0.2 + 0.031 * k) for k in range(15)]
        draw_with_finger(page, [line, [(0.8, 0.3)]], CANVAS)
        settle(page)
        page.keyboard.down("Shift")  # a straight line
        draw(page, [[(0.2, 0.7), (0.3, 0.9), (0.7013, 0.7017)]])
        page.keyboard.up("Shift")
        with stopped(server, page) as canvas:
            draw_at_once(page, [[(0.9, 0.1), (1.2, 0.5), (0.9, 0.6)]], box=canvas)  # over the edge
            live = readout_here(page)
        assert readout(page) == live
        assert page.evaluate(HEARD, 4)


def test_a_click_in_the_moment_in_which_the_pen_is_lifted_counts(app: Page) -> None:
    draw(app, STROKES[7])
    app.evaluate(AT_THE_SAME_MOMENT, ".st-key-clear button")
    draw(app, [LINE])
    expect_answer(app, "Nothing is drawn yet")
    expect(app.locator(".st-key-lessons")).to_contain_text("Here you will see")
    click(app.locator(UNDO))  # the line came before
    assert app.evaluate(HEARD, 1 + len(STROKES[7]))
