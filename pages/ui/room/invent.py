"""“Invent a digit” on the host's page: a sign that no network knows, and what it takes to teach it.

the host asks -> the phones send it -> what `book` reads -> a run learns -> what that one reads
"""

import time
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from nn.answers import Reader
from nn.explain.confusion import Readings
from nn.mnist import DIGITS
from nn.runs.run_view import RunState, RunView
from pages.ui.app import html
from pages.ui.app.formats import a_digit, percent
from pages.ui.app.places import TRAIN
from pages.ui.app.server import sent_network
from pages.ui.app.state.room import Sign
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import FEW_NEURONS
from pages.ui.app.visitor import networks, runs
from pages.ui.app.widgets import bound_to, button
from pages.ui.class_room import rules, steering, teaching
from pages.ui.every_page import run_control
from pages.ui.room import joining, score, wall

WHAT = (
    "The class agrees on a **new sign** for one of the ten digits: a triangle, a heart, whatever "
    "looks like none of them. All phones draw it. No network has ever seen it. Can one learn it?"
)
LEARNS = (
    "A new network learns the ten digits as the book's thirty did, and your sign from about two "
    "phones in three, drawn by lot. It never learns from the others: they are the test."
)
Read = Readings | None


def show(visitor: Session, room: rules.Room) -> None:
    """Show the signs, how many of them are read, and what the host does next."""
    with st.container(key="room_invent"):
        if room.sign is None:
            _compose(visitor)
            return
        run, sign = visitor.room.learner, room.sign
        lesson = visitor.training.lessons.get(run) if run else None
        view = run.snapshot() if run and lesson and lesson.asked == sign.asked else None
        # Such as after a Reset.
        if view and view.state in (RunState.READY, RunState.DIVERGED, RunState.FAILED):
            view = None
        taught = lesson.phones if view and lesson else ()
        unseen = {key: it for key, it in room.signs.items() if it.phone not in taught}
        judges, before, after = replace(room, digits=unseen), None, None
        if sign.is_read:
            book = networks.shipped(FEW_NEURONS).reader
            before = score.on_wall(visitor.visit, judges, book, "sign")
        if view and view.state is RunState.FINISHED:
            after = score.on_wall(visitor.visit, judges, Reader(view.newest), "taught")
        _head(visitor, sign, before, after, view)
        left, right = st.columns([3, 1], gap="medium")
        with left:
            read, is_up = after if view else before, not (view or room.hidden)
            learnt = [it for it in room.signs.values() if it.id not in unseen and not room.hidden]
            wall.show_tiles(visitor, judges, read, is_up, learnt)
        with right, st.container(key="room_side", gap="xsmall"):
            _next(visitor, room, sign, view)
            signs = replace(room, digits=room.signs)
            st.html(wall.counts(signs, "sign"))
            if visitor.room.chosen in room.signs and not room.hidden:
                wall.chosen(visitor, signs, None)
            elif not sign.is_read:
                st.html(joining.how(room, "tn-small"))


def _compose(visitor: Session) -> None:
    draft, digits = visitor.room.draft, list(range(DIGITS))

    def ask() -> None:
        steering.change(visitor, partial(replace, sign=Sign(draft.sign, time.time())))

    with st.container(horizontal_alignment="center", key="sign_asked"):
        st.html(html.tag("h2", "Invent a digit", kind="tn-question"))
        st.markdown(WHAT, text_alignment="center")
        own: dict[str, Any] = {"key": "sign_digit", "required": True, "width": "content"}
        bound_to(draft, "sign", st.segmented_control, "It stands for", digits, **own)
        button("Ask for it", "send", ask, key="ask_sign", type="primary")


def _head(visitor: Session, sign: Sign, before: Read, after: Read, view: RunView | None) -> None:
    """Show in letters for the back row how many are read before and after, and what it costs."""
    read, pieces = f"read as {a_digit(sign.digit)} by", []
    learnt_from = f"the pale signs and {view.config.images_to_learn_from:,} digits" if view else ""
    if not sign.is_read:
        pieces.append(html.tag("h2", f"Draw our sign for {sign.digit}", kind="tn-question"))
    if before:
        words = f"{read} {networks.NAMES[FEW_NEURONS]}, which never saw our sign"
        pieces.append(html.score(f"{before.correct} of {len(before)}", words))
    if view and view.state is not RunState.FINISHED:
        words = f"{runs.state_in_words(view)}. It learns from {learnt_from}."
        pieces.append(html.score("…", f"{words} The hidden signs are the test."))
    if view and after:
        words = f"{read} a new one: it learnt from {learnt_from}, not from these"
        pieces.append(html.score(f"{after.correct} of {len(after)}", words))
        book = networks.shipped(FEW_NEURONS).reader.network
        was = percent(networks.tested(visitor.visit, book, "book").accuracy)
        number = f"{was} → {percent(view.final.test.accuracy)}"
        words = "of MNIST's 10,000 ordinary test digits, before and after"
        pieces.append(html.score(number, words))
    st.html(html.div("tn-sign", *pieces))


def _next(visitor: Session, room: rules.Room, sign: Sign, view: RunView | None) -> None:
    """Show the one thing that the host does next, and what else can be done."""

    def teach() -> None:
        run_control.teach(visitor)
        st.rerun()  # the sidebar shows the run

    change, missing = partial(steering.change, visitor), teaching.what_is_missing(room)
    is_learnt = view and view.state is RunState.FINISHED
    own: dict[str, Any] = {"network": rules.OWN, "live": True}
    own["weights"] = sent_network.as_text(Reader(view.newest)) if view and is_learnt else ""
    main: dict[str, Any] = {"type": "primary", "width": "stretch"}
    if not sign.is_read:
        read = partial(replace, sign=sign._replace(is_read=True))
        button("Read", "visibility", change, read, disabled=not room.signs, **main)
    elif view and not is_learnt:
        st.page_link(TRAIN.path, label="Watch it learn", icon=TRAIN.icon)
    else:
        if is_learnt and all(getattr(room, name) == value for name, value in own.items()):
            st.markdown("The phones read with it now. *Settings* changes that.")
        elif is_learnt:
            label = "Let the phones read with it"
            button(label, "smartphone", change, partial(replace, **own), **main)
        label = "Teach it again" if is_learnt else "Teach it"
        how = {"width": "stretch"} if is_learnt else main
        button(label, "school", teach, disabled=bool(missing), key="teach_sign", **how)
        st.caption(missing or LEARNS * (not is_learnt))
