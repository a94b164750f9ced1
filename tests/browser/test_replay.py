"""Digits drawn again with the mouse: people's, if their file is there, and our own."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from nn.functions import Array
from nn.pen_digits import recordings
from tests.browser.driving import STROKES, Stroke, button, draw

A_DIGIT = 5  # drawings of each digit
LEAST = 0.95  # the share of them read right
# Where our own strokes are drawn, smaller: (scale, x, y) in shares of the canvas.
PLACES = ((0.35, 0.05, 0.6), (0.6, 0.35, 0.02))

PEN_DIGITS = os.environ.get("PEN_DIGITS")
needs_file = pytest.mark.skipif(
    not PEN_DIGITS, reason="PEN_DIGITS names no file of pen digits; see nn/assets/README.md"
)


def read(page: Page, strokes: Sequence[Stroke]) -> str:
    """Draw a digit on the empty canvas, clear it, and return the answer's first character."""
    draw(page, list(strokes))
    answer = page.locator(".st-key-answer")
    expect(answer).not_to_contain_text("Nothing is drawn")
    digit = answer.inner_text().strip()[:1]
    button(page, "Clear").click()
    expect(answer).to_contain_text("Nothing is drawn")
    return digit


def on_canvas(strokes: Sequence[Array]) -> list[Stroke]:
    """Convert a person's strokes from units of the writing box to shares of the canvas."""
    return [
        [(float(x), float(y)) for x, y in np.clip(stroke / recordings.TABLET_SIDE, 0.0, 1.0)]
        for stroke in strokes
    ]


@needs_file
def test_what_people_wrote_is_read_when_it_is_drawn_again(app: Page) -> None:
    data = recordings.load(Path(PEN_DIGITS or ""))
    wrong, count = [], 0
    for digit in range(10):
        indices = np.flatnonzero(data.labels == digit)
        for index in indices[np.linspace(0, len(indices) - 1, A_DIGIT).astype(int)]:
            answer = read(app, on_canvas(data.digits[index]))
            count += 1
            if answer != str(digit):
                wrong.append(f"digit {index}, a {digit}, was read as {answer}")
    assert count == 10 * A_DIGIT
    assert len(wrong) <= (1 - LEAST) * count, wrong


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place[0]:.0%}")
def test_it_does_not_matter_where_and_how_large_one_draws(
    place: tuple[float, float, float], app: Page
) -> None:
    scale, left, top = place
    for digit, strokes in STROKES.items():
        moved = [[(left + scale * x, top + scale * y) for x, y in stroke] for stroke in strokes]
        assert read(app, moved) == str(digit)
