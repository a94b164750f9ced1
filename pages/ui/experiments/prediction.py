"""What the visitor and the room expect of an experiment: asked before, shown beside the result.

A guess is optional. The room's phones are asked the first question as they are on Room; the first
result closes the guessing, and the end of the experiment tells who was nearest.
"""

from collections.abc import Sequence

import streamlit as st

from nn.experiments.study import StudyState, StudyView
from nn.experiments.summary import summaries
from nn.in_words import listed
from pages.ui.app import frame
from pages.ui.app.html import div
from pages.ui.app.numbers import percent, plain
from pages.ui.app.room import guesses, predictions, questions
from pages.ui.app.room.predictions import Truth
from pages.ui.app.room.room import Room
from pages.ui.app.room.store import StoreGone
from pages.ui.app.state.experiments import Asked, Way
from pages.ui.app.state.room import Question
from pages.ui.app.state.session import Session

SECONDS = 1.0  # between two looks at the room
ASK_ROOM = (
    "Its phones get this question, in place of the one that they may have. The first result closes "
    "the guessing and shows the guesses."
)


def ask(visitor: Session) -> None:
    """Ask what will come of the experiment that is set up, and have the room asked.

    Call it while the page stands still: one that runs again takes away what somebody is typing.
    """
    now = visitor.experiments.now
    if asked := predictions.of(visitor.experiments.way, now):
        with st.container(key="prediction"):
            for place, question in enumerate(asked):
                with st.container(horizontal=True, vertical_alignment="center"):
                    _ask_visitor(now, question, f"prediction_{place}")
                    if place == 0 and visitor.room.host:
                        _ask_room(visitor, question)


def beside(visitor: Session, view: StudyView) -> None:
    """Show what was expected, beside what has come of it."""
    way, now = visitor.experiments.way, visitor.experiments.now
    asked = predictions.of(way, now)
    if not asked:
        return
    if not view.results and not view.state.under_way:
        ask(visitor)
        return
    room = _with_question(visitor, asked[0])
    if room and room.question and room.question.truth and room.guesses:
        said, who = guesses.summary, guesses.who_was_nearest
        now.room_said[asked[0]] = (
            f"The room: {said(room.question, room.guesses)} {who(room.question, room.guesses)}"
        )
    with st.container(key="prediction_beside"):
        if not view.results:
            _while_nothing_is_known(now, asked)
            if room and room.question and not room.question.revealed:
                st.markdown(f"**{guesses.how_many(room)}.**")
        elif sentences := _beside_result(visitor, view, asked):
            st.html(div("tn-guess", " ".join(sentences)))
        if asked[0] in now.room_said:
            st.html(div("tn-guess", now.room_said[asked[0]]))


def _ask_visitor(now: Asked, question: Question, key: str) -> None:
    """Show a question and where to answer it: buttons with the choices, or a number."""
    st.markdown(f"**Your guess.** {frame.as_it_is(question.text)}", width="content")

    def guess(value: float | None) -> None:
        if value is None:
            now.guesses.pop(question, None)
        else:
            now.guesses[question] = value

    label = f"Your guess: {question.text}"
    questions.answer_field(
        question, label, f"{key}_{question.kind}", now.guesses.get(question), guess
    )


def _while_nothing_is_known(now: Asked, asked: Sequence[Question]) -> None:
    """Let the visitor still choose; a number can be typed only while the page stands still."""
    for place, question in enumerate(asked):
        if question.choices:
            with st.container(horizontal=True, vertical_alignment="center"):
                _ask_visitor(now, question, f"prediction_live_{place}")
        elif (guess := now.guesses.get(question)) is not None:
            st.html(div("tn-guess", f"Your guess: {guesses.in_words(question, guess)}"))


def _ask_room(visitor: Session, question: Question) -> None:
    """Offer to ask the room, or show how many phones have guessed by now."""
    room = _with_question(visitor, question)
    if room and room.question and not room.question.revealed:
        frame.part(visitor.visit, _count, visitor, question, every=SECONDS)
        return
    st.button(
        "Ask the room",
        key="prediction_ask_room",
        icon=":material/groups:",
        help=ASK_ROOM,
        on_click=questions.ask,
        args=(visitor, question),
    )


def _count(visitor: Session, question: Question) -> None:
    room = _with_question(visitor, question)
    if not (room and room.question and not room.question.revealed):
        st.rerun()
    st.markdown(f"**{guesses.how_many(room)}.**", width="content")


def _with_question(visitor: Session, question: Question) -> Room | None:
    """Return the visitor's room if this question is the one it has; it hears the truth by then."""
    try:
        room = questions.seen(visitor)
    except StoreGone:
        return None
    same = room and room.question and predictions.is_same(room.question, question)
    return room if same else None


# The visitor's guess beside the result, in sentences


def _beside_result(visitor: Session, view: StudyView, asked: Sequence[Question]) -> list[str]:
    """Return the visitor's guesses beside what is known of their truth."""
    way, over, said = visitor.experiments.way, view.state is StudyState.FINISHED, []
    truths = predictions.truths(way, view.experiment, view.results)
    for question, truth in zip(asked, truths, strict=True):
        guess = visitor.experiments.now.guesses.get(question)
        if guess is None:
            continue
        if way is Way.COMPARE:
            said.append(_compared(question, int(guess), view, over))
        elif way is Way.SEARCH:
            said.append(_searched(question, guess, truth, over))
        else:
            said.append(_drawn(question, guess, truth, over, view.experiment.base.epochs))
    return said


def _drawn(question: Question, guess: float, truth: Truth, over: bool, epochs: int) -> str:
    """Return a guess of a number beside the number."""
    result = guesses.all_in_words(question, truth)
    said = f"Your guess{' for epoch 1' if epochs > 1 else ''}: {guesses.in_words(question, guess)}."
    if not over:
        return f"{said} So far: {result}."
    more = round(truth[0] - guess, 1)
    if not more:
        return f"{said} Result: {result}, exactly right."
    return f"{said} Result: {result}, {plain(abs(more))} {'more' if more > 0 else 'less'}."


def _compared(question: Question, guess: int, view: StudyView, over: bool) -> str:
    """Return the guess of a cell beside the cells that read most, and how far it is off."""
    experiment, results = view.experiment, view.results
    best = predictions.best(experiment, results)
    most = predictions.printed(best[0])
    share = percent(most / 100)
    own_choice = f"Your guess “{question.choices[guess]}”"
    leads = listed([f"“{question.choices[summary.cell]}”" for summary in best])
    reads = "reads" if len(best) == 1 else "read"
    if not over:
        every = len({result.cell for result in results}) == len(experiment.cells)
        return f"{own_choice}{f'; so far {leads} {reads} most, {share}' if every else ''}."
    if guess in [summary.cell for summary in best]:
        also = "" if len(best) == 1 else ", as another one does"
        return f"{own_choice} is right: it reads most, {share}{also}."
    own_mean = next(
        predictions.printed(s) for s in summaries(experiment, results) if s.cell == guess
    )
    off = plain(round(most - own_mean, 1))
    return f"{own_choice} is {off} points behind {leads}, which {reads} most, {share}."


def _searched(question: Question, guess: float, truth: Truth, over: bool) -> str:
    """Return the guess of a setting's value beside the values that did best."""
    setting = question.text.partition(":")[0]
    said = f"{setting}: your guess {guesses.in_words(question, guess)}"
    best = guesses.all_in_words(question, truth)
    if not over:
        return f"{said}, so far best {best}."
    if guess in truth:
        return f"{said} is right."
    return f"{said}, best was {best}."
