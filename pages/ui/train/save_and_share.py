"""Settings as a link, read when somebody opens it, and a network from a file."""

from typing import Any

import streamlit as st

from nn.errors import shown
from nn.settings.config import TrainingConfig
from nn.settings.link import START, from_query
from nn.storage import network_files
from pages.ui.app import html, places, uploads
from pages.ui.app.glossary import marked
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import networks, runs
from pages.ui.every_page import run_control


def read_link(visitor: Session) -> None:
    """Take the settings of a share link, once, and begin its run."""
    query = places.new_link(visitor)
    if not query:
        return
    start = query.pop(START, "") == "1"
    visitor.training.config, sentences = from_query(query)
    visitor.visit.trouble += sentences
    if visitor.training.run:
        run_control.reset(visitor)
    if start and not sentences:
        run_control.play(visitor)
    if visitor.training.run:
        st.rerun()  # the sidebar is already drawn, without this run


def show_link(config: TrainingConfig) -> None:
    """Show the link that starts a run with these settings."""
    st.caption(
        marked("This link holds every setting above and the seed, and starts a run with them")
    )
    st.code(runs.link(config), language=None, wrap_lines=True)


def show_load(visitor: Session) -> None:
    """Show a place for the file of a network."""

    def take(file: Any) -> str:
        loaded = network_files.load(file.getvalue())
        networks.refuse_unfit(loaded.reader.network, file.name)
        visitor.network.loaded = loaded
        visitor.network.file_name = shown(file.name, most=40)
        visitor.use("file")
        return f"{html.as_it_is(file.name)} is the network in use now."

    st.caption("A network that was saved here or by `python -m nn train --out`")
    name, label = "network_file", "Load a network"
    uploads.place(st.file_uploader, label, name, visitor.visit, take, type="npz")
