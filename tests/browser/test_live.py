"""The answer follows the pen, in a real browser; the server is stopped to show who answers."""

import os
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from math import dist
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.driving import (
    A_RUN,
    CANVAS,
    ERASES,
    HEARD,
    MOST_LOOKS,
    PIXELS_A_MOVE,
    REST,
    STANDS,
    STROKES,
    VIEWPORT,
    Stroke,
    button,
    choose_eraser,
    draw,
    go_to,
    open_app,
    picture_of_seven,
    place_of,
    soon,
    use_network,
    wait_for,
    wait_for_canvas,
    wait_until_idle,
)
from tests.browser.server import Server, running_server

FRAMES = """() => new Promise(done =>
    requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))"""
# All that stands right of the canvas: words, numbers, and the sources of the pictures.
READOUT = """() => ["answer", "outputs", "seen", "hidden"].map(key => {
    const part = document.querySelector(`.st-key-${key}`);
    const pictures = [...part.querySelectorAll("img")].map(img => img.src);
    const squares = [...part.querySelectorAll("[title]")].map(element => element.title);
    return [part.innerText, ...pictures, ...squares].join();
})"""
INK = """() => {
    const canvas = [...document.querySelectorAll(".st-key-canvas *")]
        .map(element => element.shadowRoot?.querySelector("canvas.dc-canvas")).find(Boolean);
    const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((red, at) => at % 4 === 0 && red < 128 && data[at + 3] > 128).length;
}"""
SHOWS = """parts => [...document.querySelectorAll(".st-key-seen img")]
    .every(img => parts.includes(img.src))"""
# When the pen moved on the paper, and when the lesson came, in milliseconds of the page's clock.
WATCH_THE_LESSON = """() => {
    window.penMoved = [];
    for (const name of ["pointerdown", "pointermove", "pointerup"])
        window.addEventListener(name, event => {
            if (event.buttons || name === "pointerup") window.penMoved.push(performance.now());
        }, {capture: true});
    const look = () => {
        const said = document.querySelector(".st-key-lessons")?.innerText;
        if (said?.includes("most like it")) window.lessonCame ??= performance.now();
    };
    new MutationObserver(look)
        .observe(document.body, {childList: true, characterData: true, subtree: true});
}"""
RESTED = 500  # milliseconds: so long the pen rests before the lesson is asked for
# Once window.wanted is the name of a button, that button is clicked in the same moment in which a
# timer of the page, such as that of rested.js, tells the server something.
AT_THE_SAME_MOMENT = """() => {
    const [every, later] = [window.setInterval, window.setTimeout];
    let timed = false;
    window.setInterval = (act, ...rest) => every(() => {
        timed = true;
        act();
        timed = false;
    }, ...rest);
    window.setTimeout = (act, wait, ...rest) => {
        const said = timed && wait === 0 && window.wanted;
        const timer = later(act, wait, ...rest);
        if (said) {
            const buttons = [...document.querySelectorAll("button")];
            buttons.find(b => b.innerText.trim().endsWith(said)).click();
            window.wanted = null;
        }
        return timer;
    };
}"""
# The canvas draws by mouse events; as if it ignored the mouse, as it does just after a finger.
ONLY_POINTER_EVENTS = """() => {
    for (const name of ["mousedown", "mousemove", "mouseup"])
        window.addEventListener(name, event => event.stopImmediatePropagation(), true);
}"""
COMES = 1500  # milliseconds: what nobody can look into cannot be waited for
CLOSED = """() => {
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (options) {
        return attach.call(this, {...options, mode: "closed"});
    };
}"""


@pytest.fixture
def app(app: Page) -> Page:
    """Return the app once the browser reads along: it has then written the answer itself."""
    app.locator(CANVAS).wait_for()
    wait_for(app, "document.querySelector('.st-key-answer .tn-digit')?.shown")
    return app


