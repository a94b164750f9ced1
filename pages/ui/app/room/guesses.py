"""What a room has guessed, in words and in numbers: no phone is named, only counted.

guesses -> bins for the wall, the middle one, who is nearest to the truth -> sentences
"""

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nn.in_words import listed
from pages.ui.app.numbers import counted, plain
from pages.ui.app.room.room import Room
from pages.ui.app.state.room import Question

MOST_BINS = 12
# A guess that is farther from the middle one than so many times the usual distance would make all
# others share one column.
FAR = 8.0
STEPS = (1.0, 2.0, 5.0)  # and their multiples by powers of ten
ALMOST = 1e-9  # of a step


def in_words(question: Question, answer: float) -> str:
    """Return an answer as the room reads it: "60 %", or the choice."""
    if question.choices:
        return question.choices[int(answer)]
    unit = "point" if question.unit == "points" and answer == 1 else question.unit
    return f"{plain(answer)}\N{NO-BREAK SPACE}{unit}" if unit else plain(answer)


def all_in_words(question: Question, answers: Iterable[float]) -> str:
    """Return answers as the room reads them: "60 %", "3, 5 and 8"."""
    return listed([in_words(question, answer) for answer in sorted(set(answers))])


def how_many(room: Room) -> str:
    """Return how many phones have guessed: "2 of 3 phones have guessed"."""
    phones, count = counted(len(room.phones), "phone"), len(room.guesses)
    return f"{count} of {phones} {'has' if len(room.phones) == 1 else 'have'} guessed"


def middle(guesses: Sequence[float]) -> float:
    """Return the median of at least one guess."""
    return float(statistics.median(guesses))


def nearest(question: Question, guesses: Sequence[float]) -> list[float]:
    """Return the guesses that are nearest to the truth; of choices, those that are right."""
    if not question.truth or not guesses:
        return []
    distances = [min(abs(guess - truth) for truth in question.truth) for guess in guesses]
    least = 0.0 if question.choices else min(distances)
    # 90.1 - 90 is not 90 - 89.9 for a computer.
    return [
        guess
        for guess, distance in zip(guesses, distances, strict=True)
        if math.isclose(distance, least, rel_tol=1e-9, abs_tol=1e-9)
    ]


def verdict(question: Question, guesses: Sequence[float]) -> str:
    """Return the truth, and how many phones were nearest, in two sentences."""
    truth = f"The truth: {all_in_words(question, question.truth)}."
    return f"{truth} {who_was_nearest(question, guesses)}"


def who_was_nearest(question: Question, guesses: Sequence[float]) -> str:
    """Return how many phones were nearest to the truth, in a sentence."""
    if not guesses:
        return "Nobody has guessed."
    best = nearest(question, guesses)
    phones = f"{counted(len(best), 'phone')} {'was' if len(best) == 1 else 'were'}"
    if question.choices:
        return f"{phones} right." if best else "Nobody was right."
    return f"{phones} nearest, with {all_in_words(question, best)}."


def summary(question: Question, guesses: Sequence[float]) -> str:
    """Return what most of at least one guess say, or the middle one, in a sentence."""
    count = len(guesses)
    if not question.choices:
        if count == 1:
            return f"one guess, {in_words(question, guesses[0])}."
        return f"in the middle of {count} guesses is {in_words(question, middle(guesses))}."
    votes = Counter(guesses)
    most = max(votes.values())
    chosen = [guess for guess, times in votes.items() if times == most]
    each = " each" if len(chosen) > 1 else ""
    return f"most said {all_in_words(question, chosen)} ({most} of {count}{each})."


# What one phone reads


def told_before(question: Question, own: float | None) -> str:
    """Return what a phone reads while others may still guess; it says nothing of theirs."""
    if own is None:
        return ""
    return (
        f"Your guess: {in_words(question, own)}. You can change it until the host shows all "
        "guesses."
    )


