"""On a hosting service: a name of its own over https, and a slide that shows the app in a frame."""

import shutil
import socket
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.browser.driving import CANVAS, STROKES, draw_at_once, picture_of_seven, settle, visitor
from tests.browser.server import Server, running_server

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl for a certificate"),
]

NAME, SLIDES, ELSEWHERE = "my-app.example.org", "slides.example.org", "elsewhere.example.org"
AS_A_SERVICE_DOES = {
    "APP_HOSTS": NAME,
    "STREAMLIT_SERVER_ADDRESS": "0.0.0.0",
    # For the slide, and for the files that are loaded in it.
    "APP_FRAMED_BY": f"https://{SLIDES}",
    "STREAMLIT_SERVER_XSRF_COOKIE_SAME_SITE": "none",
}
FRAME = "<iframe src='{url}' style='width: 1200px; height: 780px'></iframe>"


class Service(socketserver.ThreadingTCPServer):
    """What stands before an app: it ends the encryption, and changes nothing else."""

    daemon_threads = True

    def __init__(self, app: Server, encryption: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), Connection)
        self.app = ("127.0.0.1", int(app.url.rpartition(":")[2]))
        self.encryption = encryption


class Connection(socketserver.BaseRequestHandler):
    """Of a browser, which takes the service for its way to the internet: the names lead here."""

    server: Service

    def handle(self) -> None:
        """Pass bytes on, in both directions, until one side ends."""
        asked = b""
        while not asked.endswith(b"\r\n\r\n"):
            asked += self.request.recv(1)
        self.request.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
        with (
            suppress(OSError),
            self.server.encryption.wrap_socket(self.request, server_side=True) as browser,
            socket.create_connection(self.server.app) as app,
        ):
            threading.Thread(target=pass_on, args=(app, browser), daemon=True).start()
            pass_on(browser, app)


def pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while some := one.recv(65536):
            other.sendall(some)
        other.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Start the app as a service does; return the options of a browser that finds it."""
    folder = tmp_path_factory.mktemp("service")
    made = "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -subj"
    subprocess.run([*made.split(), f"/CN={NAME}"], cwd=folder, check=True, capture_output=True)
    encryption = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    encryption.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    with (
        running_server(folder, variables=AS_A_SERVICE_DOES) as app,
        Service(app, encryption) as service,
    ):
        threading.Thread(target=service.serve_forever, daemon=True).start()
        way = f"http://127.0.0.1:{service.server_address[1]}"
        yield {"ignore_https_errors": True, "proxy": {"server": way}}
        service.shutdown()


def load_a_picture(page: Page | FrameLocator) -> None:
    page.get_by_role("radio", name="A picture").click()
    field = page.get_by_role("main").locator('[data-testid="stFileUploader"] input')
    field.set_input_files(picture_of_seven())
    expect(page.locator(".tn-loaded")).to_be_visible()


def test_a_slide_that_is_named_shows_the_app(browser: Browser, service: dict[str, Any]) -> None:
    slide = f"https://{SLIDES}/"
    with visitor(browser, **service) as page:
        page.route(slide, lambda route: route.fulfill(body=FRAME.format(url=f"https://{NAME}")))
        page.goto(slide)
        app = page.frame_locator("iframe")
        load_a_picture(app)
        expect(app.locator(".tn-digit")).to_have_text("7")
        app.get_by_role("radio", name="The drawing").click()
        settle(page.frames[1])  # at first the canvas is somewhere else for a moment
        draw_at_once(page, STROKES[2], box=app.locator(CANVAS).bounding_box())
        expect(app.locator(".tn-digit")).to_have_text("2")


def test_no_other_page_does(browser: Browser, app_url: str, tmp_path: Path) -> None:
    slide = tmp_path / "slide.html"
    slide.write_text(FRAME.format(url=app_url))
    with browser.new_context() as context:
        page = context.new_page()
        with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
            page.goto(slide.as_uri())
        expect(page.frame_locator("iframe").locator("#root")).to_have_count(0)
