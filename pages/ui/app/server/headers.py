"""The headers with which a browser is told what this app never does, so that nothing else can.

    a visitor's request -> `SecurityHeaders` -> Streamlit -> its answer, with each header once

The Content-Security-Policy allows as little as Streamlit runs with. Scripts come from this server,
or from an address in the browser's memory ("blob:"), where Streamlit puts the scripts of
components; the one that stands in Streamlit's page is allowed by its digest. Styles may stand in
the page, since Streamlit writes them there. Nothing else is loaded, sent or embedded.
"""

import os

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.ui.app.streamlit_internals import digests_of_inline_scripts

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


def policy(digests: tuple[str, ...]) -> str:
    """Return the Content-Security-Policy; `digests` are of the scripts in the page: "sha256-…"."""
    sources = {
        "default-src": ["'none'"],
        "script-src": ["'self'", "blob:", *(f"'{digest}'" for digest in digests)],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "media-src": ["'self'", "blob:"],
        # Streamlit makes a file of a camera's picture by fetching it from a "data:" address.
        "connect-src": ["'self'", "data:"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        # "self", since some hosting services show an app in a frame of the same address.
        "frame-ancestors": ["'self'", *framed_by()],
    }
    return "; ".join(" ".join([name, *allowed]) for name, allowed in sources.items())


def headers() -> dict[str, str]:
    """Return the headers of each answer."""
    same = {"Content-Security-Policy": policy(digests_of_inline_scripts()), **SAME_FOR_ALL}
    if framed_by():
        same["Cross-Origin-Resource-Policy"] = "cross-origin"
        del same["X-Frame-Options"]  # it knows no other pages; the policy names them
    return same


class SecurityHeaders:
    """ASGI middleware that puts the headers on every answer; websockets pass as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_with_headers)