@contextmanager
def stopped(server: Server) -> Iterator[None]:
    """Stop the server for a while."""
    os.kill(server.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(server.pid, signal.SIGCONT)


def pen(page: Page, strokes: list[Stroke], lift: bool = True, canvas: str = CANVAS) -> None:
    """Draw, and wait for the next frame alone."""
    box = place_of(page.locator(canvas))
    for stroke in strokes:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for here, there in pairwise(points):
            page.mouse.move(*there, steps=min(3, 1 + int(dist(here, there) / PIXELS_A_MOVE)))
        if lift or stroke is not strokes[-1]:
            page.mouse.up()
    page.evaluate(FRAMES)


def rests(times: list[float]) -> list[float]:
    """Return how long nothing happened between the times."""
    return [later - earlier for earlier, later in pairwise(times)]


def answer(page: Page) -> str:
    return page.locator(".st-key-answer").inner_text()


def expect_answer(page: Page, words: str) -> None:
    expect(page.locator(".st-key-answer")).to_have_text(re.compile(words))


def readout(page: Page) -> list[str]:
    """Return what is shown, once it stays for a moment: a busy browser reads some frames late."""
    parts: list[str] = []
    for _ in range(MOST_LOOKS):
        before, parts = parts, page.evaluate(READOUT)
        if parts == before:
            return parts
        page.wait_for_timeout(STANDS)
    raise AssertionError("the answer does not stand still")


def told(page: Page, strokes: int) -> None:
    """Wait until the server has read so many strokes, and the page shows it."""
    wait_for(page, HEARD, strokes)
    page.evaluate(FRAMES)


def is_back(page: Page, before: list[str], strokes: int) -> None:
    """Wait until the page shows and the server has the drawing from before, of so many strokes."""
    wait_for(page, SHOWS, before[2])
    told(page, strokes)
    assert readout(page) == before


def test_the_answer_is_there_before_the_server_knows_of_the_stroke(
    app: Page, server: Server
) -> None:
    with stopped(server):
        pen(app, STROKES[7], lift=False)
        assert answer(app).startswith("7")
        app.mouse.up()
        app.evaluate(FRAMES)
        live = readout(app)
        assert live[0].startswith("7") and re.search(r"\b7\s(1\.00|0\.9)", live[1])
    told(app, 1)
    assert readout(app) == live  # the server has the same strokes, to the last pixel


@pytest.mark.parametrize("network", ["draw", "book"])
def test_what_the_browser_reads_is_what_the_server_reads(
    app: Page, browser: Browser, app_url: str, network: str
) -> None:
    use_network(app, network)
    pen(app, STROKES[5])
    live = readout(app)
    assert live[0].startswith("5")
    said = app.locator(".tn-answer-aloud").inner_text()
    assert said.startswith("5, output ")  # to a screen reader
    with browser.new_context(viewport=VIEWPORT) as context:
        other = context.new_page()
        other.add_init_script(f"({CLOSED})()")
        open_app(other, app_url)
        other.wait_for_timeout(COMES)
        use_network(other, network)
        pen(other, STROKES[5], canvas=".st-key-canvas")
        told(other, 2)
        # The squares of a larger network are a picture.
        compared = (0, 1, 3) if network == "book" else (0, 1)

        def by_server() -> list[str]:
            parts = readout(other)
            return [parts[k] for k in compared]

        expected = [live[k] for k in compared]
        soon(other, lambda: by_server() == expected)  # its parts arrive one after the other
        assert by_server() == expected
        expect(other.locator(".tn-answer-aloud")).to_have_text(said)


def test_every_pen_mouse_and_finger_is_read_as_the_canvas_stores_it(
    browser: Browser, app_url: str
) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True) as context:
        page = context.new_page()
        open_app(page, app_url)
        page.evaluate("document.body.style.zoom = 1.1")
        box = place_of(page.locator(CANVAS))
        touch = context.new_cdp_session(page)
        strokes = [[(0.301 + 0.02 * k, 0.2 + 0.031 * k) for k in range(15)], [(0.8, 0.3)]]
        for stroke in strokes:
            kinds = ["touchStart", *["touchMove"] * (len(stroke) - 1)]
            for kind, (x, y) in zip(kinds, stroke, strict=True):
                point = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
                touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
            touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.evaluate(REST, 1500)  # after a finger the canvas ignores the mouse for a while
        page.keyboard.down("Shift")  # a straight line
        pen(page, [[(0.2, 0.7), (0.3, 0.9), (0.7013, 0.7017)]])
        page.keyboard.up("Shift")
        pen(page, [[(0.9, 0.1), (1.2, 0.5), (0.9, 0.6)]])  # over the edge
        live = readout(page)
        assert answer(page)[0] != "?"
        told(page, 4)
        assert readout(page) == live


