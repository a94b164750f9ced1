"""What a room has guessed, as bars in letters for the back row."""

from collections import Counter
from collections.abc import Sequence

from pages.ui.app.html import Html, div, span
from pages.ui.app.numbers import plain
from pages.ui.app.room import guesses as rules
from pages.ui.app.room.guesses import Histogram
from pages.ui.app.state.room import Question

LETTER = 0.017  # of the width, that a letter takes
LETTERS = 34  # for which there is room below the columns


def of(question: Question, guesses: Sequence[float]) -> Html:
    """Return one bar a choice, or columns for numbers with the middle guess and the truth."""
    if not guesses:
        return div("tn-guessed", "Nobody has guessed.")
    return _choices(question, guesses) if question.choices else _numbers(question, guesses)


def _choices(question: Question, guesses: Sequence[float]) -> Html:
    counts = Counter(map(int, guesses))
    most = max(counts.values())
    rows = []
    for k, choice in enumerate(question.choices):
        is_right = k in question.truth
        width = f"width:{100 * counts[k] / most:.1f}%"
        rows.append(
            div(
                f"tn-choice {'tn-right' if is_right else ''}".strip(),
                span("tn-choice-name", f"✓ {choice}" if is_right else choice),
                span("tn-choice-track", span("tn-choice-bar", style=width)),
                span("tn-choice-count", f"{counts[k]}"),
            )
        )
    known = "tn-known" if question.truth else ""
    return div(f"tn-choices {known}".strip(), *rows, style=f"--rows:{len(rows)}")


def _numbers(question: Question, guesses: Sequence[float]) -> Html:
    drawn = rules.histogram(question, guesses)
    most = max(*drawn.counts, drawn.below, drawn.above)
    columns = [_column(count, most) for count in drawn.counts]
    middle = rules.middle(guesses)
    named = [("tn-mark-middle", "middle guess", middle)]
    named += [("tn-mark-truth", "truth", truth) for truth in question.truth]
    # Each has its words on the side that is away from the other one.
    rightmost = max(value for _, _, value in named)
    marks = [
        mark
        for kind, name, value in named
        for mark in _mark(question, drawn, kind, name, value, value == rightmost)
    ]
    main = div(
        "tn-bins",
        div("tn-columns", *columns, *marks),
        div("tn-edges", *_edges(drawn)),
        style=f"flex-grow:{len(columns)}",
    )
    return div(
        "tn-histogram",
        *_beyond("lower", drawn.below, most),
        main,
        *_beyond("higher", drawn.above, most),
    )


def _column(count: int, most: int) -> Html:
    bar = span("tn-bin-bar", style=f"--share:{count / most:.3f}")
    return div("tn-bin", span("tn-bin-count", f"{count or ''}"), bar)


def _beyond(words: str, count: int, most: int) -> list[Html]:
    """Return a column for guesses that are too far off."""
    if not count:
        return []
    edge = span("tn-edge", words, style="left:50%")
    return [div("tn-bins", div("tn-columns", _column(count, most)), div("tn-edges", edge))]


def _edges(drawn: Histogram) -> list[Html]:
    """Return the numbers below the columns: not all of them where they would be too many."""
    edges, count = drawn.edges, len(drawn.counts)
    shift = 0.5 if drawn.is_whole else 0.0
    texts = [plain(edge) for edge in (edges[:-1] if drawn.is_whole else edges)]
    every = next(k for k in (1, 2, 4, count) if sum(map(len, texts[::k])) <= LETTERS or k == count)
    return [
        span("tn-edge", texts[k], style=f"left:{100 * (k + shift) / count:.2f}%")
        for k in range(0, len(texts), every)
    ]


def _mark(
    question: Question, drawn: Histogram, kind: str, name: str, value: float, to_right: bool
) -> list[Html]:
    """Return a line where a number lies, with its name; none where it lies beyond the bins."""
    place = drawn.place_of(value)
    if place is None:
        return []
    text = f"{name} {rules.in_words(question, value)}"
    width = LETTER * len(text)
    to_right = place < width or (to_right and place < 1 - width)
    words = span("tn-to-right" if to_right else "tn-to-left", text)
    return [span(f"tn-mark {kind}", words, style=f"left:{100 * place:.2f}%")]
