"""It was another digit: a copy of the network learns so, and forgets something else."""

import numpy as np
import streamlit as st

from nn.explain.correction import Forgetting, forgetting
from nn.mnist import load
from pages.ui.app import digits, frame, networks, pictures, readout
from pages.ui.app.digit import Source
from pages.ui.app.digits import Subject
from pages.ui.app.html import tag
from pages.ui.app.numbers import a_digit, percent
from pages.ui.app.session import CorrectedDrawing, Session
from pages.ui.draw import collected

ASK = (
    "Was that wrong? Say what it was. A copy of the network learns from this one digit, in small "
    "steps that make its error smaller, until it reads it, and becomes the network in use. Undo "
    "puts back what was."
)
FORGETS = (
    "Whoever learns from one example alone forgets others, since the same weights read them all. "
    "So training takes all images in turn, again and again. On the Train page these drawings can "
    "be among them."
)
LUCKY = (
    "This time the others have not suffered. Correct a few more digits: most of them make the "
    "network forget others."
)
MOST_SHOWN = 40  # corrected drawings


def show(visitor: Session) -> None:
    """Ask what the digit was; show what has come of saying so, and all that was said."""
    read = digits.current(visitor)
    done = _just_corrected(visitor, read)
    if not read.trouble:
        if done is None:
            st.markdown(ASK)
        _ask(visitor, read)
    if done:
        _effect(visitor, done)
    if visitor.corrections.records:
        _all(visitor)


def _just_corrected(visitor: Session, read: Subject) -> CorrectedDrawing | None:
    """Return the newest correction, if it is of the digit that is read now."""
    if visitor.network.choice != "corrected" or not visitor.corrections.records or read.trouble:
        return None
    newest = visitor.corrections.records[-1]
    return newest if np.array_equal(newest.image, read.image) else None


def _ask(visitor: Session, read: Subject) -> None:
    st.session_state["it_was"] = None
    with st.container(horizontal=True, vertical_alignment="center", key="it_was_row"):
        st.markdown("**The digit was**")
        st.pills(
            "The digit was",
            range(10),
            key="it_was",
            wrap=True,
            on_change=_told,
            args=(visitor,),
            label_visibility="collapsed",
        )
        if visitor.corrections.records:
            st.button(
                "Undo the correction", icon=":material/undo:", on_click=_undo, args=(visitor,)
            )
    asked, already = visitor.views.draw.reads_already or (None, None)
    if asked == _asked(visitor):
        st.info(f"It reads {already} already. There is nothing to learn.")
    if visitor.digit.source is Source.TEST and read.label is not None:
        st.caption(f"According to MNIST it is {a_digit(read.label)}.")


def _told(visitor: Session) -> None:
    digit = st.session_state["it_was"]
    before = len(visitor.corrections.records)
    with frame.told(visitor.visit):
        collected.correct(visitor, digit)
        if len(visitor.corrections.records) == before:
            visitor.views.draw.reads_already = (_asked(visitor), digit)


def _asked(visitor: Session) -> object:
    """Return what changes with the digit that is read and with the network that reads it."""
    return networks.in_use(visitor).network, digits.key(visitor.digit)


def _undo(visitor: Session) -> None:
    collected.undo(visitor)


def _effect(visitor: Session, done: CorrectedDrawing) -> None:
    """Show the answer before and after, and what the network has forgotten meanwhile."""
    outputs = done.correction.outputs
    left, right = st.columns([500, 400], gap="medium")
    with left:
        pair = zip(("Before", "After"), (outputs[0], outputs[-1]), strict=True)
        cells = [(when, readout.short_verdict(a), "") for when, a in pair]
        st.html(readout.figures(cells, "tn-pair"))
    with right:
        st.markdown(_learnt(done))
        before, after = done.before, done.correction.network
        forgotten = visitor.visit.keep(
            "forgetting", (before, after), lambda: forgetting(before, after, load().test)
        )
        st.markdown(_forgotten(forgotten))


def _learnt(done: CorrectedDrawing) -> str:
    steps = done.correction.steps
    taken = f"{steps} step{'' if steps == 1 else 's'} of gradient descent"
    if done.correction.there:
        return f"**It has learnt this {done.digit}**, with {taken}."
    return f"**It has not yet learnt this {done.digit}**, with {taken}. Say it once more."


def _forgotten(forgotten: Forgetting) -> str:
    total = forgotten.total
    before, after = forgotten.before / total, forgotten.after / total
    return (
        f"Of the {total:,} test digits it now reads **{percent(after)}**, and before "
        f"{percent(before)}. It has forgotten **{forgotten.lost:,}** of them, and reads "
        f"{forgotten.gained:,} that it did not read before.\n\n"
        f"{FORGETS if forgotten.lost > forgotten.gained else LUCKY}"
    )


def _all(visitor: Session) -> None:
    """Show all corrected drawings, to be undone or taken along."""
    count = len(visitor.corrections.records)
    shown = visitor.corrections.records[-MOST_SHOWN:]
    cells = [
        (
            "",
            pictures.picture(one.image, a_digit(one.digit).capitalize()),
            f"{one.answer} → {one.digit}",
        )
        for one in shown
    ]
    title = "Your corrected drawings" if count > 1 else "Your corrected drawing"
    more = f", the newest {MOST_SHOWN} of {count}" if count > MOST_SHOWN else ""
    st.html(
        tag("p", f"{title}{more}: read as → was", kind="tn-heading")
        + readout.figures(cells, "tn-smallest")
    )
    st.download_button(
        "Save them as a file",
        lambda: collected.file(visitor),
        file_name="corrected-drawings.npz",
        icon=":material/download:",
        help="The prepared images and what they were, as NumPy arrays: images (n, 28, 28) and "
        "labels (n,).",
        on_click="ignore",
    )
