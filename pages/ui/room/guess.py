"""The host's part “Guess”: asks the room, shows its guesses, and then the truth.

draft -> the open question and how many have guessed -> the distribution -> the truth
"""

from pathlib import Path

import streamlit as st

from pages.ui.app import frame, places
from pages.ui.app.html import Html, div, tag
from pages.ui.app.numbers import counted
from pages.ui.app.places import Place
from pages.ui.app.room import guesses, predictions, questions, steering
from pages.ui.app.room import room as rules
from pages.ui.app.room.room import LONGEST_CHOICE, LONGEST_TEXT, MOST_CHOICES, Room
from pages.ui.app.state.room import Question
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound_to
from pages.ui.room import distribution

STYLE = Path(__file__).with_name("guess.css")
LONG = 60  # letters, from which on a question is written smaller
OWN_TITLE = "A question of your own"
AFTER_RUN = "The truth comes here after the first epoch of your next run."
AFTER_EXPERIMENT = "The truth comes here when the experiment has ended."
KINDS = {False: "A number", True: "Choices"}


def stage(room: Room) -> tuple[object, ...]:
    """Return where the question is: the page runs again when this changes."""
    question = room.question
    return (question.asked, question.revealed, question.truth) if question else ()


def show(visitor: Session, room: Room) -> None:
    """Show what the back row reads; nobody types here, so it may run again and again."""
    question = room.question
    with st.container(key="room_guess", gap="xsmall"):
        if question is None:
            words = f"{counted(len(room.phones), 'phone')} in the room"
            st.html(div("tn-room-counts", words))
            return
        st.html(_asked(question))
        if not question.revealed:
            st.html(div("tn-guessed", guesses.how_many(room)))
            return
        st.html(distribution.of(question, room.guesses))
        if question.truth:
            st.html(div("tn-verdict", guesses.verdict(question, room.guesses)))


def _asked(question: Question) -> Html:
    is_long = len(question.text) > LONG
    return tag("h2", question.text, kind=f"tn-question {'tn-long' if is_long else ''}".strip())


def controls(visitor: Session, room: Room) -> None:
    """Show what the host does next."""
    question = room.question
    if question is None:
        _compose(visitor)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="room_ask"):
        if not question.revealed:
            steering.button(
                visitor,
                "Reveal",
                "reveal_guesses",
                rules.revealed,
                icon=":material/visibility:",
                type="primary",
            )
            _again(visitor, "Take it back")
            return
        _truth(visitor, room, question)
        _again(visitor, "Ask another")


def _again(visitor: Session, label: str) -> None:
    icon = ":material/restart_alt:"
    steering.button(visitor, label, "ask_another", lambda room: rules.asked(room, None), icon=icon)


# The question


def _compose(visitor: Session) -> None:
    draft = visitor.room.draft
    titles = {name: question.text for name, question in questions.listed(visitor).items()}
    titles[questions.OWN] = OWN_TITLE
    if draft.listed not in titles:  # the experiment has told by now
        draft.listed = questions.EPOCH
    with st.container(key="room_compose"):
        bound_to(
            draft,
            "listed",
            st.radio,
            "Ask the room",
            list(titles),
            format_func=titles.__getitem__,
            key="question_listed",
        )
        if draft.listed == questions.OWN:
            _compose_own(visitor)
        st.button(
            "Ask", key="ask", type="primary", icon=":material/send:", on_click=_ask, args=(visitor,)
        )
        st.caption(
            "It opens on every phone. Nobody sees the guesses of others before you reveal them."
        )


def _compose_own(visitor: Session) -> None:
    draft = visitor.room.draft
    label, most = "Your question", LONGEST_TEXT
    bound_to(draft, "text", st.text_input, label, key="question_text", max_chars=most)
    bound_to(
        draft,
        "has_choices",
        st.segmented_control,
        "The room answers with",
        list(KINDS),
        format_func=KINDS.__getitem__,
        key="question_kind",
        required=True,
    )
    if draft.has_choices:
        label, most = (
            f"2 to {MOST_CHOICES} answers, one a line",
            MOST_CHOICES * (LONGEST_CHOICE + 2),
        )
        bound_to(draft, "choices", st.text_area, label, key="question_choices", max_chars=most)
    else:
        label, most = "Its unit, such as % or seconds; or nothing", LONGEST_CHOICE
        bound_to(draft, "unit", st.text_input, label, key="question_unit", max_chars=most)


def _ask(visitor: Session) -> None:
    draft = visitor.room.draft
    question = questions.listed(visitor).get(draft.listed)
    with frame.told(visitor.visit):
        if question is None:
            choices = draft.choices if draft.has_choices else None
            question = questions.composed(draft.text, choices, draft.unit)
        questions.ask(visitor, question)


# The truth


def _truth(visitor: Session, room: Room, question: Question) -> None:
    if question.kind == questions.MISREAD:
        _counted(visitor, room, question)
    elif question.kind == questions.EPOCH:
        _told_elsewhere(question, AFTER_RUN, places.TRAIN)
    elif question.kind in predictions.KINDS:
        _told_elsewhere(question, AFTER_EXPERIMENT, places.EXPERIMENTS)
    else:
        _ask_host(visitor, question)


def _told_elsewhere(question: Question, words: str, place: Place) -> None:
    if not question.truth:
        st.markdown(words)
        st.button(
            f"Open {place.title}",
            key=f"to_{place.title.lower()}",
            icon=place.icon,
            on_click=places.go_to,
            args=(place,),
        )


def _counted(visitor: Session, room: Room, question: Question) -> None:
    if question.truth:
        st.markdown(visitor.room.counted_on)
        return
    st.button(
        "Show the truth",
        key="count_misread",
        type="primary",
        icon=":material/fact_check:",
        help=f"It is counted on {questions.counts_on(room)}, as the network in use reads them.",
        on_click=questions.count_misread,
        args=(visitor, question),
    )


def _ask_host(visitor: Session, question: Question) -> None:
    def say(truth: float | None) -> None:
        if truth is not None:
            questions.answer(visitor, question, [truth])

    st.markdown("The truth:", width="content")
    value = question.truth[0] if question.truth else None
    questions.answer_field(question, "The truth", "truth", value, say)
