"""What comes from memory, compressed, and what a browser is told to load early."""

import asyncio
import base64
import gzip
import json
import os
import re
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from nn.answers import Reader
from pages.ui.app.server import files, scripts, sent_network
from pages.ui.app.visitor import networks
from pages.ui.live.take_home import one_page
from tests.pages.conftest import run_apart
from tests.pages.test_train import small

MB = 1_000_000
SCRIPT = next(files.FOLDER.glob("js/index.*.js"))
ADDRESS = f"/static/js/{SCRIPT.name}"
OURS = f"/{scripts.address()}"
NETWORKS = {name: f"/{address}" for name, address in sent_network.addresses().items()}
[(CANVAS, CANVAS_FILE)] = [(f"/{address}", file) for address, file in files.canvas().items()]


class Visit:
    """The middleware before an app that says it was asked."""

    def __init__(self) -> None:
        self.answers: list[dict[str, Any]] = []
        self.kept = files.kept_files(self.app)

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        is_file = "." in scope["path"].rpartition("/")[2]
        headers = [] if is_file else [(b"content-type", b"text/html; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"the app"})

    async def ask(self, path: str, method: str = "GET", **headers: str) -> None:
        given = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "headers": given}
        messages: list[Any] = []

        async def send(message: Any) -> None:
            messages.append(message)

        async def receive() -> Any:
            raise AssertionError("nothing is asked for")

        await self.kept(scope, receive, send)
        start, body = messages
        headers_sent = {name.decode(): value.decode() for name, value in start["headers"]}
        self.answers.append({**headers_sent, "status": start["status"], "body": body["body"]})

    def answer(self, path: str, method: str = "GET", **headers: str) -> dict[str, Any]:
        run_apart(self.ask(path, method, **headers))
        return self.answers[-1]


@pytest.fixture
def visit() -> Visit:
    return Visit()


@pytest.mark.parametrize("before", ["", "/digits"])
@pytest.mark.parametrize(("address", "file"), [(ADDRESS, SCRIPT), (CANVAS, CANVAS_FILE)])
def test_a_script_is_sent_compressed_and_may_be_kept_for_ever(
    before: str, address: str, file: Path, visit: Visit
) -> None:
    answer = visit.answer(before + address, accept_encoding="gzip, br")
    assert gzip.decompress(answer["body"]) == file.read_bytes()
    assert len(answer["body"]) < 0.4 * file.stat().st_size
    assert answer["content-encoding"] == "gzip"
    assert answer["vary"] == "Accept-Encoding"
    assert "immutable" in answer["cache-control"]
    assert answer["content-type"].startswith("text/javascript")


def test_it_is_compressed_once_also_for_those_who_ask_at_the_same_moment(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[Path] = []

    def read(path: Path) -> bytes:
        reads.append(path)
        return b"script"

    monkeypatch.setattr(Path, "read_bytes", read)

    async def all_at_once() -> None:
        await asyncio.gather(*(visit.ask(ADDRESS, accept_encoding="gzip") for _ in range(30)))
        await visit.ask(ADDRESS, accept_encoding="gzip")

    run_apart(all_at_once())
    assert reads == [SCRIPT]
    assert {gzip.decompress(answer["body"]) for answer in visit.answers} == {b"script"}


@pytest.mark.parametrize(
    ("path", "method", "encoding"),
    [
        (ADDRESS, "GET", "identity"),
        (ADDRESS, "HEAD", "gzip"),
        ("/static/js/no-such.js", "GET", "gzip"),
        ("/static/js/../js/index.js", "GET", "gzip"),
        (f"/static/media/{next(files.FOLDER.glob('media/*.woff2')).name}", "GET", "gzip"),
    ],
)
def test_streamlit_answers_the_rest(visit: Visit, path: str, method: str, encoding: str) -> None:
    answer = visit.answer(path, method, accept_encoding=encoding)
    assert answer == {"status": 200, "body": b"the app"}


@pytest.mark.parametrize("before", ["", "/digits", "/train", "/digits/train"])
@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_what_is_ours_is_there_below_any_address(visit: Visit, before: str, accepted: str) -> None:
    readers = {NETWORKS[name]: networks.shipped(name).reader for name in ("draw", "book")}
    of_room = Reader(small().first_network())
    readers["/" + sent_network.address_of(sent_network.as_text(of_room))] = of_room
    packed = {address: sent_network.packed(reader) for address, reader in readers.items()}
    for address, content in {OURS: scripts.packed(), **packed}.items():
        answer = visit.answer(before + address, accept_encoding=accepted)
        is_compressed = answer.get("content-encoding") == "gzip"
        assert is_compressed == (accepted == "gzip")
        assert content == (gzip.decompress(answer["body"]) if is_compressed else answer["body"])
        assert answer["vary"] == "Accept-Encoding" and "immutable" in answer["cache-control"]
        assert answer["content-type"].startswith("application/")


def test_the_network_of_a_room_is_let_go_once_no_phone_looks_for_it(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give() -> str:
        return "/" + sent_network.address_of(base64.b64encode(os.urandom(MB)).decode())

    def status(path: str) -> int:
        answer: int = visit.answer(path, accept_encoding="gzip")["status"]
        visit.answers.clear()
        return answer

    assert status(give()) == 200
    tracemalloc.start()
    for _ in range(5):
        path = give()
        assert status(path) == 200
        sent_network.let_go()
        assert status(path) == 200, "a phone that has just looked is about to ask"
        monkeypatch.setattr(sent_network, "LOOKED", 0.0)
        sent_network.let_go()
        assert status(path) == 404
        monkeypatch.undo()
    left = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert left < MB


def test_scripts_of_another_server_are_not_found_and_not_kept(visit: Visit) -> None:
    for path in ("/tn/0123456789ab.json", "/digits/tn/0123456789ab.json", "/tn/01234567.bin"):
        answer = visit.answer(path, accept_encoding="gzip")
        assert (answer["status"], answer["body"]) == (404, b"")
        assert answer["cache-control"] == "no-store"


def test_each_module_comes_after_those_that_it_imports(visit: Visit) -> None:
    sent = json.loads(visit.answer(OURS, accept_encoding="")["body"])
    of_page = scripts.needed_by(one_page.ENTRY)  # which has no server
    assert {name for name, _ in sent} | {*of_page} == {*scripts.SOURCES}
    known = set[str]()
    for name, source in sent:
        assert set(re.findall(r'from "(.+)"', source)) <= known, name
        known.add(name)


def test_a_page_asks_early_for_its_scripts_its_canvas_and_its_network(visit: Visit) -> None:
    pages = dict.fromkeys(("/", "/digits/", "/numbers", "/join"), "draw")
    pages |= {"/digits/inside": "book", "/backprop": "book"}
    for path in (*pages, "/train", "/digits/train"):
        asked = re.findall(r"<\.(/[^>]+)>", visit.answer(path)["link"])
        assert OURS in asked
        assert (CANVAS in asked) == path.endswith(("/", "/numbers"))
        early = {name for name, at in NETWORKS.items() if at in asked}
        assert early == ({pages[path]} if path in pages else set())
    assert "link" not in visit.answer("/a.png")
