"""Train in a real browser: what the page shows of a run, and what becomes of it meanwhile."""

import os
import re
import signal
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from nn.settings.config import SETTINGS, TrainingConfig
from nn.settings.link import to_query
from nn.storage import network_files
from tests.browser.driving import (
    A_RUN,
    STROKES,
    SWAP,
    accuracy_curve,
    button,
    draw,
    epochs_on_curve,
    go_to,
    open_app,
    wait_for,
    wait_for_epoch,
    wait_until_quiet,
)
from tests.browser.server import Server, children

SHORT = {"images": "2000", "epochs": "3", "start": "1"}
LONG = {"images": "10000", "epochs": "500"}  # its epochs are short, too

# Every setting away from its default.
OTHER = TrainingConfig(
    sizes=(784, 20, 15, 10),
    activation="relu",
    output="softmax",
    initialisation="he",
    cost="cross-entropy",
    eta=0.25,
    mini_batch_size=20,
    epochs=2,
    lmbda=0.5,
    momentum=0.3,
    schedule="cosine",
    augmentation="affine",
    training_images=900,
    pixels="scaled",
    early_stopping=5,
    held_back=100,
    seed=7,
)
LINK = (
    "layers=784,20,15,10&act=relu&out=softmax&init=he&cost=cross-entropy&eta=0.25&batch=20"
    "&epochs=2&lmbda=0.5&mu=0.3&sched=cosine&aug=affine&images=900&px=scaled&patience=5&held=100"
    "&seed=7"
)


def train(page: Page, app_url: str, link: dict[str, str]) -> None:
    open_app(page, f"{app_url}/train?{urlencode(link)}")


def until_finished(page: Page, epochs: int) -> None:
    sentence = f"Finished {epochs} epochs. It reads"
    expect(page.get_by_role("main")).to_contain_text(sentence, timeout=A_RUN)
    expect(button(page, "Play")).to_be_disabled()
    page.wait_for_timeout(SWAP)  # the run before may have had as many
    wait_for_epoch(page, epochs)


def link_on_page(page: Page) -> str:
    return page.get_by_role("main").get_by_role("code").filter(has_text="/train?").inner_text()


def query_of(link: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(link).query))


def test_a_run_goes_on_while_somebody_draws(page: Page, app_url: str) -> None:
    train(page, app_url, LONG | {"start": "1"})
    status = page.locator(".st-key-run_status")
    expect(status).to_contain_text(re.compile("after epoch [1-9]"), timeout=A_RUN)
    before = epochs_on_curve(page)

    go_to(page, "Draw")
    draw(page, STROKES[4])
    expect(page.locator(".st-key-answer")).to_contain_text(re.compile("^[0-9]"))
    outputs = page.locator(".st-key-outputs")
    # Nobody touches the page: the answer follows the weights.
    expect(outputs).not_to_have_text(outputs.inner_text())
    expect(status).to_contain_text("Training: epoch")

    go_to(page, "Train")
    expect(button(page, "Pause")).to_be_visible()
    wait_for_epoch(page, max(before, default=0) + 2)
    button(page, "Pause").click()
    expect(button(page, "Play")).to_be_visible()
    expect(status).to_contain_text("Paused in epoch")
    # An epoch that had just ended is evaluated all the same, and then the chart is drawn once more.
    page.wait_for_timeout(4000)
    paused = epochs_on_curve(page)
    assert paused == list(range(1, len(paused) + 1))
    assert len(paused) > len(before) + 1
    page.wait_for_timeout(1500)
    assert epochs_on_curve(page) == paused

    for pressed, comes in (("Play", "Pause"), ("Pause", "Play"), ("Play", "Pause")):
        button(page, pressed).dblclick(delay=60)  # as one click
        expect(button(page, comes)).to_be_visible()
        page.wait_for_timeout(500)
        expect(button(page, comes)).to_be_visible()
    button(page, "Reset").click()
    expect(page.locator(".st-key-progress")).to_contain_text("Ready to train")


def test_reset_and_play_again_give_the_same_curve(page: Page, app_url: str) -> None:
    train(page, app_url, SHORT)
    until_finished(page, epochs=3)
    first = accuracy_curve(page)
    assert epochs_on_curve(page) == [1, 2, 3]

    button(page, "Reset").click()
    expect(page.locator(".st-key-progress")).to_contain_text("Ready to train")
    button(page, "Play").click()
    until_finished(page, epochs=3)
    assert accuracy_curve(page) == first

    button(page, "New seed").click()
    button(page, "Play").click()
    until_finished(page, epochs=3)
    assert accuracy_curve(page) != first


