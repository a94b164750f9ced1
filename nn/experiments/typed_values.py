"""Values as a person types them: lists, ranges and layers.

    0.1,0.5,3        a list
    0.01..10*7       a range: seven values from 0.01 to 10
    1-16             of seeds, and of any whole numbers: from 1 to 16
    30,100x50        of layers: one hidden layer of 30 neurons, then two of 100 and 50; all layers,
                     784x100x50x10, are fine too
    none             of layers: no hidden layer

The values of a range lie at equal ratios where its end is ten times its start or more, as learning
rates are best tried, and at equal steps otherwise. Numbers are rounded to three digits.
"""

import re
from collections.abc import Iterable

import numpy as np

from nn.errors import Refused
from nn.mnist import IMAGE_PIXELS
from nn.settings.config import SETTING
from nn.settings.setting import NO_LAYERS, Setting, Value

MOST_VALUES = 10_000
MOST_CHARACTERS = 40  # of a value or a range
EQUAL_RATIOS = 10.0  # from this ratio of end and start on
_THOUSANDS = re.compile(r"(?<![\w.])[1-9]\d{0,2}(,0\d\d)+(?![\w.])")
_FROM_TO = re.compile(r"(\d{1,10})-(\d{1,10})")


def parse(setting: Setting, text: str, twice: bool = False) -> tuple[Value, ...]:
    """Return the values that a text stands for.

    A duplicate value is kept only with `twice`. Raises `Refused` for a text that is neither a
    list nor a range of the setting's values.
    """
    if typed := _THOUSANDS.search(text):
        plain = typed[0].replace(",", "")
        raise setting.refusal(f"{plain} (a comma ends a value)", typed[0])
    values: list[Value] = []
    count = 0
    for part in map(str.strip, text.split(",")):
        if len(part) > MOST_CHARACTERS:
            raise setting.refusal(f"at most {MOST_CHARACTERS} characters a value", repr(part))
        several = _values_of(setting, part)
        count += len(several)
        if count > MOST_VALUES:
            raise _too_many(setting, count)
        values += dict.fromkeys(several)
    return tuple(values if twice else dict.fromkeys(values))


def format(setting: Setting, values: Iterable[Value]) -> str:
    """Return the text that `parse` reads back as the values."""
    return ",".join(_format(setting, value) for value in values)


def parse_seeds(text: str) -> tuple[int, ...]:
    """Return the seeds in a text such as "1-16" or "3,5,8"; raise `Refused` for others."""
    return tuple(int(str(value)) for value in parse(SETTING["seed"], text))


def format_seeds(seeds: tuple[int, ...]) -> str:
    """Return the text that `parse_seeds` reads back, short where the seeds follow one another."""
    first, last = seeds[0], seeds[-1]
    if len(seeds) == last - first + 1 > 2 and seeds == tuple(range(first, last + 1)):
        return f"{first}-{last}"
    return format(SETTING["seed"], seeds)


def span(setting: Setting, start: float, end: float, count: int) -> tuple[Value, ...]:
    """Return `count` values from `start` to `end`, both included, as a range has them.

    Rounded ones may be the same. Raises `Refused` for an empty range, or one that ends below its
    start.
    """
    check_span(setting, start, end, count)
    if has_equal_ratios(start, end):
        numbers = np.geomspace(start, end, count)
    else:
        numbers = np.linspace(start, end, count)
    return as_values(setting, numbers)


def has_equal_ratios(start: float, end: float) -> bool:
    """Tell whether the values between these lie at equal ratios, and not at equal steps."""
    return start > 0 and end >= EQUAL_RATIOS * start


def as_values(setting: Setting, numbers: Iterable[float]) -> tuple[Value, ...]:
    """Return numbers as values of a setting: whole ones, or rounded to three digits."""
    whole = isinstance(setting.default, int)
    return tuple(round(float(n)) if whole else float(f"{n:.3g}") for n in numbers)


def _values_of(setting: Setting, part: str) -> tuple[Value, ...]:
    if isinstance(setting.default, tuple):
        return (_layers(setting, part),)
    if setting.choices:
        return (setting.parse(part),)
    sides, _, count = part.partition("*")
    start, dots, end = sides.partition("..")
    if dots and re.fullmatch(r"\d{1,9}", count):
        first, last = (float(str(setting.parse(side.strip()))) for side in (start, end))
        return span(setting, first, last, int(count))
    if isinstance(setting.default, int) and (between := _FROM_TO.fullmatch(part)):
        low, high = int(between[1]), int(between[2])
        check_span(setting, low, high, high - low + 1)
        return tuple(range(low, high + 1))
    return (setting.parse(part),)


def check_span(setting: Setting, start: float, end: float, count: int) -> None:
    """Raise `Refused` unless there are `count` values of a setting from `start` to `end`."""
    for number in (start, end):
        setting.check(int(number) if isinstance(setting.default, int) else number)
    if end < start:
        raise Refused(
            f"{setting.label}: expected a range from a smaller to a larger number, got "
            f"{start:g} to {end:g}."
        )
    if count > MOST_VALUES:
        raise _too_many(setting, count)
    if count < 1 or (count == 1 and start < end):
        raise Refused(f"{setting.label}: expected two values of a range or more, got {count}.")


def _too_many(setting: Setting, count: int) -> Refused:
    return Refused(
        f"{setting.label}: expected at most {MOST_VALUES:,} values, got {count:,} or more."
    )


def _layers(setting: Setting, part: str) -> Value:
    if not re.fullmatch(rf"{NO_LAYERS}|\d{{1,6}}(x\d{{1,6}})*", part):
        raise setting.refusal(f"layers such as 30, 100x50 or {NO_LAYERS}", repr(part))
    return setting.parse(part)


def _format(setting: Setting, value: Value) -> str:
    if isinstance(value, tuple):
        hidden = value[1:-1]
        # Where 784 comes first, `parse_layers` takes the layers for all of them.
        layers = value if len(hidden) > 1 and hidden[0] == IMAGE_PIXELS else hidden
        return "x".join(map(str, layers)) or NO_LAYERS
    return setting.format(value).removesuffix(".0")
