"""This computer's addresses: which of them a phone in the same room may use."""

import socket
from ipaddress import ip_address

import ifaddr
import pytest

from pages.ui.app.room import network
from pages.ui.app.room.network import Interface, ranked


def interface(ip: str, *names: str) -> Interface:
    return Interface(ip_address(ip), names or ("eth0",))


LAPTOP = [
    interface("127.0.0.1", "lo"),
    interface("::1", "lo"),
    interface("172.17.0.1", "docker0"),
    interface("172.18.0.1", "br-1f2e3d4c5b6a"),
    interface("169.254.7.7", "eth1"),
    interface("10.42.0.1", "wlan1"),  # a hotspot of its own
    interface("192.168.1.5", "wlan0"),
    interface("fe80::1", "wlan0"),
    interface("fd00::5", "wlan0"),
]


def test_the_default_routes_address_comes_first_and_nothing_inside_the_computer_at_all() -> None:
    assert ranked(LAPTOP, "192.168.1.5") == ["192.168.1.5", "10.42.0.1"]
    assert ranked(LAPTOP, "10.42.0.1") == ["10.42.0.1", "192.168.1.5"]
    assert ranked(LAPTOP, "192.168.1.5", ipv6=True)[2:] == ["fd00::5"]


def test_private_addresses_come_before_public_ones_without_a_default_route() -> None:
    both = [interface("93.184.216.34"), interface("192.168.1.5", "wlan0")]
    assert ranked(both) == ["192.168.1.5", "93.184.216.34"]
    assert ranked(both, "93.184.216.34") == ["93.184.216.34", "192.168.1.5"]


def test_a_vpn_that_takes_the_default_route_comes_last() -> None:
    tunnel = interface("10.8.0.2", "tun0")
    assert ranked([tunnel, *LAPTOP], "10.8.0.2")[-1] == "10.8.0.2"
    assert "10.8.0.2" not in ranked([tunnel, *LAPTOP], "192.168.1.5")


@pytest.mark.parametrize(
    ("names", "is_virtual"),
    [
        (("vethab12", "vethab12"), True),
        (("virbr0", "virbr0"), True),
        (("utun3", "utun3"), True),
        (("{846E}", "Hyper-V Virtual Ethernet Adapter", "vEthernet (WSL)"), True),
        (("{846E}", "VirtualBox Host-Only Ethernet Adapter", "Ethernet 3"), True),
        (("{846E}", "Intel(R) Wi-Fi 6 AX201 160MHz", "Wi-Fi"), False),
        (("br0", "br0"), False),
        (("bridge100", "bridge100"), False),  # what macOS shares its network by
        (("enp0s31f6", "enp0s31f6"), False),
    ],
)
def test_virtual_networks_are_known_by_name(names: tuple[str, ...], is_virtual: bool) -> None:
    assert interface("192.168.1.5", *names).is_virtual == is_virtual


def test_this_computer_knows_itself() -> None:
    own = network.interfaces()
    assert ip_address("127.0.0.1") in [each.ip for each in own]
    assert network.way_out() in ["", *(str(each.ip) for each in own)]


@pytest.mark.parametrize("name", ["Laptop", "laptop.local", "laptop.uni.example"])
def test_a_computer_is_called_by_its_name_and_by_that_of_a_home_network(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: name)
    assert set(network.own_names()) == {name.lower(), "laptop", "laptop.local"}


def test_without_a_network_there_is_no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(ifaddr, "get_adapters", unreachable)
    monkeypatch.setattr(socket.socket, "connect", unreachable)
    network._interfaces.cache_clear()
    assert network.interfaces() == [] and network.way_out() == ""
    network._interfaces.cache_clear()


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("localhost", True),
        ("app.localhost", True),
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("192.168.1.5", False),
        ("localhost.example", False),
        ("", False),
    ],
)
def test_some_hosts_lead_to_the_computer_they_are_typed_on(host: str, is_here: bool) -> None:
    assert network.is_this_computer(host) == is_here