@pytest.mark.parametrize("width", [1280, 390])
def test_the_weight_maps_fill_their_place_while_they_change(
    width: int, page: Page, app_url: str
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    train(page, app_url, {"images": "2000", "epochs": "2"})
    place = page.locator(".st-key-maps-box")
    for _ in range(3):
        button(page, "One mini-batch").click()
        maps = place.locator(".js-plotly-plot:visible")
        expect(maps).to_have_count(1)
        wait_for(
            page,
            """() => {
                const place = document.querySelector(".st-key-maps-box").getBoundingClientRect();
                return [...document.querySelectorAll(".st-key-maps-box .js-plotly-plot")]
                    .every(maps => Math.abs(maps.getBoundingClientRect().bottom - place.bottom) < 2
                        && maps._fullLayout.height === Math.round(place.height));
            }""",
        )


def test_one_mini_batch_and_one_epoch(page: Page, app_url: str, console_errors: list[str]) -> None:
    train(page, app_url, {"images": "2000", "epochs": "3"})
    progress = page.locator(".st-key-progress")
    for done in (1, 2):
        button(page, "One mini-batch").click()
        expect(progress).to_contain_text(f"mini-batch {done} of 200")
    button(page, "One epoch").click()
    expect(progress).to_contain_text("mini-batch 200 of 200")
    expect(progress).to_contain_text("Paused in epoch 1 of 3")
    wait_for_epoch(page, 1)
    assert epochs_on_curve(page) == [1]
    # Streamlit asks for two of its own files under the page's address first, and finds them at /.
    assert [error for error in console_errors if "/_stcore/" not in error] == []


def test_the_buttons_of_the_sidebar_drive_the_page_too(page: Page, app_url: str) -> None:
    train(page, app_url, LONG)
    progress, status = page.locator(".st-key-progress"), page.locator(".st-key-run_status")
    button(page, "One mini-batch").click()
    expect(status).to_contain_text("after 1 mini-batch")
    status.get_by_role("button", name="Play").click()
    expect(progress).to_contain_text("Training: epoch")
    expect(button(page, "Pause")).to_be_visible()
    expect(progress).to_contain_text("images a second")
    wait_for_epoch(page, 1)
    status.get_by_role("button", name="Pause").click()
    expect(progress).to_contain_text("Paused in epoch")
    expect(button(page, "Play")).to_be_visible()


def test_a_link_sets_every_control_and_the_page_shows_it_again(page: Page, app_url: str) -> None:
    query = dict(parse_qsl(LINK))
    assert query == to_query(OTHER)
    train(page, app_url, query)
    main = page.get_by_role("main")
    for setting in SETTINGS:
        value = getattr(OTHER, setting.name)
        role: Literal["combobox", "textbox", "spinbutton"] = "spinbutton"
        if isinstance(value, tuple):
            role, shown = "textbox", "20, 15"
        elif setting.choices:
            role, shown = "combobox", setting.choices[value]
        else:
            shown = f"{value:g}"
        expect(main.get_by_role(role, name=setting.label, exact=True)).to_have_value(shown)
    expect(button(page, "Play")).to_be_enabled()
    link = link_on_page(page)
    assert query_of(link) == {**query, "start": "1"}

    open_app(page, link)
    expect(main).to_contain_text("of the 10,000 test images, after", timeout=A_RUN)
    expect(page.get_by_role("combobox", name="Network in use")).to_have_value("This session's run")
    assert query_of(link_on_page(page)) == query_of(link)


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"eta": "5000"}, "Learning rate η: expected 0.00001 to 1,000, got 5,000."),
        ({"colour": "red"}, "The link has a setting 'colour' that is unknown"),
    ],
)
def test_a_link_with_a_wrong_value_gets_a_sentence_and_the_default(
    link: dict[str, str], sentence: str, page: Page, app_url: str
) -> None:
    train(page, app_url, {**link, "start": "1"})
    main = page.get_by_role("main")
    expect(main).to_contain_text(sentence)
    expect(main.get_by_role("spinbutton", name="Learning rate η")).to_have_value("3")
    expect(button(page, "Play")).to_be_enabled()


def test_the_network_in_use_is_saved_and_can_be_loaded_again(
    page: Page, app_url: str, tmp_path: Path
) -> None:
    train(page, app_url, {"layers": "784,7,10", "images": "500", "epochs": "2", "start": "1"})
    until_finished(page, epochs=2)
    wait_until_quiet(page)  # a run of the page between offer and click would take the file away
    with page.expect_download() as saving:
        button(page, "Save the network").click()
    file = tmp_path / "mine.npz"
    saving.value.save_as(file)
    saved = network_files.load(file)
    assert saved.network.sizes == (784, 7, 10)
    assert saved.provenance.epochs == 2

    page.locator(".st-key-network_file input").set_input_files(file)
    network_in_use = page.get_by_role("combobox", name="Network in use")
    expect(network_in_use).to_have_value("A loaded file")
    go_to(page, "Look inside")
    expect(page.get_by_role("main")).to_contain_text("784 – 7 – 10")


def test_after_a_killed_process_a_recorded_run_is_played_and_said_to_be_one(
    page: Page, app_url: str, server: Server
) -> None:
    train(page, app_url, {"epochs": "500", "seed": "9"})
    button(page, "Play").click()
    progress, status = page.locator(".st-key-progress"), page.locator(".st-key-run_status")
    expect(progress).to_contain_text("Training: epoch", timeout=A_RUN)
    for process in children(server.pid):
        os.kill(process, signal.SIGKILL)
    main = page.get_by_role("main")
    expect(main).to_contain_text("was killed by the system")

    button(page, "Show a recorded run").click()
    expect(status).to_contain_text("Recording: epoch 1 of 1")
    expect(progress).to_contain_text("Recording: epoch 1 of 1")
    expect(main).to_contain_text("This is a recording of the first epoch of the book's run")
    status.get_by_role("button", name="Pause").click()
    expect(progress).to_contain_text("Recording: paused")
    button(page, "Play").click()
    expect(main).to_contain_text("The recording has ended. It reads 91.1", timeout=A_RUN)
    expect(page.locator(".tn-score")).to_contain_text("after epoch 1")
    assert not children(server.pid)
    wait_for_epoch(page, 1)

    button(page, "Reset").click()
    expect(progress).to_contain_text("Ready to train")
    expect(main).not_to_contain_text("This is a recording")
