"""The network in use as a file to save, and a saved network to load."""

from dataclasses import replace

import streamlit as st

import nn
from nn.evaluation import evaluate
from nn.mnist import load
from nn.storage import network_files
from pages.ui.app import frame, networks, uploads
from pages.ui.app.numbers import counted
from pages.ui.app.state.session import Session


def show_save(visitor: Session) -> None:
    """Offer the network in use as a file."""
    st.caption(f"The network in use, as a file: {networks.name_of(visitor.network.choice)}")
    st.download_button(
        "Save the network",
        lambda: content(visitor),
        file_name="thirty-neurons.npz",
        icon=":material/download:",
        on_click="ignore",  # a run of the page could take the file away before it is fetched
    )


def show_load(visitor: Session) -> None:
    """Show a place for the file of a network."""
    st.caption("A network that was saved here or by `python -m nn train --out`")
    st.file_uploader(
        "Load a network", type="npz", key="network_file", on_change=_load, args=(visitor,)
    )


def content(visitor: Session) -> bytes:
    """Return the network in use with where it comes from, as the bytes of a file.

    Streamlit calls it after the click, outside a run of the page.
    """
    used = networks.in_use(visitor)
    test = used.test or evaluate(used.network, load().test)
    provenance = replace(
        networks.origin_of(visitor, used),
        test_accuracy=test.accuracy,
        version=nn.__version__,
        note=_note(visitor),
    )
    return network_files.to_bytes(used.reader, provenance)


def _note(visitor: Session) -> str:
    """Say how the network in use was changed after its training."""
    sentences = []
    if visitor.network.choice == "corrected" and visitor.corrections.records:
        count = visitor.corrections.records[-1].number
        sentences.append(f"Corrected by {counted(count, 'drawing')}.")
    if visitor.network.choice == "experiment" and visitor.network.of_experiment:
        sentences.append(visitor.network.of_experiment.provenance.note)
    if visitor.network.changes:
        sentences.append("Changed by hand.")
    return " ".join(sentences)


def _load(visitor: Session) -> None:
    file = uploads.chosen("network_file")
    if file is None:
        return
    with frame.told(visitor.visit):
        saved = network_files.load(file.getvalue())
        networks.refuse_unfit(saved.reader.network, file.name)
        visitor.network.loaded = saved
        visitor.use("file")
        st.toast(f"{frame.as_it_is(file.name)} is the network in use now.")
