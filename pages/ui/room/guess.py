"""“Guess” on the host's page: asks the room, shows its guesses, and then the truth.

draft -> the open question and how many have guessed -> the picture -> the truth
"""

from functools import partial

import numpy as np
import streamlit as st

from nn.errors import Refused
from nn.explain import confusion
from pages.ui.app import html, trouble
from pages.ui.app.formats import counted
from pages.ui.app.state.room import Draft, Question
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import networks
from pages.ui.app.widgets import bound_to, button
from pages.ui.class_room import rules, sent_digits, steering
from pages.ui.class_room.guessing import field, guess_in_words, histogram, questions, the_truth
from pages.ui.room import score

OWN = ""  # the kind of a question of the host's own
COUNTED = (
    "The network in use reads the wall's digits, or MNIST's 10,000 test images if the wall is "
    "empty or hidden."
)


def show(room: rules.Room) -> None:
    """Show what the back row reads; nobody types here, so it may run again and again."""
    question = room.question
    with st.container(key="room_guess", gap="xsmall"):
        if question is None:
            return
        st.html(html.tag("h2", question.text, kind="tn-question"))
        if not question.revealed:
            st.html(html.div("tn-guessed", guess_in_words.how_many(room)))
            return
        st.html(histogram.of(question, room.guesses))
        if question.truth:
            said, guesses = guess_in_words.verdict(question, room.guesses), room.guesses
            three = (html.tag("li", it) for it in guess_in_words.three_nearest(question, guesses))
            st.html(html.div("tn-verdict", said, html.tag("ol", *three)))


def controls(visitor: Session, room: rules.Room) -> None:
    """Show what the host does next."""
    question = room.question
    if question is None:
        _compose(visitor)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="room_ask"):
        label = "Ask another"
        if question.revealed:
            _truth(visitor, room, question)
        else:
            label, act = "Take it back", partial(the_truth.reveal, visitor, question)
            button("Reveal", "visibility", act, key="reveal_guesses", type="primary")
        how = partial(rules.asked, question=None)
        button(label, "restart_alt", steering.change, visitor, how, key="ask_another")


def _compose(visitor: Session) -> None:
    draft = visitor.room.draft
    about = {questions.EXPERIMENT: "About your experiment: "}
    proposed = the_truth.proposed(visitor)
    titles = {kind: about.get(kind, "") + question.text for kind, question in proposed.items()}
    titles[OWN] = "A question of your own"
    if draft.listed not in titles:  # the experiment has its result by now
        draft.listed = questions.EPOCH
    with st.container(key="room_compose"):
        bound_to(
            draft,
            "listed",
            st.radio,
            "Ask the room",
            list(titles),
            format_func=lambda kind: html.as_it_is(titles[kind]),
            key="question_listed",
        )
        if draft.listed == OWN:
            _compose_own(draft)
        button("Ask", "send", _ask, visitor, key="ask", type="primary")
        st.caption(
            "It opens on every phone. Nobody sees the guesses of others before you reveal them."
        )


def _compose_own(draft: Draft) -> None:
    label, most = "Your question", rules.LONGEST_TEXT
    bound_to(draft, "text", st.text_input, label, key="question_text", max_chars=most)
    label = f"2 to {rules.MOST_CHOICES} answers, one per line. Leave it empty to ask for a number"
    most = rules.MOST_CHOICES * (rules.LONGEST_CHOICE + 2)
    bound_to(draft, "choices", st.text_area, label, key="question_choices", max_chars=most)
    label, most = "The unit of a number, such as % or seconds, if it has one", rules.LONGEST_CHOICE
    bound_to(draft, "unit", st.text_input, label, key="question_unit", max_chars=most)


def _ask(visitor: Session) -> None:
    draft = visitor.room.draft
    choices = tuple(line.strip() for line in draft.choices.splitlines() if line.strip())
    own = Question(draft.text.strip(), choices, draft.unit.strip())
    the_truth.ask(visitor, the_truth.proposed(visitor).get(draft.listed, own))


def _truth(visitor: Session, room: rules.Room, question: Question) -> None:
    def say(truth: float | None) -> None:
        the_truth.reveal(visitor, question, () if truth is None else (truth,))

    if question.kind in (OWN, questions.BETTER.kind):
        st.markdown("The truth:", width="content")
        value = question.truth[0] if question.truth else None
        field.control(question, "The truth", "truth", value, say)
    elif question.truth:
        return
    elif source := the_truth.KNOWN.get(question.kind):
        place, when = source
        st.markdown(f"The answer appears here {when}.")
        st.page_link(place.path, label=f"Open {place.title}", icon=place.icon)
    else:
        count = partial(_count_misread, visitor, room, question)
        options = {"key": "count_misread", "type": "primary", "help": COUNTED}
        button("Show the truth", "fact_check", count, **options)


def _count_misread(visitor: Session, room: rules.Room, question: Question) -> None:
    with trouble.caught(visitor.visit):
        truth, visitor.visit.done = most_misread(visitor, room)
        the_truth.reveal(visitor, question, truth)


def most_misread(visitor: Session, room: rules.Room) -> tuple[list[int], str]:
    """Return the digits that are misread most often, and how often in a sentence.

    Raises `Refused` if none is misread.
    """
    used = networks.in_use(visitor)
    learnt = score.learnt(visitor, room)
    unseen = {key: it for key, it in room.digits.items() if not (room.hidden or key in learnt)}
    if found := sent_digits.digits_of(visitor.visit, unseen):
        digits = f"the room's {counted(len(found), 'digit')}"
        read = sent_digits.read(used.reader, found.images)
    else:
        digits = "the 10,000 test images of MNIST"
        read = networks.readings_of(visitor.visit, used.reader)
    wrong = np.array([entry.total - entry.right for entry in confusion.by_digit(read)])
    if not wrong.any():
        raise Refused(
            f"It reads all of {digits} right, so none is misread most often. Collect more and try "
            "again."
        )
    most = np.flatnonzero(wrong == wrong.max()).tolist()
    return most, f"Misread {counted(int(wrong.max()), 'time')} among {digits}."
