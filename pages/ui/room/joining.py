"""How to join: the addresses that phones may try, the QR code, and the code as it must be typed."""

import re
import socket
from functools import lru_cache
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

import ifaddr
import segno
import streamlit as st

from pages.ui.app.html import Html, div, span, tag
from pages.ui.app.server import host_names
from pages.ui.class_room.rules import Room

PATH = "join"
HALF = 3  # characters of a code, after which a gap makes it easier to copy
EVERYWHERE = ("", "0.0.0.0", "::")  # what the app listens on where everybody may come
USUAL_PORT = 8501
ONLY_HERE = "Phones cannot reach the app: it listens on this computer only."
START = "streamlit run streamlit_app.py --server.address 0.0.0.0"
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


class Reach(NamedTuple):
    """How phones reach the app."""

    # Where phones may try, the likeliest first, such as "http://192.168.1.5:8501". With a command,
    # the first one is for this computer, and the others when the app was started so.
    urls: tuple[str, ...]
    command: str = ""  # how to start the app instead, where it listens on this computer only

    @property
    def typed(self) -> list[str]:
        """What is typed to get there: "192.168.1.5:8501"."""
        return [url.removeprefix("http://") for url in self.urls]


def reach() -> Reach:
    """Return how phones in the room reach the app.

    What the host's browser used comes first, unless it means the computer that it is typed on.
    """
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    page = urlsplit(st.context.url or f"{scheme}://localhost:{st.get_option('browser.serverPort')}")
    port = f":{page.port}" if page.port else ""
    host, listens_on = page.hostname or "", st.get_option("server.address") or ""
    is_here, only_here = host_names.is_this_computer(host), host_names.is_this_computer(listens_on)
    ways = addresses() if only_here or listens_on in EVERYWHERE else [listens_on]
    found, command = [f"{way}{port}" for way in ways], ""
    if not is_here:
        # By any other name, the app stands behind something that this computer does not know.
        found = [page.netloc, *(found if host in (*ways, *host_names.own_names()) else [])]
    elif only_here or not found:
        found.insert(0, f"localhost{port}")
    if is_here and only_here:
        started = st.get_option("server.port")
        command = START if started == USUAL_PORT else f"{START} --server.port {started}"
    base = st.get_option("server.baseUrlPath").strip("/")
    urls = (f"{page.scheme}://{way}/{base}".rstrip("/") for way in dict.fromkeys(found))
    return Reach(tuple(urls), command)


def addresses() -> list[str]:
    """Return this computer's addresses by which phones may come, the most likely one first.

    Virtual networks are left out, and so are addresses of IPv6, which nobody likes to type.
    """
    found, first = [], way_out()
    for adapter in ifaddr.get_adapters():
        for each in adapter.ips:
            names = adapter.name, adapter.nice_name, each.nice_name
            if not each.is_IPv4 or any(map(VIRTUAL.search, names)):
                continue
            ip = ip_address(str(each.ip))
            if not (ip.is_loopback or ip.is_link_local):
                found.append((str(ip) != first, not ip.is_private, str(ip)))
    return [ip for *_, ip in sorted(found)]


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


def how(room: Room, kind: str) -> Html:
    """Return the code, the QR code and the address; `kind` is a class for their size.

    A button copies the address with the code (every_page.js).
    """
    found = reach()
    page, typed = f"{found.urls[0]}/{PATH}", f"{found.typed[0]}/{PATH}"
    link = f"{page}?code={room.code}"
    words = [
        div("tn-join-address", typed),
        div("tn-join-code", span("", room.code[:HALF]), span("", room.code[HALF:])),
        tag("button", "Copy the link", kind="tn-copy", data_tn_copy=link),
    ]
    return with_code(link, f"QR code of {page} with the code {room.code}", kind, *words)


def with_code(link: str, alt: str, kind: str, *words: Html) -> Html:
    """Return the QR code of a link, and words beside it."""
    picture = tag("img", kind="tn-qr", src=_qr(link), alt=alt)
    return div(f"tn-joining {kind}", picture, div("tn-join-words", *words))


@lru_cache(maxsize=8)
def _qr(url: str) -> str:
    """Return a QR code as an address that carries an SVG, dark on white in any theme."""
    return str(segno.make(url, error="m", micro=False).svg_data_uri(border=2, light="#ffffff"))


def show_command(reach: Reach) -> None:
    """Show how to start the app so that phones reach it."""
    then = f", and they open `{reach.typed[1]}`" if reach.typed[1:] else ""
    st.warning(f"{ONLY_HERE} Start it again with this command{then}.", icon=":material/wifi_off:")
    st.code(reach.command, language=None, wrap_lines=True)
