"""What makes a page part of the app, however its address was reached."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from nn.errors import Refused
from pages.ui.app import html, streamlit_internals
from pages.ui.app.state import session
from pages.ui.app.state.session import Visit

APP = "Thirty Neurons"
STYLES = ("style.css", "everybody.css")
MOST_SENTENCES = 5
WORD_JOINER = "\N{WORD JOINER}"
BROWSER = Path(__file__).with_name("browser")
# The scripts of the folder `browser` that run on every page, from its first visit on: each is a
# block of its own and says what it is for.
ON_EVERY_PAGE = (
    "comes_back",
    "one_click",
    "arrow_keys",
    "canvas_toolbar",
    "pen_slider",
    "scrolling",
    "charts",
    "menu",
    "clipboard",
    "pen_keys",
    "announcer",
)


def enter() -> None:
    """Make sure that the page runs inside `streamlit_app.py`; the first line of every page."""
    if streamlit_internals.is_outside_the_app(session.is_there()):
        st.rerun()


def name_the_window(title: str) -> None:
    """Name the browser's window or tab after what it shows, such as "Train · Thirty Neurons"."""
    st.set_page_config(page_title=f"{title} · {APP}")


def apply_style() -> None:
    """Put the app's styles on the page."""
    for name in STYLES:
        html.styles(Path(__file__).with_name(name))
    streamlit_internals.check_test_ids()


def run_scripts() -> None:
    """Run the scripts that stand on every page, as one component without anything to see."""
    scripts = [BROWSER / f"{name}.js" for name in (*ON_EVERY_PAGE, "every_page")]
    html.component("every_page", *scripts)(key="every_page")  # style.css gives it no room


@contextmanager
def told(visit: Visit) -> Iterator[None]:
    """Turn what cannot be done into a sentence on the page."""
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
    sentences = list(dict.fromkeys(visit.trouble))  # each once
    for sentence in sentences[:MOST_SENTENCES]:
        st.warning(as_it_is(sentence), icon=":material/info:")
    if (more := len(sentences) - MOST_SENTENCES) > 0:
        st.warning(f"And {more} more of this kind.", icon=":material/info:")
    visit.trouble, visit.outdated = [], False
