"""Train in a real browser: a run that goes on elsewhere, and charts that keep their places."""

import re
from collections.abc import Callable
from functools import partial
from typing import cast

import numpy as np
from playwright.sync_api import Page, Route, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.driving import (
    STROKES,
    button,
    click,
    draw,
    epochs_on_curve,
    go_to,
    hold_back,
    open_app,
    place_in_chart,
    place_of,
    settle,
    soon,
    wait_for,
    wait_for_epoch,
)
from tests.browser.layout import PHONE, resize, unseen
from tests.browser.room import open_room
from tests.browser.test_white_page import CLOCKS, RERUN

ENDLESS = "images=10000&epochs=500&start=1"  # its epochs are short
SHORT = "images=2000&epochs=1"
WIDTH = "part => part.getBoundingClientRect().width"
BUSY_FOR = "time => { const end = Date.now() + time; while (Date.now() < end); }"  # ms
CLICK_WITH_A_CLOCK = "button => { button.click(); window.strike(); }"  # in one moment
MAPS_FILL_THEIR_PLACE = """() => {
    const place = document.querySelector(".st-key-maps-box").getBoundingClientRect();
    const maps = [...document.querySelectorAll(".st-key-maps-box .js-plotly-plot")];
    return maps.length && maps.every(maps =>
        Math.abs(maps.getBoundingClientRect().bottom - place.bottom) < 2
        && maps._fullLayout.height === Math.round(place.height));
}"""

# At each frame: whether the number is that of the curve's end, where curve and maps stand, and what
# of them is not to be seen.
WATCH = """() => {
    window.seen = {apart: [], places: new Set(), gone: new Set()};
    const is_gone = parts => [...document.querySelectorAll(parts)]
        .every(part => getComputedStyle(part).visibility === "hidden");
    const top = name => Math.round(document.querySelector(name).getBoundingClientRect().top);
    const look = () => {
        const number = parseFloat(document.querySelector(".tn-score-number").innerText);
        const dots = document.querySelectorAll(".tn-curve-test circle title");
        const end = parseFloat([...dots].at(-1).textContent.split(": ")[1]);
        if (Math.abs(number - end) > 0.06) seen.apart.push([number, end]);
        seen.places.add(`${top(".tn-curve")} ${top(".st-key-maps-box")}`);
        const maps = ".st-key-maps-box .heatmaplayer image";
        for (const parts of [maps, ".tn-curve-test circle, .st-key-accuracy .scatterlayer path"])
            if (is_gone(parts)) seen.gone.add(parts);
        requestAnimationFrame(look);
    };
    look();
}"""
# When what a visitor opens Train for is there, and when the browser asks for plotly.
NOTE_WHEN = """(() => {
    const parts = [".st-key-play button:enabled", ".tn-score-number", ".tn-curve-test circle"];
    const look = () => parts.every(part => document.querySelector(part))
        ? window.usable = performance.now() : requestAnimationFrame(look);
    look();
})()"""
ASKED_FOR_PLOTLY = """() => performance.getEntriesByType("resource")
    .find(({name}) => name.includes("PlotlyChart")).startTime"""
# What is written in some parts, without what is only shown on pointing, and their middles.
PLACES = """parts => [...document.querySelectorAll(parts)].map((part) => {
    const { x, y, width, height } = part.getBoundingClientRect();
    return [part.children.length ? "" : part.textContent, x + width / 2, y + height / 2];
})"""
PICTURE = ".tn-curve-test circle", ".tn-curve > svg > text"
CHART = (
    ".st-key-accuracy .scatterlayer .trace:last-child .point",
    ".st-key-accuracy :is(.xtick, .ytick, .annotation) text",
)


