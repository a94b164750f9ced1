"""By which addresses phones in the room may find the app; found without asking anybody."""

import re
import shlex
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Any
from urllib.parse import urlsplit

import ifaddr
import streamlit as st

from pages.ui.app.server import hosts

Option = Callable[[str], Any]

EVERYWHERE = "0.0.0.0"
USUAL_PORT = 8501
UNTYPED_PORTS = {"http": 80, "https": 443}
START = "streamlit run streamlit_app.py"
# What the app may have been started with, and has to be started with again.
KEPT_OPTIONS = ("server.port", "server.baseUrlPath", "server.sslCertFile", "server.sslKeyFile")
# To whom a socket is pointed, without sending anything, to learn which way out it would take.
# An address of those reserved for examples (RFC 5737): nobody has it.
FAR_AWAY = "198.51.100.1"
# Networks that end inside this computer or in a tunnel, by the names of their interfaces: on Linux
# and macOS, then the descriptions on Windows. Docker's bridges are br-1f2e3d, a real one is br0.
VIRTUAL = re.compile(
    r"^(docker|br-|veth|virbr|vmnet|vboxnet|vnic|podman|cni|cali|flannel|lxc|lxdbr|tun|tap|utun|wg|zt"
    r"|tailscale|ppp|ipsec)|virtual|hyper-v|vmware|docker|wsl|tap-windows|wireguard|tunnel|vpn",
    re.IGNORECASE,
)

ONLY_HERE = "Phones cannot reach the app: it listens on this computer only."


@dataclass(frozen=True)
class Reach:
    """How phones reach the app.

    Attributes
    ----------
    address
        What has to be typed, such as "192.168.1.5:8501".
    others
        What may be tried if that does not work, the likeliest first; with a command, what phones
        open when the app was started so.
    command
        How to start the app instead, where it listens on this computer only; else "".
    scheme
        "http" or "https".
    """

    address: str
    others: tuple[str, ...] = ()
    command: str = ""
    scheme: str = "http"

    def url(self, path: str = "") -> str:
        """Return the full URL of a path such as "join?code=ABCDEF"."""
        return f"{self.scheme}://{self.address.removeprefix(f'{self.scheme}://')}/{path}"


def reach(opened: str | None = "", option: Option = st.get_option) -> Reach:
    """Return how phones in the room reach the app.

    Parameters
    ----------
    opened
        The URL by which the host opened the page, from `st.context.url`. If it names another
        computer than the one it is typed on, phones use it first. The browser sends it, so it may
        be anything.
    option
        Returns the value of an option of Streamlit's.
    """
    listens_on = str(option("server.address") or EVERYWHERE)
    scheme = "https" if option("server.sslCertFile") else "http"
    here = scheme, "", int(option("browser.serverPort"))
    scheme, host, port = _parts(opened or "") or here
    # Many a phone cannot find a computer by its name.
    is_own_name = host in hosts.own_names() and not hosts.is_added(host)
    is_outside = bool(host) and not is_own_name and not hosts.is_this_computer(host)
    only_here = hosts.is_this_computer(listens_on)
    ways = [] if only_here else [listens_on]
    if listens_on in ("::", EVERYWHERE):
        ways = ranked(interfaces(), way_out())
    if is_outside:
        ways = [host, *(way for way in ways if way != host)] if host in ways else [host]
    base = option("server.baseUrlPath").strip("/")
    first, *others = [_typed(way, scheme, port, base) for way in ways or [host or "localhost"]]
    start = command(option) if only_here and not is_outside else ""
    if start:  # then phones will find it where they cannot yet
        others = [_typed(way, scheme, port, base) for way in ranked(interfaces(), way_out())]
    return Reach(first, tuple(others), start, scheme)


def command(option: Option = st.get_option) -> str:
    """Return how to start the app so that the room's network reaches it."""
    words = ["--server.address", EVERYWHERE]
    for name in KEPT_OPTIONS:
        value = option(name)
        if value and value != USUAL_PORT:
            words += [f"--{name}", str(value)]
    return f"{START} {shlex.join(words)}"


def _parts(url: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of a web page's URL; None if it is none."""
    try:
        parts = urlsplit(url)
        usual = UNTYPED_PORTS[parts.scheme]
        return (parts.scheme, parts.hostname, parts.port or usual) if parts.hostname else None
    except (KeyError, ValueError):
        return None


def _typed(host: str, scheme: str, port: int, base: str) -> str:
    """Return what to type to get to a host."""
    typed = f"[{host}]" if ":" in host else host
    if port != UNTYPED_PORTS[scheme]:
        typed += f":{port}"
        if scheme == "https":  # a browser tries http first at such a port
            typed = f"https://{typed}"
    return f"{typed}/{base}" if base else typed


# This computer's addresses


@dataclass(frozen=True)
class Interface:
    """An address of this computer, and the names of the network interface that has it."""

    ip: IPv4Address
    names: tuple[str, ...]

    @property
    def is_virtual(self) -> bool:
        """Tell whether its network is one of containers or virtual machines, or a tunnel."""
        return any(map(VIRTUAL.search, self.names))


def interfaces() -> list[Interface]:
    """Return all addresses of this computer; not those of IPv6, which nobody likes to type."""
    try:
        return [
            Interface(IPv4Address(ip.ip), (adapter.name, adapter.nice_name, ip.nice_name))
            for adapter in ifaddr.get_adapters()
            for ip in adapter.ips
            if ip.is_IPv4 and isinstance(ip.ip, str)
        ]
    except OSError:
        return []


def ranked(interfaces: list[Interface], way_out: str = "") -> list[str]:
    """Return the addresses by which phones may come, the most likely one first.

    `way_out` is the one that the default route uses, "" if there is none. A virtual network is
    left out unless the default route leads there, as through a VPN; then it comes last.
    """
    ways = [
        way
        for way in interfaces
        if not (way.ip.is_loopback or way.ip.is_link_local)
        and (not way.is_virtual or str(way.ip) == way_out)
    ]
    ways.sort(key=lambda way: (way.is_virtual, str(way.ip) != way_out, not way.ip.is_private))
    return [str(way.ip) for way in ways]


def way_out() -> str:
    """Return which of this computer's addresses the default route uses; "" if there is none.

    `connect` on a UDP socket sends nothing: the system only looks up the route.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((FAR_AWAY, 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])