def test_a_stroke_runs_no_page_and_the_lesson_comes_once_the_pen_has_rested(
    page: Page, app_url: str
) -> None:
    runs: list[ForwardMsg] = []

    def note(frame: str | bytes) -> None:
        assert isinstance(frame, bytes)
        message = ForwardMsg.FromString(frame)
        if message.WhichOneof("type") == "new_session":
            runs.append(message)

    page.on("websocket", lambda socket: socket.on("framereceived", note))
    open_app(page, app_url)
    page.locator(CANVAS).wait_for()
    wait_until_idle(page)
    lesson = page.locator(".st-key-lessons")
    expect(lesson).to_contain_text("Here you will see")
    page.evaluate(WATCH_THE_LESSON)
    runs.clear()
    for stroke in (*STROKES[5], *STROKES[5][-1:]):
        pen(page, [stroke])
    expect(lesson).to_contain_text("most like it")
    wait_until_idle(page)
    moved, came = page.evaluate("[window.penMoved, window.lessonCame]")
    assert max(rests([*(time for time in moved if time <= came), came])) >= RESTED
    held_up = sum(rest >= RESTED for rest in rests(moved))  # so often the mouse was late
    fragments = [[*run.metadata.run.fragment_ids] for run in runs]
    assert all(fragments)  # none is a run of the whole page
    ran = Counter(part for run in fragments for part in run)
    assert len(ran) == 2  # what the strokes run, and the lesson
    assert min(ran.values()) <= 1 + held_up  # the lesson, not once a stroke


def test_the_network_is_sent_once(page: Page, app_url: str) -> None:
    sizes: list[int] = []

    def note(frame: str | bytes) -> None:
        sizes.append(len(frame))

    page.on("websocket", lambda socket: socket.on("framereceived", note))
    open_app(page, app_url)
    for k in range(4):
        draw(page, [[(0.2 + 0.1 * k, 0.2), (0.2 + 0.1 * k, 0.8)]])
    for name in ("Train", "How it works", "Draw"):
        go_to(page, name)
    told(page, 4)
    wait_until_idle(page)
    assert len([size for size in sizes if size > 500_000]) == 1
    assert max(sizes) < 1_500_000  # half of what its weights take as float32


def test_undo_clear_and_the_eraser(app: Page, server: Server) -> None:
    pen(app, STROKES[1])
    one = readout(app)
    pen(app, [[(0.2, 0.5), (0.8, 0.5)]])
    assert readout(app) != one
    app.get_by_role("button", name="Undo").click()
    is_back(app, one, 1)
    choose_eraser(app)
    with stopped(server):
        pen(app, [[(0.3, 0.2), (0.7, 0.2)]])  # over the top of the one
        erased = readout(app)
        assert erased[2] != one[2]
    told(app, 2)
    assert readout(app) == erased
    button(app, "Clear").click()
    expect_answer(app, "Nothing is drawn yet")
    wait_for_canvas(app)
    pen(app, STROKES[3])
    assert answer(app).startswith("3")


def test_a_stroke_just_before_a_change_of_page_or_an_undo_is_not_lost(app: Page) -> None:
    pen(app, STROKES[4])
    four = readout(app)
    go_to(app, "Look inside")
    expect_answer(app, "^4")
    go_to(app, "Draw")
    told(app, 2)
    assert readout(app) == four
    wait_for_canvas(app)
    undos: list[Callable[[], None]] = [
        lambda: app.keyboard.press("Control+z"),
        lambda: app.get_by_role("button", name="Undo").click(),
    ]
    for undo in undos:
        pen(app, [[(0.2, 0.2), (0.8, 0.3)]])
        assert readout(app) != four
        undo()
        is_back(app, four, 2)
        wait_for_canvas(app)


def test_two_quick_undos_just_after_a_stroke_take_back_two(app: Page) -> None:
    pen(app, STROKES[7])
    seven = readout(app)
    told(app, 1)
    pen(app, STROKES[4])
    undo = app.get_by_role("button", name="Undo")
    undo.click()
    app.wait_for_timeout(80)
    undo.click()
    is_back(app, seven, 1)


def test_each_of_some_quick_undos_counts_however_slow_the_server_is(
    app: Page, server: Server
) -> None:
    pen(app, STROKES[7])
    seven = readout(app)
    for k in range(3):
        pen(app, [[(0.2, 0.2 + 0.1 * k), (0.4, 0.2 + 0.1 * k)]])
    told(app, 4)
    with stopped(server):
        app.get_by_role("button", name="Undo").click()
        app.keyboard.press("Control+z")
        app.get_by_role("button", name="Undo").click()
        app.wait_for_timeout(2000)
    is_back(app, seven, 1)


