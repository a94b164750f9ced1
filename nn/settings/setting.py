"""What is known about one setting: its range, its texts, and how it is written and read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nn.errors import Refused, shown
from nn.mnist import DIGITS, IMAGE_PIXELS

Value = int | float | str | tuple[int, ...]

MOST_HIDDEN_LAYERS = 5
MOST_NEURONS = 1000  # in a hidden layer


class ConfigError(Refused):
    """A setting, or a combination of settings, that cannot be trained with."""


@dataclass(frozen=True)
class Setting:
    """What is known about one field of `TrainingConfig`.

    Attributes
    ----------
    name : str
        The field's name.
    default : Value
    label : str
        For a person, in sentence case.
    help : str
        One or two sentences: what it does and what to expect.
    key : str
        Its name in a share link.
    minimum, maximum : float or None
        The range of a number, both ends allowed.
    choices : dict of str to str
        For a named choice: its values, each with a label.
    live : bool
        Whether it may be changed while a run goes on.
    """

    name: str
    default: Value
    label: str
    help: str
    key: str
    minimum: float | None = None
    maximum: float | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    live: bool = False

    @property
    def expected(self) -> str:
        """What a value has to be, in words: "1 to 500"."""
        if isinstance(self.default, tuple):
            return (
                f"{IMAGE_PIXELS}, then at most {MOST_HIDDEN_LAYERS} hidden layers of 1 to "
                f"{MOST_NEURONS:,} neurons, then {DIGITS}"
            )
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        assert self.minimum is not None and self.maximum is not None  # every number has a range
        return f"{_plain(self.minimum)} to {_plain(self.maximum)}"

    def parse(self, text: str) -> Value:
        """Return the value that `text` stands for, checked against the range.

        Raises
        ------
        ConfigError
            With a sentence that says what was expected.
        """
        if self.choices:
            value: Value = text
        elif isinstance(self.default, tuple):
            try:
                value = tuple(int(part) for part in text.split(","))
            except ValueError:
                raise ConfigError(
                    f"{self.label}: expected whole numbers with commas between them, like "
                    f"784,30,10, got {shown(repr(text))}."
                ) from None
        else:
            number: type[int] | type[float] = int if isinstance(self.default, int) else float
            try:
                value = number(text)
            except ValueError:
                kind = "a whole number" if number is int else "a number"
                raise ConfigError(
                    f"{self.label}: expected {kind}, got {shown(repr(text))}."
                ) from None
        self.check(value)
        return value

    def format(self, value: Value) -> str:
        """Return the text that `parse` reads back as `value`."""
        if isinstance(value, tuple):
            return ",".join(str(part) for part in value)
        return repr(float(value)) if isinstance(value, float) else str(value)

    def check(self, value: Value) -> None:
        """Refuse a value of the wrong type or out of range.

        Raises
        ------
        ConfigError
            With a sentence that says what was expected.
        """
        if isinstance(self.default, tuple):
            _check_sizes(value)
        elif self.choices:
            if not isinstance(value, str) or value not in self.choices:
                raise ConfigError(
                    f"{self.label}: expected {self.expected}, got {shown(repr(value))}."
                )
        else:
            self._check_number(value)

    def _check_number(self, value: Value) -> None:
        whole = isinstance(self.default, int)
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            kind = "a whole number" if whole else "a number"
            raise ConfigError(f"{self.label}: expected {kind}, got {shown(repr(value))}.")
        assert self.minimum is not None and self.maximum is not None  # every number has a range
        if not self.minimum <= value <= self.maximum:  # also refuses NaN
            raise ConfigError(f"{self.label}: expected {self.expected}, got {shown(f'{value:,}')}.")


def _plain(number: float) -> str:
    """Return a number without an exponent and without zeros at its end: 0.00001, 1,000."""
    return f"{number:,.5f}".rstrip("0").rstrip(".")


def _check_sizes(value: Value) -> None:
    if not isinstance(value, tuple) or not all(type(size) is int for size in value):
        raise ConfigError(
            f"Layers: expected whole numbers like 784,30,10, got {shown(repr(value))}."
        )
    given = ",".join(map(str, value)) or "nothing"
    if len(value) < 2 or value[0] != IMAGE_PIXELS or value[-1] != DIGITS:
        raise ConfigError(
            f"Layers: expected {IMAGE_PIXELS} first (one input a pixel) and {DIGITS} last (one "
            f"output a digit), like 784,30,10, got {shown(given)}."
        )
    if len(value) > MOST_HIDDEN_LAYERS + 2:
        raise ConfigError(
            f"Layers: expected at most {MOST_HIDDEN_LAYERS} hidden layers, got {len(value) - 2}."
        )
    for size in value[1:-1]:
        if not 1 <= size <= MOST_NEURONS:
            raise ConfigError(
                f"Layers: expected 1 to {MOST_NEURONS:,} neurons in a layer, got "
                f"{shown(f'{size:,}')}."
            )
