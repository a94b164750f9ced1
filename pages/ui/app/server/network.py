"""The addresses and names of this computer, found without asking another one."""

import platform
import re
import socket
import time
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

import ifaddr

LOOKS_AGAIN = 10.0  # seconds. A laptop may change its network meanwhile.
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
# Files that Docker and Podman put into every container.
CONTAINER_MARKS = (Path("/.dockerenv"), Path("/run/.containerenv"))


@dataclass(frozen=True)
class Interface:
    """An address of this computer, and the names of the network interface that has it."""

    ip: IPv4Address | IPv6Address
    names: tuple[str, ...]

    @property
    def is_inside(self) -> bool:
        """Tell whether no other computer ever comes by this address."""
        ip = self.ip
        return ip.is_loopback or ip.is_link_local or ip.is_unspecified or ip.is_multicast

    @property
    def is_virtual(self) -> bool:
        """Tell whether its network is one of containers or virtual machines, or a tunnel."""
        return any(map(VIRTUAL.search, self.names))


def ranked(interfaces: list[Interface], way_out: str = "", ipv6: bool = False) -> list[str]:
    """Return the addresses by which phones may come, the most likely one first.

    A virtual network is left out unless the default route leads there, as through a VPN or a
    virtual switch that is the real network's; then it comes last.

    Parameters
    ----------
    interfaces
        All addresses of this computer.
    way_out
        Which of them the default route uses; "" if there is none.
    ipv6
        Whether IPv6 addresses count as well. They follow the others, since nobody likes to type
        them.
    """
    ways = [
        interface
        for interface in interfaces
        if not interface.is_inside
        and (ipv6 or interface.ip.version == 4)
        and (not interface.is_virtual or str(interface.ip) == way_out)
    ]
    ways.sort(
        key=lambda way: (
            way.ip.version,
            way.is_virtual,
            str(way.ip) != way_out,
            not way.ip.is_private,
        )
    )
    return [str(way.ip) for way in ways]


def interfaces() -> list[Interface]:
    """Return all addresses of this computer, at most ten seconds old."""
    return list(_interfaces(int(time.monotonic() / LOOKS_AGAIN)))


@lru_cache(maxsize=1)
def _interfaces(_moment: int) -> tuple[Interface, ...]:
    try:
        adapters = list(ifaddr.get_adapters())
    except OSError:
        return ()
    return tuple(
        Interface(
            ip_address(ip.ip if isinstance(ip.ip, str) else ip.ip[0]),
            (adapter.name, adapter.nice_name, ip.nice_name),
        )
        for adapter in adapters
        for ip in adapter.ips
    )


def way_out() -> str:
    """Return which of this computer's addresses the default route uses; "" if there is none.

    `connect` on a UDP socket sends nothing: the system only looks up the route.
    """
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        try:
            probe.connect((FAR_AWAY, 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def own_names() -> list[str]:
    """Return this computer's names: as it calls itself, and as a home network calls it."""
    name = socket.gethostname().lower()
    short = name.partition(".")[0]
    return list(dict.fromkeys([name, short, f"{short}.local"])) if short else []


def is_inside_another() -> bool:
    """Tell whether this is a container or Windows' Linux, with a computer around it."""
    return any(map(Path.exists, CONTAINER_MARKS)) or "microsoft" in platform.release().lower()


def is_this_computer(host: str) -> bool:
    """Tell whether a host, a name or an address, means the computer that it is typed on."""
    host = host.rstrip(".")
    try:
        ip = ip_address(host.strip("[]"))
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return (getattr(ip, "ipv4_mapped", None) or ip).is_loopback
