"""The lesson "It was a …": a copy of the network learns one digit, and forgets others."""

import streamlit as st

from nn.answers import answer_of
from nn.errors import Refused
from nn.explain.correction import Forgetting
from pages.ui.app import digits, frame, networks, pictures, readout, uploads
from pages.ui.app.canvas import reader
from pages.ui.app.corrections import (
    add_file,
    correct,
    forgotten_by,
    newest_of,
    to_file,
    undo,
)
from pages.ui.app.digits import Subject
from pages.ui.app.html import join, tag
from pages.ui.app.numbers import a_digit, counted, percent
from pages.ui.app.state.corrections import CorrectedDrawing, Corrections, NamedDrawing
from pages.ui.app.state.digit import Source
from pages.ui.app.state.session import Session, Visit
from pages.ui.app.widgets import bound

ASK = (
    "Is the answer wrong? Say what the digit was. A copy of the network then learns from this one "
    "digit, in small steps that make its error smaller, until it reads it. The copy becomes the "
    "network in use; Undo brings the old one back."
)
FORGETS = (
    "A network that learns from one example alone forgets others, since the same weights read them "
    "all. So training takes all images in turn, again and again. On the Train page, these drawings "
    "can be among them."
)
LUCKY = (
    "This time it has forgotten no more than it has gained. Correct a few more digits: most of "
    "them make the network forget others."
)
MOST_SHOWN = 40  # corrected drawings


def show(visitor: Session) -> None:
    """Ask what the digit was; show what the correction did, and all corrected drawings."""
    subject = digits.current(visitor)
    newest = just_corrected(visitor, subject)
    if not subject.trouble:
        if newest is None:
            st.markdown(ASK)
        _ask(visitor, subject)
    if newest:
        _effect(visitor.visit, newest)
    if visitor.corrections.drawings:
        _gallery(visitor.corrections.drawings)
    _take_along(visitor.corrections, visitor.visit)


def just_corrected(visitor: Session, subject: Subject) -> CorrectedDrawing | None:
    """Return the newest correction, if it is one of the digit that is read now."""
    return None if subject.trouble else newest_of(visitor, subject.image)


def _ask(visitor: Session, subject: Subject) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="it_was_row"):
        st.markdown("**The digit was**")
        bound(
            st.pills,
            "The digit was",
            range(10),
            key="it_was",
            required=True,  # or the second click of a double click would take the digit back
            value=None,
            then=lambda digit: correct_current(visitor, digit),
            wrap=True,
            label_visibility="collapsed",
        )
        if visitor.corrections.records:
            icon = ":material/undo:"
            st.button("Undo the correction", icon=icon, on_click=undo, args=(visitor,))
    key, digit = visitor.views.draw.reads_already or (None, None)
    if key == key_of(visitor):
        st.info(f"It reads {digit} already. There is nothing to learn.")
    if visitor.digit.source is Source.TEST and subject.label is not None:
        st.caption(f"According to MNIST it is {a_digit(subject.label)}.")


def correct_current(visitor: Session, digit: int) -> None:
    """Let the network learn the digit that is read, or note that it reads it already."""
    reader.hear(visitor.digit.drawing)
    subject = digits.current(visitor)
    with frame.told(visitor.visit):
        if subject.trouble:
            raise Refused(subject.trouble)
        if not correct(visitor, subject.image, visitor.digit.source, digit):
            visitor.views.draw.reads_already = (key_of(visitor), digit)


def key_of(visitor: Session) -> object:
    """Return what changes with the digit and with the network that reads it."""
    return networks.in_use(visitor).network, digits.key(visitor.digit)


def _effect(visit: Visit, record: CorrectedDrawing) -> None:
    """Show the answer before and after, and what the network has forgotten."""
    correction = record.correction
    left, right = st.columns([500, 400], gap="medium")
    with left:
        before = answer_of(correction.outputs[0], record.no_digit)
        pair = ("Before", before), ("After", answer_of(correction.outputs[-1]))
        cells = [(when, readout.short_verdict(said), "") for when, said in pair]
        st.html(readout.figures(cells, "tn-pair"))
    with right:
        has = "has" if correction.there else "has not yet"
        again = "" if correction.there else " Say it once more."
        steps = counted(correction.steps, "step")
        st.markdown(
            f"**It {has} learnt this {record.digit}**, with {steps} of gradient descent.{again}"
        )
        st.markdown(_forgotten(forgotten_by(visit, record)))


def _forgotten(forgotten: Forgetting) -> str:
    total = forgotten.total
    return (
        f"Of the {total:,} test digits it now reads **{percent(forgotten.after / total)}**, and "
        f"before {percent(forgotten.before / total)}. It has forgotten "
        f"**{counted(forgotten.lost, 'digit')}**, and reads {forgotten.gained:,} that it misread."
        f"\n\n{FORGETS if forgotten.lost > forgotten.gained else LUCKY}"
    )


def _was_read(drawing: NamedDrawing) -> str:
    if drawing.no_digit:
        return "–"
    return "?" if drawing.answer is None else str(drawing.answer)


def _gallery(drawings: list[NamedDrawing]) -> None:
    cells = [
        (
            "",
            pictures.picture(drawing.image, a_digit(drawing.digit).capitalize()),
            f"{_was_read(drawing)} → {drawing.digit}",
        )
        for drawing in drawings[-MOST_SHOWN:]
    ]
    count = len(drawings)
    title = "Your corrected drawings" if count > 1 else "Your corrected drawing"
    more = f", the newest {MOST_SHOWN} of {count}" if count > MOST_SHOWN else ""
    heading = tag("p", f"{title}{more}: read as → was", kind="tn-heading")
    st.html(join([heading, readout.figures(cells, "tn-smallest")]))


def _take_along(corrections: Corrections, visit: Visit) -> None:
    """Offer the corrected drawings as a file, and a place to load such a file."""
    if corrections.drawings:
        st.download_button(
            "Save them as a file",
            lambda: to_file(corrections),
            file_name="corrected-drawings.npz",
            icon=":material/download:",
            help="The prepared images and their digits, as NumPy arrays: images (n, 28, 28) and "
            "labels (n,). Load the file here another time.",
            on_click="ignore",
        )
    uploads.place(
        st.file_uploader,
        "Load corrected drawings that you saved here",
        "corrected_drawings",
        visit,
        lambda file: _take(corrections, file.getvalue()),
        type="npz",
        width=400,
    )


def _take(corrections: Corrections, content: bytes) -> str:
    new = counted(add_file(corrections, content), "drawing")
    return (
        f"{new} loaded. Mistakes shows your corrected drawings, and on Train you can let the "
        "next run learn from them."
    )
