"""What is guessed, in words and in a picture: counted, and never who."""

import re
from dataclasses import replace

import pytest

from nn.errors import Refused
from nn.settings.config import TrainingConfig
from pages.ui.app.state.room import Question
from pages.ui.class_room import rules
from pages.ui.class_room.guessing import histogram
from pages.ui.class_room.guessing.guess_in_words import (
    of_room,
    on_phone,
    own,
    three_nearest,
    verdict,
)
from pages.ui.class_room.guessing.questions import MISREAD, of_epoch

PERCENT = Question("How many?", unit="%", least=0.0, most=100.0)
YEARS = Question("How old?", unit="years")
CHOICES = Question("Which?", ("yes", "no", "about the same"))
ROOM = rules.Room("A", "b", 0, 0, phones={"p": rules.Phone()})


def answered(question: Question, *truth: float) -> Question:
    """Return a question of which the room has been told the truth."""
    return replace(question, revealed=True, truth=truth)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (verdict(answered(PERCENT, 89.3), [60, 90, 95, 90]), "2 phones were nearest, with 90 %."),
        # 89.4 and 89.2 are as near, though a computer's 89.4 - 89.3 is not its 89.3 - 89.2.
        (verdict(answered(PERCENT, 89.3), [89.2, 89.4]), "nearest, with 89.2 % and 89.4 %."),
        (verdict(answered(PERCENT, 89.3), []), "The truth: 89.3 %. Nobody has guessed."),
        (verdict(answered(MISREAD, 5, 8), [5, 8, 8, 1]), "5 and 8. 3 phones were right."),
        (verdict(answered(MISREAD, 5, 8), [1]), "Nobody was right."),
        # A visitor's own guess.
        (own(PERCENT, 80), "Your guess: 80 %."),
        (own(answered(PERCENT, 91.3), 80), "80 %. Result: 91.3 %, 11.3 points more."),
        (own(answered(PERCENT, 91.3), 92.3), "92.3 %. Result: 91.3 %, 1 point less."),
        (own(answered(PERCENT, 91.3), 91.3), "91.3 %. Exactly right."),
        (own(answered(CHOICES, 1, 2), 0), "yes. Result: no and about the same."),
        (own(answered(CHOICES, 1, 2), 2), "about the same. Right."),
        (
            own(answered(of_epoch(TrainingConfig()), 91.0), 90),
            "90 %. Result: 91.0 %, 1 point more.",
        ),
        (of_room(CHOICES, [0, 1]), "yes and no were guessed most often (1 of 2 each)."),
        (of_room(CHOICES, [0, 2, 2]), "about the same was guessed most often (2 of 3)."),
        # What a phone reads: of others' guesses and the truth nothing too early.
        (on_phone(CHOICES, None, [2, 0]), ""),
        (on_phone(CHOICES, 1, [2, 0]), "no. You can change it until the host shows all gue"),
        (on_phone(answered(PERCENT), 60, [60, 70]), "60 %. All guesses are on the wall."),
        (on_phone(answered(PERCENT, 60.5), 60, [61, 61, 60, 9]), "0.5 points off: place 1 of 4."),
        (on_phone(answered(PERCENT, 60.5), 9, [60, 9, 61]), "51.5 points off: place 3 of 3."),
        (on_phone(answered(PERCENT, 60), 60, [60, 9]), "with 60 %. Exactly right: place 1 of 2."),
        (
            on_phone(answered(YEARS, 18), 17, [17, 18]),
            "You were 1 years off: place 2 of 2.",
        ),
        (on_phone(answered(PERCENT, 60.5), None, [60]), "You have not guessed. The truth: 60.5"),
        (on_phone(answered(MISREAD, 5), 3, [3, 5]), "Your guess: 3. The truth: 5. 1 phone was"),
        (on_phone(answered(MISREAD, 5), 5, [3, 5]), "1 phone was right. You are right."),
        # The three nearest, which stand on the wall.
        (str(three_nearest(answered(PERCENT, 60), [9, 62, 60, 59])), "['60 %', '59 %', '62 %']"),
        (str(three_nearest(answered(MISREAD, 5), [3, 5])), "[]"),
    ],
)
def test_guesses_in_words(said: str, sentence: str) -> None:
    assert sentence in said.replace("\N{NO-BREAK SPACE}", " ").replace("\\xa0", " ")


@pytest.mark.parametrize(
    ("values", "truth", "counts", "edges"),
    [
        ([60], (), [1], [60, 62]),
        ([60] * 5, (62.4,), [5, *[0] * 12], [60, 62.6]),
        ([10, 20, 60, 90, 100, 95], (89.3,), [1, 1, 0, 0, 0, 1, 0, 0, 2, 1], [10, 110]),
        ([0.1, 0.2, 0.3], (), [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], [0.1, 0.32]),
        ([50, 55, 1e9], (), [2, *[0] * 9, 1], [0, 1.1e9]),
    ],
)
def test_bins_are_round_and_few_and_hold_all_guesses_and_the_truth(
    values: list[float], truth: tuple[float, ...], counts: list[int], edges: list[float]
) -> None:
    question = replace(PERCENT, truth=truth)
    around = histogram.edges_around([*values, *truth])
    assert [around[0], around[-1]] == edges and len(around) <= histogram.MOST_BINS + 2
    drawn = histogram.of(question, values)
    shown = re.findall('"tn-bin-count">([0-9]*)<', drawn)
    assert [int(count or 0) for count in shown] == counts
    marks = [float(at) for at in re.findall("tn-mark tn-mark.*?left:(.*?)%", drawn)]
    assert len(marks) == 1 + len(truth) and all(0 <= at <= 100 for at in marks)


def test_a_guess_and_a_truth_count_for_the_question_that_is_asked() -> None:
    known = rules.asked(ROOM, replace(CHOICES, asked=7.0))
    with pytest.raises(Refused, match="another question"):
        rules.guessed(known, "p", 1, asked=6.0)
    assert rules.guessed(known, "p", 1, asked=7.0).guesses == [1.0]
    for junk in ([3], [0.5], [float("nan")]):
        with pytest.raises(Refused, match="cannot be the answer"):
            rules.revealed(known, 7.0, junk)
    for asked, truth in ((6.0, ()), (7.0, (1.0,))):
        question = rules.revealed(known, asked, [1]).question
        assert question is not None and question.truth == truth
    with pytest.raises(Refused, match="the same"):
        rules.asked(ROOM, Question("Which?", ("a", "a")))
