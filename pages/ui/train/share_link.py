"""The share link: read when somebody opens it, and shown for the present settings."""

from urllib.parse import urlencode

import streamlit as st

from nn.settings.config import TrainingConfig
from nn.settings.link import from_query, to_query
from pages.ui.app import runs
from pages.ui.app.state.session import Session

START = "start"  # in a link: begin at once


def read(visitor: Session) -> None:
    """Take the settings of a share link, once, and begin its run."""
    query = st.query_params.to_dict()
    repeated = [key for key in query if len(st.query_params.get_all(key)) > 1]
    text = urlencode(query)
    if not query or text == visitor.training.link_read:
        return
    visitor.training.link_read = text
    start = query.pop(START, "") == "1"
    visitor.training.config, sentences = from_query(query)
    sentences += [
        f"The link has {key[:40]!r} more than once; the last one counts." for key in repeated
    ]
    visitor.visit.trouble += sentences
    if visitor.training.run:
        runs.reset(visitor)
    if start and not sentences:
        runs.play(visitor)
    if visitor.training.run:
        st.rerun()  # the sidebar is already drawn, without this run


def show(config: TrainingConfig) -> None:
    """Show the link that starts a run with these settings."""
    st.caption("This link holds every setting and the seed, and starts the same run")
    page = (st.context.url or "").split("?")[0]
    link = f"{page}?{urlencode(to_query(config), safe=',')}&{START}=1"
    st.code(link, language=None, wrap_lines=True)
