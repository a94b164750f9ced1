"""One setting: its range, its texts, and how its value is written and read."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nn.errors import Refused, shown
from nn.in_words import uncapitalised
from nn.mnist import DIGITS, IMAGE_PIXELS

Value = int | float | str | tuple[int, ...]

NO_LAYERS = "none"
MOST_HIDDEN_LAYERS = 5
MOST_NEURONS = 1000  # in a hidden layer


def parse_layers(text: str) -> tuple[int, ...]:
    """Return the sizes that a person typed, for the hidden layers or for all layers.

    "100, 50", "100x50" and "784, 100, 50, 10" are the same, "none" is no hidden layer. Raises
    ValueError for "784, 100, 50" and "many".
    """
    if text.strip() == NO_LAYERS:
        return IMAGE_PIXELS, DIGITS
    sizes = tuple(int(part) for part in text.replace("x", ",").split(","))
    if len(sizes) == 1 or sizes[0] != IMAGE_PIXELS:
        return IMAGE_PIXELS, *sizes, DIGITS
    if sizes[-1] != DIGITS:
        raise ValueError
    return sizes


# How a value is read from text, and what it is called.
KINDS: dict[type, tuple[Callable[[str], Value], str]] = {
    int: (int, "a whole number"),
    float: (float, "a number"),
    str: (str, "a text"),
    tuple: (parse_layers, "whole numbers with commas between them, like 100,50 or 784,100,50,10"),
}


@dataclass(frozen=True)
class Setting:
    """All about one field of `TrainingConfig`."""

    name: str  # the field's
    default: Value
    label: str  # for a person, in sentence case
    key: str  # its name in a share link
    help: str  # one or two sentences: what it does and what to expect
    group: str = ""  # the heading of its control on the page; "" for none
    between: tuple[float, float] = (-math.inf, math.inf)  # the ends of a number's range, included
    choices: Mapping[str, str] = field(default_factory=dict)  # label by value
    live: bool = False  # whether it may change during a run

    @property
    def short_label(self) -> str:
        """The label without what stands in brackets: "Early stopping"."""
        return self.label.partition(" (")[0]

    @property
    def symbol(self) -> str:
        """The letter that the label ends with: "η"; "" if there is none."""
        last = self.label.rpartition(" ")[2]
        return last if len(last) == 1 else ""

    @property
    def in_a_sentence(self) -> str:
        """The label as it stands in a sentence: "early stopping"."""
        return uncapitalised(self.short_label)

    @property
    def expected(self) -> str:
        """The values it takes, in words: "1 to 500"."""
        if isinstance(self.default, tuple):
            return f"at most {MOST_HIDDEN_LAYERS} hidden layers of 1 to {MOST_NEURONS:,} neurons"
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        return " to ".join(map(_plain, self.between))

    def parse(self, text: str) -> Value:
        """Return the value that `text` stands for; raise `Refused` for any other text."""
        read, expected = KINDS[type(self.default)]
        try:
            value = read(text)
        except ValueError:
            raise self.refusal(expected, repr(text.strip())) from None
        self.check(value)
        return value

    def format(self, value: Value) -> str:
        """Return the text that `parse` reads back as `value`."""
        if isinstance(value, tuple):
            return ",".join(map(str, value))
        return repr(float(value)) if isinstance(value, float) else str(value)

    def check(self, value: Value) -> None:
        """Raise `Refused` for a value of the wrong type or out of range."""
        if isinstance(self.default, tuple):
            self._check_layers(value)
        elif self.choices:
            if value not in [*self.choices]:  # a list, since the value may be one
                raise self.refusal(self.expected, repr(value))
        else:
            self._check_number(value)

    def _check_number(self, value: Value) -> None:
        kind = type(self.default)
        if isinstance(value, bool) or not isinstance(value, int if kind is int else (int, float)):
            raise self.refusal(KINDS[kind][1], repr(value))
        low, high = self.between
        if not low <= value <= high:  # also refuses NaN
            raise self.refusal(self.expected, f"{value:,}")

    def _check_layers(self, value: Value) -> None:
        if not isinstance(value, tuple) or not all(type(size) is int for size in value):
            raise self.refusal(KINDS[tuple][1], repr(value))
        if len(value) < 2 or (value[0], value[-1]) != (IMAGE_PIXELS, DIGITS):
            raise self.refusal(
                f"{IMAGE_PIXELS} first (one input a pixel) and {DIGITS} last (one output a digit), "
                "like 784,30,10",
                self.format(value) or "nothing",
            )
        hidden = value[1:-1]
        if len(hidden) > MOST_HIDDEN_LAYERS or not all(1 <= n <= MOST_NEURONS for n in hidden):
            raise self.refusal(self.expected, self.format(hidden))

    def refusal(self, expected: str, value: str) -> Refused:
        """Return the error for a value; "''" is what somebody left empty."""
        if value == "''":
            return Refused(f"{self.label}: an entry is empty; type {expected}.")
        return Refused(f"{self.label}: expected {expected}, got {shown(value)}.")


def _plain(number: float) -> str:
    """Return a number without an exponent and without zeros at its end: 0.00001, 1,000."""
    return f"{number:,.5f}".rstrip("0").rstrip(".")
