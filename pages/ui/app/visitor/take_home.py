"""Take it home: a network as a ZIP, with the code that trained it and what that needs."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from nn.errors import Refused
from nn.export.folder import zipped
from nn.export.script import why_it_only_reads
from nn.storage.network_files import Saved
from pages.ui.app import glossary, html, widgets
from pages.ui.app.state.session import Visit
from pages.ui.app.visitor import networks, runs

WHAT = (
    "A ZIP file of about 12 MB: this network as a Python file that needs NumPy alone and as a "
    "notebook, with its weights and MNIST's images."
)
ONLY_READS = "The file reads digits, but does not train again from the start. {}"
NO_DIGIT = "The file always names a digit. Only this app can answer that a drawing is no digit."


def offer(visit: Visit, find: Callable[[], networks.InUse], hint: str = "") -> None:
    """Offer a network as a ZIP, and say what is in it; `find` returns it, again after the click.

    `hint` says what to do about a network that does not train again.
    """
    used = button(visit, find)
    if used is None:
        return
    sentences = [WHAT]
    if why := why_it_only_reads(Saved(used.reader, used.origin)):  # a file may say anything
        sentences += [ONLY_READS.format(html.as_it_is(why)), hint]
    if used.reader.least_energy is not None:
        sentences.append(NO_DIGIT)
    st.caption(glossary.marked(" ".join(sentences)))


def button(
    visit: Visit, find: Callable[[], networks.InUse], **options: Any
) -> networks.InUse | None:
    """Offer a network as a ZIP, without a word; return it, None where there is none."""
    try:
        used = find()
    except Refused:  # its file is missing, and Train trains new ones without it
        return None
    config, why = used.origin.config, why_it_only_reads(Saved(used.reader, used.origin))
    link = runs.link(config) if config and not why else ""  # only a run of the page knows where

    def content() -> bytes:
        now = find()
        return zipped(networks.as_saved(visit, now), link, now.remark)

    widgets.download("Take it home", content, "thirty-neurons.zip", **options)
    return used
