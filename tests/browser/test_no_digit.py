"""A drawing that is no digit: the browser says so while the pen moves, and so does the server."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from nn.storage import network_files
from nn.storage.network_files import open_network
from nn.storage.provenance import Provenance
from tests.browser.driving import CANVAS, STROKES, Stroke, button, go_to, wait_for
from tests.browser.server import Server
from tests.browser.test_live import answer, expect_answer, pen, readout, stopped, told

CROSS: list[Stroke] = [[(0.2, 0.2), (0.8, 0.8)], [(0.8, 0.2), (0.2, 0.8)]]
LEAST = 10.0  # for the book's network a 5 has an energy of 17, and the cross one of 4
SAYS_NONE = re.compile("–.*I see no digit.*If I had to say: [0-9], output", re.DOTALL)
FAINT = re.compile("tn-faint")


def use_a_network_that_can_tell(page: Page, folder: Path) -> None:
    """Load the book's network with a least energy from a file, and go back to Draw."""
    network, file = open_network("book").network.copy(), folder / "tells.npz"
    network.least_energy = LEAST
    network_files.save(file, network, Provenance(None, 0, None, "", ""))
    go_to(page, "Train")
    page.locator(".st-key-network_file input").set_input_files(file)
    in_use = page.get_by_role("combobox", name="Network in use")
    expect(in_use).to_have_value("A loaded file")
    go_to(page, "Draw")
    page.locator(CANVAS).wait_for()
    wait_for(page, "document.querySelector('.st-key-answer .tn-digit')?.shown")


def test_a_cross_is_no_digit_for_the_browser_and_for_the_server(
    app: Page, server: Server, tmp_path: Path
) -> None:
    use_a_network_that_can_tell(app, tmp_path)
    bars = app.locator(".st-key-outputs .tn-bars")
    pen(app, STROKES[5])
    expect_answer(app, "^5")
    expect(bars).not_to_have_class(FAINT)
    button(app, "Clear").click()
    told(app, 0)
    with stopped(server):
        pen(app, CROSS)
        assert SAYS_NONE.match(answer(app))
        expect(bars).to_have_class(FAINT)
        live = readout(app)
    told(app, 2)
    assert readout(app) == live
    lessons = app.locator(".st-key-lessons")
    expect(lessons).to_contain_text("which of ten?")
    expect(lessons).to_contain_text("so it sees no digit")
    expect(lessons.locator(".tn-energy")).to_contain_text("least for a digit: 10.00")
