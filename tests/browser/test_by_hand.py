"""What follows the hand in a real browser: a neuron's sliders, and the way to another digit."""

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from nn.answers import Reader
from nn.evaluation import evaluate
from nn.explain.neurons import with_changed_neuron
from nn.explain.smallest_change import smallest_change
from nn.mnist import load, to_floats
from nn.network import Network
from nn.storage.network_files import open_network
from pages.ui.app.formats import percent
from tests.browser import room
from tests.browser.driving import (
    button,
    click,
    click_chart,
    go_to,
    open_app,
    settle,
    use_network,
    wait_for_epoch,
)
from tests.browser.modules import Import
from tests.browser.test_modules import TAKE_CONSTANTS
from tests.browser.test_reading import OUTPUT, packed
from tests.browser.test_train import ENDLESS
from tests.nn.reference import initialised

IMAGE = to_floats(load().test.images[0])  # stands in for a drawing
IS_OFF = "It is off: the next layer ignores it"
READ_CHANGED = f"""(it, [packed, changes, image]) => {{
    const network = ({TAKE_CONSTANTS})(it, packed);
    const changed = it.with_changes(network, changes);
    const same = changed === it.with_changes(network, changes) && it.is_same(changed, network);
    return [it.see(changed, image).outputs.map(Number), it.see(network, image).outputs, same];
}}"""
# Move a slider, and return what is seen two frames later.
MOVE = """async (slider, value) => {
    slider.value = value;
    slider.dispatchEvent(new Event("input", {bubbles: true}));
    for (let k = 0; k < 2; k++) await new Promise(requestAnimationFrame);
    const is_pale = Boolean(document.querySelector(".tn-old"));
    return [document.querySelector('[data-key="about0"]').textContent, is_pale];
}"""


def book() -> Network:
    return open_network("book").reader.network


@pytest.mark.parametrize("name", ["book", "two hidden layers"])
def test_changed_neurons_read_in_the_browser_as_in_python(name: str, modules: Import) -> None:
    network = book() if name == "book" else initialised(784, 12, 9, 10, activation="tanh")
    twin = modules("live/reading/forward_pass.js", "live/reading/changes.js")
    reader = Reader(network)
    changes: list[dict[str, Any]] = [
        {"layer": 0, "neuron": 7, "scale": -1.3, "shift": 2.5, "off": False},
        {"layer": 0, "neuron": 2, "scale": 1.0, "shift": 0.0, "off": True},
        {"layer": len(network.weights) - 2, "neuron": 4, "scale": 0.6, "shift": 0.5, "off": True},
    ]
    outputs, unchanged, is_same = twin.evaluate(
        READ_CHANGED, [packed(reader), changes, IMAGE.tolist()]
    )
    assert is_same and np.allclose(unchanged, network.feedforward(IMAGE[None]), atol=OUTPUT)
    for change in changes:
        network = with_changed_neuron(network, **change)
    assert np.allclose(outputs, network.feedforward(IMAGE[None])[0], atol=OUTPUT)


def test_the_answer_follows_the_hand_and_the_share_comes_when_it_rests(
    page: Page, app_url: str
) -> None:
    open_app(page, f"{app_url}/inside")
    click_chart(page.locator(".st-key-lost .js-plotly-plot"), 0, 100)  # the one that costs most
    about = page.locator('[data-key="about0"]')
    expect(about).to_contain_text("Neuron 8: ")
    share = page.locator(".st-key-inside_reads strong")
    before = share.inner_text()
    slider = page.get_by_role("slider", name="Weights times")
    changed = with_changed_neuron(book(), 0, 7, scale=0.1)
    a = changed.forward(IMAGE[None]).activations[1][0, 7]
    assert slider.evaluate(MOVE, 0.1) == [f"Neuron 8: a = {a:.2f}", True]
    reads = percent(evaluate(changed, load().test).accuracy)
    expect(share).to_have_text(reads)
    expect(page.locator(".tn-answer-aloud")).to_contain_text(f"It reads {reads} of the 10,000")
    assert page.locator(".tn-old").count() == 0

    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_value("0.2")
    page.keyboard.press("Tab")
    expect(page.get_by_role("slider", name="Bias plus")).to_be_focused()
    off = page.get_by_role("switch", name="Switch it off")
    off.focus()
    page.keyboard.press("Space")
    expect(page.locator('[data-key="about3"]')).to_have_text(IS_OFF)
    off_network = with_changed_neuron(book(), 0, 7, off=True)
    expect(share).to_have_text(percent(evaluate(off_network, load().test).accuracy))
    page.keyboard.press("Tab")
    settle(page)
    use = button(page, "Reset")
    use.focus()
    page.keyboard.press("Enter")
    expect(share).to_have_text(before)
    expect(use).to_be_focused()
    expect(slider).to_have_value("1")
    expect(off).not_to_be_checked()


