"""Several processes behind nginx, as in a lecture hall: with the configuration that is shipped."""

import re
import subprocess
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from pages.ui.app.server.headers import SAME_FOR_ALL
from tests.browser.driving import HEARD, STROKES, draw, open_app, settle, visitor
from tests.browser.hall import NEEDS_NGINX, NEEDS_REDIS, Hall, address, running_hall
from tests.browser.proxy import APPS, OPTIONS, SHIPPED, find_nginx
from tests.browser.room import join, open_room, own, phone, send, tiles

pytestmark = [pytest.mark.thorough, NEEDS_NGINX]

FILES = 60
AT_ONCE = 6  # files that a session may send at once: one, and nginx's burst


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Start all of it once."""
    with running_hall(tmp_path_factory) as hall:
        yield hall


def test_two_visitors_at_two_processes_each_stay_at_theirs(hall: Hall, browser: Browser) -> None:
    for app in hall.apps:
        with visitor(browser) as page:
            place = hall.bring(page, app)
            open_app(page, hall.url)
            draw(page, STROKES[7])
            page.reload()
            settle(page)
            expect(page.locator(".tn-digit")).to_have_text("7")
            assert page.evaluate(HEARD, 1)
            # Nor had the tab to tell another process what was drawn.
            expect(page.get_by_text(re.compile("was started again|was away"))).to_have_count(0)
        theirs = hall.proxy.requests(of=place)
        assert 101 in [each.status for each in theirs if each.path == "/_stcore/stream"]
        kept = "/static/", "/tn/"  # by nginx
        asked = {each.app for each in theirs if not each.path.startswith(kept)}
        assert asked == {address(app)}


@NEEDS_REDIS
def test_a_room_is_the_same_at_both_processes(hall: Hall, browser: Browser) -> None:
    with visitor(browser) as host, phone(browser) as guest:
        for page, app in zip((host, guest), hall.apps, strict=True):
            hall.bring(page, app)
        open_app(host, f"{hall.url}/room")
        join(guest, hall.url, open_room(host))
        send(guest, 4)
        expect(tiles(host)).to_have_text(["4→4"])
        expect(own(guest)).to_have_count(1)


@pytest.mark.parametrize("of", ["Streamlit", "the app"])
def test_scripts_come_compressed_from_the_proxys_memory(of: str, hall: Hall) -> None:
    first = hall.ask("/")
    theirs = re.search(r'src="\.(/static/js/[^"]+\.js)"', first.read().decode())
    script = theirs if of == "Streamlit" else re.search(r"(/tn/[^>]+)>", first.headers["Link"])
    assert script is not None
    sizes = {}
    for encoding in ("gzip, deflate, br", "gzip, deflate, br", "identity"):
        answer = hall.ask(script[1], Accept_Encoding=encoding)
        sizes[encoding] = len(answer.read())
        for name in ("Content-Security-Policy", *SAME_FOR_ALL):  # once, not by the proxy as well
            assert [len(each.headers.get_all(name, [])) for each in (first, answer)] == [1, 1]
        assert ("gzip" in encoding) == (answer.headers["Content-Encoding"] == "gzip")
        assert "immutable" in answer.headers["Cache-Control"]
    assert sizes["gzip, deflate, br"] < 0.5 * sizes["identity"]
    again = hall.proxy.requests(3, of=script[1])[-2]
    assert (again.cache, again.app) == ("HIT", "-")
    no_such = "/static/js/no-such.js" if of == "Streamlit" else "/tn/0123.json"
    assert hall.ask(no_such).headers["Cache-Control"] in ("no-cache", "no-store")


@pytest.mark.parametrize("name", [APPS.name, "apps-in-containers.conf"])
def test_the_shipped_files_name_the_processes_in_the_same_way(name: str) -> None:
    lines = [line for line in APPS.with_name(name).read_text().splitlines() if line[0] != "#"]
    assert len(lines) == 2
    assert all(re.fullmatch(rf"server [\w.-]+:850\d {OPTIONS};", line) for line in lines)


def test_nginx_takes_the_shipped_files_as_they_are() -> None:
    nginx = find_nginx()
    assert nginx is not None
    tried = subprocess.run([nginx, "-t", "-c", SHIPPED], capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr


def test_an_answer_that_repeats_a_long_address_takes_no_process_from_others(hall: Hall) -> None:
    for _ in range(4):
        assert hall.ask(f"/{5000 * 'a'}/").status < 500
        assert hall.ask("/", Host=3000 * "a").status == 403
    assert [hall.ask("/").status for _ in range(4)] == 4 * [200]


def test_nobody_sends_file_after_file(hall: Hall) -> None:
    began = time.monotonic()
    sent = [hall.ask(f"/_stcore/upload_file/one/{number}").status for number in range(FILES)]
    taken, seconds = FILES - sent.count(429), time.monotonic() - began
    assert 429 not in sent[:AT_ONCE]
    assert taken <= AT_ONCE + seconds + 1  # one more a second
    assert hall.ask("/_stcore/upload_file/other/1").status != 429
