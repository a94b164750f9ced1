"""How the app finds the truth of a question, and how a room is asked.

a question -> guesses, until what tells the truth has begun -> the truth
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from weakref import WeakSet

from nn.errors import Refused
from nn.experiments.study import Study, StudyState, StudyView
from nn.experiments.summary import accuracies, summaries
from nn.runs.run import Run
from pages.ui.app import places
from pages.ui.app.state.room import Question
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import runs
from pages.ui.class_room import rules, steering
from pages.ui.class_room.guessing import questions
from pages.ui.class_room.who_may import ROOMS

# Where and when the app finds the answer to a kind of question. To other kinds the host gives it,
# or has it counted.
KNOWN = {
    questions.EPOCH: (places.TRAIN, "after the first epoch of your next run"),
    questions.EXPERIMENT: (places.EXPERIMENTS, "when the experiment has ended"),
}


def teller_of(visitor: Session, question: Question) -> tuple[Run | Study | None, Question]:
    """Return the run or experiment behind a question, or None, and the question with its truth.

    The truth is () until the result is known.
    """
    run, study = visitor.training.run, visitor.experiments.study
    if run and question == questions.of_epoch(run.begun_with):
        end = run.snapshot().after_first_epoch
        truth = (round(100 * end.test.accuracy, 1),) if end else ()
        return run, replace(question, truth=truth)
    if study and question == questions.of_experiment(visitor.experiments):
        return study, replace(question, truth=truth_of(study.snapshot()))
    return None, question


def has_begun(teller: Run | Study | None) -> bool:
    """Tell whether a run or an experiment is under way or has a result: the guessing is over."""
    if isinstance(teller, Run):
        run = teller.snapshot()
        return runs.unsettled(run) or run.after_first_epoch is not None
    if teller is None:
        return False
    study = teller.snapshot()
    return study.state.under_way or bool(study.results)


def truth_of(view: StudyView) -> tuple[float, ...]:
    """Return the right answer: a number, or places in the list of choices; () before the end.

    Shares are compared as they are printed: two that read 95.1 % are both right.
    """
    experiment, results = view.experiment, view.results
    if view.state is not StudyState.FINISHED:
        return ()
    if not experiment.varied:
        shares = [round(100 * share, 1) for share in accuracies(results, epoch=1)]
        return (round(max(shares) - min(shares), 1),)
    means = [round(100 * summary.mean, 1) for summary in summaries(experiment, results)]
    if len(means) > rules.MOST_CHOICES:
        return (max(means),)
    return tuple(float(cell) for cell, mean in enumerate(means) if mean == max(means))


def proposed(visitor: Session) -> dict[str, Question]:
    """Return the questions that the app proposes, by kind; one is about the next experiment."""
    listed = [questions.of_epoch(visitor.training.config), questions.MISREAD, questions.BETTER]
    of_next = questions.of_experiment(visitor.experiments)
    if of_next and not has_begun(visitor.experiments.study):
        listed.append(of_next)
    return {question.kind: question for question in listed}


def ask(visitor: Session, question: Question) -> None:
    """Ask the room a question, in place of the one before."""
    asked = replace(question, asked=time.time())
    steering.change(visitor, lambda room: rules.asked(room, asked))
    tellers = [*visitor.runs, visitor.experiments.study]
    visitor.room.too_early = WeakSet(one for one in tellers if one and has_begun(one))


def reveal(visitor: Session, question: Question, truth: Sequence[float] = ()) -> None:
    """Show the room its guesses, and the truth if it is known."""
    steering.change(visitor, lambda room: rules.revealed(room, question.asked, truth))


def stage(room: rules.Room) -> tuple[object, ...]:
    """Return what the controls show of question, sign and room: a change runs the page again."""
    question = room.question
    state = (question.asked, question.revealed, question.truth) if question else ()
    return room.is_full, room.sign, room.network, *state


def seen(visitor: Session) -> rules.Room | None:
    """Return the room that the visitor is host of, None if there is none. Raises `StoreGone`.

    Show its guesses once the run or experiment that answers its question has begun, and later the
    truth. One that began before the question does not count: the room could know its result.
    """
    host, room = visitor.room.host, steering.own_room(visitor)
    question = room.question if room else None
    if host is None or room is None or question is None or question.truth:
        return room
    teller, known = teller_of(visitor, question)
    is_open = not question.revealed and has_begun(teller)
    if teller in visitor.room.too_early or not (is_open or known.truth):
        return room
    try:
        return ROOMS.change(host, lambda it: rules.revealed(it, known.asked, known.truth))
    except Refused:  # the next look tries it again
        return room
