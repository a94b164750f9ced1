"""How digits, shares, durations and moments of a run are written."""


def article(digit: int) -> str:
    """Return the article of a digit: "a", or "an" for 8."""
    return "an" if digit == 8 else "a"


def a_digit(digit: int) -> str:
    """Return a digit with its article: "a 4", "an 8"."""
    return f"{article(digit)} {digit}"


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
