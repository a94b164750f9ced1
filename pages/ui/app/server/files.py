"""What a first visit loads, compressed once; and what a page needs comes early.

    a visitor's request -> `kept_files` -> the scripts or a network of ours, or a file of
                                           Streamlit's, from memory; or Streamlit

Streamlit sends its own files as they are, and compresses the rest by itself. Ours are found by how
their addresses end: Streamlit puts its `server.baseUrlPath` before its own addresses alone.
"""

import asyncio
import gzip
import mimetypes
import re
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.ui.app.server import scripts, sent_network
from pages.ui.app.visitor import networks

FOLDER = Path(st.__file__).parent / "static" / "static"
SUFFIXES = {".css", ".js", ".svg"}  # pictures and fonts are compressed already
HEADERS = {
    # As Streamlit says it: the name of a file changes with what is in it.
    "Cache-Control": "public, immutable, max-age=31536000",
    "Vary": "Accept-Encoding",
}
GZIP = {"Content-Encoding": "gzip"}
FETCHED = "preload; as=fetch; crossorigin"  # what our scripts fetch

# Said before Streamlit's first script: pages lie in the app's own address. It would try theirs.
FIRST = "static/js/rolldown-runtime."
ADDRESS = b"window.__streamlit = { BACKEND_BASE_URL: new URL('.', location).href };"

CANVAS = "streamlit_drawable_canvas"
# By the last part of a page's address.
WITH_A_CANVAS = {"", "numbers"}
READS_WITH = dict.fromkeys((*WITH_A_CANVAS, "join"), "draw")
READS_WITH |= dict.fromkeys(("how-it-works", "inside", "backprop"), "book")
# With these Streamlit shows a component, such as the canvas.
FOR_COMPONENTS = ("BidiComponent", "recordbatch", "serialization")


@lru_cache(maxsize=32)
def early(page: str) -> str:
    """Return the header by which a browser loads what a page needs as soon as the line is free.

    Streamlit's page would ask for its scripts and its network last, when it has run.
    """
    shows = (it.name for name in FOR_COMPONENTS for it in FOLDER.glob(f"js/{name}.*.js"))
    paths = [*(f"static/js/{name}" for name in shows), *(canvas() if page in WITH_A_CANVAS else [])]
    kinds = dict.fromkeys(paths, "modulepreload") | {scripts.address(): FETCHED}
    if address := sent_network.addresses().get(READS_WITH.get(page, "")):
        kinds[address] = FETCHED
    return ", ".join(f"<./{it}>; rel={kind}; fetchpriority=low" for it, kind in kinds.items())


@cache
def canvas() -> dict[str, Path]:
    """Return the canvas's own files, by their addresses. They have digests in their names."""
    spec = find_spec(CANVAS)
    assert spec is not None and spec.origin is not None
    build = Path(spec.origin).parent / "frontend" / "build"
    component = f"_stcore/bidi-components/{CANVAS.replace('_', '-')}.{CANVAS}"
    return {f"{component}/{path.name}": path for path in build.glob("index-*.js")}


def kept_files(app: ASGIApp) -> ASGIApp:
    """Return ASGI middleware that answers with files from memory, compressed for who takes them."""
    found = (path for path in FOLDER.rglob("*") if path.suffix in SUFFIXES)
    theirs = {f"static/{path.relative_to(FOLDER).as_posix()}": path for path in found} | canvas()
    begins = re.compile("/(?=static/|_stcore/|tn/)")
    ours = {scripts.address(): scripts.packed()}
    for network, address in sent_network.addresses().items():
        ours[address] = sent_network.packed(networks.shipped(network).reader)
    kept: dict[str, bytes] = {}
    compresses = asyncio.Lock()

    def compress(name: str) -> bytes:
        file = ours.get(name) or theirs[name].read_bytes()
        return gzip.compress(ADDRESS * name.startswith(FIRST) + file, 6)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_early(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Link"] = early(path.rpartition("/")[2])
            await send(message)

        path = scope["path"] if scope["type"] == "http" and scope["method"] == "GET" else ""
        takes_compressed = path and "gzip" in Headers(scope=scope).get("accept-encoding", "")
        name = begins.split(path)[-1]
        kind = mimetypes.guess_type(name)[0]
        response = None
        if given := sent_network.given.get(name):
            body, how = (given[0], GZIP) if takes_compressed else (gzip.decompress(given[0]), {})
            response = Response(body, headers=HEADERS | how, media_type=kind)
        elif takes_compressed and (name in ours or name in theirs):
            async with compresses:  # many may ask for the same file meanwhile
                if name not in kept:
                    kept[name] = await asyncio.to_thread(compress, name)
            response = Response(kept[name], headers=HEADERS | GZIP, media_type=kind)
        elif name in ours:
            response = Response(ours[name], headers=HEADERS, media_type=kind)
        elif re.search(r"/tn/\w+\.\w+$", path):  # of a server before this one, or after it
            response = Response(status_code=404, headers={"Cache-Control": "no-store"})
        await (response or app)(scope, receive, send if response else send_early)

    return answer
