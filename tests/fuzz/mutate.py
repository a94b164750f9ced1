"""Changes inputs a little, or a lot: bytes, text, and JSON by its structure."""

import json
import random
import string
from typing import Any

SIZES = (0, 1, 2, 3, 7, 8, 16, 255, 256, 4_096)
NUMBERS: list[Any] = [
    *(0, 1, -1, 2, 9, 10, 27, 28, 255, 256, 560, 783, 784, 9_999, 10_000, 2**31, 2**53 + 1, 2**63),
    *(-(2**31), 10**30, 10**400, -(10**400), 0.1, 0.5, -0.0, 1e-308, 5e-324, 1e308, -1e308),
    *(float("inf"), float("-inf"), float("nan"), True, False, None),
]
TEXTS = (
    *"0 -1 1e999 nan inf 0x1 ../x \u202e4 ٣ ² <b> $x$ {} [[[ %00 M Q L #ffffff".split(),
    *"draw book run file clear misread strongest".split(),
    *("", " ", "\0", "\n", "\ud800", "a\udfff", "🖊️" * 9, "é" * 300),
    *("9" * 5_000, "0x" + "f" * 5_000),
)
WORDS_OF_BYTES = (b"\0" * 4, b"\xff" * 4, b"\xff\xda", b"IDAT", b"PK\x03\x04", b"\x80", b"[[", b"=")


class Mutator:
    """Makes new inputs out of others; all it does follows from the seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def of(self, inputs: list[bytes]) -> bytes:
        """Return an input made of one or two others."""
        data = self.random.choice(inputs)
        for _ in range(self.random.choice((1, 1, 1, 2, 3, 8))):
            data = self._changed(data, self.random.choice(inputs))
        return data

    def _changed(self, data: bytes, other: bytes) -> bytes:
        if self.random.random() < 0.7 and (value := _json(data)) is not None:
            return dumped(self.json(value, _json(other)))
        change = self.random.choice((_spliced, _stamped, _renumbered))
        return change(self.random, data, other)

    def json(self, value: Any, other: Any = None) -> Any:
        """Return a value like this one, with something in it changed."""
        roll = self.random.random()
        if isinstance(value, dict) and value and roll < 0.9:
            key = self.random.choice(list(value))
            if roll < 0.1:
                return {k: v for k, v in value.items() if k != key}
            return value | {key: self.json(value[key], other)}
        if isinstance(value, list) and value and roll < 0.9:
            place = self.random.randrange(len(value))
            if roll < 0.1:
                return value[:place] + value[place + 1 :]
            if roll < 0.2:
                again = [value[place]] * self.random.choice((2, 3, 50))
                return value[:place] + again + value[place:]
            return [*value[:place], self.json(value[place], other), *value[place + 1 :]]
        return self.anything(value, other)

    def anything(self, value: Any = None, other: Any = None) -> Any:
        roll = self.random.randrange(6)
        if roll < 2:
            return self.random.choice(NUMBERS)
        if roll == 2:
            return self.text()
        if roll == 3:
            near = value if isinstance(value, int) else 0
            return near + self.random.choice((-1, 1, -10, 10, self.random.uniform(-1_000, 1_000)))
        return self.nested(value) if roll == 4 else other

    def text(self) -> str:
        if self.random.random() < 0.7:
            return self.random.choice(TEXTS)
        return "".join(self.random.choices(string.printable, k=self.random.choice(SIZES[:7])))

    def nested(self, value: Any) -> Any:
        """Return lists in lists, a few or very many, with a value inside."""
        for _ in range(self.random.choice((1, 2, 5, 60, 400))):
            value = [value] if self.random.random() < 0.5 else {"value": value}
        return value


def dumped(value: Any) -> bytes:
    """Return a value as JSON, also one that JSON cannot hold, such as NaN or half a letter."""
    try:
        return json.dumps(value).encode()
    except (ValueError, RecursionError):  # such as a number of too many digits
        return b"[" * 2_000 + b"9" * 6_000 + b"]" * 2_000


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _spliced(dice: random.Random, data: bytes, other: bytes) -> bytes:
    """Cut something out, or go on with a part of another input."""
    first, last = sorted(dice.choices(range(len(data) + 1), k=2))
    return data[:first] + dice.choice((b"", data[last:], other[dice.randrange(len(other) + 1) :]))


def _stamped(dice: random.Random, data: bytes, _: bytes) -> bytes:
    """Put a few other bytes in the place of as many."""
    place, size = dice.randrange(len(data) + 1), dice.choice((1, 1, 2, 4, 8))
    sized = dice.choice(SIZES).to_bytes(size + 1, "big")
    word = dice.choice((dice.choice(WORDS_OF_BYTES), sized, dice.randbytes(size)))
    return data[:place] + word + data[place + len(word) :]


def _renumbered(dice: random.Random, data: bytes, _: bytes) -> bytes:
    """Put another number in the place of one that is written in digits."""
    places = [k for k, byte in enumerate(data[:20_000]) if 48 <= byte <= 57]
    if not places:
        return data
    first = last = dice.choice(places)
    while last < len(data) and 48 <= data[last] <= 57:
        last += 1
    numbers = (0, 1, 10, 28, 255, 10_000, 10**9, 10**30, "9" * 5_000, "0x" + "f" * 4_500)
    return data[:first] + str(dice.choice(numbers)).encode() + data[last:]
