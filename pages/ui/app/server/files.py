"""The scripts and styles of a first visit: compressed once and kept; the canvas comes early.

    a visitor's request -> `kept_files` -> a file of Streamlit's from memory, or Streamlit

Streamlit sends its own files as they are, and compresses the rest by itself.
"""

import asyncio
import gzip
import mimetypes
from importlib.util import find_spec
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOLDER = Path(st.__file__).parent / "static" / "static"
SUFFIXES = {".css", ".js", ".svg"}  # pictures and fonts are compressed already
HEADERS = {
    # As Streamlit says it: the name of a file changes with what is in it.
    "Cache-Control": "public, immutable, max-age=31536000",
    "Content-Encoding": "gzip",
    "Vary": "Accept-Encoding",
}

# Said before Streamlit's first script: pages lie in the app's own address. It would try theirs.
FIRST = "js/rolldown-runtime."
ADDRESS = b"window.__streamlit = { BACKEND_BASE_URL: new URL('.', location).href };"

CANVAS = "streamlit_drawable_canvas"
PAGES_WITH_A_CANVAS = ("/", "/numbers")
# With these Streamlit shows a component, such as the canvas.
FOR_COMPONENTS = ("BidiComponent", "recordbatch", "serialization")


def early() -> str:
    """Return the header by which a browser loads the canvas at once, as soon as the line is free.

    Streamlit's page would ask for it last, when it has run.
    """
    spec = find_spec(CANVAS)
    assert spec is not None and spec.origin is not None
    build = Path(spec.origin).parent / "frontend" / "build"
    names = (path.name for name in FOR_COMPONENTS for path in FOLDER.glob(f"js/{name}.*.js"))
    component = f"_stcore/bidi-components/{CANVAS.replace('_', '-')}.{CANVAS}"
    paths = [*(f"static/js/{name}" for name in names)]
    paths += [f"{component}/{path.name}" for path in build.glob("index-*.js")]
    return ", ".join(f"<./{path}>; rel=modulepreload; fetchpriority=low" for path in paths)


def kept_files(app: ASGIApp) -> ASGIApp:
    """Return ASGI middleware that answers with compressed files, if the browser takes them."""
    found = (path for path in FOLDER.rglob("*") if path.suffix in SUFFIXES)
    paths = {path.relative_to(FOLDER).as_posix(): path for path in found}
    kept: dict[str, bytes] = {}
    compresses = asyncio.Lock()
    link = early()

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_early(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Link"] = link
            await send(message)

        path = scope["path"] if scope["type"] == "http" and scope["method"] == "GET" else ""
        name = path.rpartition("/static/")[2]
        if name in paths and "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            async with compresses:  # many may ask for the same file meanwhile
                if name not in kept:
                    plain = ADDRESS * name.startswith(FIRST) + paths[name].read_bytes()
                    kept[name] = await asyncio.to_thread(gzip.compress, plain, 6)
            kind = mimetypes.guess_type(name)[0]
            await Response(kept[name], headers=HEADERS, media_type=kind)(scope, receive, send)
        else:
            has_canvas = path.endswith(PAGES_WITH_A_CANVAS)
            await app(scope, receive, send_early if has_canvas else send)

    return answer
