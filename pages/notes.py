"""The speaker's view of a talk, in a second window.

Who opens it: a speaker, on the laptop's own screen, while the talk is on the projector.
When, to see what: before the talk begins; the note for this step, the next one, the time.
What they click: nothing; it follows the talk, and keys pressed here go to the talk.
"""

from pathlib import Path

import streamlit as st

from pages.ui.app import pictures
from pages.ui.app.html import div, span, tag
from pages.ui.app.places import NOTES
from pages.ui.app.server.scripts import component
from pages.ui.talk.script import PICTURES

STYLE = Path(__file__).parent / "ui" / "talk" / "notes.css"
WAITING = "No talk is on in this browser. Begin it in another window: it appears here."

st.html(STYLE)
count, since, pace, clock, note = (
    div(f"tn-notes-{place}") for place in ("count", "since", "pace", "clock", "note")
)
scenes = [  # one of them shows what comes next
    tag("img", alt="", data_scene=file.stem, src=pictures.data_url(file.read_bytes(), "image/png"))
    for file in PICTURES.glob("*.png")
]
st.html(
    div(
        "tn-notes tn-notes-idle",
        tag("h1", NOTES.title, kind="tn-unseen"),
        div("tn-notes-times", count, since, pace, clock),
        tag("h2", kind="tn-notes-line"),
        note,
        div("tn-notes-following", div("", tag("b", "Next: "), span("tn-notes-next")), *scenes),
        div("tn-notes-waiting", WAITING),
    )
)
# It follows the talk, and fills these places.
component("notes")(key="notes")  # notes.css gives it no room
