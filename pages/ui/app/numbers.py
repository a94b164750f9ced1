"""How numbers are written on every page: a true minus, and powers of ten where they are needed."""

import math
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal

from nn.functions import ACTIVATIONS
from nn.in_words import a_digit as a_digit
from nn.in_words import article as article
from nn.in_words import counted as counted

DIGITS = 4  # of a number that stands for itself
PLAIN = (1e-3, 1e5)  # what lies between is written without a power of ten
PLACES = range(2, 13)  # of the parts of a sum: the first that hold
MOST_MORE = 12  # digits that `written_out` adds
_PLAIN_DIGITS, _RAISED_DIGITS = "-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED = str.maketrans(_PLAIN_DIGITS, _RAISED_DIGITS)
_LOWERED = str.maketrans(_RAISED_DIGITS, _PLAIN_DIGITS)


def short(value: float) -> str:
    """Return a number with four digits: "0.1234", "−12", "2.26·10⁻⁹"; "–" where not finite."""
    value = float(value)
    if not math.isfinite(value):
        return "–"
    size = abs(value)
    if value == int(value) and size < PLAIN[1]:
        return _minus(f"{int(value)}")
    if PLAIN[0] <= size < PLAIN[1]:
        places = DIGITS - 1 - math.floor(math.log10(size))
        return _minus(f"{value:.{min(max(0, places), DIGITS)}f}")
    return _power(value)


def plain(value: float) -> str:
    """Return a number as somebody would type it: "−0.5", "89.3", "1,000,000"."""
    return _minus(f"{value:,.10g}")


def to_place(value: float, place: int) -> str:
    """Return a number with its last digit `place` behind the point, or where it is not yet 0.

    Whole numbers and powers of ten are as in `short`, these with more digits if `place` asks.
    """
    value, size = float(value), abs(float(value))
    if value == int(value) and size < PLAIN[1]:
        return short(value)
    first = -math.floor(math.log10(size))  # where the first digit stands
    if PLAIN[0] <= size < PLAIN[1]:
        return _minus(f"{value:.{max(0, place, first)}f}")
    return _power(value, max(2, place - first))


def as_printed(text: str) -> Decimal:
    """Return the exact number that a text like "0.1234", "−12" or "2.26·10⁻⁹" says."""
    mantissa, _, power = text.replace("−", "-").partition("·10")
    return Decimal(mantissa).scaleb(int(power.translate(_LOWERED) or 0))


def written_out(
    values: Sequence[float], result: str, rule: Callable[..., Decimal] | None = None
) -> list[str]:
    """Return numbers with as many digits as it takes to give `result`, the way it is printed.

    `rule` returns the result of the printed numbers. None is for their sum: the last digits of
    its parts stand at the same place.
    """
    goal = as_printed(result)
    starts = [_last_place(short(value)) for value in values]
    if rule is None:
        place = max(_last_place(short(max(values, key=abs))), _last_place(result))
        starts = [place] * len(values)
    unit, halfway = Decimal(1).scaleb(-_last_place(result)), None
    for more in range(MOST_MORE):
        texts = [to_place(v, start + more) for v, start in zip(values, starts, strict=True)]
        printed = [as_printed(text) for text in texts]
        difference = (rule(*printed) if rule else sum(printed, Decimal())) - goal
        if 2 * abs(difference) < unit:
            return texts
        if halfway is None and 2 * abs(difference) == unit:
            halfway = texts  # more digits may not change that: 3 times 3.125 is 9.38
    return halfway or [to_place(v, start) for v, start in zip(values, starts, strict=True)]


def _last_place(text: str) -> int:
    """Return how far behind the point the last digit of a printed number stands."""
    return -int(as_printed(text).as_tuple().exponent)


def full(value: float) -> str:
    """Return a number with nine digits, for where somebody points at it."""
    return f"{float(value):.9g}"


def fixed(value: float, places: int = 2) -> str:
    """Return a number to so many places: "1,234.50"; enormous ones as powers of ten."""
    if abs(value) >= PLAIN[1]:
        return _power(value)
    return _minus(f"{value:,.{places}f}")


def signed(value: float, places: int = 2) -> str:
    """Return a number as `fixed` does, with its sign always written."""
    text = fixed(value, places)
    return text if text.startswith("−") else f"+{text}"


def equals(value: float, places: int = 2) -> str:
    """Return what a value equals; one that rounds to 0 and is not 0 gets a bound: "< 0.01"."""
    if value == 0 or round(float(value), places):
        return f"= {fixed(value, places)}"
    bound = fixed(10.0**-places, places)
    return f"< {bound}" if value > 0 else f"> −{bound}"


def equals_activation(function: str, a: float) -> str:
    """Return what an activation equals to three places; some, like softmax, are never 0."""
    # One that levels off above 0 never reaches it, but exp(-800) is 0 for a computer.
    never_0 = function == "softmax" or ACTIVATIONS[function].lower > 0
    return equals(a or never_0 * sys.float_info.min, 3)


def places_for(largest: float) -> int:
    """Return to how many places numbers are read at a glance, the largest of which is this."""
    return 2 if abs(largest) < 10 else 1 if abs(largest) < 1000 else 0


def places_that_add_up(
    *sums: tuple[Sequence[float], float], least: int = PLACES.start
) -> int | None:
    """Return to how many places, from `least` on, all sums hold as they are written.

    A sum is (parts, total): rounded, the parts should add up to the rounded total. Returns None
    if there is no such number of places.
    """
    if any(abs(number) >= PLAIN[1] for parts, total in sums for number in (*parts, total)):
        return None  # a power of ten does not show the last places
    for places in range(least, PLACES.stop):
        if all(
            sum(_in_units(part, places) for part in parts) == _in_units(total, places)
            for parts, total in sums
        ):
            return places
    return None


def _in_units(value: float, places: int) -> int:
    """Return a number as it is written, in units of its last place."""
    return int(f"{value:.{places}f}".replace(".", ""))


def in_latex(value: float, places: int = 2) -> str:
    """Return a number for an equation; in brackets where it is negative."""
    mantissa, _, power = fixed(abs(value), places).partition("·10")
    text = mantissa.replace(",", "{,}")
    if power:
        text += rf" \cdot 10^{{{power.translate(_LOWERED)}}}"
    return f"(-{text})" if value < 0 else text


def _minus(text: str) -> str:
    return text.replace("-", "−")


def _power(value: float, places: int = 2) -> str:
    mantissa, exponent = f"{value:.{places}e}".split("e")
    return f"{_minus(mantissa)}·10{str(int(exponent)).translate(_RAISED)}"


def output(value: float) -> str:
    """Return an output to two places; a small one is not called 0."""
    return f"{value:.2f}" if round(float(value), 2) else "below\N{NO-BREAK SPACE}0.01"


def percent(share: float, places: int = 1) -> str:
    """Return a share from 0 to 1 in per cent: "94.3 %", which no line break divides."""
    return f"{100 * share:.{places}f}\N{NO-BREAK SPACE}%"


def duration(seconds: float) -> str:
    """Return how long something takes, in whole seconds: "48 s", "2 min 5 s", "1 h 40 min"."""
    if round(seconds) < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def exact_duration(seconds: float) -> str:
    """Return how long something took: "4 ms", "1.25 s", and from a minute on in whole seconds."""
    if seconds < 0.1:
        return f"{1000 * seconds:.0f} ms"
    return f"{seconds:.2f} s" if seconds < 59.995 else duration(seconds)


def ordinal(number: int) -> str:
    """Return a place in a line: "1st", "2nd", "11th"."""
    teens = number % 100 in (11, 12, 13)
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"