def test_a_run_goes_on_while_somebody_draws_until_it_is_paused_and_reset(
    page: Page, app_url: str
) -> None:
    page.goto(f"{app_url}/train?{ENDLESS}")  # a page that shows a run need not settle
    status, progress = page.locator(".st-key-run_status"), page.locator(".st-key-progress")
    expect(status).to_contain_text(re.compile("after epoch [1-9]"))
    before = epochs_on_curve(page)

    go_to(page, "Draw")
    draw(page, STROKES[4])
    expect(page.locator(".st-key-answer")).to_contain_text(re.compile("^[0-9]"))
    outputs = page.locator(".tn-moving-text")
    # Nobody touches the page: the answer follows the weights.
    expect(outputs).not_to_have_text(outputs.inner_text())
    expect(status).to_contain_text("Training: epoch")

    page.get_by_role("link", name="Train", exact=True).click()
    expect(progress).to_contain_text("images a second")
    wait_for_epoch(page, max(before, default=0) + 2)
    wide = button(page, "Pause").evaluate(WIDTH)
    status.get_by_role("button", name="Pause").click()
    expect(progress).to_contain_text("Paused in epoch")
    settle(page)
    assert abs(button(page, "Play").evaluate(WIDTH) - wide) < 1
    curve = epochs_on_curve(page)
    assert curve == list(range(1, len(curve) + 1))

    button(page, "Play").click()
    button(page, "Pause").dblclick()  # as one click: a second one would go on
    expect(progress).to_contain_text("Paused in epoch")
    settle(page)
    expect(button(page, "Play")).to_be_visible()
    click(button(page, "Reset"))
    expect(progress).to_contain_text("Ready to train")


def test_the_weight_maps_and_the_accuracy_keep_their_places_while_they_change(
    page: Page, app_url: str
) -> None:
    open_app(page, f"{app_url}/train?{SHORT}")
    page.get_by_text("Settings", exact=True).click()
    rate, guess = page.get_by_label("Learning rate η", exact=True), page.get_by_label("Your guess")
    for entry, typed, then in (
        (rate, "0.5", "0.5"),
        (rate, "", "0.5"),  # one that is emptied stays
        (rate, "3", "3"),
        (guess, "60", "60"),
        (guess, "", "60"),
    ):
        entry.fill(typed)
        entry.press("Tab")
        settle(page)
        expect(entry).to_have_value(then)
    progress = page.locator(".st-key-progress")
    for done in (1, 2):
        click(button(page, "One mini-batch"))
        expect(progress).to_contain_text(f"mini-batch {done} of 200")
        wait_for(page, MAPS_FILL_THEIR_PLACE)
        resize(page, PHONE)
        wait_for(page, MAPS_FILL_THEIR_PLACE)
    resize(page, (1280, 720))
    for seen in (".tn-curve", ".st-key-maps-box"):
        place = place_of(page.locator(seen))
        assert place["y"] + place["height"] <= 720, seen
    page.evaluate(WATCH)
    page.locator(".st-key-run_status").get_by_role("button", name="Play").click()
    expect(page.get_by_role("main")).to_contain_text("Finished 1 epoch")
    wait_for_epoch(page, 1)
    assert page.evaluate("seen.apart") == page.evaluate("[...seen.gone]") == []
    assert len(page.evaluate("[...seen.places]")) == 1
    assert [each.text for each in page.console_messages() if each.type == "error"] == []


def test_plotly_comes_last_and_a_run_that_stands_is_a_chart_in_the_place_of_the_picture(
    page: Page, app_url: str
) -> None:
    page.add_init_script(NOTE_WHEN)
    held: list[Route] = []
    page.route("**/PlotlyChart*.js", lambda route: held.append(route))
    page.goto(f"{app_url}/train?{SHORT}")
    assert soon(page, lambda: bool(held))
    button(page, "Play").click()  # it has not come
    expect(page.get_by_role("main")).to_contain_text("Finished 1 epoch")
    wait_for_epoch(page, 1)
    expect(page.locator(".tn-curve > svg")).to_be_visible()
    for route in held:
        route.continue_()
    expect(page.locator(".tn-curve > svg")).to_be_hidden()
    settle(page)
    assert page.evaluate(ASKED_FOR_PLOTLY) > page.evaluate("usable")
    for size in (PHONE, (1280, 720)):
        resize(page, size)
        for drawn, charted in zip(PICTURE, CHART, strict=True):
            before, after = (sorted(page.evaluate(PLACES, it), key=text) for it in (drawn, charted))
            assert [*map(text, before)] == [*map(text, after)] != []
            apart = np.array([it[1:] for it in before]) - [it[1:] for it in after]
            assert np.abs(apart).max() < 1
    chart = page.locator(".st-key-accuracy .js-plotly-plot")
    lowest, corner = (
        chart.locator(".ytick", has_text=re.compile("^0 %")),
        place_in_chart(chart, 50, 65),
    )
    page.mouse.move(*place_in_chart(chart, 99, 15))
    shares = [curve_end(page, kind) for kind in ("test", "train")]
    hint = "after 1 epochtest images {} %training images {} %".format(*shares)
    expect(page.locator(".st-key-accuracy .hoverlayer")).to_have_text(hint)
    page.mouse.down()
    page.mouse.move(*corner, steps=3)
    page.mouse.up()
    expect(lowest).to_have_count(0)
    with page.expect_download() as download:
        chart.locator(".modebar-btn").first.click()
    assert download.value.suggested_filename == "accuracy.png"

    def a_slow_double_click_undoes_the_zoom() -> bool:
        page.wait_for_timeout(1_100)  # what was pressed before does not count with it
        page.mouse.click(*corner)
        page.evaluate(BUSY_FOR, 600)
        page.mouse.click(*corner)
        return lowest.count() == 1

    assert soon(page, a_slow_double_click_undoes_the_zoom)


