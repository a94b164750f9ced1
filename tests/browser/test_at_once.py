"""What happens at once is one request: the browser half of Streamlit, with a small app."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.server import running_server

APP = """
import streamlit as st

from pages.ui.app import streamlit_internals

streamlit_internals.prepare()


@st.fragment
def part(name):
    if st.button(name, key=name):
        st.text(f"{name} was heard")


part("One")
part("Two")
"""
CLICK_BOTH = """() => ["One", "Two"]
    .forEach(name => document.querySelector(`.st-key-${name} button`).click())"""


def test_two_buttons_in_two_fragments_are_both_heard(page: Page, tmp_path: Path) -> None:
    script = tmp_path / "app.py"
    script.write_text(APP)
    with running_server(tmp_path, script=str(script)) as server:
        page.goto(server.url)
        page.get_by_role("button", name="Two").wait_for()
        page.evaluate(CLICK_BOTH)
        for name in ("One", "Two"):
            expect(page.get_by_text(f"{name} was heard")).to_be_visible()
