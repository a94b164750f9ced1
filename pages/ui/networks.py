"""The network in use: one for all pages."""

import streamlit as st

from nn import storage


def in_use() -> storage.Saved:
    """Return the network that all pages show, with where it comes from; not to be changed."""
    return _shipped("book")


@st.cache_resource
def _shipped(name: str) -> storage.Saved:
    return storage.open_network(name)
