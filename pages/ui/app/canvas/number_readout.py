"""A number as it is read: boxes over its digits, the number in large type, and how it was cut."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nn.answers import NO_ANSWER, Answer
from nn.functions import Array
from pages.ui.app.html import Html, div, join, span, tag
from pages.ui.app.pictures import picture
from pages.ui.app.readout import BREAK, spoken

BOX_MARGIN = 0.028  # of a box around its digit, as a share of the canvas's height
WORTH_SAYING = 0.01  # an output of the runner-up
SURE_CUT = 0.95  # that these strokes are one digit
LONG = 7  # digits: a longer number is written smaller
LABEL_ROOM = 0.15  # likewise: what a label above its box takes


@dataclass(frozen=True, eq=False)
class SeenDigit:
    """One digit of a number, as it is read."""

    low: Array  # (2,), the upper left corner of its box on the canvas or the picture
    high: Array  # (2,)
    image: Array  # (28, 28) float32 in [0, 1], what the network sees
    answer: Answer  # the network's
    told: int | None  # which digit a person said it is
    least: float  # it asks where the largest output is below this
    strokes: tuple[int, ...] = ()  # which of the visible pieces of strokes
    grouped: float = 1.0  # how likely these are one digit

    @property
    def is_read(self) -> bool:
        """Whether the network has an answer."""
        return self.answer.digit != NO_ANSWER and not self.answer.no_digit

    @property
    def digit(self) -> int | None:
        """Which digit it counts as, None where nobody knows."""
        read = self.answer.digit if self.is_read else None
        return read if self.told is None else self.told

    @property
    def sure(self) -> float:
        """How sure the digit is, as `ReadDigit.sure`."""
        return min(self.answer.output, self.grouped) if self.is_read else 0.0

    @property
    def asks(self) -> bool:
        """Whether a person has to say which digit it is."""
        return self.told is None and not (self.is_read and self.sure >= self.least)

    @property
    def is_cut_in_doubt(self) -> bool:
        """Whether it asks since these strokes may be no digit, or more than one."""
        return self.asks and self.is_read and self.grouped < min(self.answer.output, SURE_CUT)

    @property
    def label(self) -> str:
        """The digit as it is written on the page: "4", or "4?" where it asks."""
        return f"{'' if self.digit is None else self.digit}{'?' if self.asks else ''}"

    @property
    def kind(self) -> str:
        """A class for style.css."""
        return " tn-told" if self.told is not None else " tn-asks" if self.asks else ""


def sure_percent(share: float) -> str:
    """Return how sure an answer is, from 0 to 1, in per cent; never 100."""
    tenths = math.floor(1000 * float(share))
    if tenths >= 1000:
        return "over\N{NO-BREAK SPACE}99.9\N{NO-BREAK SPACE}%"
    return f"{tenths // 10}.{tenths % 10}\N{NO-BREAK SPACE}%"


def boxes(digits: Sequence[SeenDigit], size: tuple[int, int]) -> Html:
    """Return a box for each digit with its answer, to lie over a canvas or picture of this size."""
    width, height = size
    margin, room = BOX_MARGIN * height, LABEL_ROOM * height
    made = []
    for digit in digits:
        left, top = (max(float(value) - margin, 0.0) for value in digit.low)
        right = min(float(digit.high[0]) + margin, width)
        bottom = min(float(digit.high[1]) + margin, height)
        shares = {
            "left": left / width,
            "top": top / height,
            "width": (right - left) / width,
            "height": (bottom - top) / height,
        }
        style = ";".join(f"{name}:{100 * share:.2f}%" for name, share in shares.items())
        place = "above" if top >= room else "under" if height - bottom >= room else "within"
        label = tag("b", digit.label)
        made.append(div(f"tn-box tn-{place}{digit.kind}", label, style=style))
    return div("tn-boxes", *made)


def said(digits: Sequence[SeenDigit], least: float, trouble: str) -> Html:
    """Return the number in large type, and how sure it is; `trouble` says why there is none."""
    number = [span(f"tn-one{digit.kind}", digit.label) for digit in digits]
    lines = join(sure_lines(digits, least, trouble), BREAK)
    kind = "tn-whole tn-long" if len(number) > LONG else "tn-whole"
    whole = div(kind, *number) if number else div(kind, "?")
    says = says_number(digits, least, trouble)
    return div("tn-said", whole, div("tn-how-sure", lines), data_says=says)


def says_number(digits: Sequence[SeenDigit], least: float, trouble: str) -> str:
    """Return the number as a screen reader says it, digit by digit, and how sure it is."""
    number = " ".join(digit.label for digit in digits)
    return spoken([*([number] if number else []), *sure_lines(digits, least, trouble)])


def sure_lines(digits: Sequence[SeenDigit], least: float, trouble: str) -> list[str]:
    """Return how sure the number is, in lines."""
    if not digits:
        return [trouble]
    unsaid = [digit for digit in digits if digit.told is None]
    if not unsaid:
        return ["You said every digit."]
    lowest = sure_percent(min(digit.sure for digit in unsaid))
    asks = sum(digit.asks for digit in unsaid)
    bound = f"{round(100 * least)}\N{NO-BREAK SPACE}%"
    first = f"Least sure digit: {lowest}" if len(digits) > 1 else f"Sure: {lowest}"
    if not asks:
        return [first, f"Nothing is below {bound}: it does not ask"]
    return [first, f"{asks} {'digits are' if asks > 1 else 'digit is'} below {bound}: it asks"]


def cut(digits: Sequence[SeenDigit]) -> Html:
    """Return what the network sees of each digit, with its answer and how sure that is."""
    figures = [
        tag(
            "figure",
            tag("figcaption", digit.label, kind="tn-title"),
            picture(digit.image, f"Digit {number} as the network sees it"),
            div("tn-under", join(_under(digit), BREAK)),
            kind=f"tn-figure{digit.kind}",
        )
        for number, digit in enumerate(digits, start=1)
    ]
    return div("tn-cut", *figures)


def _under(digit: SeenDigit) -> list[str]:
    answer = digit.answer
    if digit.told is not None:
        return ["you said so"]
    if not digit.is_read:
        return ["no digit" if answer.no_digit else "no answer"]
    lines = [sure_percent(digit.sure)]
    if digit.is_cut_in_doubt:
        lines.append("cut in doubt")
    elif answer.next_output >= WORTH_SAYING:
        lines.append(f"or {answer.runner_up}: {sure_percent(answer.next_output)}")
    return lines
