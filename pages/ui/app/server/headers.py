"""The headers with which a browser is told what this app never does, so that nothing else can.

    a visitor's request -> `SecurityHeaders` -> Streamlit -> its answer, with each header once

The Content-Security-Policy allows as little as Streamlit runs with. Scripts come from this server,
or from an address in the browser's memory ("blob:"), where Streamlit puts the scripts of
components; the one that stands in Streamlit's page is allowed by its digest. Styles may stand in
the page, since Streamlit writes them there. Nothing else is loaded, sent or embedded.
"""

import os

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.ui.app import streamlit_internals
from pages.ui.app.server.hosts import A_HOST

# Which pages may show this app in a frame, such as a slide's: "https://slides.example.org".
FRAMED_BY = "APP_FRAMED_BY"

SAME_FOR_ALL = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), fullscreen=(self), geolocation=(), microphone=(), "
    "payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}


def framed_by() -> list[str]:
    """Return which other pages may show this app in a frame, as whoever runs it says."""
    return os.environ.get(FRAMED_BY, "").replace(",", " ").split()


def policy(host: str, digests: tuple[str, ...] = ()) -> str:
    """Return the Content-Security-Policy of a page.

    Parameters
    ----------
    host
        Where the page was asked for, such as "192.168.1.5:8501": older browsers do not take
        "self" for the address of a websocket. A visitor sends it; what is no host is left out.
    digests
        Of the scripts that stand in the page: "sha256-…".
    """
    sockets = [f"ws://{host}", f"wss://{host}"] if A_HOST.fullmatch(host) else []
    sources = {
        "default-src": ["'none'"],
        "script-src": ["'self'", "blob:", *(f"'{digest}'" for digest in digests)],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "media-src": ["'self'", "blob:"],
        # Streamlit makes a file of a camera's picture by fetching it from a "data:" address.
        "connect-src": ["'self'", "data:", *sockets],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        # "self", since some hosting services show an app in a frame of the same address.
        "frame-ancestors": ["'self'", *framed_by()],
    }
    return "; ".join(" ".join([name, *allowed]) for name, allowed in sources.items())


def the_others() -> dict[str, str]:
    """Return the other headers of each answer."""
    if not framed_by():
        return SAME_FOR_ALL
    others = SAME_FOR_ALL | {"Cross-Origin-Resource-Policy": "cross-origin"}
    del others["X-Frame-Options"]  # it knows no other pages; the policy names them
    return others


class SecurityHeaders:
    """ASGI middleware that puts the headers on every answer; websockets pass as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._digests = streamlit_internals.digests_of_inline_scripts()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy(host, self._digests)
                headers.update(the_others())
            await send(message)

        await self._app(scope, receive, send_with_headers)
