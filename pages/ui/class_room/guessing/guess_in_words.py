"""Guesses in words, beside the truth: no phone is named, only counted."""

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from nn.in_words import listed
from pages.ui.app.formats import counted, plain
from pages.ui.app.state.room import Question
from pages.ui.class_room.rules import Room
from pages.ui.class_room.who_may import ROOMS


def in_words(question: Question, answer: float) -> str:
    """Return an answer as somebody reads it: "60 %", or the choice."""
    if question.choices:
        return question.choices[int(answer)]
    # The app writes what it has measured so: "91.0 %".
    is_measured = question.kind and answer in question.truth
    number = f"{answer:.1f}" if is_measured else plain(answer)
    unit = "point" if question.unit == "points" and number == "1" else question.unit
    return f"{number}\N{NO-BREAK SPACE}{unit}" if unit else number


def all_in_words(question: Question, answers: Iterable[float]) -> str:
    """Return answers as somebody reads them: "60 %", "3, 5 and 8"."""
    return listed([in_words(question, answer) for answer in sorted(set(answers))])


def own(question: Question, guess: float) -> str:
    """Return a visitor's guess beside what is right, once that is known."""
    said = f"Your guess: {in_words(question, guess)}."
    if not question.truth:
        return said
    if guess in question.truth:
        return f"{said} {'Right' if question.choices else 'Exactly right'}."
    result = f"{said} Result: {all_in_words(question, question.truth)}"
    if not question.unit:
        return f"{result}."
    more = "more" if question.truth[0] > guess else "less"
    return f"{result}, {_far(question, _distance(question, guess))} {more}."


# A room's guesses


def how_many(room: Room) -> str:
    """Return how many of the phones that are there have guessed: "2 of 3 phones have guessed"."""
    guessed = {name for name, phone in room.phones.items() if phone.guess is not None}
    phones = len(guessed | ROOMS.store.there(room.code))  # one that has guessed may have gone
    has = "has" if phones == 1 else "have"
    return f"{len(guessed)} of {counted(phones, 'phone')} {has} guessed"


def middle(guesses: Sequence[float]) -> float:
    """Return the median of at least one guess."""
    return float(statistics.median(guesses))


def of_room(question: Question, guesses: Sequence[float], says_truth: bool = True) -> str:
    """Return what most of at least one guess say, or the middle one, and who was nearest."""
    if question.choices:
        votes = Counter(guesses)
        most = max(votes.values())
        chosen = [guess for guess, times in votes.items() if times == most]
        were, each = ("were", " each") if len(chosen) > 1 else ("was", "")
        often = f"{were} guessed most often ({most} of {len(guesses)}{each})"
        said = f"{all_in_words(question, chosen)} {often}."
    elif len(guesses) == 1:
        said = f"one guess, {in_words(question, guesses[0])}."
    else:
        said = f"the middle of {len(guesses)} guesses is {in_words(question, middle(guesses))}."
    if question.truth:
        said += f" {(verdict if says_truth else _nearest)(question, guesses)}"
    return f"The room: {said}"


def three_nearest(question: Question, guesses: Sequence[float]) -> list[str]:
    """Return the three guesses that are nearest to the truth, the nearest first; [] for choices."""
    by_distance = sorted(guesses, key=lambda guess: _distance(question, guess))
    return [in_words(question, it) for it in by_distance[:3] if not question.choices]


def _distance(question: Question, guess: float) -> float:
    # 90.1 - 90 is not 90 - 89.9 for a computer.
    return round(min(abs(guess - truth) for truth in question.truth), 9)


def _far(question: Question, distance: float) -> str:
    """Return a distance in words: shares differ by points."""
    unit = "points" if question.unit == "%" else question.unit
    return in_words(replace(question, unit=unit, truth=()), distance)


def verdict(question: Question, guesses: Sequence[float]) -> str:
    """Return the truth, which is known, and how many phones were nearest, in two sentences."""
    return f"The truth: {all_in_words(question, question.truth)}. {_nearest(question, guesses)}"


def _nearest(question: Question, guesses: Sequence[float]) -> str:
    if not guesses:
        return "Nobody has guessed."
    distances = [_distance(question, guess) for guess in guesses]
    least = 0.0 if question.choices else min(distances)
    best = [guess for guess, far in zip(guesses, distances, strict=True) if far == least]
    phones = f"{counted(len(best), 'phone')} {'was' if len(best) == 1 else 'were'}"
    if question.choices:
        return f"{phones} right." if best else "Nobody was right."
    return f"{phones} nearest, with {all_in_words(question, best)}."


def on_phone(question: Question, guess: float | None, guesses: Sequence[float]) -> str:
    """Return what one phone reads; of others' guesses nothing before all are shown."""
    said = "" if guess is None else f"Your guess: {in_words(question, guess)}."
    if not question.revealed:
        return said and f"{said} You can change it until the host shows all guesses."
    said = said or "You have not guessed."
    if not question.truth:
        return f"{said} All guesses are on the wall."
    yours = " You are right." if guess in question.truth else ""
    if guess is not None and not question.choices:
        far = _distance(question, guess)
        place = 1 + sum(_distance(question, other) < far for other in guesses)
        off = f"You were {_far(question, far)} off" if far else "Exactly right"
        yours = f" {off}: place {place} of {len(guesses)}."
    return f"{said} {verdict(question, guesses)}{yours}"
