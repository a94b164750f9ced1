"""A lecture hall: two processes of the app behind nginx, with the configuration that is shipped."""

import http.client
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.browser.proxy import Proxy, find_nginx, running_proxy
from tests.browser.server import Server, running_server
from tests.pages.class_room import redis_server

NEEDS_NGINX = pytest.mark.skipif(
    sys.platform == "win32" or find_nginx() is None,
    reason="needs nginx; as root on Debian, tests/run.py installs it",
)
NEEDS_REDIS = pytest.mark.skipif(redis_server.PROGRAM is None, reason="needs redis-server")

NAME = "digits.localhost"  # a browser takes every name that ends so for this computer
PLACE = "tn_place"  # the cookie that says at which process a visitor is
MANY = 40  # visitors, of whom surely some come to each of two processes


@dataclass(frozen=True)
class Hall:
    """Two processes and what stands in front of them."""

    apps: tuple[Server, Server]
    proxy: Proxy

    @property
    def url(self) -> str:
        return f"http://{NAME}:{self.proxy.port}"

    def ask(self, path: str, **headers: str) -> http.client.HTTPResponse:
        """Return the answer to a request of somebody who is new, or has the cookie given."""
        connection = http.client.HTTPConnection("127.0.0.1", self.proxy.port, timeout=60)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={"Host": f"{NAME}:{self.proxy.port}"} | names)
        return connection.getresponse()

    def bring(self, page: Page, app: Server) -> str:
        """Have a new page's visitor come to a process; return their cookie."""
        place = self.place_at(app)
        page.context.add_cookies([{"name": PLACE, "value": place, "url": self.url}])
        return place

    def place_at(self, app: Server) -> str:
        """Return the cookie of a visitor who has come to a process."""
        for _ in range(MANY):
            cookie = self.ask("/").headers["Set-Cookie"]
            place = cookie.removeprefix(f"{PLACE}=").partition(";")[0]
            (request,) = self.proxy.requests(1, of=place)
            if request.app == address(app):
                return place
        raise AssertionError(f"no visitor of {MANY} came to {app.url}")


def address(app: Server) -> str:
    """Return a process as the access log names it."""
    return app.url.removeprefix("http://")


@contextmanager
def running_hall(temporary: pytest.TempPathFactory) -> Iterator[Hall]:
    """Start all of it: Redis as well, where there is one."""
    home, variables = temporary.mktemp, dict[str, str]()
    with ExitStack() as stack:
        if redis_server.PROGRAM:
            store = redis_server.Server(home("redis"))
            stack.callback(store.stop)
            variables["ROOM_STORE"] = store.address
        first, second = (
            stack.enter_context(running_server(home("home"), variables=variables)) for _ in range(2)
        )
        yield Hall((first, second), stack.enter_context(running_proxy(first, second)))
