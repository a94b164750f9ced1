"""By which names visitors may come.

    a visitor's request -> `KnownHosts` -> Streamlit, or one sentence on what to do

A page of the internet could have its own name lead to this computer, and read what the app shows
(DNS rebinding). So a name has to be known: an address in digits, which nobody can have lead
elsewhere; this computer's own names; and those in the environment variable `APP_HOSTS`.
"""

import os
import re
import socket
from fnmatch import fnmatchcase
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

VARIABLE = "APP_HOSTS"
# A name has 253 characters at most (RFC 1035).
A_HOST = re.compile(r"([\w.-]{1,253}|\[[\da-fA-F:.]{2,45}\])(?::\d{1,5})?", re.ASCII)
FORBIDDEN = 403
POLICY_VIOLATION = 1008  # of a websocket (RFC 6455, 7.4.1)
UNKNOWN = (
    "Thirty Neurons does not know the name {name}.\n\n"
    "If you run it, start it with this name in the environment variable APP_HOSTS:\n\n"
    "    APP_HOSTS={name}\n\n"
    "Several names are separated by spaces. .deploy/README.md says more."
)
NO_NAME = "Thirty Neurons was asked for by a Host that is not a valid name or address."
ANOTHER_SITE = "This request came from a page of another website."


def added() -> list[str]:
    """Return the names that whoever runs the app lets in, such as "*.example.org".

    Of a whole address, such as "https://digits.example.org:8080/", it is the name that counts.
    """
    words = os.environ.get(VARIABLE, "").lower().replace(",", " ").split()
    hosts = (word.rpartition("://")[2].partition("/")[0] for word in words)
    return [re.sub(r":\d+$", "", host).rstrip(".") for host in hosts]


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


def name_in(host: str) -> str:
    """Return the name in a request's Host, without its port; "" if it is no Host."""
    parts = A_HOST.fullmatch(host)
    return parts[1].strip("[]").rstrip(".").lower() if parts else ""


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
    name, page = name_in(host), name_in(origin.rpartition("://")[2])
    if host and not is_known(name):
        return UNKNOWN.format(name=name) if name else NO_NAME
    return "" if not origin or page == name or is_added(page) else ANOTHER_SITE


class KnownHosts:
    """ASGI middleware that turns away who comes by an unknown name, or from another site's page.

    It does so for websockets, too, and alone: Streamlit, which would compare `Origin` with `Host`
    to the letter, does not see the `Origin`. A request without any Host is no browser's: such as a
    load balancer's, asking for a sign of life.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say what is wrong with it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not (wrong := what_is_wrong(headers.get("host", ""), headers.get("origin", ""))):
            others = [header for header in scope["headers"] if header[0] != b"origin"]
            await self._app({**scope, "headers": others}, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(POLICY_VIOLATION)(scope, receive, send)
        else:
            await PlainTextResponse(wrong, FORBIDDEN)(scope, receive, send)
