"""The headers that every answer of the server has, once each."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
import streamlit

from pages.ui.app.server.headers import SAME_FOR_ALL, SecurityHeaders, policy
from pages.ui.app.streamlit_internals import digests_of_inline_scripts
from tests.pages.conftest import run_apart

NAMES = {name.lower() for name in (*SAME_FOR_ALL, "Content-Security-Policy")}
Messages = list[dict[str, Any]]
Header = tuple[bytes, bytes]


def sent(scope: dict[str, Any], *messages: dict[str, Any]) -> Messages:
    """Return what comes out of the middleware when the app below it sends some messages."""
    out: Messages = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        for message in messages:
            await send(message)

    async def send(message: Any) -> None:
        out.append(message)

    async def receive() -> Any:
        raise AssertionError("nothing is asked for")

    run_apart(SecurityHeaders(app)(scope, receive, send))
    return out


def asked(host: bytes) -> dict[str, Any]:
    return {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", host)]}


def headers_of(answer: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in answer["headers"]:
        found.setdefault(name.decode(), []).append(value.decode())
    return found


def test_every_answer_has_each_header_once_and_keeps_its_own() -> None:
    own = [(b"content-type", b"text/html"), (b"x-frame-options", b"ALLOW"), (b"etag", b'"5"')]
    start = {"type": "http.response.start", "status": 404, "headers": own}
    body = {"type": "http.response.body", "body": b"not here"}
    answer, rest = sent(asked(b"localhost:8501"), start, body)
    headers = headers_of(answer)
    assert set(headers) == NAMES | {"content-type", "etag"}
    assert all(len(values) == 1 for values in headers.values())
    assert headers["x-frame-options"] == ["SAMEORIGIN"]
    (allowed,) = headers["content-security-policy"]
    assert {"default-src 'none'", "frame-ancestors 'self'"} <= set(allowed.split("; "))
    assert (answer["status"], rest) == (404, body)


@pytest.mark.parametrize(
    "pages", ["https://slides.example.org", "https://slides.example.org, http://127.0.0.1:8000"]
)
def test_other_pages_show_it_in_a_frame_if_whoever_runs_it_names_them(
    pages: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APP_FRAMED_BY", pages)
    start = {"type": "http.response.start", "status": 200, "headers": []}
    headers = headers_of(sent(asked(b"localhost:8501"), start)[0])
    (allowed,) = headers["content-security-policy"]
    assert f"frame-ancestors 'self' {pages.replace(',', '')}" in allowed.split("; ")
    assert "x-frame-options" not in headers
    assert headers["cross-origin-resource-policy"] == ["cross-origin"]


def test_a_websocket_passes_as_it_is() -> None:
    accept = {"type": "websocket.accept", "headers": [(b"x", b"y")]}
    assert sent({"type": "websocket", "headers": []}, accept) == [accept]


def test_the_policy_lets_no_script_in_but_the_servers_own() -> None:
    allowed = dict(part.split(" ", 1) for part in policy(("sha256-abc=",)).split("; "))
    assert allowed["default-src"] == "'none'"
    assert allowed["script-src"].split() == ["'self'", "blob:", "'sha256-abc='"]
    assert not re.search(r"unsafe-eval|\*|https?:", policy(()))


def test_a_page_may_open_a_socket_where_it_came_from_and_nowhere_else() -> None:
    assert "connect-src 'self' data:;" in policy(())


def test_the_script_in_streamlits_page_is_allowed_by_its_digest() -> None:
    page = Path(streamlit.__file__).with_name("static") / "index.html"
    scripts = re.findall(r"<script>(.*?)</script>", page.read_text("utf-8"), re.DOTALL)
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    expected = tuple(f"sha256-{base64.b64encode(digest).decode()}" for digest in digests)
    assert digests_of_inline_scripts() == expected
    assert len(expected) == 1