def text(place: list[str]) -> str:
    return place[0]


def curve_end(page: Page, kind: str) -> str:
    """Return the last accuracy of a curve as the picture says it."""
    said = page.locator(f".tn-curve-{kind} circle title").last.text_content() or ""
    return said.split(": ")[1].split()[0]


def test_a_number_that_is_too_large_is_told_the_largest(page: Page, app_url: str) -> None:
    open_app(page, f"{app_url}/train")
    page.get_by_role("main").get_by_text("Settings", exact=True).click()
    rate = page.get_by_role("spinbutton", name="Learning rate η")
    told = page.get_by_test_id("stNumberInput").filter(has=rate).get_by_role("alert")
    for key, width in (("Enter", 1280), ("Tab", PHONE[0])):
        resize(page, (width, 800))
        rate.fill("100000")
        rate.press(key)
        expect(told).to_contain_text("a value between 0.00001 and 1000.")
        place, field = place_of(told), place_of(rate)  # beside it, to be seen
        assert place["width"] > field["width"] and place["height"] >= 14
        assert 0 <= place["y"] - field["y"] - field["height"] < 10
        expect(page.get_by_test_id("InputInstructions")).to_be_hidden()
        expect(page.get_by_test_id("stCode").first).to_contain_text("eta=3.0")
    rate.fill("2")
    rate.press("Enter")
    expect(told).to_have_count(0)
    expect(page.get_by_test_id("stCode").first).to_contain_text("eta=2.0")


def test_a_file_comes_though_the_page_has_changed_since_without_the_browser_knowing(
    page: Page, app_url: str
) -> None:
    is_late = False
    held = hold_back(page, lambda _: is_late)
    open_app(page, f"{app_url}/train")
    is_late = True
    page.evaluate(RERUN)
    assert soon(page, lambda: any(map(is_end_of_run, held)))
    page.request.get(f"{app_url}/_stcore/health")  # answered once it has cleared up
    with page.expect_download() as download:
        button(page, "Save the network").click()
        is_late = False
        while held:
            held.pop(0)()
    assert download.value.failure() is None
    expect(page.get_by_test_id("stDownloadButtonError")).to_have_count(0)


def is_end_of_run(send: Callable[[], None]) -> bool:
    [message] = cast("partial[None]", send).args
    return ForwardMsg.FromString(message).HasField("script_finished")


def test_a_click_in_the_same_moment_as_a_clock_counts_once(page: Page, app_url: str) -> None:
    page.add_init_script(CLOCKS)
    open_app(page, f"{app_url}/room")
    open_room(page)  # the sidebar looks at it every other second
    go_to(page, "Train")
    button(page, "One mini-batch").evaluate(CLICK_WITH_A_CLOCK)
    settle(page)
    expect(page.locator(".st-key-progress")).to_contain_text("mini-batch 1 of")
    go_to(page, "Draw")
    resize(page, (1366, 768))  # with a room and a run in the sidebar
    assert unseen(page, {".st-key-talk_mode": 1, ".st-key-about": 1}) == []


def test_where_the_sidebar_is_away_on_a_low_screen_the_buttons_can_be_clicked(
    page: Page, app_url: str
) -> None:
    page.set_viewport_size({"width": 948, "height": 500})
    open_app(page, f"{app_url}/train")
    page.get_by_test_id("stSidebar").hover(position={"x": 5, "y": 300})  # it brings its button
    click(page.get_by_test_id("stSidebarCollapseButton").locator("button"))
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
    click(button(page, "Speed"))
    expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
