"""A network as one page: what stands in the file, and the command that writes it."""

import base64
import hashlib
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from nn.export.folder import zipped
from nn.storage import network_files
from nn.storage.network_files import Saved, open_network
from nn.storage.provenance import Provenance
from pages.ui.app.places import INSIDE
from pages.ui.app.visitor import networks
from pages.ui.live.take_home import one_page, take_home
from tests.pages.conftest import BOOK, ROOT, Open, use_file, visitor

NASTY = "</script><script>alert(1)</script><b title='\"'>&amp;$name"
Write = Callable[..., "subprocess.CompletedProcess[str]"]


def page_of(saved: Saved, name: str = "mine", remark: str = "") -> str:
    return one_page.made(saved, name, remark).decode()


def words_of(page: str) -> str:
    """Return what somebody reads on a page."""
    body = page.partition("<main>")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", body))


@pytest.fixture
def book() -> Saved:
    return open_network("book")


def test_it_says_which_network_it_is_how_well_it_reads_and_how_it_was_trained(book: Saved) -> None:
    said = words_of(page_of(book, "the book's thirty", "It is special."))
    assert "Read by the book&#x27;s thirty : layers of 784 – 30 – 10 neurons." in said
    assert "It reads 9,543 of 10,000 test digits right: 95.4 %." in said
    assert "It learnt from MNIST, for 30 whole epochs. It is special." in said
    assert "Learning rate η 3.0" in said and "Cost quadratic" in said


def test_only_its_own_scripts_run(book: Saved) -> None:
    page = page_of(book)
    policy = re.findall(r'Policy" content="([^"]+)"', page)[0]
    runs = re.findall(r'<script type="(?:importmap|module)">(.*?)</script>', page, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(it.encode()).digest()).decode() for it in runs]
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    assert f"script-src data: {allowed};" in policy and policy.startswith("default-src 'none'")
    assert re.findall(r'(?:src|href)="(?!data:)([^"]*)"', page) == [
        "http://neuralnetworksanddeeplearning.com"
    ]


def test_names_and_notes_of_others_are_shown_letter_by_letter(book: Saved) -> None:
    about = replace(book.provenance, note=NASTY, data=NASTY)
    page = page_of(Saved(book.reader, about), NASTY)
    assert "<script>alert" not in page and "<b title" not in page
    assert page.count("&lt;/script&gt;&lt;script&gt;alert(1)") == 4  # twice the name
    assert "&amp;amp;$name" in page


def test_a_browser_finds_its_letters_in_the_first_thousand_bytes(book: Saved) -> None:
    assert b'<meta charset="utf-8">' in one_page.made(book, "mine")[:1024]


def test_of_a_file_that_does_not_tell_how_it_was_trained_it_says_so(book: Saved) -> None:
    said = words_of(page_of(Saved(book.reader, Provenance()), "b\udcff.npz"))
    assert "How it was trained is not known." in said and "Read by b?.npz" in said


def test_it_is_as_large_as_said(book: Saved) -> None:
    assert len(page_of(book)) < 400_000
    assert len(page_of(open_network("draw"))) < 1_300_000


def test_the_app_gives_it_by_a_button_and_in_the_zip(open_app: Open) -> None:
    app = open_app(INSIDE, "book")
    labels = [each.proto.label for each in app.main.get("download_button")]
    assert labels == [*take_home.SAVES]
    session = visitor(app)
    used = networks.in_use(session)
    assert used.away == "the book's thirty"
    saved = networks.as_saved(session.visit, used)
    page = one_page.made(saved, used.away)
    with ZipFile(BytesIO(zipped(saved, page=page))) as folder:
        assert folder.read(one_page.NAME) == page
        assert one_page.NAME in folder.read("README.md").decode()
    use_file(app, BOOK)
    session.network.file_name = NASTY
    assert networks.in_use(session).away == NASTY
    session.use("run")
    assert networks.in_use(session).away == "the one for drawings"  # there is no run


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", one_page.__name__, *arguments]
        more = {"PYTHONPATH": str(ROOT), "PATH": ""}
        return subprocess.run(command, cwd=tmp_path, env=more, capture_output=True, text=True)

    return run


@pytest.mark.slow
def test_a_command_writes_it_or_says_why_not(write: Write, tmp_path: Path, book: Saved) -> None:
    assert write("book").returncode == 0
    assert (tmp_path / one_page.NAME).read_bytes() == one_page.made(book, "the book's thirty")
    (tmp_path / "a<b>.npz").write_bytes(network_files.to_bytes(book.reader, book.provenance))
    assert write("a<b>.npz", "--out", "index.html").returncode == 0
    assert "Read by <b>a&lt;b&gt;.npz</b>" in (tmp_path / "index.html").read_text("utf-8")
    for arguments, sentence in (
        (("nothing",), "There is no network 'nothing'"),
        (("book", "--out", "nowhere/page.html"), "cannot be saved"),
    ):
        said = write(*arguments)
        assert said.returncode == 1 and sentence in said.stderr
        assert "Traceback" not in said.stderr
