"""How phones find the app: this computer's addresses, and what a host is told about them."""

import re
import socket
from collections.abc import Callable
from ipaddress import IPv4Address
from typing import Any

import pytest

from pages.ui.app.room import address
from pages.ui.app.room.address import Interface, Reach, ranked, reach
from pages.ui.app.server import hosts
from tests.pages.conftest import ROOT

SHIPPED = {
    "server.address": "127.0.0.1",
    "server.baseUrlPath": "",
    "server.port": 8501,
    "server.sslCertFile": None,
    "server.sslKeyFile": None,
}
Options = Callable[[str], Any]


def interface(ip: str, *names: str) -> Interface:
    return Interface(IPv4Address(ip), names)


WLAN, HOTSPOT, DOCKER = "192.168.1.5", "10.42.0.1", "172.17.0.1"
LAPTOP = [
    interface("127.0.0.1", "lo"),
    interface(DOCKER, "docker0"),
    interface("172.18.0.1", "br-1f2e3d4c5b6a"),
    interface("169.254.7.7", "eth1"),
    interface(HOTSPOT, "wlan1"),
    interface(WLAN, "wlan0"),
]
TUNNEL = interface("10.8.0.2", "tun0")
PUBLIC = interface("93.184.216.34", "eth0")


# This computer's addresses


@pytest.mark.parametrize(
    ("interfaces", "way_out", "expected"),
    [
        (LAPTOP, WLAN, [WLAN, HOTSPOT]),
        (LAPTOP, HOTSPOT, [HOTSPOT, WLAN]),
        ([PUBLIC, *LAPTOP], "", [HOTSPOT, WLAN, "93.184.216.34"]),
        ([PUBLIC, *LAPTOP], "93.184.216.34", ["93.184.216.34", HOTSPOT, WLAN]),
        ([TUNNEL, *LAPTOP], "10.8.0.2", [HOTSPOT, WLAN, "10.8.0.2"]),  # a VPN takes all
        ([TUNNEL, *LAPTOP], WLAN, [WLAN, HOTSPOT]),
    ],
)
def test_the_likeliest_address_comes_first_and_nothing_inside_the_computer_at_all(
    interfaces: list[Interface], way_out: str, expected: list[str]
) -> None:
    assert ranked(interfaces, way_out) == expected


VIRTUAL = ["vethab12", "virbr0", "utun3", "Hyper-V Virtual Ethernet Adapter"]
# Of which macOS shares its network by the second.
REAL = ["br0", "bridge100", "enp0s31f6", "Intel(R) Wi-Fi 6 AX201 160MHz"]


@pytest.mark.parametrize("name", [*VIRTUAL, *REAL])
def test_virtual_networks_are_known_by_name(name: str) -> None:
    assert ranked([interface(WLAN, "{846E}", name)]) == ([WLAN] if name in REAL else [])


