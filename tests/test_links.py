"""What README and the texts that it leads to point at is there: files, commands, pages, buttons.

Nobody is asked on the internet: of an address elsewhere only the place is held to a short list.
"""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pages.ui.app.places import DRAW, JOIN, NOTES, PLACES

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
LARGEST_GIF = 2_000_000  # bytes
MOST_LINES = 150

A_LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\]\([^)]*\))*\]\(([^)\s]+)\)")
AN_ADDRESS = re.compile(r"<(https?://[^>]+)>")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
A_PROGRAM = re.compile(r"python ([\w/.-]+\.py)")
A_MODULE = re.compile(r"python -m ([\w.]+)")
IN_ITALICS = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
A_STRING = re.compile(r'"([^"\n]+)"|`([^`\n]+)`')  # of Python or JavaScript
A_VALUE = re.compile(r"\$?\{[^{}]*\}")  # in such a string
# Where a link may lead besides this project: the book, and where the data is from.
ELSEWHERE = {"neuralnetworksanddeeplearning.com", "archive.ics.uci.edu"}
HERE = "localhost:8501"


@cache
def texts() -> list[Path]:
    """Return README and every text that it leads to, by however many links."""
    found, left = [README], [README]
    while left:
        for target, _ in links(left.pop()):
            if target.suffix == ".md" and target.exists() and target not in found:
                found.append(target)
                left.append(target)
    return found


def links(text: Path) -> Iterator[tuple[Path, str]]:
    """Yield the file and the heading that each link within the project names."""
    for address in A_LINK.findall(prose(text)):
        if not urlsplit(address).scheme:
            path, _, heading = address.partition("#")
            yield (text.parent / path).resolve() if path else text, heading


def prose(text: Path) -> str:
    """Return a text without what stands in code."""
    return re.sub(r"`[^`\n]*`", "", FENCED.sub("", text.read_text("utf-8")))


def anchors(text: Path) -> set[str]:
    """Return the headings of a text as links name them."""
    lines = FENCED.sub("", text.read_text("utf-8")).splitlines()
    headings = (line.lstrip("#").strip().lower() for line in lines if line.startswith("#"))
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in headings}


def addresses(text: Path) -> list[str]:
    content = FENCED.sub("", text.read_text("utf-8"))
    found = A_LINK.findall(content) + AN_ADDRESS.findall(content)
    return [address for address in found if urlsplit(address).scheme]


def name(text: Path) -> str:
    return text.relative_to(ROOT).as_posix()


every_text = pytest.mark.parametrize("text", texts(), ids=name)


@every_text
def test_every_link_leads_to_a_file_and_a_heading_of_the_project(text: Path) -> None:
    for target, heading in links(text):
        assert target.is_relative_to(ROOT) and target.exists(), f"{target} is not there"
        assert not heading or heading in anchors(target), f"{target} has no heading #{heading}"


@every_text
def test_every_other_address_is_the_apps_own_or_a_known_one(text: Path) -> None:
    shown = {f"/{Path(place.path).stem}" for place in (*PLACES, NOTES, JOIN) if place is not DRAW}
    for address in addresses(text):
        parts = urlsplit(address)
        if parts.netloc == HERE:
            assert parts.path in {"", "/", *shown}, f"{address} is no page"
        else:
            assert parts.netloc in ELSEWHERE, f"{address} is not known"


@every_text
def test_every_command_names_what_there_is(text: Path) -> None:
    content = text.read_text("utf-8")
    for program in A_PROGRAM.findall(content):
        assert (ROOT / program).exists(), f"{program} is not there"
    for module in A_MODULE.findall(content):
        assert module in ("venv", "dask") or find_spec(module), f"{module} is not there"


def test_what_the_lesson_clicks_and_sees_is_on_a_page() -> None:
    sources = [ROOT / "nn/settings/presets.py", *(ROOT / "pages").rglob("*.[pj][ys]")]
    found = (A_STRING.findall(source.read_text("utf-8")) for source in sources)
    shown = [[*map(re.escape, A_VALUE.split(max(both)))] for strings in found for both in strings]
    texts = [parts for parts in shown if len(parts) == 1 or len("".join(parts)) > len("Open")]
    pattern = re.compile("|".join(sorted({".+".join(parts) for parts in texts})))
    lesson = (ROOT / ".github" / "LESSON.md").read_text("utf-8")
    quoted = (" ".join(name.split()) for name in IN_ITALICS.findall(lesson))
    # The steps of How it works are numbered; some are named by their number, as outputs are.
    names = {re.sub(r"^[\d.]+( |$)", "", name) for name in quoted} - {""}
    assert len(names) > 30
    assert {name for name in names if not pattern.fullmatch(name)} == set()


def test_readme_is_short_and_leads_to_every_other_text_in_one_click() -> None:
    assert len(README.read_text("utf-8").splitlines()) <= MOST_LINES
    assert (ROOT / ".github" / "thirty-neurons.gif").stat().st_size <= LARGEST_GIF
    listed = subprocess.run(
        ["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a clone")
    one_click = {target for target, _ in links(README)}
    others = {ROOT / path for path in listed.stdout.splitlines()} - {README}
    assert others <= one_click


def test_every_picture_of_the_texts_is_made_by_one_command() -> None:
    pictures = {
        target.name
        for text in texts()
        for target, _ in links(text)
        if target.suffix in (".png", ".gif")
    }
    source = (ROOT / "tests" / "browser" / "pictures.py").read_text("utf-8")
    assert len(pictures) >= 7
    assert all(f'"{picture}"' in source for picture in pictures)
    assert {path.name for path in (ROOT / ".github").iterdir() if path.suffix == ".png"} <= pictures
