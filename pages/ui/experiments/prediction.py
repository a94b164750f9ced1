"""What the visitor and the room expect of an experiment: asked before, shown beside the result.

A guess is optional. The room's phones are asked the first question as they are on Room; the first
result closes the guessing, and the end of the experiment tells who was nearest.
"""

import streamlit as st

from nn.experiments.study import StudyView
from pages.ui.app import frame
from pages.ui.app.html import div
from pages.ui.app.room import guesses, predictions
from pages.ui.app.state.experiments import GUESSES, Asked
from pages.ui.app.state.room import Question
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound_to
from pages.ui.experiments import own_guess, room_guess


def ask(visitor: Session) -> None:
    """Ask what will come of the experiment that is set up, and have the room asked.

    Call it while the page stands still: one that runs again takes away what somebody is typing.
    """
    experiments = visitor.experiments
    asked = predictions.of(experiments.way, experiments.now)
    _keep_what_fits(experiments.now, asked)
    if not asked:
        return
    with st.container(key="prediction"):
        for name, question in zip(GUESSES, asked, strict=False):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**Your guess.** {frame.as_it_is(question.text)}", width="content")
                _widget(experiments.now, name, question)
                if name == GUESSES[0]:
                    room_guess.offer(visitor, question)


def beside(visitor: Session, view: StudyView) -> None:
    """Show what was expected, beside what has come of it."""
    experiments = visitor.experiments
    way, now = experiments.way, experiments.now
    asked = predictions.of(way, now)
    _keep_what_fits(now, asked)
    if not asked:
        return
    if not view.results and not view.state.under_way:
        ask(visitor)
        return
    room = room_guess.asked(visitor, asked[0])
    if room and room.question and room.question.truth:
        now.room_said = room_guess.in_the_room(room.question, room.guesses)
    with st.container(key="prediction_beside"):
        if not view.results:
            _while_nothing_is_known(now, asked)
            if room and room.question and not room.question.revealed:
                st.markdown(f"**{guesses.how_many(room)}.**")
        elif sentences := own_guess.beside_result(way, now, asked, view):
            st.html(div("tn-guess", " ".join(sentences)))
        if now.room_said:
            st.html(div("tn-guess", now.room_said))


def _keep_what_fits(now: Asked, asked: tuple[Question, ...]) -> None:
    """Forget guesses that were made of another question."""
    if now.asked != asked:
        now.asked, now.guess, now.second_guess, now.room_said = asked, None, None, ""


def _widget(now: Asked, name: str, question: Question, live: bool = False) -> None:
    label = f"Your guess: {question.text}"
    key = f"prediction_{name}_{question.kind}{'_live' if live else ''}"
    hidden = {"key": key, "label_visibility": "collapsed"}
    if question.choices:
        bound_to(
            now,
            name,
            st.pills,
            label,
            list(range(len(question.choices))),
            format_func=lambda place: frame.as_it_is(question.choices[int(place)]),
            **hidden,
        )
        return
    bound_to(
        now,
        name,
        st.number_input,
        label,
        question.least,
        question.most,
        step=None if question.unit == "" else 1.0,
        format="%g",
        width=140,
        **hidden,
    )
    if question.unit:
        st.markdown(frame.as_it_is(question.unit), width="content")


def _while_nothing_is_known(now: Asked, asked: tuple[Question, ...]) -> None:
    """Let the visitor still choose; a number can be typed only while the page stands still."""
    for name, question in zip(GUESSES, asked, strict=False):
        if question.choices:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**Your guess.** {frame.as_it_is(question.text)}", width="content")
                _widget(now, name, question, live=True)
        elif (guess := getattr(now, name)) is not None:
            st.html(div("tn-guess", f"Your guess: {guesses.in_words(question, guess)}"))