def told_after(question: Question, own: float | None, guesses: Sequence[float]) -> str:
    """Return what a phone reads once the guesses are shown, and then the truth."""
    said = "You have not guessed." if own is None else f"You guessed {in_words(question, own)}."
    if not question.truth:
        return f"{said} All guesses are on the wall."
    was = f"It was {all_in_words(question, question.truth)}."
    return " ".join(filter(None, (said, was, _place(question, own, guesses))))


def _place(question: Question, own: float | None, guesses: Sequence[float]) -> str:
    """Return whether a phone is among the nearest, and among how many."""
    best, count = nearest(question, guesses), len(guesses)
    if own not in best:
        return who_was_nearest(question, guesses) if guesses else ""
    if count == 1:
        return "Nobody else has guessed."
    if question.choices:
        others = "Only you" if len(best) == 1 else f"You and {len(best) - 1} more"
        return f"{others} of {count} were right."
    among = "You were the nearest" if len(best) == 1 else f"You were among the {len(best)} nearest"
    return f"{among} of {count}."


# What the wall draws


@dataclass(frozen=True)
class Histogram:
    """How many guesses lie in each of some bins, all of one width, and beyond them."""

    start: float  # where the first bin begins
    step: float  # their width
    counts: list[int]
    is_whole: bool  # each bin is for one whole number
    below: int = 0  # guesses that are too far off to have a bin
    above: int = 0

    @property
    def edges(self) -> list[float]:
        """Where the bins begin, and where the last one ends."""
        # Written with a dozen digits, 0.30000000000000004 is 0.3.
        return [float(f"{self.start + k * self.step:.12g}") for k in range(len(self.counts) + 1)]

    def place_of(self, value: float) -> float | None:
        """Return where a value lies, from 0 on the left to 1; None if it lies beyond."""
        shift = 0.5 if self.is_whole else 0.0
        place = ((value - self.start) / self.step + shift) / len(self.counts)
        return place if 0 <= place <= 1 else None


def histogram(question: Question, guesses: Sequence[float]) -> Histogram:
    """Return at least one guess of a number in bins that somebody can read at a glance."""
    centre = middle(guesses)
    away = [abs(guess - centre) for guess in guesses]
    usual = statistics.median(away) or min((far for far in away if far), default=0.0)
    reach = FAR * usual
    near = [guess for guess, far in zip(guesses, away, strict=True) if far <= reach]
    # The truth has a place, too, unless it is out of all proportion.
    limit = max(reach, abs(centre))
    shown = [*near, *(truth for truth in question.truth if abs(truth - centre) <= limit)]
    low, high = min(shown), max(shown)
    is_whole = all(float(value).is_integer() for value in near)
    step = _step(high - low, is_whole, abs(centre))
    is_whole = is_whole and step == 1
    if is_whole:  # the truth may lie between two of them
        low, high = math.floor(low + 0.5), math.floor(high + 0.5)
    start = math.floor(low / step + ALMOST) * step
    count = _bin(high, start, step) + 1
    if count > 1 and not is_whole and math.isclose(high, question.most):
        count -= 1  # no bin begins where the numbers end
    counts = [0] * count
    for guess in near:
        counts[min(_bin(guess, start, step), count - 1)] += 1
    beyond = [guess for guess, far in zip(guesses, away, strict=True) if far > reach]
    above = sum(guess > centre for guess in beyond)
    return Histogram(start, step, counts, is_whole, len(beyond) - above, above)


def _bin(value: float, start: float, step: float) -> int:
    return math.floor((value - start) / step + ALMOST)


def _step(span: float, is_whole: bool, size: float) -> float:
    """Return the smallest round width with which not too many bins cover a span."""
    if not span:
        return 1.0 if is_whole else 10.0 ** (math.floor(math.log10(size or 1.0)) - 1)
    power = 10.0 ** math.floor(math.log10(span / MOST_BINS))
    widths = [step * power * ten for ten in (1, 10) for step in STEPS]
    if is_whole:
        widths = [max(1.0, width) for width in widths]
    return next(width for width in widths if span / width + 1 <= MOST_BINS)
