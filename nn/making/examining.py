"""How a network reads what people drew, as numbers for JSON: for `python -m nn evaluate`."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from nn.answers import Flags, Indices, Reader, answers_of
from nn.drawing.mnist_pen import DrawingError
from nn.drawing.strokes_to_number import least_sure, read_number, text_of
from nn.explain import calibration, confusion
from nn.making.pen_images import prepared
from nn.making.pen_strokes import NoDigit, PenDigits, PenNumbers, Strokes
from nn.mnist import Bytes
from nn.sgd import Images

ANSWERED = 0.9  # the share of the numbers that is answered; the others are asked about


def of_digits(reader: Reader, data: PenDigits, images: Bytes) -> dict[str, Any]:
    """Return how many of the pen digits are read right; `images` are what `rendered` gave."""
    # A drawing that could not be prepared is an empty image, and its answer does not count.
    readable = images.any(axis=1)
    readings = confusion.read(reader, Images(images, data.labels))
    right = readings.right & readable
    bins = calibration.reliability(readings.sure[readable], right[readable])
    return {
        **_accuracy(right),
        "unreadable": int((~readable).sum()),
        "refused": int((readings.no_digit & readable).sum()),
        "calibration_error": calibration.calibration_error(bins),
        "reliability": [asdict(part) for part in bins],
        **{
            f"per_{name}": {str(kind): _accuracy(right[of == kind]) for kind in np.unique(of)}
            for name, of in (("digit", data.labels), ("writer", data.writers))
        },
    }


def _accuracy(right: Flags) -> dict[str, Any]:
    return {"accuracy": int(right.sum()) / len(right), **_counts(right, "correct")}


def _counts(flags: Flags, name: str) -> dict[str, int]:
    return {name: int(flags.sum()), "total": len(flags)}


def of_not_digits(reader: Reader, drawings: Iterable[NoDigit]) -> dict[str, Any]:
    """Return in how many drawings the network sees no digit."""
    pairs = [(prepared(strokes), kind) for strokes, kind in drawings]
    images, kinds = (np.array(part) for part in zip(*pairs, strict=True))
    # What cannot be prepared, such as a dot, gets a sentence instead of an answer.
    unreadable = ~images.any(axis=1)
    refused = ~reader.sees_digit(reader.network.forward(images).zs[-1]) | unreadable
    per_kind = {str(k): _counts(refused[kinds == k], "refused") for k in np.unique(kinds)}
    return {
        **_counts(refused, "refused"),
        "unreadable": int(unreadable.sum()),
        "per_kind": per_kind,
    }


def text_in(reader: Reader, strokes: Strokes) -> tuple[str, float]:
    """Return how a number is read, "" where it cannot be, and how sure the network is."""
    try:
        number = read_number(reader, strokes)
    except DrawingError:
        return "", 0.0
    return text_of(number), least_sure(number)


def of_numbers(
    labels: Sequence[str], texts: Sequence[str], sureness: Sequence[float]
) -> dict[str, Any]:
    """Return how many of the numbers, at least one, are read right, as `text_in` reads them.

    The surest, a share of ANSWERED, are answered; `threshold` is how sure these are at least.
    """
    lengths, sure = np.array([len(label) for label in labels]), np.array(sureness)
    right, readable = np.array(texts) == labels, np.array(texts) != ""
    threshold = np.sort(sure)[-math.ceil(ANSWERED * len(labels))]
    answered = readable & (sure >= threshold)
    return {
        **_counts(right, "correct"),
        "digits_correct": sum(map(matching, labels, texts)),
        "digits_total": int(lengths.sum()),
        "unreadable": int((~readable).sum()),
        "threshold": float(threshold),
        "answered": int(answered.sum()),
        "answered_correct": int((answered & right).sum()),
        "per_length": {str(n): _counts(right[lengths == n], "correct") for n in np.unique(lengths)},
    }


def matching(label: str, text: str) -> int:
    """Return how many digits of a label are right in a text, each at its place.

    Where digits are missing or too many, places are those of an alignment with as many right
    digits as possible among those with the fewest changes (Levenshtein's edit distance).
    """
    if len(label) == len(text):
        return sum(a == b for a, b in zip(label, text, strict=True))
    # For the label so far and each beginning of the text: changes, and minus the digits right.
    row = [(k, 0) for k in range(len(text) + 1)]
    for expected in label:
        last, row = row, [(row[0][0] + 1, 0)]
        for k, digit in enumerate(text):
            changes, right = last[k]
            same = digit == expected
            ways = [(changes + (not same), right - same)]
            ways += [(changes + 1, right) for changes, right in (last[k + 1], row[k])]
            row.append(min(ways))
    return -row[-1][1]


def with_true_grouping(reader: Reader, data: PenNumbers) -> int:
    """Return how many numbers are right when it is known which digit each stroke belongs to."""
    assert data.digits is not None

    def text(strokes: Strokes, digits: Indices) -> str:
        places = range(digits.max() + 1)
        parts = [[strokes[k] for k in np.flatnonzero(digits == place)] for place in places]
        outputs = reader.network.feedforward(np.array([prepared(part) for part in parts]))
        return "".join(map(str, answers_of(outputs)))

    pairs = zip(data.numbers, data.digits, strict=True)
    return sum(text(*pair) == label for pair, label in zip(pairs, data.labels, strict=True))
