"""The colours that figures, pages and the browser's pictures share.

Figures take them from here. Pages and the browser's pictures know them as variables of CSS, such as
`--tn-accent`, from `variables`.
"""

# Told apart with any colour vision, on light and on dark.
ACCENT = "#3b7be0"
OTHER = "#cc7722"
THIRD = "#12a077"  # beside those two
FOURTH = "#9a78ac"  # beside those three
WORST = "#d2601a"  # of what is read wrong
GREY = "#8a8a8a"
# Red for positive, blue for negative: maps run from one to the other over white.
SIGNED = "RdBu_r"
INK = "#000000"  # of what is written in coloured cells
NOTHING = "rgba(0,0,0,0)"

# On a light page, and on a dark one. Letters in them have a contrast of 4.5 to 1.
POSITIVE = "#c94437", "#e05c4c"  # red: speaks for
NEGATIVE = "#3874ba", "#5696d6"  # blue: speaks against
# What flows back is neither: it says that an output or a weight is too large, or too small.
TOO_MUCH = "#701a8c", "#c46cf0"  # violet
TOO_LITTLE = "#407d14", "#78d668"  # green
HERE = "#1f5fd0", "#6ea5ff"  # where to look


def rgb(colour: str) -> tuple[int, int, int]:
    """Return the red, green and blue, 0 to 255, of a colour such as "#3b7be0"."""
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def pale(colour: str) -> str:
    """Return a colour for a band behind a curve of that colour."""
    return f"rgba({','.join(map(str, rgb(colour)))},0.22)"


def variables() -> str:
    """Return the colours that pages use as variables of CSS; those of two follow the theme."""
    both = {"accent": ACCENT, "other": OTHER, "third": THIRD, "fourth": FOURTH, "worst": WORST}
    by_theme = {
        "positive": POSITIVE,
        "negative": NEGATIVE,
        "too_much": TOO_MUCH,
        "too_little": TOO_LITTLE,
        "here": HERE,
    }
    values = both | {name: f"light-dark({', '.join(two)})" for name, two in by_theme.items()}
    return " ".join(f"--tn-{name}: {value};" for name, value in values.items())
