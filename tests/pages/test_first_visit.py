"""What the first page loads: nothing that belongs to another page."""

import subprocess
import sys

import pytest

from pages.ui.app.places import PLACES
from tests.pages.conftest import ROOT

pytestmark = pytest.mark.slow

SHARED = ("app", "live", "class_room", "every_page")

# Prints what the app's first page has loaded, besides what Streamlit loads by itself.
LOAD = """
import sys
from streamlit.testing.v1 import AppTest
before = set(sys.modules)
app = AppTest.from_file(sys.argv[1], default_timeout=60)
from pages.ui.app.state.session import Session
app.session_state["thirty_neurons"] = Session()  # as for a browser that has named its tab
app.run()
assert not app.exception and app.title[0].value == "Draw a digit"
print(*sorted(set(sys.modules) - before))
"""


def test_the_first_page_loads_no_charts_and_nothing_of_another_page() -> None:
    command = [sys.executable, "-c", LOAD, str(ROOT / "streamlit_app.py")]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert process.returncode == 0, process.stderr
    loaded = process.stdout.split()
    assert "pages.ui.draw" in loaded
    folders = {path.name for path in (ROOT / "pages" / "ui").iterdir() if path.is_dir()}
    others = {f"pages.ui.{name}" for name in folders - {*SHARED, "draw", "talk"}}
    assert len(others) == len(PLACES)  # without Draw, and with what phones open
    stage = ("pages.ui.talk.stage", "pages.ui.draw.on_stage")
    unwanted = ("plotly", "nn.figures", "pages.ui.app.charts", *stage, *others)
    found = {name for name in loaded if name.startswith(unwanted)}
    assert found == {"nn.figures", "nn.figures.colours"}  # which imports nothing
