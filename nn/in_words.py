"""Numbers and lists in sentences, for text alternatives and for pages."""

import re
from collections.abc import Sequence


def counted(number: int, what: str) -> str:
    """Return a number of things: "1 image", "1,000 images"."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def about(seconds: float) -> str:
    """Return an estimated time as fine as it deserves: "8 s", "25 s", "3 minutes", "2 hours"."""
    if seconds <= 10:
        return f"{max(1, round(seconds))}\N{NO-BREAK SPACE}s"
    if seconds < 57.5:
        return f"{5 * round(seconds / 5)}\N{NO-BREAK SPACE}s"
    if seconds < 3570:
        return counted(round(seconds / 60), "minute")
    return counted(round(seconds / 3600), "hour")


def article(digit: int) -> str:
    """Return the article of a digit: "a", or "an" for 8."""
    return "an" if digit == 8 else "a"


def a_digit(digit: int) -> str:
    """Return a digit with its article: "a 4", "an 8"."""
    return f"{article(digit)} {digit}"


def spoken(value: float) -> str:
    """Return a number to three digits, as it is read out: "−4.05", "1,230", "nearly 0"."""
    value = float(value)
    if value and abs(value) < 5e-4:
        return "nearly 0"
    text = f"{value:,.0f}" if 1000 <= abs(value) < 1e6 else f"{value + 0.0:.3g}"  # no "-0"
    return with_minus(text)


def capitalised(text: str) -> str:
    """Return a text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """Return a text with a small letter at its beginning, to stand inside a sentence."""
    return text[:1].lower() + text[1:]


def with_minus(text: str) -> str:
    """Return a text in which the minus signs are true ones."""
    return re.sub(r"-(?=\d)", "−", text)


def listed(words: Sequence[str]) -> str:
    """Return words as a list: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def added(sentence: str, more: str) -> str:
    """Return a sentence with `more` added after a semicolon, or as it is if `more` is ""."""
    return f"{sentence.removesuffix('.')}; {more}." if more else sentence
