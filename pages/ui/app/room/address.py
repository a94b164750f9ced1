"""Where the phones in a room find the app, or what stands in their way."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from pages.ui.app.server import hosts, network

Option = Callable[[str], Any]

EVERYWHERE = "0.0.0.0"
USUAL_PORT = 8501
UNTYPED_PORTS = {"http": 80, "https": 443}
START = "streamlit run streamlit_app.py"
# What the app may have been started with, and has to be started with again.
KEPT_OPTIONS = ("server.port", "server.baseUrlPath", "server.sslCertFile", "server.sslKeyFile")

ONLY_HERE = (
    "Phones cannot reach the app: it listens on this computer only. Start it again with this "
    "command, and they open {address}."
)
ONLY_THERE = (
    "Phones cannot reach the app: it listens on {host} only, which is no address of this computer "
    "in the room's network. Start it again with this command."
)
NO_NETWORK = (
    "This computer is in no network, so phones cannot reach it. Join a Wi-Fi network or open a "
    "hotspot. Until then the room works on this computer."
)
ANOTHER_PORT = (
    "This page was opened as {opened}, but the app itself listens elsewhere, so something passes "
    "its pages on. Open this page by the address that the phones will use, and it shows that one."
)
INSIDE_ANOTHER = (
    "The app runs in a container or a virtual machine, which phones do not reach by its own "
    "address. Open this page by the address of the computer around it, and it shows that one."
)


@dataclass(frozen=True)
class Reach:
    """How phones reach the app, or why they do not.

    Attributes
    ----------
    address
        What has to be typed, such as "192.168.1.5:8501". Where there is `trouble`, it is the
        address that works on this computer.
    others
        More addresses of this computer, as they are typed, for when the first one does not work.
    trouble
        Why phones cannot reach the app, and what to do: a sentence; "" if nothing is known to
        stand in the way. A firewall, or a Wi-Fi that keeps its guests apart, cannot be seen.
    command
        How to start the app instead; "" if that does not help.
    scheme
        "http" or "https".
    """

    address: str
    others: tuple[str, ...] = ()
    trouble: str = ""
    command: str = ""
    scheme: str = "http"

    def url(self, path: str = "", address: str = "") -> str:
        """Return the full URL of a path such as "join?code=ABCDEF", at one of `others` if given."""
        host = (address or self.address).removeprefix(f"{self.scheme}://")
        return f"{self.scheme}://{host}/{path.lstrip('/')}"


def reach(opened: str | None = "", option: Option = st.get_option) -> Reach:
    """Return how phones in the room reach the app.

    Parameters
    ----------
    opened
        The URL by which the host opened the page, from `st.context.url`. If it names neither
        `localhost` nor this computer, as behind a proxy or on a hosting service, phones use the
        same name. The browser sends it, so it may be anything.
    option
        Returns the value of an option of Streamlit's.
    """
    here = _Here(opened, option)
    if here.is_opened_from_outside:
        return here.at(here.host)
    if here.is_passed_on:
        return here.in_trouble(ANOTHER_PORT.format(opened=here.typed(here.host or "localhost")))
    if network.is_inside_another():
        return here.in_trouble(INSIDE_ANOTHER)
    if not here.ways:
        return here.in_trouble(NO_NETWORK)
    if network.is_this_computer(here.listens_on):
        sentence = ONLY_HERE.format(address=here.at(here.ways[0]).address)
        return here.in_trouble(sentence, command(option))
    best = here.ways[0] if here.listens_everywhere else here.listens_on
    if best not in (*here.ways, *network.own_names()):
        return here.in_trouble(ONLY_THERE.format(host=best), command(option))
    return here.at(best)


def command(option: Option = st.get_option) -> str:
    """Return how to start the app so that the room's network reaches it."""
    words = ["--server.address", EVERYWHERE]
    for name in KEPT_OPTIONS:
        value = option(name)
        if value and value != USUAL_PORT:
            words += [f"--{name}", str(value)]
    return f"{START} {shlex.join(words)}"


class _Here:
    """Where the app listens, how its page was opened, and which ways lead to this computer."""

    def __init__(self, opened: str | None, option: Option) -> None:
        self.listens_on = str(option("server.address") or "")
        self.listens_everywhere = self.listens_on in ("", "::", EVERYWHERE)
        scheme = "https" if option("server.sslCertFile") else "http"
        port = int(option("browser.serverPort"))
        self.scheme, self.host, self.port = _parts(opened or "") or (scheme, "", port)
        is_another = (self.scheme, self.port) != (scheme, port)
        self.is_passed_on = is_another or self.listens_on.startswith("unix:")
        self.base = option("server.baseUrlPath").strip("/")
        self.interfaces = network.interfaces()
        listens_to_ipv6 = self.listens_on in ("", "::")
        self.ways = network.ranked(self.interfaces, network.way_out(), listens_to_ipv6)

    @property
    def is_opened_from_outside(self) -> bool:
        """Tell whether the page was opened by an address that leads here from elsewhere, too.

        A name of this computer does not, unless `APP_HOSTS` has it: many a phone cannot find a
        computer by its name.
        """
        own = {str(interface.ip) for interface in self.interfaces} - {*self.ways}
        is_own_name = self.host in network.own_names() and not hosts.is_added(self.host)
        leads_nowhere = self.host in own or is_own_name
        return bool(self.host) and not leads_nowhere and not network.is_this_computer(self.host)

    def at(self, host: str) -> Reach:
        """Return that phones reach the app at a host, and by which other ways."""
        others = self.ways if self.listens_everywhere and host in self.ways else []
        return Reach(
            self.typed(host),
            tuple(self.typed(way) for way in others if way != host),
            scheme=self.scheme,
        )

    def in_trouble(self, sentence: str, command: str = "") -> Reach:
        """Return that phones do not reach the app, and the address that works here."""
        listens = self.listens_on
        on_localhost = self.listens_everywhere or network.is_this_computer(listens)
        host = self.host or ("localhost" if on_localhost else listens)
        return Reach(self.typed(host), (), sentence, command, self.scheme)

    def typed(self, host: str) -> str:
        """Return what to type to get to a host."""
        typed = _in_url(host)
        if self.port != UNTYPED_PORTS[self.scheme]:
            typed += f":{self.port}"
            if self.scheme == "https":  # a browser tries http first at such a port
                typed = f"https://{typed}"
        return f"{typed}/{self.base}" if self.base else typed


def _parts(url: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of a web page's URL; None if it is none."""
    try:
        parts = urlsplit(url)
        usual = UNTYPED_PORTS[parts.scheme]
        return (parts.scheme, parts.hostname, parts.port or usual) if parts.hostname else None
    except (KeyError, ValueError):
        return None


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
