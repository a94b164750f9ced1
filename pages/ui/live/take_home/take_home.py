"""Take it home: a network as a ZIP, with the code that trained it, and as one page."""

from collections.abc import Callable

import streamlit as st

from nn.errors import Refused
from nn.export.folder import zipped
from nn.export.script import why_it_only_reads
from nn.storage.network_files import Saved
from pages.ui.app import glossary, html, widgets
from pages.ui.app.state.session import Visit
from pages.ui.app.visitor import networks, runs
from pages.ui.live.take_home import one_page

ALL = (
    "A ZIP file of about 12 MB: this network as a Python file that needs NumPy alone and as a "
    "notebook, with its weights and MNIST's images, and as a page."
)
PAGE = (
    "One file to send to a friend. It opens in any browser, also on a phone and offline: they draw "
    "a digit, and this network reads it."
)
ONLY_READS = "The file reads digits, but does not train again from the start. {}"
NO_DIGIT = "The file always names a digit. Only the app and the page can see that it is none."


def offer(
    visit: Visit, find: Callable[[], networks.InUse], hint: str = "", where: str = "page"
) -> None:
    """Offer a network as a ZIP and as a page, and say what they are.

    `find` returns it, again after the click; `hint` says what to do about a network that does not
    train again. `where` is a word for each place of a page that offers one.
    """
    try:
        used = find()
    except Refused:  # its file is missing, and Train trains new ones without it
        return
    config, why = used.origin.config, why_it_only_reads(Saved(used.reader, used.origin))
    link = runs.link(config) if config and not why else ""  # only a run of the page knows where

    def page() -> bytes:
        now = find()
        return one_page.made(networks.as_saved(visit, now), now.away, now.remark)

    def everything() -> bytes:
        now = find()
        return zipped(networks.as_saved(visit, now), link, now.remark, page())

    with st.container(horizontal=True):
        key = f"take_home_{where}"
        widgets.download("Take it home", everything, "thirty-neurons.zip", key=key)
        widgets.download("Save as a page", page, one_page.NAME, key=f"save_page_{where}")
    sentences = [f"**Take it home**: {ALL}"]
    if why:  # a file may say anything
        sentences += [ONLY_READS.format(html.as_it_is(why)), hint]
    if used.reader.least_energy is not None:
        sentences.append(NO_DIGIT)
    sentences.append(f"**Save as a page**: {PAGE}")
    st.caption(glossary.marked(" ".join(sentences)))
