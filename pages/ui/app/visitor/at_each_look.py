"""What a run said to the digit at each look, such as 8?, 4?, 4, and since when it has been right.

the run's checkpoints and newest weights, a digit -> answers -> a row of them, each a way inside
"""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import streamlit as st

from nn.answers import NO_ANSWER, Answer, Reader
from nn.runs.run_view import RunView
from pages.ui.app import pictures
from pages.ui.app.formats import a_digit
from pages.ui.app.html import as_it_is
from pages.ui.app.places import INSIDE, go_to
from pages.ui.app.state.drawing import Source
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import digits
from pages.ui.app.widgets import button

MOST = 5  # answers in a row


class Look(NamedTuple):
    """What the network answered at a moment of its run."""

    step: int  # mini-batches it had learnt from
    position: float  # the same in epochs
    answer: Answer

    @property
    def said(self) -> str:
        """The answer as it stands in the row: "4?" where it is unsure."""
        if self.answer.digit == NO_ANSWER:
            return "–"
        return f"{self.answer.digit}{'?' * self.answer.unsure}"

    @property
    def moment(self) -> str:
        """When it was, in a few letters."""
        if self.step == 0:
            return "start"
        if self.position == int(self.position):
            return f"epoch {int(self.position)}"
        return f"mini-batch {self.step:,}"


def looks_at(visitor: Session, view: RunView, read: digits.Subject) -> list[Look]:
    """Return what the run answered to a digit, from the oldest look to the newest weights."""

    def look() -> list[Look]:
        # Early stopping goes back.
        kept = [c for c in view.checkpoints if c.position <= view.position]
        moments = [(c.step, c.position, c.network) for c in kept]
        newest = view.progress.step, view.position, view.newest
        if not kept or (newest[0] > kept[-1].step and not view.went_back):
            moments.append(newest)
        return [
            Look(step, position, Reader(network).see(read.image).answer)
            for step, position, network in moments
        ]

    return visitor.visit.keep("at_each_look.looks", (read, view.newest, view.checkpoints), look)


def right_since(looks: Sequence[Look], right: int) -> Look | None:
    """Return the look since which all have answered `right`, None if the newest has not."""
    since = None
    for look in reversed(looks):
        if look.answer.digit != right:
            break
        since = look
    return since


def show(visitor: Session, view: RunView) -> None:
    """Show the digit and the answers to it; a press on one opens Look inside at that moment."""
    read = digits.read_or_stand_in(visitor)
    right, looks = digits.what_is_right(read), looks_at(visitor, view, read)
    used = visitor.network
    moment = used.moment if used.choice == "run" else None
    groups = [list(group) for _, group in groupby(looks, lambda look: look.said)]
    with st.container(horizontal=True, vertical_alignment="center", key="at_each_look"):
        st.html(pictures.picture(read.image, read.name), width="content")
        with st.container():
            st.markdown(_in_words(visitor, read, right, looks))
            with st.container(horizontal=True, gap="xsmall", key="looks"):
                if len(groups) > MOST:
                    st.html("…", width="content")
                    del groups[: 1 - MOST]
                for group in groups:
                    first = group[0]
                    is_right = "right" if first.answer.digit == right else "other"
                    is_open = any(look.step == moment for look in group)
                    button(
                        f"**{first.said}** *{first.moment}*",
                        "",
                        _open,
                        visitor,
                        first.step,
                        key=f"look_{is_right}_{first.step}",
                        type="primary" if is_open else "secondary",
                        disabled=not view.checkpoints,
                    )


def _in_words(
    visitor: Session, read: digits.Subject, right: int | None, looks: Sequence[Look]
) -> str:
    name = as_it_is(read.name)
    if read.label is not None:
        name += f", {a_digit(read.label)}"
    elif visitor.digit.source is Source.DRAWING:
        name = "your drawing"
    said = f"It reads {name}"
    if right is None:
        return f"{said}:"
    since = right_since(looks, right)
    if since is None:
        return f"{said}: **not right yet**"
    return f"{said}: **right {'from the' if since.step == 0 else 'since'} {since.moment}**"


def _open(visitor: Session, step: int) -> None:
    visitor.use("run", step)
    if visitor.visit.page != INSIDE.title:
        go_to(INSIDE)
