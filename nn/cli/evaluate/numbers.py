"""`evaluate --numbers`: how many rows of digits, drawn in strokes, a network reads right."""

import argparse
import json
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from nn.answers import NO_ANSWER, Reader, answer_of
from nn.cli import terminal
from nn.drawing.numbers import read_number
from nn.drawing.pen import DrawingError
from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.functions import Array
from nn.mnist import IMAGE_PIXELS
from nn.pen_digits import numbers
from nn.pen_digits.numbers import PenNumbers

ANSWERED = 0.9  # the share of the numbers that is answered; the others are asked about


class Reading(NamedTuple):
    """How a number was read; "" where it could not be."""

    label: str
    text: str
    least: float  # how sure it was

    @property
    def right(self) -> bool:
        """Whether all digits are right."""
        return self.text == self.label


def run(options: argparse.Namespace, reader: Reader) -> int:
    """Run the command; return the exit code."""
    data = numbers.load(options.numbers)
    readings = []
    with terminal.late_progress_bar(len(data), "numbers") as bar:
        for strokes, label in zip(data.numbers, data.labels, strict=True):
            readings.append(_read(reader, strokes, label))
            bar.update()
    result = measured(readings)
    if data.digits is not None:
        result["correct_with_true_grouping"] = _with_true_grouping(reader, data)
    terminal.answer(json.dumps(result) if options.json else _table(options.network, result))
    return 0


def measured(readings: Sequence[Reading]) -> dict[str, Any]:
    """Return what is told about readings, at least one, as for JSON."""
    return {
        **_share(readings),
        "digits_correct": sum(matching(r.label, r.text) for r in readings),
        "digits_total": sum(len(r.label) for r in readings),
        "unreadable": sum(not r.text for r in readings),
        **_answered(readings),
        "per_length": {
            str(length): _share([r for r in readings if len(r.label) == length])
            for length in sorted({len(r.label) for r in readings})
        },
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


def _read(reader: Reader, strokes: Sequence[Array], label: str) -> Reading:
    try:
        number = read_number(reader, strokes)
    except DrawingError:
        return Reading(label, "", 0.0)
    return Reading(label, number.text, number.least)


def _answered(readings: Sequence[Reading]) -> dict[str, Any]:
    """Return how many are right of the surest, a share of ANSWERED, and how sure these are."""
    count = math.ceil(ANSWERED * len(readings))
    surest = sorted(readings, key=lambda reading: -reading.least)
    threshold = surest[count - 1].least
    answered = [reading for reading in surest if reading.text and reading.least >= threshold]
    correct = sum(reading.right for reading in answered)
    return {"threshold": threshold, "answered": len(answered), "answered_correct": correct}


def _share(readings: Sequence[Reading]) -> dict[str, int]:
    return {"correct": sum(reading.right for reading in readings), "total": len(readings)}


def _with_true_grouping(reader: Reader, data: PenNumbers) -> int:
    """Return how many numbers are right when it is known which digit each stroke belongs to."""
    assert data.digits is not None
    return sum(
        all(
            _digit(reader, [s for s, d in zip(strokes, digits, strict=True) if d == place])
            == int(expected)
            for place, expected in enumerate(label)
        )
        for strokes, digits, label in zip(data.numbers, data.digits, data.labels, strict=True)
    )


def _digit(reader: Reader, strokes: Sequence[Array]) -> int:
    try:
        image = prepare_strokes(strokes)
    except DrawingError:
        return NO_ANSWER
    return answer_of(reader.network.feedforward(image.reshape(1, IMAGE_PIXELS))[0]).digit


def _table(network: str, result: dict[str, Any]) -> str:
    def of(correct: int, total: int) -> str:
        return f"{correct:,} of {total:,}: {correct / total:.2%}"

    lines = [f"{network} reads right {of(result['correct'], result['total'])} of the numbers."]
    lines.append(f"Digits right: {of(result['digits_correct'], result['digits_total'])}.")
    if result["unreadable"]:
        lines.append(f"{result['unreadable']:,} numbers could not be read. They count as misread.")
    if "correct_with_true_grouping" in result:
        right = of(result["correct_with_true_grouping"], result["total"])
        lines.append(f"Numbers right if the strokes of each digit were known: {right}.")
    lines.append(
        f"Of those read without asking, all with a least sureness of {result['threshold']:.3f} or "
        f"more, {of(result['answered_correct'], result['answered'])} are right."
    )
    lines.append("")
    for length, share in result["per_length"].items():
        lines.append(f"{length:>2} digits  {of(share['correct'], share['total'])}")
    return "\n".join(lines)
