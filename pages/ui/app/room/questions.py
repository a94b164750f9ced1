"""The questions that the app proposes, and how it finds the truth of some of them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from weakref import WeakSet

import numpy as np
import streamlit as st

from nn.errors import Refused
from nn.experiments.study import Study
from nn.explain import confusion
from nn.mnist import DIGITS, load
from nn.runs.run import Run
from pages.ui.app import frame, networks
from pages.ui.app.numbers import counted
from pages.ui.app.room import predictions, readings, steering
from pages.ui.app.room import room as rules
from pages.ui.app.room.room import Room
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.state.room import Question
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound

OWN, EXPERIMENT = "own", "experiment"
EPOCH, MISREAD = "epoch", "misread"
# A question with a `kind` has a truth that the app finds; of the others the host says it.
LISTED = {
    EPOCH: Question(
        "What will it read after one epoch?", unit="%", kind=EPOCH, least=0.0, most=100.0
    ),
    MISREAD: Question(
        "Which digit will it misread most often?", tuple(map(str, range(DIGITS))), kind=MISREAD
    ),
    "eta": Question("Will it get better with a smaller eta?", ("yes", "no", "about the same")),
}
NO_TRUTH = (
    "It reads all of {digits} right, so none is misread most often. Collect more and try again."
)


def listed(visitor: Session) -> dict[str, Question]:
    """Return what the app proposes to ask, by name; also what the next experiment will tell."""
    question = predictions.still_open(visitor.experiments)
    return LISTED | ({EXPERIMENT: question} if question else {})


def ask(visitor: Session, question: Question) -> None:
    """Ask the room a question, in place of the one before."""
    asked = replace(question, asked=time.time())
    steering.change(visitor, lambda room: rules.asked(room, asked))
    known: list[Run | Study] = [run for run in visitor.runs if run.snapshot().after_first_epoch]
    known += [study for study in visitor.experiments.studies if study.snapshot().results]
    visitor.room.too_early = WeakSet(known)
    visitor.room.counted_on = ""


def answer(visitor: Session, question: Question, truth: Sequence[float]) -> None:
    """Tell the room what is right."""
    steering.change(visitor, lambda room: rules.answered(room, truth, question.asked))


# After one epoch, and after an experiment


def answer_field(
    question: Question, label: str, key: str, value: float | None, then: Callable[[Any], None]
) -> None:
    """Show where a question is answered: buttons with its choices, or a number and its unit."""
    common: dict[str, Any] = {"key": key, "then": then, "label_visibility": "collapsed"}
    if question.choices:
        bound(
            st.pills,
            label,
            range(len(question.choices)),
            value=None if value is None else int(value),
            format_func=lambda place: frame.as_it_is(question.choices[place]),
            width="content",
            **common,
        )
        return
    bound(
        st.number_input,
        label,
        question.least,
        question.most,
        value=value,
        step=1.0 if question.unit else None,
        format="%.10g",
        width=160,
        **common,
    )
    if question.unit:
        st.markdown(frame.as_it_is(question.unit), width="content")


def seen(visitor: Session) -> Room | None:
    """Return the room that the visitor is host of, with the truth that is known by now.

    None if there is none, or none any more. Raises `StoreGone`.
    """
    host = visitor.room.host
    room = ROOMS.see(host) if host else None
    return with_truth(visitor, room) if room else None


def with_truth(visitor: Session, room: Room) -> Room:
    """Return the room; once the guesses are shown, with the truth that is known by then.

    The first result of an experiment shows the guesses of it: nobody may guess any more.
    """
    question, host = room.question, visitor.room.host
    if question is None or host is None or question.truth:
        return room
    closes, truth = _result(visitor, question)
    closes = closes and not question.revealed
    if not closes and not (truth and question.revealed):
        return room

    def say(it: Room) -> Room:
        if not it.question or it.question.asked != question.asked:
            return it
        it = rules.revealed(it) if closes else it
        return rules.answered(it, truth, question.asked) if truth else it

    try:
        return ROOMS.change(host, say)
    except Refused:  # the next look tries it again
        return room


def _result(visitor: Session, question: Question) -> tuple[bool, predictions.Truth]:
    """Return whether guessing is over, and what is right; () while that is not known.

    A run or an experiment with a result before the question was asked does not count.
    """
    if question.kind == EPOCH:
        run = visitor.training.run
        end = (
            run.snapshot().after_first_epoch if run and run not in visitor.room.too_early else None
        )
        return False, (round(100 * end.test.accuracy, 1),) if end else ()
    study = predictions.study_of(visitor.experiments, question)
    if study is None or study in visitor.room.too_early:
        return False, ()
    return bool(study.snapshot().results), predictions.truth_for_room(question, study)


# Misread most often


def count_misread(visitor: Session, question: Question) -> None:
    """Tell the room which digit is misread most often; all of them where several are."""
    with frame.told(visitor.visit):
        room = ROOMS.see(visitor.room.host) if visitor.room.host else None
        if room is not None:
            truth, visitor.room.counted_on = most_misread(visitor, room)
            answer(visitor, question, truth)


def counts_on(room: Room) -> str:
    """Return which digits are counted, in words."""
    if room.digits and not room.hidden:
        return f"the room's {counted(len(room.digits), 'digit')}"
    why = "is hidden" if room.digits else "has no digit"
    return f"the 10,000 test images of MNIST, since the wall {why}"


def most_misread(visitor: Session, room: Room) -> tuple[list[int], str]:
    """Return the digits that are misread most often, and how often in a sentence.

    Raises `Refused` if none is misread.
    """
    visit, reader = visitor.visit, networks.in_use(visitor).reader
    read = None if room.hidden else readings.read(visit, room, reader, readings.IN_USE)
    if read is None:
        read = visit.keep("readings", reader, lambda: confusion.read(reader, load().test))
    entries = confusion.by_digit(read)
    wrong = np.array([entry.total - entry.right for entry in entries])
    if not wrong.any():
        raise Refused(NO_TRUTH.format(digits=counts_on(room)))
    times = counted(int(wrong.max()), "time")
    return np.flatnonzero(wrong == wrong.max()).tolist(), (
        f"Misread {times} among {counts_on(room)}."
    )


# The host's own


def composed(text: str, choices: str | None, unit: str) -> Question:
    """Return a question of the host's own; `choices` has one a line, None asks for a number.

    Raises `Refused` if it cannot be asked.
    """
    if choices is None:
        return Question(text.strip(), unit=unit.strip())
    lines = tuple(line.strip() for line in choices.splitlines() if line.strip())
    if len(lines) < 2:
        raise Refused(f"Give 2 to {rules.MOST_CHOICES} answers to choose from, one a line.")
    return Question(text.strip(), lines)
