"""Train in a real browser: what the page shows of a run, and what happens to the run."""

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

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
    wait_for_epoch,
)

SHORT = {"images": "2000", "epochs": "3", "start": "1"}

# A link that gives every setting another value than its default.
OTHER = {
    "layers": "784,20,15,10",
    "act": "relu",
    "out": "softmax",
    "cost": "cross-entropy",
    "init": "he",
    "eta": "0.25",
    "batch": "20",
    "epochs": "2",
    "lmbda": "0.5",
    "mu": "0.3",
    "sched": "cosine",
    "seed": "7",
    "images": "900",
    "px": "scaled",
    "aug": "affine",
    "patience": "5",
    "held": "100",
}
CHOICES = {
    "Activation": "ReLU",
    "Output": "softmax",
    "Cost": "cross-entropy",
    "Initial weights": "He",
    "Schedule": "cosine",
    "Augmentation": "affine",
    "Pixel values": "0 to 1",
}
NUMBERS = {
    "Learning rate η": "0.25",
    "Mini-batch size": "20",
    "Epochs": "2",
    "Regularisation λ": "0.5",
    "Momentum μ": "0.3",
    "Seed": "7",
    "Training images": "900",
    "Early stopping (0 is off)": "5",
    "Held-back images": "100",
}


def train(page: Page, app_url: str, link: dict[str, str]) -> None:
    open_app(page, f"{app_url}/train?{urlencode(link)}")


def until_finished(page: Page, epochs: int) -> None:
    sentence = f"Finished {epochs} epochs. It reads"
    expect(page.get_by_role("main")).to_contain_text(sentence, timeout=A_RUN)
    expect(button(page, "Play")).to_be_disabled()
    page.wait_for_timeout(SWAP)  # the run before may have had as many
    wait_for_epoch(page, epochs)


def epochs_ended(page: Page) -> int:
    """Return how many epochs of a paused run have ended."""
    progress = page.locator(".st-key-progress")
    expect(progress).to_contain_text("Paused in epoch")
    place = re.search(r"epoch (\d+) of \d+ · mini-batch (\S+) of (\S+)", progress.inner_text())
    assert place
    epoch, mini_batch, mini_batches = place.groups()
    return int(epoch) - (mini_batch != mini_batches)


def link_on_page(page: Page) -> str:
    return page.get_by_role("main").get_by_role("code").filter(has_text="/train?").inner_text()


def query_of(link: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(link).query))


def test_a_run_goes_on_while_somebody_draws(page: Page, app_url: str) -> None:
    train(page, app_url, {"epochs": "500", "start": "1"})
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
    expect(button(page, "Play")).to_be_visible(timeout=3_000)
    expect(status).to_contain_text("Paused in epoch")
    # A pause does not cut an evaluation short: the curve may yet get this epoch's point.
    ended = epochs_ended(page)
    wait_for_epoch(page, ended)
    page.wait_for_timeout(1500)
    assert epochs_on_curve(page) == list(range(1, ended + 1))
    assert ended > len(before) + 1

    button(page, "Play").click()
    expect(button(page, "Pause")).to_be_visible()
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
        page.wait_for_function(
            """() => {
                const place = document.querySelector(".st-key-maps-box").getBoundingClientRect();
                return [...document.querySelectorAll(".st-key-maps-box .js-plotly-plot")]
                    .every(maps => Math.abs(maps.getBoundingClientRect().bottom - place.bottom) < 2
                        && maps._fullLayout.height === Math.round(place.height));
            }"""
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
    train(page, app_url, {"epochs": "500"})
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
    train(page, app_url, OTHER)
    main = page.get_by_role("main")
    expect(main.get_by_role("textbox", name="Hidden layers")).to_have_value("20, 15")
    for label, value in CHOICES.items():
        expect(main.get_by_role("combobox", name=label, exact=True)).to_have_value(value)
    for label, value in NUMBERS.items():
        expect(main.get_by_role("spinbutton", name=label, exact=True)).to_have_value(value)
    expect(button(page, "Play")).to_be_enabled()
    link = link_on_page(page)
    assert query_of(link) == {**OTHER, "start": "1"}

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
    page.wait_for_timeout(2500)  # the page's last run after the end
    with page.expect_download() as saving:
        button(page, "Save the network").click()
    file = tmp_path / "mine.npz"
    saving.value.save_as(file)
    saved = network_files.load(file)
    assert saved.network.sizes == (784, 7, 10)
    assert saved.provenance.epochs == 2

    page.wait_for_timeout(1500)  # saving runs the page once more
    page.locator(".st-key-network_file input").set_input_files(file)
    network_in_use = page.get_by_role("combobox", name="Network in use")
    expect(network_in_use).to_have_value("A loaded file")
    go_to(page, "Look inside")
    expect(page.get_by_role("main")).to_contain_text("784 – 7 – 10")
