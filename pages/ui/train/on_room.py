"""What Train says of the room: what is wrong with it, and what a run has gained from its digits."""

import streamlit as st

from nn.evaluation import Evaluation
from nn.runs.run import Run
from nn.runs.run_view import RunState, RunView
from pages.ui.app import networks, runs
from pages.ui.app.html import Html, div, score
from pages.ui.app.numbers import counted, percent
from pages.ui.app.room import learning
from pages.ui.app.room.learning import OnRoom, Score
from pages.ui.app.room.readings import KEPT
from pages.ui.app.state.session import Session

NONE_HELD_OUT = (
    "None of the room's digits is held out yet. The third curve begins with the first that is."
)
OTHERWISE = (
    " That network was trained in another way. To compare like with like, let these settings "
    "finish once without the room's digits, then once with them."
)


def show_trouble(room: OnRoom) -> None:
    """Say why the room's digits are not there, or not as they are now."""
    if room.trouble:
        st.warning(room.trouble, icon=":material/groups:")
    elif room.name == learning.HELD_OUT and room.digits is None:
        st.caption(NONE_HELD_OUT)


def show_before_and_after(visitor: Session, run: Run, view: RunView, room: OnRoom) -> None:
    """Show how many held-out digits are read after a run that learnt from the room, and before."""
    taught, visit = visitor.training.lessons.get(run), visitor.visit
    digits, after = room.digits, room.newest
    if view.state is not RunState.FINISHED or taught is None or digits is None or after is None:
        return
    reader = taught.before
    if room.name != learning.HELD_OUT or reader is None:  # the room may be another one by now
        return
    before = visit.keep(
        f"{KEPT}before", (reader, digits.ids), lambda: learning.score(reader, digits)
    )
    tested, test = networks.tested(visit, reader.network, "before_room"), view.final.test
    points = round(100 * test.accuracy, 1) - round(100 * tested.accuracy, 1)
    change = f"{abs(points):.1f} points {'more' if points > 0 else 'less'}"
    st.markdown(
        f"The run has learnt from {counted(taught.digits, 'digit')} of the room. Of the "
        f"{after.total:,} held out, which it never learnt from, it reads **{after.right:,}**; the "
        f"network before it reads {before.right:,}. On MNIST's test images it reads "
        f"{change if round(points, 1) else 'as many'}."
        f"{'' if taught.named == runs.WITHOUT_THE_ROOM else OTHERWISE}"
    )
    st.html(
        div(
            "tn-two-numbers",
            _number(before, tested, f"before: {taught.named}"),
            _number(after, test, "after: this run"),
        )
    )


def _number(held_out: Score, test: Evaluation, what: str) -> Html:
    words = (
        f"{held_out.right:,} of {held_out.total:,} held-out digits, "
        f"MNIST {percent(test.accuracy)}; {what}"
    )
    return score(percent(held_out.share, 0), words, "tn-score tn-score-room")
