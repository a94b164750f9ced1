"""The canvas without a toolbar of its own."""

from pathlib import Path

import streamlit as st

from pages.ui.app import html


def take_away() -> None:
    """Keep the canvas's own toolbar from being seen, pressed, or reached with the keyboard."""
    with st.container(key="canvas_alone"):  # takes no room
        html.run_script(Path(__file__).with_name("canvas_toolbar.js"))
