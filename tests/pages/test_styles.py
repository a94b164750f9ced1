"""Each class that the styles name is given to something; what nobody gives has no style."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STYLES = sorted((ROOT / "pages").rglob("*.css"))
MAKERS = "".join(
    path.read_text(encoding="utf-8")
    for folder in ("pages", "nn")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".py", ".js", ".html")
)
# Where a box's label stands: `tn-` and a word, as nothing else.
PUT_TOGETHER = {"tn-above", "tn-within"}


def made(name: str) -> bool:
    """Tell whether Python or JavaScript has a class or key, or puts it together from a part."""
    parts = re.split(r"(?<=[-_])", name.removeprefix("st-key-"))
    begins = ("".join(parts[:k]) for k in range(len(parts)) if "".join(parts[:k]) != "tn-")
    ends = ("".join(parts[k:]) for k in range(1, len(parts)))
    whole = "".join(parts)
    return (
        re.search(rf"{re.escape(whole)}(?![\w-])", MAKERS) is not None
        or any(begin and re.search(rf"{re.escape(begin)}\$?\{{", MAKERS) for begin in begins)
        or any(re.search(rf"\}}[-_]?{re.escape(end)}(?![\w-])", MAKERS) for end in ends)
    )


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_the_styles_name_nothing_that_nobody_makes(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    names = set(re.findall(r"\.(tn-[\w-]+|st-key-[\w-]+)", text)) - PUT_TOGETHER
    assert [name for name in sorted(names) if not made(name)] == []
