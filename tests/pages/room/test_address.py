"""What a host is told about the address of a room."""

import random
import re
import tomllib
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import pytest
from streamlit import config

from pages.ui.app import streamlit_internals
from pages.ui.app.room import address, network
from pages.ui.app.room.address import Reach, reach
from pages.ui.app.room.network import Interface
from tests.pages.conftest import ROOT

WLAN, HOTSPOT, DOCKER = "192.168.1.5", "10.42.0.1", "172.17.0.1"
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
SHIPPED = {
    "server.address": "127.0.0.1",
    "server.allowedHosts": CONFIG["server"]["allowedHosts"],
    "server.baseUrlPath": "",
    "server.port": 8501,
    "server.sslCertFile": None,
    "server.sslKeyFile": None,
}


def started_with(**changed: Any) -> Callable[[str], Any]:
    """Return the options of an app that was started with some of `[server]` changed."""
    options = SHIPPED | {f"server.{name}": value for name, value in changed.items()}
    options["browser.serverPort"] = options["server.port"]
    return options.__getitem__


OPEN = started_with(address="0.0.0.0")


@pytest.fixture(autouse=True)
def laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a laptop in a Wi-Fi network, with a hotspot and Docker, that lets everybody in."""
    on = {"lo": "127.0.0.1", "docker0": DOCKER, "wlan1": HOTSPOT, "wlan0": WLAN}
    own = [Interface(ip_address(ip), (name,)) for name, ip in on.items()]
    monkeypatch.setattr(network, "interfaces", lambda: own)
    monkeypatch.setattr(network, "way_out", lambda: WLAN)
    monkeypatch.setattr(network, "own_names", lambda: ["laptop", "laptop.local"])
    monkeypatch.setattr(network, "is_inside_another", lambda: False)
    monkeypatch.setattr(streamlit_internals, "answers_to", lambda host: True)


@pytest.mark.parametrize(
    "opened",
    [
        "http://localhost:8501/room",
        "http://127.0.0.1:8501",
        "http://laptop:8501",
        # What a browser may say as well, if it says anything.
        None,
        "",
        "a page",
        "http:///room",
        "http://[::1",
        "http://evil.example:99999",
        "file:///etc/passwd",
    ],
)
def test_an_open_app_is_found_in_the_rooms_network(opened: str | None) -> None:
    found = reach(opened, OPEN)
    assert found == Reach("192.168.1.5:8501", ("10.42.0.1:8501",))
    assert found.url("join?code=ABCDEF") == "http://192.168.1.5:8501/join?code=ABCDEF"
    assert found.url("/join", found.others[0]) == "http://10.42.0.1:8501/join"


def test_the_address_is_written_as_it_must_be_typed() -> None:
    assert reach("", started_with(address="0.0.0.0", port=80)).address == WLAN
    below = started_with(address="0.0.0.0", baseUrlPath="/digits/")
    assert reach("", below).address == "192.168.1.5:8501/digits"
    assert reach("", below).url("join") == "http://192.168.1.5:8501/digits/join"
    secure = reach("", started_with(address="0.0.0.0", sslCertFile="cert.pem"))
    assert secure.address == "https://192.168.1.5:8501"
    assert secure.url("join") == "https://192.168.1.5:8501/join"


@pytest.mark.parametrize("listens_on", ["127.0.0.1", "localhost", "::1"])
def test_an_app_for_this_computer_only_says_how_to_open_it(listens_on: str) -> None:
    found = reach("http://localhost:8502", started_with(address=listens_on, port=8502))
    assert found.address == "localhost:8502" and not found.others
    assert "this computer only" in found.trouble and "192.168.1.5:8502" in found.trouble
    expected = "streamlit run streamlit_app.py --server.address 0.0.0.0 --server.port 8502"
    assert found.command == expected


def test_an_app_at_one_address_is_found_there_if_phones_can_be() -> None:
    assert reach("", started_with(address=HOTSPOT)) == Reach("10.42.0.1:8501")
    found = reach("", started_with(address=DOCKER))
    assert found.address == "172.17.0.1:8501"
    assert DOCKER in found.trouble and found.command.endswith("--server.address 0.0.0.0")


def test_without_a_network_the_room_is_on_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = [Interface(ip_address("127.0.0.1"), ("lo",)), Interface(ip_address(DOCKER), ("br-1",))]
    monkeypatch.setattr(network, "interfaces", lambda: alone)
    monkeypatch.setattr(network, "way_out", lambda: "")
    for listens_on in ("127.0.0.1", "0.0.0.0"):
        found = reach("", started_with(address=listens_on))
        assert found.address == "localhost:8501" and found.command == ""
        assert "in no network" in found.trouble


def test_a_list_of_hosts_without_the_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit_internals, "answers_to", lambda host: host != WLAN)
    found = reach("", started_with(address="0.0.0.0", allowedHosts=["localhost"]))
    assert found.address == "localhost:8501" and WLAN in found.trouble
    assert found.command.endswith(
        "--server.allowedHosts localhost --server.allowedHosts 192.168.1.5"
    )


@pytest.mark.parametrize(
    ("opened", "typed"),
    [
        ("https://digits.example.org/room", "digits.example.org"),
        ("http://digits.example.org:8080/room", "digits.example.org:8080"),
        ("http://203.0.113.7:8501", "203.0.113.7:8501"),  # of the computer around this one
        ("http://192.168.1.5/", "192.168.1.5"),  # behind nginx on this computer
    ],
)
def test_an_address_from_outside_is_the_one_to_use(opened: str, typed: str) -> None:
    found = reach(opened, started_with(address="127.0.0.1"))
    assert (found.address, found.trouble, found.command) == (typed, "", "")
    assert found.url("join").startswith(opened.removesuffix("room").rstrip("/") + "/join")


def test_an_own_address_that_was_used_already_comes_first() -> None:
    found = reach("http://10.42.0.1:8501/room", OPEN)
    assert found == Reach("10.42.0.1:8501", ("192.168.1.5:8501",))
    assert reach("http://172.17.0.1:8501/room", OPEN).address == "192.168.1.5:8501"


@pytest.mark.parametrize("opened", ["http://localhost:8080/", "https://localhost:8501/"])
def test_what_passes_pages_on_hides_the_address(opened: str) -> None:
    found = reach(opened, OPEN)
    assert found.url() == opened
    assert "passes its pages on" in found.trouble and found.command == ""


def test_a_containers_own_address_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "is_inside_another", lambda: True)
    assert "container" in reach("http://localhost:8501", OPEN).trouble
    assert reach("http://203.0.113.7:8501", OPEN).trouble == ""


def test_every_address_in_digits_is_let_in_and_no_foreign_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()  # ask Streamlit itself
    lets_in = streamlit_internals.answers_to
    before = config.get_option("server.allowedHosts")
    config.set_option("server.allowedHosts", CONFIG["server"]["allowedHosts"])
    try:
        rng = random.Random(1)
        for _ in range(500):
            ip = ".".join(str(rng.randrange(256)) for _ in range(4))
            assert lets_in(ip) and lets_in(f"{ip}:8501")
            assert not lets_in(f"{ip}.evil.example")
        assert lets_in("localhost:8501")
        assert not any(map(lets_in, ["evil.example", "localhost.evil.example", "5", "e5", ""]))
    finally:
        config.set_option("server.allowedHosts", before)


def test_names_are_added_only_where_others_can_come(monkeypatch: pytest.MonkeyPatch) -> None:
    added: list[str] = []
    monkeypatch.setattr(streamlit_internals, "also_answer_to", added.extend)
    address.answer_to_own_names(started_with(address="127.0.0.1"))
    assert added == []
    address.answer_to_own_names(OPEN)
    assert {"laptop", "laptop.local", WLAN} <= set(added)


def test_the_readme_and_the_command_say_the_same() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert re.search(f"^{re.escape(address.command(OPEN))}$", readme, re.MULTILINE)