def test_this_computer_knows_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    own = address.interfaces()
    assert IPv4Address("127.0.0.1") in [each.ip for each in own]
    assert address.way_out() in ["", *(str(each.ip) for each in own)]

    def unreachable(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(socket.socket, "connect", unreachable)
    assert address.way_out() == ""


@pytest.mark.parametrize("name", ["Laptop", "laptop.local", "laptop.uni.example"])
def test_a_computer_is_called_by_its_name_and_by_that_of_a_home_network(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: name)
    assert set(hosts.own_names()) == {name.lower(), "laptop", "laptop.local"}


def test_some_hosts_lead_to_the_computer_they_are_typed_on() -> None:
    here = ["localhost", "localhost.", "app.localhost", "127.0.0.1", "127.1.2.3", "[::1]"]
    here += ["[::ffff:127.0.0.1]"]
    elsewhere = ["0.0.0.0", WLAN, "localhost.example", ""]
    assert list(filter(hosts.is_this_computer, here + elsewhere)) == here


# What a host is told


def started_with(**changed: Any) -> Options:
    """Return the options of an app that was started with some of `[server]` changed."""
    options = SHIPPED | {f"server.{name}": value for name, value in changed.items()}
    options["browser.serverPort"] = options["server.port"]
    return options.__getitem__


CLOSED = started_with()
OPEN = started_with(address="0.0.0.0")


@pytest.fixture
def laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a laptop in a Wi-Fi network, with a hotspot and Docker, that lets everybody in."""
    monkeypatch.setattr(address, "interfaces", lambda: LAPTOP)
    monkeypatch.setattr(address, "way_out", lambda: WLAN)
    monkeypatch.setattr(hosts, "own_names", lambda: ["laptop", "laptop.local"])


JUNK = [None, "", "a page", "http:///room", "http://[::1", "http://evil.example:99999"]
OWN = ["http://localhost:8501/room", "http://127.0.0.1:8501", "http://laptop:8501"]


@pytest.mark.parametrize(
    ("opened", "options", "expected"),
    [
        # An open app is found in the room's network, whatever the browser says.
        *((text, OPEN, Reach(f"{WLAN}:8501", (f"{HOTSPOT}:8501",))) for text in [*OWN, *JUNK]),
        # What was used already comes first.
        (f"http://{HOTSPOT}:8501/room", OPEN, Reach(f"{HOTSPOT}:8501", (f"{WLAN}:8501",))),
        ("", started_with(address=HOTSPOT), Reach(f"{HOTSPOT}:8501")),
        # From outside, it is the address to use.
        # A program in front of the app has another port.
        ("http://localhost:8080", OPEN, Reach(f"{WLAN}:8080", (f"{HOTSPOT}:8080",))),
        ("https://digits.example.org/room", CLOSED, Reach("digits.example.org")),
        ("http://digits.example.org:8080/room", CLOSED, Reach("digits.example.org:8080")),
        ("http://203.0.113.7:8501", CLOSED, Reach("203.0.113.7:8501")),
        ("https://digits.example.org/room", OPEN, Reach("digits.example.org")),
        (f"http://{WLAN}/", CLOSED, Reach(WLAN)),  # behind nginx on this computer
    ],
)
def test_an_app_that_phones_can_reach_has_its_likeliest_address_first(
    opened: str | None, options: Options, expected: Reach, laptop: None
) -> None:
    found = reach(opened, options)
    assert (found.address, found.others, found.command) == (expected.address, expected.others, "")
    scheme = "https" if str(opened).startswith("https") else "http"
    assert found.url("join?code=ABCDEF") == f"{scheme}://{found.address}/join?code=ABCDEF"


@pytest.mark.parametrize(
    ("changed", "url"),
    [
        ({"port": 80}, f"http://{WLAN}/join"),
        ({"baseUrlPath": "/digits/"}, f"http://{WLAN}:8501/digits/join"),
        ({"sslCertFile": "cert.pem"}, f"https://{WLAN}:8501/join"),
    ],
)
def test_the_address_is_written_as_it_must_be_typed(
    changed: dict[str, Any], url: str, laptop: None
) -> None:
    found = reach("", started_with(address="0.0.0.0", **changed))
    assert found.url("join") == url
    assert url.removesuffix("/join") in (found.address, f"http://{found.address}")


START = "streamlit run streamlit_app.py --server.address 0.0.0.0"


@pytest.mark.parametrize("listens_on", ["127.0.0.1", "localhost", "::1"])
def test_an_app_that_listens_on_this_computer_only_says_how_to_start_it(
    listens_on: str, laptop: None
) -> None:
    options = started_with(address=listens_on)
    ways = (f"{WLAN}:8501", f"{HOTSPOT}:8501")  # then
    assert reach(OWN[0], options) == Reach("localhost:8501", ways, START)
    port = reach("http://localhost:8502", started_with(port=8502)).command
    assert port == f"{START} --server.port 8502"


def test_phones_take_this_computers_name_where_whoever_runs_it_says_so(
    laptop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reach("http://laptop:8080/room", OPEN).address == f"{WLAN}:8080"
    for names in ("laptop", "lap*"):
        monkeypatch.setenv("APP_HOSTS", names)
        assert reach("http://laptop:8080/room", OPEN).address == "laptop:8080"


@pytest.mark.parametrize("options", [CLOSED, OPEN])
def test_without_a_network_the_room_is_on_this_computer(
    options: Options, laptop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address, "interfaces", lambda: [LAPTOP[0]])
    monkeypatch.setattr(address, "way_out", lambda: "")
    assert reach("", options).address == "localhost:8501"


def test_the_readme_and_the_command_say_the_same() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert re.search(f"^{re.escape(address.command(OPEN))}$", readme, re.MULTILINE)
