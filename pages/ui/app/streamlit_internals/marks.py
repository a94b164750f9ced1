"""The marks by which style.css and the scripts find Streamlit's own elements."""

import threading
from functools import cache
from pathlib import Path

import streamlit as st

from pages.ui.app.streamlit_internals.guard import say_once

# What style.css finds by Streamlit's own marks, since these have no key to be found by.
TEST_IDS = (
    "InputInstructions",
    "stApp",
    "stAppSkeleton",
    "stCaptionContainer",
    "stCheckbox",
    "stCode",
    "stColumn",
    "stDialog",
    "stExpandSidebarButton",
    "stHeader",
    "stHeading",
    "stHorizontalBlock",
    "stIconMaterial",
    "stMain",
    "stMainBlockContainer",
    "stMarkdownContainer",
    "stNumberInputContainer",
    "stPlotlyChart",
    "stProgress",
    "stProgressBarTrack",
    "stSidebar",
    "stSidebarCollapseButton",
    "stSidebarNav",
    "stSkeleton",
    "stSlider",
    "stSliderThumbValue",
    "stSliderTickBar",
    "stStatusWidget",
    "stTooltipContent",
    "stTooltipIcon",
    "stVerticalBlock",
)
SECONDS_TO_DRAW = 20.0
# Where the front end says whether it is connected to the server; connection.js looks there.
CONNECTION = "data-test-connection-state"


@cache
def check_test_ids() -> threading.Timer:
    """Look, when the first page is long drawn, whether Streamlit has the marks of style.css."""
    timer = threading.Timer(SECONDS_TO_DRAW, _look_for_test_ids)
    timer.daemon = True
    timer.start()
    return timer


def missing_test_ids() -> list[str]:
    """Return those of `TEST_IDS` that are nowhere in Streamlit's own JavaScript."""
    missing = set(TEST_IDS)
    for path in Path(st.__file__).parent.joinpath("static").rglob("*.js"):
        source = path.read_bytes()
        missing -= {name for name in missing if name.encode() in source}
        if not missing:
            break
    return sorted(missing)


def _look_for_test_ids() -> None:
    for name in missing_test_ids():
        say_once(f"the layout may be off where style.css looks for {name}.")
