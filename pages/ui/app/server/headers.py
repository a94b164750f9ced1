"""The headers with which a browser is told what this app never does, so that nothing else can.

    a visitor's request -> `SecurityHeaders` -> Streamlit -> its answer, with each header once

The Content-Security-Policy allows as little as Streamlit runs with. Scripts come from this server,
or from an address in the browser's memory ("blob:"), where Streamlit puts the scripts of
components; the one that stands in Streamlit's page is allowed by its digest. Styles may stand in
the page, since Streamlit writes them there. Nothing else is loaded, sent or embedded.
"""

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.ui.app import streamlit_internals
from pages.ui.app.server.hosts import A_HOST

# A page may only be framed by one of the same address, as some hosting services do.
SAME_FOR_ALL = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), fullscreen=(self), geolocation=(), microphone=(), "
    "payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}


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
        "frame-ancestors": ["'self'"],
    }
    return "; ".join(" ".join([name, *allowed]) for name, allowed in sources.items())


class SecurityHeaders:
    """ASGI middleware that puts the headers on every answer; websockets pass as they are."""

    def __init__(self, app: ASGIApp, others: Mapping[str, str] = SAME_FOR_ALL) -> None:
        self._app = app
        self._others = others
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
                headers.update(self._others)
            await send(message)

        await self._app(scope, receive, send_with_headers)
