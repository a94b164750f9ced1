"""What the visitor and the room expect of an experiment: asked before, shown beside the result.

A guess is optional. The room's phones are asked the first question as they are on Room; the first
result closes the guessing, and the end of the experiment tells who was nearest.
"""

import streamlit as st

from nn.experiments.experiment import Experiment
from nn.experiments.measuring import Result
from nn.experiments.study import StudyState, StudyView
from nn.experiments.summary import summaries
from nn.in_words import listed
from pages.ui.app import frame
from pages.ui.app.html import div
from pages.ui.app.numbers import counted, percent, plain
from pages.ui.app.room import guesses, predictions, questions
from pages.ui.app.room.predictions import Truth
from pages.ui.app.room.room import Question, Room
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.room.store import StoreGone
from pages.ui.app.state.experiments import GUESSES, Asked, Way
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound_to

SECONDS = 1.0  # between two looks at the room
ASK_ROOM = (
    "Its phones get this question, in place of the one that they may have. The first result closes "
    "the guessing and shows the guesses."
)


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
                    _ask_room(visitor, question)


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
    room = _room(visitor, asked[0])
    if room and room.question and room.question.truth:
        now.room_said = in_the_room(room.question, room.guesses)
    with st.container(key="prediction_beside"):
        if not view.results:
            _while_nothing_is_known(now, asked)
            if room and room.question and not room.question.revealed:
                st.markdown(f"**{how_many(room)}.**")
        elif sentences := own(way, now, asked, view):
            st.html(div("tn-guess", " ".join(sentences)))
        if now.room_said:
            st.html(div("tn-guess", now.room_said))


def _keep_what_fits(now: Asked, asked: tuple[Question, ...]) -> None:
    """Forget guesses that were made of another question."""
    if now.asked != asked:
        now.asked, now.guess, now.second_guess, now.room_said = asked, None, None, ""


# The visitor's guess


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


def own(way: Way, now: Asked, asked: tuple[Question, ...], view: StudyView) -> list[str]:
    """Return the visitor's guesses beside what is known of their truth, in sentences."""
    experiment, results = view.experiment, view.results
    over = view.state is StudyState.FINISHED
    said = []
    truths = predictions.truths(way, experiment, results)
    for name, question, truth in zip(GUESSES, asked, truths, strict=False):
        guess = getattr(now, name)
        if guess is None:
            continue
        if way is Way.COMPARE:
            said.append(_compared(question, int(guess), experiment, results, over))
        elif way is Way.SEARCH:
            said.append(_searched(question, guess, truth, over))
        else:
            said.append(_drawn(question, guess, truth, over, experiment.base.epochs))
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


def _compared(
    question: Question,
    guess: int,
    experiment: Experiment,
    results: tuple[Result, ...],
    over: bool,
) -> str:
    """Return the guess of a cell beside the cells that read most, and how far it is off."""
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


# The room


def _ask_room(visitor: Session, question: Question) -> None:
    """Offer to ask the room, or show how many phones have guessed by now."""
    here = visitor.room.host
    if here is None:
        return
    room = _room(visitor, question)
    if room and room.question and not room.question.revealed:
        st.fragment(_count, run_every=SECONDS)(visitor, question)
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
    room = _room(visitor, question)
    if visitor.visit.needs_page or not (room and room.question and not room.question.revealed):
        st.rerun()
    st.markdown(f"**{how_many(room)}.**", width="content")


def how_many(room: Room) -> str:
    """Return how many of the room's phones have guessed."""
    have = "has" if len(room.phones) == 1 else "have"
    return f"{len(room.guesses)} of {counted(len(room.phones), 'phone')} {have} guessed"


def _room(visitor: Session, question: Question) -> Room | None:
    """Return the visitor's room if this question is the one it has; it hears the truth by then."""
    host = visitor.room.host
    try:
        room = ROOMS.see(host) if host else None
        room = room and questions.with_truth(visitor, room)
    except StoreGone:
        return None
    same = room and room.question and predictions.is_same(room.question, question)
    return room if same else None


def in_the_room(question: Question, said: list[float]) -> str:
    """Return what the room has guessed and how many were nearest, in sentences."""
    if not said:
        return ""
    return f"The room: {guesses.summary(question, said)} {guesses.who_was_nearest(question, said)}"