def test_a_change_goes_to_other_pages_and_ends_with_the_network(page: Page, app_url: str) -> None:
    open_app(page, f"{app_url}/inside")
    use_network(page, "draw")  # its weights are large, and never sent again
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("switch", name="Switch it off").check()
    expect(page.get_by_test_id("stSidebar")).to_contain_text("You changed 1 neuron.")
    settle(page)
    assert not [url for url in asked if ".bin" in url]
    use_network(page, "book")
    expect(page.get_by_role("switch", name="Switch it off")).not_to_be_checked()
    expect(page.get_by_role("slider", name="Bias plus")).to_have_value("0")


def test_what_the_hand_did_just_before_a_reset_or_another_network_is_gone_with_it(
    page: Page, app_url: str
) -> None:
    open_app(page, f"{app_url}/inside")
    sidebar, share = page.get_by_test_id("stSidebar"), page.locator(".st-key-inside_reads strong")
    slider = page.get_by_role("slider", name="Weights times")
    before = share.inner_text()
    page.get_by_role("switch", name="Switch it off").check()
    expect(sidebar).to_contain_text("You changed 1 neuron.")
    settle(page)
    slider.press("End")
    sidebar.get_by_role("button", name="Reset").click()
    expect(sidebar).not_to_contain_text("You changed")
    expect(slider).to_have_value("1")
    settle(page)
    slider.evaluate(MOVE, 2.5)
    slider.evaluate(MOVE, 1)  # back in one hold: no change, and not pale
    expect(share).to_have_text(before)
    expect(page.locator(".tn-old")).to_have_count(0)
    slider.press("End")
    use_network(page, "draw")
    expect(sidebar).not_to_contain_text("You changed")
    expect(page.get_by_role("main")).not_to_contain_text("Traceback")
    expect(slider).to_have_value("1")
    slider.press("End")
    expect(sidebar).to_contain_text("You changed 1 neuron.")
    go_to(page, "Draw")
    expect(sidebar).to_contain_text("You changed 1 neuron.")


def test_on_a_phone_a_finger_moves_the_digit_to_another(browser: Browser, app_url: str) -> None:
    with room.phone(browser) as phone:
        open_app(phone, app_url)
        phone.get_by_role("radio", name="A test digit").tap()
        settle(phone)
        phone.get_by_role("radio", name="How little").tap()
        slider = phone.get_by_role("slider", name="How much of the change")
        expect(slider).to_have_value("1")
        reader = open_network("draw").reader
        wanted = reader.see(IMAGE).answer.runner_up
        changed = smallest_change(reader.network, IMAGE, wanted)

        def expect_outputs(share: float) -> None:
            image = (changed.before + share * changed.change).clip(0, 1)
            outputs = reader.see(image).outputs
            values = [f"{output:.2f}" for output in outputs]
            expect(phone.locator(".tn-little-bars .tn-value")).to_have_text(values)

        expect_outputs(1.0)
        digit = phone.locator(".tn-little-answer .tn-digit")
        expect(digit).to_have_text(re.compile(str(wanted)))
        slider.scroll_into_view_if_needed()
        room.draw_with_finger(phone, [[(0.5, 0.5), (0.7, 0.5), (1.0, 0.5)]], ".tn-little input")
        expect(slider).to_have_value("2")
        expect_outputs(2.0)
        slider.focus()
        phone.keyboard.press("Home")
        expect_outputs(0.0)
        expect(digit).to_have_text("7")
        expect(slider).to_have_attribute("aria-valuetext", re.compile("^0\u00a0%: 7, output"))


def test_what_is_asked_on_mistakes_is_in_view_on_draw(page: Page, app_url: str) -> None:
    open_app(page, f"{app_url}/mistakes")
    click(page.get_by_role("button", name=re.compile("^What would make it an? ")))
    expect(page.locator(".tn-little")).to_be_in_viewport(ratio=0.3)


def test_a_neuron_switched_off_while_the_network_learns_stays_off(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/train?{ENDLESS}")
    wait_for_epoch(page, 1)
    go_to(page, "Look inside")
    off = page.get_by_role("switch", name="Switch it off")
    off.check()
    expect(page.locator(".st-key-inside_reads")).to_contain_text("before the change")
    settle(page)
    outputs = page.locator(".st-key-picture .tn-moving-text")
    for _ in range(2):  # the newest weights have come
        expect(outputs).not_to_have_text(outputs.inner_text())
        assert off.is_checked() and page.locator('[data-key="about3"]').inner_text() == IS_OFF
