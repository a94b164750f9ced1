"""HTML in small pieces, and Markdown from elsewhere: what is not ours is escaped."""

import re
from collections.abc import Iterable
from html import escape

WORD_JOINER = "\N{WORD JOINER}"


class Html(str):
    """Text that is HTML already."""


def tag(name: str, *content: str, kind: str = "", **attributes: object) -> Html:
    """Return an element such as "div", with its content, classes (`kind`) and attributes.

    Text that is not `Html` is escaped, and so are the attributes. Attributes that are None or ""
    are left out, except an empty `alt`.
    """
    named = {"class": kind, **attributes}
    shown = "".join(
        f' {key.replace("_", "-")}="{escape(str(value))}"'
        for key, value in named.items()
        if value not in ("", None) or (key == "alt" and value == "")
    )
    if name in ("br", "img", "input"):
        return Html(f"<{name}{shown}>")
    return Html(f"<{name}{shown}>{join(content)}</{name}>")


def div(kind: str, *content: str, **attributes: object) -> Html:
    """Return a `div` of a class."""
    return tag("div", *content, kind=kind, **attributes)


def span(kind: str, *content: str, **attributes: object) -> Html:
    """Return a `span` of a class."""
    return tag("span", *content, kind=kind, **attributes)


def score(number: str, words: str, kind: str = "tn-score", above: str = "") -> Html:
    """Return a number in large type, and in words what it is; `above` it may stand a name."""
    return div(kind, above, span("tn-score-number", number), span("tn-score-words", words))


def join(pieces: Iterable[str], between: str = "") -> Html:
    """Return pieces one after the other; text that is not `Html` is escaped."""
    return Html(between.join(p if isinstance(p, Html) else escape(p) for p in pieces))


def as_it_is(text: str) -> str:
    """Return a text so that the page shows it letter by letter, whatever somebody wrote into it.

    A link or a file may come from anyone. Markdown in it could make the browser fetch a picture
    from elsewhere. Web addresses, emoji and icons are recognised without any of its letters: a
    word joiner, which nobody sees, keeps them from it.
    """
    text = re.sub(r"(?<=:)(?=\S)|(?<=www)(?=\.)|(?=@)", WORD_JOINER, text, flags=re.IGNORECASE)
    return re.sub(r"([\\`*_\[\]<>$~])", r"\\\1", text)