def test_a_click_at_the_same_moment_as_the_lesson_is_asked_for_counts(
    page: Page, app_url: str
) -> None:
    page.add_init_script(f"({AT_THE_SAME_MOMENT})()")
    open_app(page, app_url)
    lesson = page.locator(".st-key-lessons")
    draw(page, STROKES[7])
    expect(lesson).to_contain_text("most like it")
    page.evaluate("window.wanted = 'Clear'")
    pen(page, [[(0.2, 0.2), (0.8, 0.3)]])
    wait_for(page, "window.wanted === null")
    expect_answer(page, "Nothing is drawn yet")
    expect(lesson).to_contain_text("Here you will see")
    page.evaluate("window.wanted = 'Eraser'")
    pen(page, STROKES[7])
    wait_for(page, "window.wanted === null")
    wait_for(page, ERASES)


def test_after_clear_the_pen_stays_a_pen_whatever_the_page_says_meanwhile(
    page: Page, app_url: str
) -> None:
    slow = False
    waiting: list[Callable[[], None]] = []

    def between(browser_side: WebSocketRoute) -> None:
        server_side = browser_side.connect_to_server()

        def answer(message: str | bytes) -> None:
            if slow:
                waiting.append(lambda: browser_side.send(message))
            else:
                browser_side.send(message)

        server_side.on_message(answer)

    page.route_web_socket("**/_stcore/stream", between)
    open_app(page, app_url)
    draw(page, STROKES[7])
    choose_eraser(page)
    slow = True
    button(page, "Clear").click()
    page.wait_for_timeout(300)
    page.get_by_role("slider").press("ArrowRight")
    page.wait_for_timeout(300)
    slow = False
    for send in waiting:
        send()
    expect_answer(page, "Nothing is drawn yet")
    expect(page.get_by_role("radio", name="Pen")).to_be_checked()
    wait_for_canvas(page)
    draw(page, STROKES[7])
    expect_answer(page, "^7")


def test_it_was_just_after_a_stroke_is_about_the_whole_drawing(app: Page) -> None:
    app.set_viewport_size({"width": 1280, "height": 1300})  # the canvas and the lesson
    use_network(app, "book")
    app.get_by_role("radio", name="It was a").click()
    for wait in (0, 20, 50, 100):
        draw(app, STROKES[4])
        six = app.locator(".st-key-it_was_row").get_by_role("radio", name="6", exact=True)
        box = place_of(six)
        pen(app, [[(0.2, 0.9), (0.8, 0.9)]])
        app.wait_for_timeout(wait)
        app.mouse.click(box["x"] + 10, box["y"] + 10)
        told(app, 3)
        app.wait_for_timeout(1000)
        wait_until_idle(app)
        expect_answer(app, "^6")
        # Said only of the drawing that is read now.
        expect(app.get_by_role("main")).to_contain_text("It has learnt this 6")
        assert not app.get_by_test_id("stException").count()
        button(app, "Undo the correction").click()
        button(app, "Clear").click()
        expect_answer(app, "Nothing is drawn yet")
        wait_for_canvas(app)


def test_a_canvas_that_is_built_anew_gets_the_drawing_back(app: Page) -> None:
    draw(app, STROKES[3])
    for key, strokes in (("ArrowRight", 1), ("ArrowLeft", 2)):
        ink = app.evaluate(INK)
        app.get_by_role("slider").focus()
        for _ in range(40):  # so many changes at once that Streamlit builds the canvas anew
            app.keyboard.press(key)
            app.wait_for_timeout(30)
        app.wait_for_timeout(2000)
        wait_for(app, f"ink => ({INK})() >= ink", 0.98 * ink)
        assert app.evaluate(INK) > 5_000
        pen(app, [[(0.1, 0.1 * strokes), (0.2, 0.1 * strokes)]])
        told(app, strokes + 1)
    app.get_by_role("button", name="Undo").click()
    told(app, 2)
    app.get_by_role("button", name="Undo").click()
    expect_answer(app, "^3")


