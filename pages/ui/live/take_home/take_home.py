"""Take it home: a network with the code that trained it, as one page, and as a file."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from nn.errors import Refused
from nn.export.folder import zipped
from nn.export.script import why_it_only_reads
from nn.storage import network_files
from nn.storage.network_files import Saved
from pages.ui.app import glossary, html, widgets
from pages.ui.app.state.session import Visit
from pages.ui.app.visitor import networks, runs
from pages.ui.live.take_home import one_page

SAVES = {
    "Take it home": "thirty-neurons.zip",
    "Save as a page": one_page.NAME,
    "Save the network": "thirty-neurons.npz",
}
ALL = (
    "**Take it home** is a ZIP file of about 12 MB: this network as a Python file that needs NumPy "
    "alone and as a notebook, with its weights and MNIST's images, and as a page."
)
PAGE = (
    "**Save as a page** is one file to send to a friend. It opens in any browser, also on a phone "
    "and offline: they draw a digit, and this network reads it."
)
WEIGHTS = "**Save the network** is its weights, which Train can load again."
ONLY_READS = "The file reads digits, but does not train again from the start. {}"
NO_DIGIT = "The file always names a digit. Only the app and the page can see that it is none."


def content(name: str, visit: Visit, find: Callable[[], networks.InUse], link: str = "") -> bytes:
    """Return what one of `SAVES` saves; `link` replays the run of the network that `find` finds."""
    now = find()
    saved = networks.as_saved(visit, now)
    if name == SAVES["Save the network"]:
        return network_files.to_bytes(saved.reader, saved.provenance)
    page = one_page.made(saved, now.away, now.remark)
    return page if name == one_page.NAME else zipped(saved, link, now.remark, page)


def offer(
    visit: Visit, find: Callable[[], networks.InUse], hint: str = "", where: str = "page"
) -> None:
    """Offer a network as a ZIP, as a page and as a file, and say what these are.

    `find` returns it, again after the click; `hint` says what to do about a network that does not
    train again. `where` is a word for each place of a page that offers one.
    """
    try:
        used = find()
    except Refused:  # its file is missing, and Train trains new ones without it
        return
    config, why = used.origin.config, why_it_only_reads(Saved(used.reader, used.origin))
    link = runs.link(config) if config and not why else ""  # only a run of the page knows where
    with st.container(horizontal=True):
        for label, name in SAVES.items():
            make = partial(content, name, visit, find, link)
            widgets.download(label, make, name, key=f"{name}_{where}")
    sentences = [f"In use: {used.name}."] if used.name else []
    sentences.append(ALL)
    if why:  # a file may say anything
        sentences += [ONLY_READS.format(html.as_it_is(why)), hint]
    if used.reader.least_energy is not None:
        sentences.append(NO_DIGIT)
    st.caption(glossary.marked(" ".join([*sentences, PAGE, WEIGHTS])))
