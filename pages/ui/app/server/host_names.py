"""By which names visitors may come.

    a visitor's request -> `known_hosts` -> Streamlit, or one sentence on what to do

A page of the internet could have its own name lead to this computer, and read what the app shows
(DNS rebinding). So a name has to be known: an address in digits, which nobody can have lead
elsewhere; this computer's own names; and those in the environment variable `APP_HOSTS`.
"""

import os
import socket
from fnmatch import fnmatchcase
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

UNKNOWN = (
    "Thirty Neurons does not know the name {name}.\n\n"
    "If you run it, start it with this name in the environment variable APP_HOSTS:\n\n"
    "    APP_HOSTS={name}\n\n"
    "Several names are separated by spaces. .deploy/README.md says more."
)
ANOTHER_SITE = "This request came from a page of another website."


def added() -> list[str]:
    """Return the names that whoever runs the app lets in, such as "*.example.org"."""
    return [name_in(word) for word in os.environ.get("APP_HOSTS", "").replace(",", " ").split()]


def own_names() -> list[str]:
    """Return this computer's names: as it calls itself, and as a home network calls it."""
    name = socket.gethostname().lower()
    short = name.partition(".")[0]
    return list(dict.fromkeys([name, short, f"{short}.local"])) if short else []


def is_this_computer(host: str) -> bool:
    """Tell whether a host, a name or an address, means the computer that it is typed on."""
    host = host.rstrip(".")
    try:
        ip = ip_address(host.strip("[]"))
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return (getattr(ip, "ipv4_mapped", None) or ip).is_loopback


def name_in(address: str) -> str:
    """Return the name in a whole address, or in one without "https://"; "" if there is none."""
    try:
        return (urlsplit(f"//{address.rpartition('://')[2]}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_added(name: str) -> bool:
    """Tell whether whoever runs the app lets visitors in by a name."""
    return any(fnmatchcase(name, pattern) for pattern in added())


def is_known(name: str) -> bool:
    """Tell whether visitors may come by a name."""
    try:
        ip_address(name)
        return True
    except ValueError:
        return is_this_computer(name) or name in own_names() or is_added(name)


def what_is_wrong(host: str, origin: str) -> str:
    """Return why a request is turned away, as a sentence; "" if it is welcome.

    Parameters
    ----------
    host
        By what name and port the app was asked for.
    origin
        The address of the page that asks, such as "https://digits.example.org"; "" if it says none.
        Between it and the app, a hosting service may change port and scheme, and the name as well.
    """
    name, page = name_in(host), name_in(origin)
    if host and not is_known(name):
        return UNKNOWN.format(name=name or host)
    return "" if not origin or page == name or is_added(page) else ANOTHER_SITE


def known_hosts(app: ASGIApp) -> ASGIApp:
    """Return ASGI middleware that turns away an unknown name, or another site's page.

    It does so for websockets, too, and alone: Streamlit, which would compare `Origin` with `Host`
    to the letter, does not see the `Origin`. A request without any Host is no browser's: such as a
    load balancer's, asking for a sign of life.
    """

    async def pass_on(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not (wrong := what_is_wrong(headers.get("host", ""), headers.get("origin", ""))):
            others = [header for header in scope["headers"] if header[0] != b"origin"]
            await app({**scope, "headers": others}, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(1008)(scope, receive, send)  # against a policy (RFC 6455)
        else:
            await PlainTextResponse(wrong, 403)(scope, receive, send)

    return pass_on