def test_a_pen_is_up_when_its_button_is_and_when_its_canvas_has_gone(
    app: Page, server: Server
) -> None:
    go_to(app, "Look inside")
    go_to(app, "Draw")
    draw(app, STROKES[7])
    seven = readout(app)
    box = place_of(app.locator(CANVAS))
    x, y = box["x"] + 100, box["y"] + 100
    app.mouse.move(x, y)
    app.mouse.down()
    app.mouse.move(x + 40, y + 200, steps=5)
    app.mouse.down(button="right")
    app.mouse.up()
    app.mouse.up(button="right")
    told(app, 2)
    after = readout(app)
    app.mouse.move(x + 200, y, steps=5)
    app.evaluate(FRAMES)
    assert readout(app) == after
    app.get_by_role("button", name="Undo").click()
    told(app, 1)
    assert readout(app) == seven
    wait_for_canvas(app)
    app.mouse.move(x, y)
    app.mouse.down()
    app.mouse.move(x + 40, y + 200, steps=5)
    app.go_back()
    expect(app.get_by_role("heading", name="Look inside")).to_be_visible()
    app.mouse.up()
    app.go_forward()
    app.locator(".tn-reading").wait_for(state="attached")
    told(app, 1)
    app.mouse.move(x + 200, y, steps=5)
    app.evaluate(FRAMES)
    assert readout(app) == seven


@pytest.mark.parametrize("seconds", [1, 6])
def test_a_stroke_is_not_lost_if_the_server_is_slow(
    seconds: int, app: Page, server: Server
) -> None:
    with stopped(server):
        pen(app, STROKES[4])
        live = readout(app)
        app.get_by_role("link", name="Look inside").click(no_wait_after=True)
        app.wait_for_timeout(1000 * seconds)
        assert readout(app) == live
    expect_answer(app, "^4")
    expect(app.get_by_role("heading", name="Look inside")).to_be_visible()


def test_what_the_canvas_does_not_take_is_forgotten(app: Page) -> None:
    pen(app, STROKES[7])
    seven = readout(app)
    told(app, 1)
    app.evaluate(ONLY_POINTER_EVENTS)
    pen(app, STROKES[1])
    assert readout(app) != seven
    is_back(app, seven, 1)


def test_the_browser_reads_with_the_network_in_use_a_picture_and_a_test_digit(
    app: Page, server: Server
) -> None:
    draw(app, STROKES[2])
    app.get_by_role("radio", name="A picture").click()
    expect_answer(app, "No picture")
    app.get_by_role("main").locator("input[type=file]").set_input_files(picture_of_seven())
    expect_answer(app, "^7")
    picture = readout(app)
    app.get_by_role("radio", name="A test digit").click()
    expect(app.locator(".tn-truth")).to_have_text("It is a 7.")
    wait_for(app, f"before => ({READOUT})()[2] !== before", picture[2])
    expect_answer(app, "^7")
    use_network(app, "book")
    expect(app.locator(".st-key-hidden .tn-square")).to_have_count(30)
    expect_answer(app, "^7")
    app.get_by_role("radio", name="The drawing").click()
    expect_answer(app, "^2")
    wait_for_canvas(app)
    with stopped(server):
        pen(app, [[(0.2, 0.2), (0.8, 0.8)]])
        assert readout(app)[3].count("neuron ") == 30


def test_while_it_learns_the_browser_has_new_weights_every_second(
    app: Page, server: Server
) -> None:
    draw(app, STROKES[2])
    go_to(app, "Train")
    button(app, "Play").click()
    expect(app.locator(".st-key-run_status")).to_contain_text("It read", timeout=A_RUN)
    go_to(app, "Draw")
    wait_for_canvas(app)
    pen(app, [[(0.2, 0.2), (0.8, 0.8)]], lift=False)  # so only the browser knows of this drawing
    hidden = []
    for _ in range(3):
        with stopped(server):
            hidden.append(readout(app)[3])
        app.wait_for_timeout(2000)
    assert len(set(hidden)) == 3
    app.mouse.up()


def test_where_the_canvas_cannot_be_looked_into_the_server_answers(
    browser: Browser, tmp_path: Path
) -> None:
    with running_server(tmp_path) as server, browser.new_context() as context:
        page = context.new_page()
        page.add_init_script(f"({CLOSED})()")
        open_app(page, server.url)
        page.wait_for_timeout(COMES)
        for _ in range(2):
            pen(page, STROKES[4], canvas=".st-key-canvas")
            expect_answer(page, "^4")
            button(page, "Clear").click()
            expect_answer(page, "Nothing is drawn yet")
            page.wait_for_timeout(COMES)
    assert (tmp_path / "server.log").read_text().count("cannot look into") == 1
