"""How phones find the app: this computer's addresses, and what a host is told about them."""

import re
import socket
from types import SimpleNamespace
from typing import Any

import ifaddr
import pytest
import streamlit as st

from pages.ui.app.server import host_names
from pages.ui.room import joining
from tests.pages.conftest import ROOT

SHIPPED = {
    "server.address": "127.0.0.1",
    "server.baseUrlPath": "",
    "server.port": 8501,
    "server.sslCertFile": None,
}
WLAN, HOTSPOT, TUNNEL, PUBLIC = "192.168.1.5", "10.42.0.1", "10.8.0.2", "93.184.216.34"
LAPTOP = {
    "lo": "127.0.0.1",
    "docker0": "172.17.0.1",
    "br-1f2e3d4c5b6a": "172.18.0.1",
    "eth1": "169.254.7.7",
    "wlan1": HOTSPOT,
    "wlan0": WLAN,
}


def use(interfaces: dict[str, str], way_out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a computer with these addresses, by the names of their interfaces."""
    adapters = [
        SimpleNamespace(
            name="", nice_name=name, ips=[SimpleNamespace(ip=ip, nice_name="", is_IPv4=True)]
        )
        for name, ip in interfaces.items()
    ]
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: adapters)
    monkeypatch.setattr(joining, "way_out", lambda: way_out)


@pytest.fixture
def laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a laptop in a Wi-Fi network, with a hotspot and Docker, that lets everybody in."""
    use(LAPTOP, WLAN, monkeypatch)
    monkeypatch.setattr(host_names, "own_names", lambda: ["laptop", "laptop.local"])


@pytest.mark.parametrize(
    ("more", "way_out", "expected"),
    [
        ({}, WLAN, [WLAN, HOTSPOT]),
        ({}, HOTSPOT, [HOTSPOT, WLAN]),
        ({"eth0": PUBLIC}, "", [HOTSPOT, WLAN, PUBLIC]),
        ({"eth0": PUBLIC}, PUBLIC, [PUBLIC, HOTSPOT, WLAN]),
        ({"tun0": TUNNEL}, TUNNEL, [HOTSPOT, WLAN]),  # a VPN takes all
    ],
)
def test_the_likeliest_address_comes_first_and_nothing_inside_the_computer_at_all(
    more: dict[str, str], way_out: str, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    use(LAPTOP | more, way_out, monkeypatch)
    assert joining.addresses() == expected


def test_virtual_networks_are_known_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    virtual = ["vethab12", "virbr0", "utun3", "Hyper-V Virtual Ethernet Adapter"]
    # By the second of the others macOS shares its network.
    real = ["br0", "bridge100", "enp0s31f6", "Intel(R) Wi-Fi 6 AX201 160MHz"]
    use({name: f"10.0.0.{k}" for k, name in enumerate([*real, *virtual])}, "", monkeypatch)
    assert joining.addresses() == [f"10.0.0.{k}" for k in range(len(real))]


def test_this_computer_knows_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert joining.way_out() in ["", *joining.addresses()]

    def unreachable(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(socket.socket, "connect", unreachable)
    assert joining.way_out() == ""


# What a host is told


def reached(monkeypatch: pytest.MonkeyPatch, opened: str = "", **changed: Any) -> joining.Reach:
    """Return how phones reach an app that was started with some of `[server]` changed."""
    options = SHIPPED | {f"server.{name}": value for name, value in changed.items()}
    options["browser.serverPort"] = options["server.port"]
    monkeypatch.setattr(st, "get_option", options.__getitem__)
    monkeypatch.setattr(st, "context", SimpleNamespace(url=opened))
    return joining.reach()


OPEN = {"address": "0.0.0.0"}


@pytest.mark.parametrize(
    ("opened", "started", "expected"),
    [
        # An open app is found in the room's network, whatever the host calls it.
        ("", OPEN, [f"{WLAN}:8501", f"{HOTSPOT}:8501"]),
        ("http://127.0.0.1:8501", OPEN, [f"{WLAN}:8501", f"{HOTSPOT}:8501"]),
        ("", {"address": HOTSPOT}, [f"{HOTSPOT}:8501"]),
        # What was used already comes first; by name, not every phone finds a computer.
        ("http://laptop:8501/room", OPEN, ["laptop:8501", f"{WLAN}:8501", f"{HOTSPOT}:8501"]),
        (f"http://{HOTSPOT}:8501/room", OPEN, [f"{HOTSPOT}:8501", f"{WLAN}:8501"]),
        # A program in front of the app has another port.
        ("http://localhost:8080", OPEN, [f"{WLAN}:8080", f"{HOTSPOT}:8080"]),
        # From outside, it is the address to use.
        ("https://digits.example.org/room", {}, ["https://digits.example.org"]),
        ("http://digits.example.org:8080/room", OPEN, ["digits.example.org:8080"]),
        ("http://[2001:db8::7]:8501", {}, ["[2001:db8::7]:8501"]),
        (f"http://{WLAN}/", {}, [WLAN, HOTSPOT]),  # behind nginx on this computer
        # As it must be typed.
        ("", OPEN | {"baseUrlPath": "/digits/"}, [f"{WLAN}:8501/digits", f"{HOTSPOT}:8501/digits"]),
        ("", {"address": WLAN, "sslCertFile": "cert.pem"}, [f"https://{WLAN}:8501"]),
    ],
)
def test_an_app_that_phones_can_reach_has_its_likeliest_address_first(
    opened: str,
    started: dict[str, Any],
    expected: list[str],
    laptop: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = reached(monkeypatch, opened, **started)
    assert (found.typed, found.command) == (expected, "")


@pytest.mark.parametrize("listens_on", ["127.0.0.1", "localhost", "::1"])
def test_an_app_that_listens_on_this_computer_only_says_how_to_start_it(
    listens_on: str, laptop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = reached(monkeypatch, "http://localhost:8501/room", address=listens_on)
    # Then phones find it at the other addresses.
    assert found.typed == ["localhost:8501", f"{WLAN}:8501", f"{HOTSPOT}:8501"]
    assert found.command == joining.START
    assert reached(monkeypatch, port=8502).command == f"{joining.START} --server.port 8502"


def test_without_a_network_the_room_is_on_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    use({"lo": "127.0.0.1"}, "", monkeypatch)
    for started in ({}, OPEN):
        assert reached(monkeypatch, **started).typed == ["localhost:8501"]


def test_the_readme_and_the_command_say_the_same() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert re.search(f"^{re.escape(joining.START)}$", readme, re.MULTILINE)
