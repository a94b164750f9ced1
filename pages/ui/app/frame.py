"""What every page has: styles and scripts, sentences above it, parts that run by themselves."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import streamlit as st

from nn.errors import Refused
from nn.figures import colours
from pages.ui.app import html
from pages.ui.app.scripts import component
from pages.ui.app.state.session import Session, Visit

APP = "Thirty Neurons"
STYLES = ("style.css", "everybody.css")
WORD_JOINER = "\N{WORD JOINER}"
# Shown by style.css where the scripts have not come after eight seconds.
LATE = "Parts of this page have not arrived. The page asks for them again and goes on by itself."


def name_the_window(title: str) -> None:
    """Name the browser's window or tab after what it shows, such as "Train · Thirty Neurons"."""
    st.set_page_config(page_title=f"{title} · {APP}")


def apply_styles_and_scripts() -> None:
    """Put what the app's scripts do on every page there, and its styles."""
    component("every_page")(key="every_page")  # style.css gives it no room; it has all scripts come
    st.html(f"<style>:root {{ {colours.variables()} }}</style>")
    for name in STYLES:
        st.html(Path(__file__).with_name(name))
    st.html(html.div("tn-lost tn-late", LATE, role="status"))


def new_link(visitor: Session) -> dict[str, str]:
    """Return the parameters of the link that opened this page, the first time only; then {}."""
    query = st.query_params.to_dict()
    if not query or query == visitor.links.get(visitor.visit.page):
        return {}
    visitor.links[visitor.visit.page] = query
    return dict(query)


def bring_into_view(visit: Visit) -> None:
    """Bring what somebody has just chosen into view, where the window does not show it."""
    part, number = visit.into_view
    component("into_view")(
        key="into_view",  # style.css gives it no room
        data={"part": part, "number": number},
    )


def part(
    visit: Visit,
    show: Callable[..., None],
    *args: Any,
    every: Callable[[], float | None] | float | None = None,
    follows: Callable[[], object] = lambda: None,
) -> None:
    """Show a part of a page that runs by itself: after a click in it, and `every` so many seconds.

    The whole page runs instead when the part needs another clock or what it `follows` has changed,
    or when there is a sentence to show above it. A callback in the part that changes more of the
    page than the part ends with `st.rerun()`.
    """

    def now() -> tuple[float | None, object]:
        return every() if callable(every) else every, follows()

    then, is_with_page = now(), True

    @wraps(show)
    def run() -> None:
        nonlocal is_with_page
        said = visit.trouble or visit.done or visit.forgotten
        if not is_with_page and (said or now() != then):
            st.rerun()
        is_with_page = False
        show(*args)

    st.fragment(run, run_every=then[0])()


@contextmanager
def told(visit: Visit) -> Iterator[None]:
    """Catch `Refused`, and show its message on the page."""
    try:
        yield
    except Refused as error:
        visit.trouble.append(str(error))


def as_it_is(text: str) -> str:
    """Return a text so that the page shows it letter by letter, whatever somebody wrote into it.

    A link or a file may come from anyone. Markdown in it could make the browser fetch a picture
    from elsewhere. Web addresses, emoji and icons are recognised without any of its letters: a
    word joiner, which nobody sees, keeps them from it.
    """
    text = re.sub(r"(?<=:)(?=\S)|(?<=www)(?=\.)|(?=@)", WORD_JOINER, text, flags=re.IGNORECASE)
    return re.sub(r"([\\`*_\[\]<>$~])", r"\\\1", text)


def show_trouble(visit: Visit) -> None:
    """Show, once, the sentences about what could not be done."""
    for sentence in dict.fromkeys(visit.trouble):  # each once
        st.warning(as_it_is(sentence), icon=":material/info:")
    if visit.done:
        st.toast(visit.done)
    visit.trouble, visit.done = [], ""
