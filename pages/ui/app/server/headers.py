"""The headers that tell a browser what this app never does, so that nothing else can.

    a visitor's request -> `security_headers` -> Streamlit -> its answer, with each header once

The Content-Security-Policy allows as little as Streamlit runs with. Scripts come from this server,
or from an address in the browser's memory ("blob:"), where Streamlit puts the scripts of
components; the one that stands in Streamlit's page is allowed by its digest. Styles may stand in
the page, since Streamlit writes them there. Nothing else is loaded, sent or embedded.
"""

import os

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.ui.app.streamlit_internals import digests_of_inline_scripts

SAME_FOR_ALL = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), fullscreen=(self), geolocation=(), microphone=(), "
    "payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}


def headers() -> dict[str, str]:
    """Return the headers of each answer."""
    # The pages that may show this app in a frame, such as a slide's: "https://slides.example.org".
    framed_by = os.environ.get("APP_FRAMED_BY", "").replace(",", " ").split()
    sources = {
        "default-src": ["'none'"],
        "script-src": ["'self'", "blob:", *(f"'{it}'" for it in digests_of_inline_scripts())],
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
        "frame-ancestors": ["'self'", *framed_by],
    }
    policy = "; ".join(" ".join([name, *allowed]) for name, allowed in sources.items())
    same = {"Content-Security-Policy": policy, **SAME_FOR_ALL}
    if framed_by:
        same["Cross-Origin-Resource-Policy"] = "cross-origin"
        del same["X-Frame-Options"]  # it knows no other pages; the policy names them
    return same


def security_headers(app: ASGIApp) -> ASGIApp:
    """Return ASGI middleware that puts them on every answer; websockets pass as they are."""
    same = headers()

    async def pass_on(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(same)
            await send(message)

        await app(scope, receive, send_with_headers)

    return pass_on
