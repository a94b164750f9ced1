"""What a room has guessed, in words and in bins: counted, and never who."""

from dataclasses import replace

import pytest

from nn.errors import Refused
from pages.ui.app.room import guesses, room
from pages.ui.app.room.questions import LISTED, composed
from pages.ui.app.room.room import Phone, Room
from pages.ui.app.state.room import Question

PERCENT = Question("How many?", unit="%", least=0.0, most=100.0)
CHOICES = Question("Which?", ("yes", "no", "about the same"))
ROOM = Room("A", "b", 0, 0, phones={"p": Phone()})


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("question", "truth", "all_guesses", "words"),
    [
        (PERCENT, (89.3,), [60, 90, 90, 95, 90], "89.3 %. 3 phones were nearest, with 90 %."),
        # 89.4 and 89.2 are as near, though a computer's 89.4 - 89.3 is not its 89.3 - 89.2.
        (PERCENT, (89.3,), [89.2, 89.4], "2 phones were nearest, with 89.2 % and 89.4 %."),
        (PERCENT, (89.3,), [], "Nobody has guessed."),
        (LISTED["misread"], (5.0, 8.0), [5, 8, 8, 1], "5 and 8. 3 phones were right."),
        (LISTED["misread"], (5.0, 8.0), [1], "Nobody was right."),
    ],
)
def test_the_nearest_or_right_ones_are_counted(
    question: Question, truth: tuple[float, ...], all_guesses: list[float], words: str
) -> None:
    assert plain(guesses.verdict(replace(question, truth=truth), all_guesses)).endswith(words)


@pytest.mark.parametrize(
    ("own", "others", "sentence"),
    [
        (60.0, [61.0] * 2 + [0.0] * 37, "You guessed 60 %. It was 60.5 %. You were among the 3 "),
        (60.0, [0.0], "You guessed 60 %. It was 60.5 %. You were the nearest of 2."),
        (60.0, [], "You guessed 60 %. It was 60.5 %. Nobody else has guessed."),
        (10.0, [60.0], "You guessed 10 %. It was 60.5 %. 1 phone was nearest, with 60 %."),
        (None, [60.0], "You have not guessed. It was 60.5 %. 1 phone was nearest, with 60 %."),
    ],
)
def test_a_phone_reads_its_guess_the_truth_and_how_near_it_was(
    own: float | None, others: list[float], sentence: str
) -> None:
    everybody = [*others, *([own] if own is not None else [])]
    told = guesses.told_after(replace(PERCENT, truth=(60.5,)), own, everybody)
    assert plain(told).startswith(sentence)


def test_before_the_truth_is_known_a_phone_reads_nothing_of_it() -> None:
    told = plain(guesses.told_after(PERCENT, 60.0, [60, 70]))
    assert told == "You guessed 60 %. All guesses are on the wall."
    assert "until the host shows all guesses" in guesses.told_before(CHOICES, 2.0)


@pytest.mark.parametrize(
    ("values", "truth", "counts", "edges"),
    [
        ([60], (), [1], [60, 61]),
        ([60] * 5, (62.4,), [5, 0, 0], [60, 63]),
        ([10, 20, 60, 90, 100, 95], (89.3,), [1, 1, 0, 0, 0, 1, 0, 0, 3], [10, 100]),
        ([0.1, 0.2, 0.3], (), [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], [0.1, 0.32]),
    ],
)
def test_bins_are_round_and_few(
    values: list[float], truth: tuple[float, ...], counts: list[int], edges: list[float]
) -> None:
    drawn = guesses.histogram(replace(PERCENT, truth=truth), values)
    assert drawn.counts == counts
    assert [drawn.edges[0], drawn.edges[-1]] == edges
    assert all(drawn.place_of(value) is not None for value in truth)


def test_one_absurd_guess_does_not_flatten_the_others() -> None:
    drawn = guesses.histogram(Question("How many?"), [50, 55, 60, 1e9, -1e9])
    assert (drawn.below, drawn.above) == (1, 1)
    assert sum(drawn.counts) == 3 and drawn.edges[-1] <= 61
    many = guesses.histogram(Question("How many?"), [float(k) for k in range(400)])
    assert len(many.counts) <= guesses.MOST_BINS and sum(many.counts) == 400


def test_a_guess_and_a_truth_count_for_the_question_that_is_asked() -> None:
    known = room.asked(ROOM, replace(CHOICES, asked=7.0))
    with pytest.raises(Refused, match="another question"):
        room.guessed(known, "p", 1, asked=6.0)
    assert room.guessed(known, "p", 1, asked=7.0).guesses == [1.0]
    assert room.answered(known, [1], asked=6.0) == known
    for junk in ([], [3], [0.5], [float("nan")]):
        with pytest.raises(Refused, match="cannot be the answer"):
            room.answered(known, junk, asked=7.0)
    question = room.answered(known, [1], asked=7.0).question
    assert question is not None and question.truth == (1.0,)


def test_a_question_of_ones_own_has_a_unit_or_some_answers() -> None:
    assert composed(" How long? ", None, " s ") == Question("How long?", unit="s")
    assert composed("Which?", " a \n\n b\n", "s") == Question("Which?", ("a", "b"))
    with pytest.raises(Refused, match="Give 2 to 10 answers"):
        composed("Which?", "\n \n", "")
    with pytest.raises(Refused, match="the same"):
        room.asked(ROOM, composed("Which?", "a\na", ""))
