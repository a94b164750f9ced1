"""Who may come by which name, and what a stranger is told."""

import random
from typing import Any

import pytest

from pages.ui.app.server import host_names
from tests.pages.conftest import run_apart

NAMES = "digits.example.org *.school.example"


@pytest.fixture(autouse=True)
def laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "Laptop.uni.example")
    monkeypatch.setenv("APP_HOSTS", NAMES)


def answer(host: str | None, kind: str = "http", origin: str = "") -> dict[str, Any]:
    """Return the first message that comes back; the app behind says that it was asked."""
    out: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "the app was asked", "headers": scope["headers"]})

    async def send(message: Any) -> None:
        out.append(message | {"text": out and message.get("body", b"").decode()})

    async def receive() -> Any:
        raise AssertionError("nothing is asked for")

    given = {b"host": host, b"origin": origin}
    headers = [(name, value.encode()) for name, value in given.items() if value]
    scope = {"type": kind, "method": "GET", "path": "/", "headers": headers}

    async def ask() -> None:
        await host_names.known_hosts(app)(scope, receive, send)

    run_apart(ask())
    return {**out[0], "text": out[-1]["text"]}


def test_every_address_in_digits_is_let_in() -> None:
    rng = random.Random(1)
    for _ in range(100):
        ip = ".".join(str(rng.randrange(256)) for _ in range(4))
        assert host_names.is_known(host_names.name_in(f"{ip}:8501"))
        assert not host_names.is_known(host_names.name_in(f"{ip}.evil.example"))
    assert host_names.is_known(host_names.name_in("[fd00::5]:8501"))


@pytest.mark.parametrize(
    "host",
    [
        *("localhost:8501", "digits.localhost", "LAPTOP:8501", "laptop.local", "laptop."),
        "laptop.uni.example",
        *("digits.example.org", "Digits.Example.org:8080", "maths.school.example"),
        None,  # no browser, such as a load balancer that asks for a sign of life
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_who_comes_by_a_known_name_comes_in(host: str | None, kind: str) -> None:
    assert answer(host, kind)["type"] == "the app was asked"


STRANGE = ["evil.example", "localhost.evil.example", "school.example", "5", "e5", "laptop.evil"]


@pytest.mark.parametrize("host", STRANGE)
def test_a_foreign_name_is_told_what_to_do(host: str) -> None:
    refused = answer(f"{host}:8501")
    assert refused["status"] == 403
    assert f"APP_HOSTS={host}\n" in refused["text"]
    closed = answer(host, "websocket")
    assert (closed["type"], closed["code"]) == ("websocket.close", 1008)


@pytest.mark.parametrize("host", ["a b", "localhost b", "[::1", "[localhost]", "@", ":", "/"])
def test_what_is_no_name_is_no_way_in(host: str) -> None:
    assert answer(host)["status"] == 403


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:8501", "http://localhost:8501"),
        ("digits.example.org", "https://digits.example.org"),  # a service ends the encryption,
        ("digits.example.org", "https://digits.example.org:8443"),  # takes the port away,
        ("10.0.3.5:8501", "https://digits.example.org"),  # or asks by an address of its own
    ],
)
def test_a_page_of_the_apps_own_may_ask_and_streamlit_need_not_judge(
    host: str, origin: str, kind: str
) -> None:
    asked = answer(host, kind, origin)
    assert asked["type"] == "the app was asked"
    assert asked["headers"] == [(b"host", host.encode())]


@pytest.mark.parametrize("origin", ["http://evil.example", "http://[", "null", "http://"])
def test_a_page_of_another_site_asks_for_nothing(origin: str) -> None:
    assert answer("localhost", "websocket", origin)["type"] == "websocket.close"
    refused = answer("localhost", "http", origin)
    assert (refused["status"], refused["text"]) == (403, host_names.ANOTHER_SITE)


def test_names_are_added_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_HOSTS", "Digits.example.org, *.uni.example  my-app.example")
    assert host_names.added() == ["digits.example.org", "*.uni.example", "my-app.example"]
    monkeypatch.setenv("APP_HOSTS", "https://digits.example.org/talk my-app.example.:8080 *")
    assert host_names.added() == ["digits.example.org", "my-app.example", "*"]
    monkeypatch.delenv("APP_HOSTS")
    assert host_names.added() == []


def test_which_hosts_mean_the_computer_itself() -> None:
    here = "localhost localhost. app.localhost 127.0.0.1 127.1.2.3 [::1] [::ffff:127.0.0.1]".split()
    assert all(map(host_names.is_this_computer, here))
    elsewhere = "0.0.0.0", "192.168.1.5", "localhost.example", ""
    assert not any(map(host_names.is_this_computer, elsewhere))
