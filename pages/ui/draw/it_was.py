"""*Teach it*, beside the answer: a copy of the network learns one digit, and forgets others."""

from functools import partial
from typing import Any

import streamlit as st

from nn.errors import Refused
from nn.storage import drawing_files
from pages.ui.app import answer_in_words, fragments, trouble, uploads
from pages.ui.app.formats import counted
from pages.ui.app.pictures import figures
from pages.ui.app.places import MISTAKES, go_to
from pages.ui.app.state.corrections import CorrectedDrawing, as_images
from pages.ui.app.state.session import Session, Visit
from pages.ui.app.state.views import Tab
from pages.ui.app.visitor import correcting, digits
from pages.ui.app.widgets import bound, button, download
from pages.ui.live.reading import reader

FORGETS = (
    "A network that learns from one example alone forgets others, since the same weights read them "
    "all. So training takes all images in turn, again and again. On the Train page, these drawings "
    "can be among them."
)
LUCKY = (
    "This time it has forgotten no more than it has gained. Correct a few more digits: most of "
    "them make the network forget others."
)


def offer(visitor: Session) -> None:
    """Show a button that opens the lesson, which is about the digit as it is then."""
    follows = partial(reader.which, visitor)  # a correction makes another network
    fragments.show(visitor.visit, _offer, visitor, follows=follows)


def _offer(visitor: Session) -> None:
    lesson = st.popover("Teach it", icon=":material/school:", key="teach_it", on_change="rerun")
    if lesson.open:
        with lesson, st.container(key="teach"):
            _teach(visitor)


def _teach(visitor: Session) -> None:
    """Ask what the digit was; show what the correction did, and where all of them are."""
    reader.hear(visitor.digit.drawing)
    subject = digits.current(visitor)
    newest = correcting.newest_of(visitor, subject.image)
    if subject.trouble:
        st.markdown(f"{subject.trouble} Then say here what it was, and the network learns it.")
    else:
        if newest is None:
            st.markdown(
                "Is the answer wrong? Say what the digit was. A copy of the network then learns "
                "from this one digit, in small steps that make its error smaller, until it reads "
                "it. The copy becomes the network in use; Undo brings the old one back."
            )
        with st.container(horizontal=True, vertical_alignment="center", key="it_was_row"):
            st.markdown("**The digit was**")
            choose_digit(visitor)
            if visitor.corrections.records:
                button("Undo the correction", "undo", correcting.undo, visitor)
    if newest:
        _effect(visitor.visit, newest)
    _take_along(visitor)


def choose_digit(visitor: Session) -> None:
    """Show the ten digits, one of which the digit that is read was: the network learns it."""

    def correct(digit: int) -> None:
        reader.hear(visitor.digit.drawing)
        subject = digits.current(visitor)
        with trouble.caught(visitor.visit):
            if subject.trouble:
                raise Refused(subject.trouble)
            correcting.correct(visitor, subject.image, visitor.digit.source, digit)

    bound(
        st.pills,
        "The digit was",
        range(10),
        key="it_was",
        required=True,  # or the second click of a double click would take the digit back
        value=None,
        then=correct,
        wrap=True,
        label_visibility="collapsed",
    )


def _effect(visit: Visit, record: CorrectedDrawing) -> None:
    """Show the answer before and after, and what the network has forgotten."""
    correction, forgotten = record.correction, correcting.forgotten_by(visit, record)
    before = answer_in_words.verdict(correction.outputs[0], record.answer.no_digit)
    after = answer_in_words.verdict(correction.outputs[-1])
    st.html(figures([("Before", before, ""), ("After", after, "")], "tn-pair"))
    again = "" if correction.succeeded else " Teach it again."
    st.markdown(f"{correcting.effect_in_words(visit, record)}{again}")
    st.markdown(FORGETS if forgotten.lost > forgotten.gained else LUCKY)


def _take_along(visitor: Session) -> None:
    """Lead to the corrected drawings, offer them as a file, and a place to load such a file."""
    own = visitor.corrections

    def go() -> None:
        visitor.views.mistakes.tab = Tab.DRAWINGS
        go_to(MISTAKES)

    if own.drawings:
        with st.container(horizontal=True):
            drawings = counted(len(own.drawings), "corrected drawing")
            st.button(f"Your {drawings}", icon=MISTAKES.icon, on_click=go, key="it_was_drawings")
            download(
                "Save them as a file",
                lambda: drawing_files.to_bytes(as_images(own.drawings)),
                "corrected-drawings.npz",
                help="The prepared images and their digits, as NumPy arrays: images (n, 28, 28) "
                "and labels (n,). Load the file here another time.",
            )

    def take(file: Any) -> str:
        new = counted(correcting.add_file(own, file.getvalue()), "drawing")
        return (
            f"{new} loaded. Mistakes shows your corrected drawings, and on Train you can let the "
            "next run learn from them."
        )

    label = "Load corrected drawings that you saved here"
    uploads.place(st.file_uploader, label, "corrected_drawings", visitor.visit, take, type="npz")
