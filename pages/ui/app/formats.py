"""How numbers are written on every page: a true minus, and powers of ten where they are needed."""

import math
from collections.abc import Callable, Sequence
from decimal import Decimal

from nn.in_words import a_digit as a_digit
from nn.in_words import article as article
from nn.in_words import counted as counted
from nn.in_words import with_minus

DIGITS = 4  # of a number that stands for itself
PLAIN = (1e-3, 1e5)  # what lies between is written without a power of ten
MOST_MORE = 12  # digits that `written_out` adds
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = {raised: plain for plain, raised in _RAISED.items()}


def short(value: float, place: int | None = None) -> str:
    """Return a number with four digits: "0.1234", "−12", "2.26·10⁻⁹"; "–" where not finite.

    With a `place`, its last digit stands there behind the point, or where it is not yet 0; a power
    of ten has at least three digits, and a whole number no more than it needs.
    """
    value, size = float(value), abs(float(value))
    if not math.isfinite(value):
        return "–"
    if value == int(value) and size < PLAIN[1]:
        return with_minus(f"{int(value)}")
    first = -math.floor(math.log10(size))  # where the first digit stands
    if PLAIN[0] <= size < PLAIN[1]:
        last = min(first + DIGITS - 1, DIGITS) if place is None else max(place, first)
        return with_minus(f"{value:.{max(0, last)}f}")
    return _power(value, 2 if place is None else max(2, place - first))


def plain(value: float) -> str:
    """Return a number as somebody would type it: "−0.5", "89.3", "1,000,000"."""
    return with_minus(f"{value:,.10g}")


def as_printed(text: str) -> Decimal:
    """Return the exact number that a text like "0.1234", "−12" or "2.26·10⁻⁹" says."""
    mantissa, _, power = text.replace("−", "-").replace(",", "").partition("·10")
    return Decimal(mantissa).scaleb(int(power.translate(_LOWERED) or 0))


def written_out(
    values: Sequence[float], result: str, rule: Callable[..., Decimal] | None = None
) -> list[str]:
    """Return numbers with as many digits as it takes to give `result`, the way it is printed.

    `rule` returns the result of the printed numbers. None is for their sum: the last digits of
    its parts stand at the same place, at first that of the result.
    """
    goal = as_printed(result)
    starts = [_last_place(short(value)) for value in values]
    if rule is None:
        place = _last_place(result) or _last_place(short(max(values, key=abs)))
        starts = [place] * len(values)
    unit = Decimal(1).scaleb(-_last_place(result))
    for more in range(MOST_MORE):
        texts = [short(v, start + more) for v, start in zip(values, starts, strict=True)]
        printed = map(as_printed, texts)
        together = rule(*printed) if rule else sum(printed, Decimal())
        if 2 * abs(together - goal) <= unit:  # halfway: 3 times 3.125 is 9.38
            break
    return texts


def _last_place(text: str) -> int:
    """Return how far behind the point the last digit of a printed number stands."""
    return -int(as_printed(text).as_tuple().exponent)


def fixed(value: float, places: int = 2) -> str:
    """Return a number to so many places: "1,234.50"; enormous ones as powers of ten."""
    if abs(value) >= PLAIN[1]:
        return _power(value)
    return with_minus(f"{round(value, places) + 0.0:,.{places}f}")  # no "−0.00"


def signed(value: float, places: int = 2) -> str:
    """Return a number as `fixed` does, with its sign always written."""
    text = fixed(value, places)
    return text if text.startswith("−") else f"+{text}"


def places_for(largest: float) -> int:
    """Return to how many places numbers are read at a glance, the largest of which is this."""
    return 2 if abs(largest) < 10 else 1 if abs(largest) < 1000 else 0


def _power(value: float, places: int = 2) -> str:
    mantissa, exponent = f"{value:.{places}e}".split("e")
    return f"{with_minus(mantissa)}·10{str(int(exponent)).translate(_RAISED)}"


def output(value: float) -> str:
    """Return an output to two places; a small one is not called 0."""
    return f"{value:.2f}" if round(float(value), 2) else "below\N{NO-BREAK SPACE}0.01"


def percent(share: float, places: int = 1) -> str:
    """Return a share from 0 to 1 in per cent: "94.3 %", which no line break divides."""
    return f"{100 * share:.{places}f}\N{NO-BREAK SPACE}%"
