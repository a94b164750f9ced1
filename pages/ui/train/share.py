"""Take a run along: a link with its settings, and the network as a file."""

import io
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

import nn
from nn.answers import NO_ANSWER
from nn.evaluation import evaluate
from nn.explain import confusion
from nn.mnist import DIGITS, IMAGE_PIXELS, load
from nn.settings.link import from_query, to_query
from nn.storage import network_files
from nn.storage.provenance import StorageError
from pages.ui.app import frame, networks, runs
from pages.ui.app.session import Session

SHOWN_AT_ONCE = 200  # test images, to a network from a file
START = "start"  # in a link: begin at once


def read_link(visitor: Session) -> None:
    """Take over the settings of a share link, once, and begin its run."""
    query = st.query_params.to_dict()
    twice = [key for key in query if len(st.query_params.get_all(key)) > 1]
    text = urlencode(query)
    if not query or text == visitor.training.link_read:
        return
    visitor.training.link_read = text
    start = query.pop(START, "") == "1"
    visitor.training.config, sentences = from_query(query)
    sentences += [
        f"The link has {key[:40]!r} more than once; the last one counts." for key in twice
    ]
    visitor.visit.trouble += sentences
    if visitor.training.run:
        runs.reset(visitor)
    if start and not sentences:
        runs.play(visitor)
    if visitor.training.run:
        st.rerun()  # the sidebar is already drawn, without this run


def show(visitor: Session) -> None:
    """Show the link, the network as a file, and a place for such a file."""
    st.subheader("Take it along", anchor=False)
    left, right = st.columns(2, gap="medium")
    with left:
        st.caption("A link that carries every setting and the seed, and starts the same run")
        page = (st.context.url or "").split("?")[0]
        link = f"{page}?{urlencode(to_query(visitor.training.config), safe=',')}&{START}=1"
        st.code(link, language=None, wrap_lines=True)
        st.caption(
            f"The network in use, as a file: {networks.NAMES.get(visitor.network.choice, '')}"
        )
        st.download_button(
            "Save the network",
            lambda: _file(visitor),
            file_name="thirty-neurons.npz",
            icon=":material/download:",
        )
    with right:
        st.caption("A network that was saved here or by `python -m nn train --out`")
        st.file_uploader(
            "Load a network", type="npz", key="network_file", on_change=_load, args=(visitor,)
        )


def _file(visitor: Session) -> bytes:
    """Return the network in use with where it comes from, as the bytes of a file.

    Streamlit calls it after the click, outside a run of the page.
    """
    used = networks.in_use(visitor)
    test = used.test or evaluate(used.network, load().test)
    origin = networks.origin_of(visitor, used)
    stream = io.BytesIO()
    provenance = replace(
        origin, test_accuracy=test.accuracy, version=nn.__version__, note=_note(visitor)
    )
    network_files.save(stream, used.network, provenance)
    return stream.getvalue()


def _note(visitor: Session) -> str:
    """Return what has happened to the network in use since it was trained."""
    corrected = visitor.network.choice == "corrected" and visitor.corrections.records
    sentences = [
        f"Corrected by {visitor.corrections.records[-1].number} drawings." if corrected else "",
        "Changed by hand." if visitor.network.changes else "",
    ]
    return " ".join(filter(None, sentences))


def _load(visitor: Session) -> None:
    file = st.session_state["network_file"]
    if file is None:
        return
    try:
        saved = network_files.load(file.getvalue())
    except StorageError as error:
        visitor.visit.trouble.append(str(error))
        return
    if (saved.network.sizes[0], saved.network.sizes[-1]) != (IMAGE_PIXELS, DIGITS):
        visitor.visit.trouble.append(
            f"The network in {file.name} has {saved.network.sizes[0]} inputs and "
            f"{saved.network.sizes[-1]} outputs; reading digits takes {IMAGE_PIXELS} and {DIGITS}."
        )
        return
    some = confusion.read(saved.network, load().test[:SHOWN_AT_ONCE])
    if (some.answers == NO_ANSWER).any():
        visitor.visit.trouble.append(
            f"The network in {file.name} has weights so large that its outputs are no numbers. "
            "Load another one; the network in use is the one that it was."
        )
        return
    visitor.network.loaded = saved
    visitor.use("file")
    st.toast(f"{frame.as_it_is(file.name)} is the network in use now.")
